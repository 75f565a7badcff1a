"""The exercise of the chapter on initialization that asks for a network whose scale comes from data."""

from __future__ import annotations

import copy

import torch
from torch import nn

from ..judge import Exercise
from ..language import say

_ACTS = (nn.SiLU(), nn.Sigmoid(), nn.Tanh(), nn.ELU(), nn.Softplus())


def _stack_and_inputs() -> tuple[nn.Module, torch.Tensor]:
    """A stack with all scales wrong, and a batch."""
    width = int(torch.randint(8, 20, ()))  # one for all, so that an `x` that is not handed on does not raise
    act = _ACTS[int(torch.randint(len(_ACTS), ()))]
    layers = [part for _ in range(3) for part in (nn.Linear(width, width), act)]
    with torch.no_grad():
        for layer in layers[::2]:
            layer.weight.mul_(float(torch.rand(()) * 6 + 2))
    return nn.Sequential(*layers), torch.randn(64, width)


def _leveller(scale, in_turn=True, bias=True, handed_on=True) -> object:
    """A `level` that divides by `scale` of the output, of the scaled or of the original layers before, or of none."""

    @torch.no_grad()
    def level(net, x):
        before = copy.deepcopy(net)
        for layer, original in zip(net, before, strict=True):
            if isinstance(layer, nn.Linear):
                size = scale(layer(x))
                layer.weight.div_(size)
                layer.bias.div_(size if bias else 1.0)
            if handed_on:
                x = (layer if in_turn else original)(x)
        return net

    return level


def _levelled(attempt) -> object:
    """A `level` as a function that gives the standard deviation of each linear layer's output."""

    def run(net, x):
        net, before = copy.deepcopy(net), copy.deepcopy(net.state_dict())
        returned = attempt(net, x)
        if returned is None and any(not torch.equal(value, before[name]) for name, value in net.state_dict().items()):
            return torch.tensor(_NOT_RETURNED)
        return _spreads(returned, x) if isinstance(returned, nn.Module) else returned

    return run


_NOT_RETURNED = -1.0


@torch.no_grad()
def _spreads(net, x) -> torch.Tensor:
    """Rounded to a hundredth, so that dividing by n or by n - 1 is as good; nan where the bias was thrown away."""
    found = []
    for layer in net:
        x = layer(x)
        if isinstance(layer, nn.Linear):
            found.append(x.std() if layer.bias.any() else torch.tensor(torch.nan))
    return torch.stack(found).mul(100).round() / 100


def _zeroed(net, x) -> nn.Module:
    for layer in net:
        if isinstance(layer, nn.Linear):
            nn.init.zeros_(layer.bias)
    return _leveller(torch.std)(net, x)


@torch.no_grad()
def _measured_twice(net, x) -> nn.Module:
    for layer in net:
        if isinstance(layer, nn.Linear):
            layer.weight.div_(layer(x).std())
            layer.bias.div_(layer(x).std())
        x = layer(x)
    return net


def _forgotten(net, x) -> None:
    _leveller(torch.std)(net, x)


level = Exercise(
    like=_levelled(_leveller(torch.std)),
    cases=_stack_and_inputs,
    mistakes={
        "variance": (
            _levelled(_leveller(torch.var)),
            say("You divide by the variance; divide by the standard deviation.", "你除的是方差；應除以標準差。"),
        ),
        "original": (
            _levelled(_leveller(torch.std, in_turn=False)),
            say(
                "Layers behind are measured on what the ones before gave *before* they were scaled: let `x` go through "
                "the scaled layer.",
                "測後面的層時，用的是前面的層縮放*之前*的輸出：要讓 `x` 通過縮放之後的層。",
            ),
        ),
        "bias": (
            _levelled(_leveller(torch.std, bias=False)),
            say("The bias keeps its old scale; divide it as well.", "偏置還是原來的尺度；也要除。"),
        ),
        "not handed on": (
            _levelled(_leveller(torch.std, handed_on=False)),
            say(
                "Each layer must see what the ones before return: end the loop with `x = layer(x)`.",
                "每一層看到的應是前面各層的輸出：循環末尾寫 `x = layer(x)`。",
            ),
        ),
        "measured twice": (
            _levelled(_measured_twice),
            say(
                "You measure twice: the second `std` is of a layer whose weight is divided already. Keep the first.",
                "你量了兩次：第二次的 `std` 來自權重已經除過的層。先把第一次的存下來。",
            ),
        ),
        "zeroed": (
            _levelled(_zeroed),
            say("The biases are 0 now; divide them, like the weights.", "偏置變成 0 了；應當和權重一樣去除。"),
        ),
        "not returned": (
            _levelled(_forgotten),
            say("The network is scaled; now `return net`.", "網絡已經縮放好了，還要 `return net`。"),
        ),
        "nothing": (
            _levelled(lambda net, x: net),
            say(
                "The weights are unchanged: `layer.weight.div_(std)` works in place.",
                "權重沒有變：`layer.weight.div_(std)` 才是原地操作。",
            ),
        ),
    },
    run=_levelled,
)
