"""The exercises of the chapter on defining networks: what torch gives, random cases, and the mistakes with a name."""

from __future__ import annotations

import copy

import torch
from torch import nn

from ..judge import Exercise
from ..language import say
from .center import center as center
from .modules import mlp as mlp


def _random_network() -> tuple[nn.Module]:
    """A network with a frozen layer, a shared one and a shared weight, of random width."""
    width = int(torch.randint(2, 6, ()))
    shared, tied = nn.Linear(width, width), nn.Linear(width, width)
    tied.weight = shared.weight
    network = nn.Sequential(nn.Linear(3, width), shared, nn.ReLU(), shared, tied, nn.Linear(width, 2))
    network[0].requires_grad_(False)
    return (network,)


count = Exercise(
    like=lambda network: sum(p.numel() for p in network.parameters() if p.requires_grad),
    cases=_random_network,
    mistakes={
        "frozen": (
            lambda network: sum(p.numel() for p in network.parameters()),
            say(
                "Frozen parameters are counted too; those with `requires_grad=False` are not trained.",
                "凍結的參數也算進去了；`requires_grad=False` 的不參與訓練。",
            ),
        ),
        "tensors": (
            lambda network: len([p for p in network.parameters() if p.requires_grad]),
            say(
                "You count tensors; each holds `numel()` numbers.",
                "你數的是張量的個數；每個張量裡有 `numel()` 個數。",
            ),
        ),
        "all tensors": (
            lambda network: len(list(network.parameters())),
            say(
                "You count tensors, and frozen ones as well; sum `numel()` over those that are trained.",
                "你數的是張量的個數，連凍結的也在內；應把參與訓練的那些的 `numel()` 相加。",
            ),
        ),
        "shared twice": (
            lambda network: sum(p.numel() for layer in network for p in layer.parameters() if p.requires_grad),
            say(
                "The shared layer is counted at each of its places; `network.parameters()` gives each parameter once.",
                "共享的層在每個位置上都算了一次；`network.parameters()` 對每個參數只給一次。",
            ),
        ),
        "rows": (
            lambda network: sum(len(p) for p in network.parameters() if p.requires_grad),
            say(
                "`len(p)` is the size of dimension 0 alone; `p.numel()` is how many numbers there are.",
                "`len(p)` 只是第 0 維的大小；`p.numel()` 才是數的個數。",
            ),
        ),
    },
)


def _random_features() -> tuple[nn.Module, tuple[int, int, int]]:
    """A convolution and a pooling layer, and the shape of an image that they take."""
    channels, kernel, stride = (int(torch.randint(low, high, ())) for low, high in ((2, 6), (1, 4), (1, 3)))
    features = nn.Sequential(nn.Conv2d(1, channels, kernel, stride), nn.BatchNorm2d(channels), nn.MaxPool2d(2))
    return features, (1, int(torch.randint(12, 20, ())), int(torch.randint(20, 30, ())))


def _numbers_a_sample(features: nn.Module, shape: tuple) -> int:
    return _outcome(features, (1, *shape)).numel()


def _outcome(features: nn.Module, shape: tuple) -> torch.Tensor:
    """What a copy of the layers returns, so that no statistics change."""
    return copy.deepcopy(features).eval()(torch.zeros(shape))


flat_size = Exercise(
    like=_numbers_a_sample,
    cases=_random_features,
    mistakes={
        "input": (
            lambda features, shape: torch.Size(shape).numel(),
            say(
                "That is the size of the input; let the zeros go through `features` first.",
                "這是輸入的大小；要先讓全零的圖片通過 `features`。",
            ),
        ),
        "channels": (
            lambda features, shape: _outcome(features, (1, *shape)).shape[1],
            say(
                "You return the number of channels; all dimensions but the batch are multiplied. Flatten first.",
                "你返回的是通道數；除批次以外的各維要相乘。先展平。",
            ),
        ),
        "two images": (
            lambda features, shape: 2 * _numbers_a_sample(features, shape),
            say(
                "Twice too many: your batch had 2 images, and one sample was asked for.",
                "多了一倍：你的批次裡有 2 張圖片，而要求的是一個樣本。",
            ),
        ),
        "one channel": (
            lambda features, shape: _outcome(features, (1, *shape))[0, 0].numel(),
            say(
                "You left out the channels: `H·W` numbers in each of them, and there are several.",
                "漏了通道：每個通道有 `H·W` 個數，而通道不只一個。",
            ),
        ),
    },
)


def _weights_of_a_network() -> tuple[nn.Module, float]:
    """A network of matrices, vectors, and a convolution's four dimensions; nobody runs it."""
    width = int(torch.randint(3, 7, ()))
    linear = nn.Linear(4, width), nn.LayerNorm(width), nn.ReLU(), nn.Linear(width, 2, bias=False)
    network = nn.Sequential(nn.Conv2d(1, 4, 3), nn.Flatten(), *linear)
    return network, float(torch.rand(()) + 0.01)


def _groups(decays) -> object:
    """A way to choose what decays, as the function that is asked for."""

    def groups(network, decay):
        named = list(network.named_parameters())
        chosen = [p for name, p in named if decays(name, p)]
        others = [p for name, p in named if not decays(name, p)]
        return [{"params": chosen, "weight_decay": decay}, {"params": others, "weight_decay": 0.0}]

    return groups


def _without_the_rest(network, decay):
    return _groups(lambda name, p: p.dim() > 1)(network, decay)[:1]


def _without_the_zero(network, decay):
    matrices, others = _groups(lambda name, p: p.dim() > 1)(network, decay)
    return [matrices, {"params": others["params"]}]


def _after_a_step(groups) -> object:
    """What the groups do: what one step of SGD with gradients of 1 leaves of each parameter, which starts at 1."""

    def run(network, decay):
        given = groups(network, decay)
        if given is None or given is ...:
            return None  # untouched
        network = copy.deepcopy(network)
        with torch.no_grad():
            for parameter in network.parameters():
                parameter.fill_(1.0)
        # What a group without a decay of its own would get.
        sgd = torch.optim.SGD(groups(network, decay), lr=0.1, weight_decay=2.0)
        for parameter in network.parameters():
            parameter.grad = torch.ones_like(parameter)
        sgd.step()
        return torch.stack([parameter.detach().mean() for parameter in network.parameters()])

    return run


groups = Exercise(
    like=_after_a_step(_groups(lambda name, p: p.dim() > 1)),
    cases=_weights_of_a_network,
    mistakes={
        "everything": (
            _after_a_step(_groups(lambda name, p: True)),
            say(
                "Everything decays; biases and the norm's weight, both of one dimension, should not.",
                "全都衰減了；偏置和歸一化層的權重都只有一維，不應衰減。",
            ),
        ),
        "by name": (
            _after_a_step(_groups(lambda name, p: "bias" not in name)),
            say(
                "You sort by the name `bias`, so the norm's `weight` decays; sort by `p.dim()`.",
                "你按名字 `bias` 區分，歸一化層的 `weight` 就跟著衰減了；請按 `p.dim()` 區分。",
            ),
        ),
        "left out": (
            _after_a_step(_without_the_rest),
            say(
                "The others are in no group, so the optimizer never changes them; give them a group with 0.",
                "其餘的參數不在任何組裡，優化器永遠不會更新它們；給它們一個衰減為 0 的組。",
            ),
        ),
        "no zero": (
            _after_a_step(_without_the_zero),
            say(
                "The second group has no `weight_decay`, so it takes the optimizer's default, which need not be 0 "
                "(`AdamW`: 0.01); write `0.0`.",
                "第二個組沒有寫 `weight_decay`，用的就是優化器的默認值，那未必是 0（`AdamW` 是 0.01）；請寫上 `0.0`。",
            ),
        ),
        "the other way": (
            _after_a_step(_groups(lambda name, p: p.dim() <= 1)),
            say(
                "The two groups are exchanged: matrices decay, vectors do not.",
                "兩組對調了：矩陣要衰減，向量不衰減。",
            ),
        ),
    },
    run=_after_a_step,
)
