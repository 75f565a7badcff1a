"""The exercise on a pool that learns its power: what the module must do before and after its parameter changed."""

from __future__ import annotations

import torch

from ..judge import Exercise
from ..language import say
from .classes import OTHERWISE, written


def _maps() -> tuple[torch.Tensor]:
    """Feature maps, some numbers below 0."""
    return (torch.randn(2, 3, *torch.randint(3, 7, (2,)).tolist()) + 0.5,)


def _generalized(x: torch.Tensor, power: float, root: float, low: float | None = 1e-6, total: bool = False):
    """The root of the mean of powers: (N, C), as one line of numbers."""
    raised = (x if low is None else x.clamp(min=low)).pow(power)
    return (raised.sum((2, 3)) if total else raised.mean((2, 3))).pow(1 / root).flatten()


def _gem(power=(3.0, 5.0), root=(3.0, 5.0), learns=1.0, size=(), **faults):
    """What `_built` finds in a GeM module: its powers and roots at the start, and with a parameter of 5."""

    def run(x):
        first, then = (_generalized(x, *pair, **faults) for pair in zip(power, root, strict=True))
        return torch.cat([first, then, torch.tensor([learns, *x.shape[:2], *size])])

    return run


def _built(module: type, x) -> torch.Tensor:
    """What a class computes for a batch, also with its parameter at 5; whether that gets a gradient; the shape."""
    net = module()
    y, parameters = net(x), list(net.parameters())
    if y.requires_grad:
        y.sum().backward()
    one = parameters[0] if len(parameters) == 1 and parameters[0].numel() == 1 else None
    learns = one is not None and one.grad is not None and bool(one.grad.any())
    with torch.no_grad():
        if one is not None:
            one.fill_(5.0)
        return torch.cat([y.flatten(), net(x).flatten(), torch.tensor([float(learns), *y.shape])])


_UNLEARNED = say(
    "The numbers are right, but no parameter that they depend on gets a gradient: "
    "`self.p = nn.Parameter(torch.tensor(3.0))`, and no `.item()`.",
    "數值對了，但它們所依賴的參數沒有得到梯度：寫 `self.p = nn.Parameter(torch.tensor(3.0))`，也不要用 `.item()`。",
)
_PLAIN = say(
    "One of the two powers is a plain 3: use `self.p` in both places.",
    "兩處次方有一處寫死成了 3：兩處都要用 `self.p`。",
)

gem = Exercise(
    like=_gem(),
    cases=_maps,
    run=written(_built),
    otherwise=OTHERWISE,
    mistakes={
        "no parameter": (_gem((3.0, 3.0), (3.0, 3.0), learns=0.0), _UNLEARNED),
        "cut off": (_gem(learns=0.0), _UNLEARNED),
        "plain power": (_gem(power=(3.0, 3.0)), _PLAIN),
        "plain root": (_gem(root=(3.0, 3.0)), _PLAIN),
        "keepdim": (
            _gem(size=(1, 1)),
            say(
                "The result is `(N, C, 1, 1)`; `(N, C)` was asked for: leave out `keepdim`.",
                "結果是 `(N, C, 1, 1)`，要的是 `(N, C)`：去掉 `keepdim`。",
            ),
        ),
        "sum": (
            _gem(total=True),
            say(
                "You take the sum over `H` and `W`, as LPPool does; take the mean.",
                "你對 `H` 和 `W` 求了和，那是 LPPool；應當求均值。",
            ),
        ),
        "no root": (
            _gem(root=(1.0, 1.0)),
            say("The root is missing: raise the mean to `1 / self.p`.", "少了開方：把均值取 `1 / self.p` 次方。"),
        ),
        "average": (
            _gem((1.0, 5.0), (1.0, 5.0)),
            say(
                "That is the plain average, with a power of 1; `p` starts at 3.",
                "這是普通的均值，相當於 1 次方；`p` 從 3 開始。",
            ),
        ),
        "no clamp": (
            _gem(low=None),
            say(
                "Negative numbers come through: `x.clamp(min=1e-6)` first, or the root may be `nan`.",
                "負數混進來了：先 `x.clamp(min=1e-6)`，否則開方可能得到 `nan`。",
            ),
        ),
    },
)
