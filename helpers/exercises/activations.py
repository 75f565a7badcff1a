"""The exercises of the activations chapter: what torch gives, random cases, and the mistakes that have a name."""

from __future__ import annotations

from functools import partial

import torch
from torch import nn
from torch.nn import functional as F

from ..judge import Exercise
from ..language import say
from .classes import OTHERWISE, written
from .without import by_hand

leaky_relu = Exercise(
    like=lambda x, slope: F.leaky_relu(x, slope),
    cases=lambda: (torch.randn(6), torch.rand(()).item() * 1.5 + 0.05),
    mistakes={
        "divided": (
            lambda x, slope: torch.where(x > 0, x, x / slope),
            say("You divide negative values by `slope`; multiply them.", "你把負值除以了 `slope`；應當相乘。"),
        ),
        "wrong side": (
            lambda x, slope: torch.where(x > 0, slope * x, x),
            say(
                "You shrink the positive values; it is the negative ones that get `slope`.",
                "你縮小的是正值；該乘 `slope` 的是負值。",
            ),
        ),
        "other formula": (
            lambda x, slope: torch.maximum(x, slope * x),
            say(
                "Right up to a slope of 1; beyond it the larger one is the wrong one. Treat the two sides apart.",
                "斜率不超過 1 時才對；再大，取到的就是錯的一邊。正負兩邊要分開處理。",
            ),
        ),
        "plain ReLU": (
            lambda x, slope: x.clamp(min=0),
            say("That is ReLU: the negative part is missing.", "這是 ReLU：少了負的那一部分。"),
        ),
        "everywhere": (
            lambda x, slope: x.clamp(min=0) + slope * x,
            say(
                "Positive values get `slope` too; add `slope` times the negative part only.",
                "正值也乘了 `slope`；只應加上負部的 `slope` 倍。",
            ),
        ),
    },
    run=by_hand("leaky_relu"),
)

_FUNCTIONS = (torch.tanh, torch.sigmoid, torch.sin, torch.square)

slope = Exercise(
    like=lambda f, x: _slope(f, x),
    cases=lambda: (_FUNCTIONS[torch.randint(len(_FUNCTIONS), ())], torch.randn(5)),
    mistakes={
        "value": (
            lambda f, x: f(x),
            say("That is `f(x)` itself; the slope was asked for.", "這是 `f(x)` 本身；要求的是斜率。"),
        ),
        "mean": (
            lambda f, x: _slope(f, x) / x.numel(),
            say(
                "You differentiate the mean, so every slope is divided by the number of elements; take the sum.",
                "你對均值求了導，每個斜率都被元素個數除了；請改用總和。",
            ),
        ),
        "total": (
            lambda f, x: _slope(f, x).sum(),
            say(
                "One number came back: each element has a slope of its own, so do not sum at the end.",
                "只返回了一個數：每個元素各有斜率，最後不要求和。",
            ),
        ),
    },
)


def _scores(dim: int) -> tuple[torch.Tensor, int]:
    """Small scores, and slices along `dim` whose scores are all near 1000."""
    slices = (3, 1) if dim == 1 else (1, 4)
    return torch.randn(3, 4) + 1000 * torch.randint(2, slices), dim


softmax = Exercise(
    like=lambda scores, dim: scores.softmax(dim),
    cases=lambda: _scores(int(torch.randint(2, ()))),
    mistakes={
        "overflow": (
            lambda scores, dim: scores.exp() / scores.exp().sum(dim, keepdim=True),
            say(
                "Right for small scores, `nan` near 1000: subtract the maximum first.",
                "分數小時正確，1000 左右就成了 `nan`：先減去最大值。",
            ),
        ),
        "one maximum": (
            lambda scores, dim: (scores - scores.amax()).exp() / (scores - scores.amax()).exp().sum(dim, keepdim=True),
            say(
                "One maximum for the whole table: a slice far below it becomes 0 / 0, `nan`. Each slice needs its own: "
                "`amax(dim, keepdim=True)`.",
                "整張表只取了一個最大值：比它小得多的那一條會成為 0 / 0，即 `nan`。每一條要各取各的："
                "`amax(dim, keepdim=True)`。",
            ),
        ),
        "other dimension": (
            lambda scores, dim: scores.softmax(1 - dim),
            say("You normalize along the other dimension; use `dim`.", "你沿著另一個維度歸一化了；請用 `dim`。"),
        ),
        "whole": (
            lambda scores, dim: scores.flatten().softmax(0).view_as(scores),
            say(
                "Everything sums to 1 together; every slice along `dim` should. `keepdim=True` helps.",
                "現在是全部加起來為 1；應當是沿 `dim` 的每一條各自如此。`keepdim=True` 用得上。",
            ),
        ),
        "logarithm": (
            lambda scores, dim: scores.log_softmax(dim),
            say("That is the logarithm of it: `nn.LogSoftmax`.", "這是它的對數：`nn.LogSoftmax`。"),
        ),
    },
    run=by_hand("softmax", "softmin", "logsumexp"),
)

gelu = Exercise(
    like=lambda x: F.gelu(x),
    cases=lambda: (torch.linspace(-3, 3, 61) + 0.1 * torch.randn(()),),
    mistakes={
        "tanh": (
            lambda x: F.gelu(x, approximate="tanh"),
            say(
                "That is the `tanh` approximation: up to 5e-4 off. The exact one needs `erf`.",
                "這是 `tanh` 近似：誤差可達 5e-4。精確的要用 `erf`。",
            ),
        ),
        "sigmoid": (
            lambda x: x * torch.sigmoid(1.702 * x),
            say("That is the sigmoid approximation: up to 0.02 off.", "這是 sigmoid 近似：誤差可達 0.02。"),
        ),
        "root": (
            lambda x: x * 0.5 * (1 + torch.erf(x)),
            say(
                "`erf` belongs to a normal distribution of variance 1/2: divide `x` by `2**0.5` first.",
                "`erf` 對應的正態分佈方差是 1/2：先把 `x` 除以 `2**0.5`。",
            ),
        ),
        "share": (
            lambda x: 0.5 * (1 + torch.erf(x / 2**0.5)),
            say("That is Φ(x) alone; GELU multiplies it by `x`.", "這只是 Φ(x)；GELU 還要乘上 `x`。"),
        ),
        "half": (
            lambda x: x * (1 + torch.erf(x / 2**0.5)),
            say("Twice too large: the share below `x` has a factor 0.5.", "大了一倍：`x` 以下的比例要乘 0.5。"),
        ),
    },
    run=by_hand("gelu", "ndtr"),
)


class _Untrained(nn.Module):
    """The mistake of a `beta` that no optimizer finds."""

    def __init__(self):
        super().__init__()
        self.beta = torch.ones(())

    def forward(self, x):
        return x * torch.sigmoid(self.beta * x)


class _OutsideBeta(_Untrained):
    """The mistake of a `beta` that scales the output, not the argument of the sigmoid."""

    def __init__(self):
        super().__init__()
        self.beta = nn.Parameter(torch.ones(()))

    def forward(self, x):
        return self.beta * x * torch.sigmoid(x)


class _UnusedBeta(_OutsideBeta):
    """The mistake of a `beta` that is not in the formula."""

    def forward(self, x):
        return x * torch.sigmoid(x)


class _Swish(_OutsideBeta):
    """What is asked for."""

    def forward(self, x):
        return x * torch.sigmoid(self.beta * x)


class _CutOff(_Swish):
    """The mistake of a `beta` that is used as a plain number."""

    def forward(self, x):
        return x * torch.sigmoid(self.beta.item() * x)


class _FromZero(_Swish):
    """The mistake of a `beta` that starts at 0: half the identity."""

    def __init__(self):
        super().__init__()
        self.beta = nn.Parameter(torch.zeros(()))


def _trained(module_class: type, x, beta) -> torch.Tensor:
    """Its output, its parameter's gradient, and where that parameter starts."""
    module = module_class()
    parameter = next(module.parameters(), None)
    if parameter is None:
        return torch.cat([module(x), torch.full((2,), torch.nan)])
    start = parameter.detach().clone()
    with torch.no_grad():
        parameter.fill_(beta)
    output = module(x)
    gradient = torch.autograd.grad(output.sum(), parameter, allow_unused=True)[0] if output.requires_grad else None
    gradient = parameter.new_tensor(torch.nan) if gradient is None else gradient  # it is not in the formula
    return torch.cat([output.detach(), gradient.reshape(1), start.reshape(1)])


swish = Exercise(
    like=partial(_trained, _Swish),
    cases=lambda: (torch.randn(6), torch.rand(()).item() * 3),
    mistakes={
        "plain attribute": (
            partial(_trained, _Untrained),
            say(
                "The values are right at `beta = 1`, but `parameters()` is empty: make `beta` an `nn.Parameter`.",
                "`beta = 1` 時數值正確，但 `parameters()` 是空的：把 `beta` 做成 `nn.Parameter`。",
            ),
        ),
        "unused": (
            partial(_trained, _UnusedBeta),
            say(
                "That is SiLU: `beta` is there, but `forward` does not use it.",
                "這是 SiLU：`beta` 有了，但 `forward` 裡沒有用到它。",
            ),
        ),
        "cut off": (
            partial(_trained, _CutOff),
            say(
                "The values are right, but `beta` gets no gradient: use it as it is, without `.item()`, `.detach()`.",
                "數值對了，但 `beta` 得不到梯度：直接用它，不要加 `.item()`、`.detach()`。",
            ),
        ),
        "outside": (
            partial(_trained, _OutsideBeta),
            say(
                "`beta` belongs inside the sigmoid: `sigmoid(beta * x)`.",
                "`beta` 應在 sigmoid 裡面：`sigmoid(beta * x)`。",
            ),
        ),
        "start": (
            partial(_trained, _FromZero),
            say(
                "The formula is right, but `beta` starts at `0`; it should start at `1`.",
                "式子是對的，但 `beta` 從 `0` 開始；應當從 `1` 開始。",
            ),
        ),
    },
    run=written(_trained),
    otherwise=OTHERWISE,
)


def _slope(f, x):
    leaf = x.clone().requires_grad_()
    return torch.autograd.grad(f(leaf).sum(), leaf)[0]
