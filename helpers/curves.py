"""A function of one variable and its slope, by autograd."""

from __future__ import annotations

from collections.abc import Callable

import torch


def value_and_slope(f: Callable, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """f(x) and df/dx at each element of `x`, for an `f` that works on each element alone.

    >>> value_and_slope(torch.nn.ReLU(), torch.tensor([-1.0, 2.0]))
    (tensor([0., 2.]), tensor([0., 1.]))

    The slope comes from autograd, not from a formula: summed, the outputs have each element's own slope as gradient.
    Both results have the shape and dtype of `x` and carry no graph.
    """
    with torch.enable_grad():
        leaf = x.detach().clone().requires_grad_()
        y = f(leaf * 1)  # a copy that is no leaf, so that modules with inplace=True work too
        (slope,) = torch.autograd.grad(y.sum(), leaf)
    return y.detach(), slope


def draw_function(picture, f: Callable, x: torch.Tensor, at: float | None = None) -> None:
    """Draw f and f′ over `x` on `picture`; with `at`, also the point there, its tangent, and both values in words.

    >>> draw_function(picture, nn.ELU(alpha=0.5), x, at=-1.0)
    """
    y, slope = value_and_slope(f, x)
    picture.curve("f", x, y, color="value")
    picture.curve("f′", x, slope, color="slope", dashed=True)
    if at is None:
        return
    # + 0.0 turns a negative zero into a plain one
    here, rise = (float(v) + 0.0 for v in value_and_slope(f, torch.full_like(x[:1], at)))
    reach = 0.12 * float(x[-1] - x[0])
    picture.curve("_tangent", [at - reach, at + reach], [here - reach * rise, here + reach * rise], color="slope")
    picture.points("_at", [at], [here], color="value")
    picture.caption(f"`f({at:.4g}) = {here:.4g}` · `f′({at:.4g}) = {rise:.4g}`")


def draw_input_after(picture, f: Callable, x: torch.Tensor) -> None:
    """Draw what the variable `x` holds after `f(x)`: itself, unless `f` works in place. `x` is left as it is.

    >>> draw_input_after(picture, nn.ReLU(inplace=True), x)
    """
    after = x.clone()
    f(after)
    picture.curve("x", x, after, color="input", dashed=True)
