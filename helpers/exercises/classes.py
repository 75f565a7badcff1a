"""Exercises that ask for a class: what the reader wrote is built, filled with known numbers, and watched."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import torch
from torch import nn

from ..language import say

OTHERWISE = say(
    "**Not yet.** Compare with the task what the module saves and learns, and what it returns in each mode.",
    "**還不對。**對照題目看看：這個模塊保存什麼、學習什麼，在兩種模式下各返回什麼。",
)


def written(watched: Callable) -> Callable:
    """A `run` for an exercise that asks for a module: `watched(module_class, *case)`; an untouched class gives None.

    A class with a method of its own is not untouched: what it lacks is said when it is built or called.

    >>> Exercise(partial(watched, Right), cases, {"wrong": (partial(watched, Wrong), words)}, run=written(watched))
    """

    def run(module_class: type) -> Callable:
        untouched = all(getattr(module_class, name) is getattr(nn.Module, name) for name in ("__init__", "forward"))
        return lambda *case: None if untouched else watched(module_class, *case)

    return run


@torch.no_grad()
def fill(parameters: Iterable[nn.Parameter]) -> None:
    """Numbers that depend on a parameter's shape alone, so that two modules of the same formula give the same."""
    for parameter in parameters:
        parameter.copy_(torch.arange(1.0, parameter.numel() + 1).sin().reshape(parameter.shape))
