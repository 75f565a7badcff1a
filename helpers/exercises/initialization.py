"""The exercises of the chapter on initialization: what torch gives, random cases, and the mistakes with a name."""

from __future__ import annotations

import copy

import torch
from torch import nn

from ..judge import Exercise
from ..language import say
from .levels import level as level


def _random_weight() -> tuple[torch.Tensor]:
    """Of a linear layer, or of a convolution with one to three spatial dimensions."""
    out, into = torch.randperm(9)[:2].add(2).tolist()
    return (torch.zeros(out, into, *[3] * int(torch.randint(0, 4, ()))),)


kaiming_std = Exercise(
    like=lambda weight: (2 / weight[0].numel()) ** 0.5,
    cases=_random_weight,
    mistakes={
        "fan_out": (
            lambda weight: (2 / weight[:, 0].numel()) ** 0.5,
            say(
                'That is `mode="fan_out"`; by default one output counts: `weight[0].numel()`.',
                '這是 `mode="fan_out"`；默認數的是一個輸出：`weight[0].numel()`。',
            ),
        ),
        "kernel": (
            lambda weight: (2 / weight.shape[1]) ** 0.5,
            say(
                "Right for a linear layer. A convolution sums over its kernel too: `weight[0].numel()`.",
                "對線性層是對的。卷積還要對卷積核求和：`weight[0].numel()`。",
            ),
        ),
        "variance": (
            lambda weight: 2 / weight[0].numel(),
            say("That is the variance; the standard deviation is its root.", "這是方差；標準差要開方。"),
        ),
        "linear": (
            lambda weight: weight[0].numel() ** -0.5,
            say("The 2 is missing: ReLU takes half of the mean square.", "少了 2：ReLU 扣掉均方的一半。"),
        ),
    },
)

_FUNCTIONS = (nn.ReLU(), nn.GELU(), nn.SiLU(), nn.Sigmoid(), nn.Tanh(), nn.ELU(), nn.Softplus())


def _function_and_numbers() -> tuple[nn.Module, torch.Tensor]:
    return _FUNCTIONS[int(torch.randint(len(_FUNCTIONS), ()))], torch.randn(1000)


gain = Exercise(
    like=lambda f, z: f(z).square().mean() ** -0.5,
    cases=_function_and_numbers,
    mistakes={
        "std": (
            lambda f, z: 1 / f(z).std(),
            say(
                "A standard deviation takes the mean away first; the next layer sums squares as they are: "
                "`f(z).square().mean()`.",
                "標準差會先減去均值；而下一層是直接對平方求和：`f(z).square().mean()`。",
            ),
        ),
        "no root": (
            lambda f, z: 1 / f(z).square().mean(),
            say(
                "The root is missing: a gain multiplies the weights, not their variance.",
                "沒有開方：增益乘的是權重，不是方差。",
            ),
        ),
        "loss": (
            lambda f, z: f(z).square().mean().sqrt(),
            say(
                "That is what `f` leaves; the gain makes up for it: `1 /` this.",
                "這是 `f` 留下的；增益是用來補償的：`1 /` 它。",
            ),
        ),
        "size": (
            lambda f, z: 1 / f(z).abs().mean(),
            say("You average sizes; what adds up in a sum is squares.", "你對絕對值求了均值；求和時相加的是平方。"),
        ),
    },
)


def _random_convolution() -> tuple[nn.Module]:
    groups = int(torch.randint(2, 5, ()))
    into, out = (groups * int(torch.randint(1, 5, ())) for _ in range(2))
    return (nn.Conv2d(into, out, torch.randint(1, 6, (2,)).tolist(), groups=groups),)


def _area(conv: nn.Module) -> int:
    return conv.kernel_size[0] * conv.kernel_size[1]


fans = Exercise(
    like=lambda conv: (
        conv.in_channels // conv.groups * _area(conv),
        conv.out_channels // conv.groups * _area(conv),
    ),
    cases=_random_convolution,
    mistakes={
        "torch's": (
            lambda conv: (conv.weight[0].numel(), conv.weight[:, 0].numel()),
            say(
                "`fan_in` is right. `fan_out` is what torch takes: an input reaches its own group alone, so divide by "
                "`groups`.",
                "`fan_in` 對了。`fan_out` 是 torch 的取法：一個輸入只通向自己那一組，所以要除以 `groups`。",
            ),
        ),
        "no groups": (
            lambda conv: (conv.in_channels * _area(conv), conv.out_channels * _area(conv)),
            say(
                "`groups` is missing in both: each group sees its own channels.",
                "兩個都漏了 `groups`：每組只看自己的通道。",
            ),
        ),
        "exchanged": (
            lambda conv: (
                conv.out_channels // conv.groups * _area(conv),
                conv.in_channels // conv.groups * _area(conv),
            ),
            say("The two are exchanged: `fan_in` first.", "兩者對調了：先 `fan_in`。"),
        ),
        "float": (
            lambda conv: (
                conv.in_channels / conv.groups * _area(conv),
                conv.out_channels / conv.groups * _area(conv),
            ),
            say("Right, but a count is an integer: `//`.", "數值對，但個數是整數：用 `//`。"),
        ),
        "square": (
            lambda conv: tuple(
                c // conv.groups * conv.kernel_size[0] ** 2 for c in (conv.in_channels, conv.out_channels)
            ),
            say(
                "You take the kernel for a square: multiply `kernel_size[0]` by `kernel_size[1]`.",
                "你把卷積核當成正方形了：應是 `kernel_size[0]` 乘 `kernel_size[1]`。",
            ),
        ),
    },
)


class ConvBlock(nn.Module):
    """A container whose name speaks of a convolution; its own weights are those of its layers."""

    def __init__(self, channels: int):
        super().__init__()
        self.conv = nn.Conv2d(channels, 3 * channels, 3, bias=False)
        self.norm = nn.GroupNorm(1, 3 * channels)


def _network() -> tuple[nn.Module]:
    """Large enough that a measured standard deviation names its formula; its norms are not at their defaults."""
    width = 32 * int(torch.randint(1, 3, ()))
    net = nn.Sequential(nn.Conv2d(8, width, 3), nn.BatchNorm2d(width), ConvBlock(width), nn.Linear(200, 400))
    for norm in (net[1], net[2].norm):
        nn.init.normal_(norm.weight), nn.init.normal_(norm.bias)
    return (net,)


def _started(attempt) -> object:
    """What `net.apply` makes of a network: of each weight what it was drawn from, of all else what has changed."""

    def run(network):
        network, untouched = copy.deepcopy(network), copy.deepcopy(network.state_dict())
        torch.manual_seed(0)
        network.apply(attempt)
        after = network.state_dict()
        if all(torch.equal(after[name], value) for name, value in untouched.items()):
            return None  # untouched
        owners = [name for name, m in network.named_modules() if isinstance(m, _OWNERS)]
        biases = {f"{name}.bias" for name in owners}
        found = (_described(name, p.detach(), untouched[name], biases) for name, p in network.named_parameters())
        return torch.tensor([number for numbers in found for number in numbers])

    return run


_OWNERS = (nn.Linear, nn.Conv2d)


def _described(name: str, p: torch.Tensor, before: torch.Tensor, biases: set[str]) -> list[float]:
    """A weight: its spread beside Kaiming's, and whether it has tails (a uniform one ends at 1.7 deviations)."""
    if p.dim() > 1:
        spread = p.std()
        tails = p.abs().max() > 2.5 * spread
        return [round(float(spread / (2 / p[:, 0].numel()) ** 0.5), 1), float(tails)]
    return [float(p.abs().max() if name in biases else (p - before).abs().max())]


def _filled(fill, kinds=_OWNERS, bias=nn.init.zeros_) -> object:
    def start(m):
        if isinstance(m, kinds):
            fill(m.weight)
            if m.bias is not None and bias:
                bias(m.bias)

    return start


def _all_biases(m) -> None:
    _filled(_kaiming())(m)
    if getattr(m, "bias", None) is not None:
        nn.init.zeros_(m.bias)


def _kaiming(**named) -> object:
    return lambda weight: nn.init.kaiming_normal_(weight, **{"mode": "fan_out", "nonlinearity": "relu", **named})


start = Exercise(
    like=_started(_filled(_kaiming())),
    cases=_network,
    rounds=5,
    mistakes={
        "mode": (
            _started(_filled(_kaiming(mode="fan_in"))),
            say('These are the numbers of `mode="fan_in"`.', '這是 `mode="fan_in"` 的數。'),
        ),
        "bias": (
            _started(_filled(_kaiming(), bias=None)),
            say("The biases are still torch's: they should be 0.", "偏置還是 torch 給的：應設為 0。"),
        ),
        "kinds of bias": (
            _started(_all_biases),
            say(
                "The biases of the norms stay as they are: only those of `nn.Linear` and `nn.Conv2d` become 0.",
                "歸一化層的偏置應當不動：只把 `nn.Linear` 和 `nn.Conv2d` 的偏置設為 0。",
            ),
        ),
        "uniform": (
            _started(_filled(lambda weight: nn.init.kaiming_uniform_(weight, mode="fan_out", nonlinearity="relu"))),
            say("Those are uniform numbers: `kaiming_normal_`.", "這是均勻分佈的數：要用 `kaiming_normal_`。"),
        ),
        "convolutions": (
            _started(_filled(_kaiming(), kinds=nn.Conv2d)),
            say("`nn.Linear` is left out.", "漏了 `nn.Linear`。"),
        ),
        "linear layers": (
            _started(_filled(_kaiming(), kinds=nn.Linear)),
            say("`nn.Conv2d` is left out.", "漏了 `nn.Conv2d`。"),
        ),
        "mode and bias": (
            _started(_filled(_kaiming(mode="fan_in"), bias=None)),
            say(
                'Two things: the numbers are those of `mode="fan_in"`, and the biases are still torch\'s.',
                '兩處：權重是 `mode="fan_in"` 的數，偏置還是 torch 給的。',
            ),
        ),
        "linear": (
            _started(_filled(_kaiming(nonlinearity="linear"))),
            say('The gain of ReLU is missing: `nonlinearity="relu"`.', '少了 ReLU 的增益：`nonlinearity="relu"`。'),
        ),
    },
    run=_started,
)
