"""Exercises that ask for a class: what the reader wrote is built, filled with known numbers, and watched."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import torch
from torch import nn


def written(watched: Callable) -> Callable:
    """A `run` for an exercise that asks for a module: `watched(module_class, *case)`; an untouched class gives None.

    >>> Exercise(partial(watched, Right), cases, {"wrong": (partial(watched, Wrong), words)}, run=written(watched))
    """

    def run(module_class: type) -> Callable:
        untouched = module_class.forward is nn.Module.forward and "__init__" not in vars(module_class)
        return lambda *case: None if untouched else watched(module_class, *case)

    return run


@torch.no_grad()
def fill(parameters: Iterable[nn.Parameter]) -> None:
    """Numbers that depend on a parameter's shape alone, so that two modules of the same formula give the same."""
    for parameter in parameters:
        parameter.copy_(torch.arange(1.0, parameter.numel() + 1).sin().reshape(parameter.shape))
