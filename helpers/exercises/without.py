"""Exercises that are to be solved without some of torch: a call of it ends the attempt, with words."""

from __future__ import annotations

from collections.abc import Callable

from torch.overrides import TorchFunctionMode

from ..judge import NotAsked
from ..language import Text, say


def without(part: str, words: Text) -> Callable:
    """A `run` for an exercise that is to be solved without some of torch.

    >>> Exercise(F.conv2d, cases, mistakes, run=without("conv", say("Without a convolution, please.", "…")))

    part: what the name of a forbidden function contains; "" forbids all of torch. words: for whoever calls one.
    """

    def run(attempt: Callable) -> Callable:
        def watched(*arguments):
            with _Watched(part, words):
                return attempt(*arguments)

        return watched

    return run


def by_hand(part: str) -> Callable:
    """A `run` for an exercise that asks for what torch has ready-made; `part` as for `without`."""
    return without(
        part,
        say(f"The numbers do not matter yet: write it without `{part}`.", f"數對不對先不論：請自己寫，不用 `{part}`。"),
    )


class _Watched(TorchFunctionMode):
    """While it is open, a call of torch whose name contains `part` raises."""

    def __init__(self, part: str, words: Text):
        super().__init__()
        self.part, self.words = part, words

    def __torch_function__(self, function, types, args=(), kwargs=None):
        if self.part in getattr(function, "__name__", ""):
            raise NotAsked(self.words)
        return function(*args, **(kwargs or {}))
