"""The exercise that folds BatchNorm into the layer before it: what torch gives, random cases, mistakes with a name."""

from __future__ import annotations

import copy

import torch
from torch import nn

from ..judge import Exercise
from ..language import say


def _linear_and_norm() -> tuple[nn.Module, nn.Module]:
    linear, norm = nn.Linear(4, 3), nn.BatchNorm1d(3, eps=0.1)
    with torch.no_grad():
        for tensor in (norm.weight, norm.bias, norm.running_mean, norm.running_var):
            tensor.copy_(torch.rand(3) + 0.2)
    return linear, norm.eval()


_PROBE = torch.tensor([[1.0, -2.0, 0.5, 3.0], [0.0, 0.0, 0.0, 0.0], [2.0, 1.0, -1.0, 0.0]])
_OTHER = torch.zeros(0)


def _answers(fold) -> object:
    """What the folded layer computes; None where nothing was returned."""

    def run(linear, norm):
        folded = fold(copy.deepcopy(linear), copy.deepcopy(norm))
        return folded if folded is None or folded is ... else folded(_PROBE).detach()

    return run


def _answers_of_one_linear(fold) -> object:
    """As `_answers`, with a mark in place of what anything but one `nn.Linear` computes."""

    def only(linear, norm):
        folded = fold(linear, norm)
        return folded if type(folded) is nn.Linear or folded is None or folded is ... else lambda x: _OTHER

    return _answers(only)


def _folded(scale, shift) -> object:
    def fold(linear, norm):
        s = scale(norm)
        with torch.no_grad():
            linear.weight.mul_(s[:, None])
            linear.bias.copy_(shift(linear.bias, norm, s))
        return linear

    return _answers(fold)


def _scale(norm) -> torch.Tensor:
    return norm.weight / (norm.running_var + norm.eps).sqrt()


fold = Exercise(
    like=_answers(lambda linear, norm: nn.Sequential(linear, norm)),
    cases=_linear_and_norm,
    mistakes={
        "eps": (
            _folded(
                lambda norm: norm.weight / norm.running_var.sqrt(), lambda b, n, s: s * (b - n.running_mean) + n.bias
            ),
            say("`norm.eps` is missing under the root.", "根號下漏了 `norm.eps`。"),
        ),
        "eps outside": (
            _folded(
                lambda norm: norm.weight / (norm.running_var.sqrt() + norm.eps),
                lambda b, n, s: s * (b - n.running_mean) + n.bias,
            ),
            say("`norm.eps` belongs under the root, added to the variance.", "`norm.eps` 要加在方差上，在根號裡面。"),
        ),
        "bias": (
            _folded(_scale, lambda b, n, s: b - s * n.running_mean + n.bias),
            say("The layer's own bias is scaled as well.", "原來的偏置也要乘以同一個倍數。"),
        ),
        "shift": (
            _folded(_scale, lambda b, n, s: s * (b - n.running_mean)),
            say("`norm.bias` is not added.", "沒有加上 `norm.bias`。"),
        ),
        "other": (
            lambda linear, norm: _OTHER,
            say("This is not one `nn.Linear`.", "這還不是一個單獨的 `nn.Linear`。"),
        ),
        "mean": (
            _folded(_scale, lambda b, n, s: s * b + n.bias),
            say("`running_mean` is not subtracted.", "沒有減去 `running_mean`。"),
        ),
        "unfolded": (
            _answers(lambda linear, norm: linear),
            say("This is still the linear layer alone.", "這還只是原來的線性層。"),
        ),
    },
    run=_answers_of_one_linear,
)
