"""Exercises that are to be solved without some of torch: a call of it ends the attempt, with words."""

from __future__ import annotations

from collections.abc import Callable

from torch.overrides import TorchFunctionMode

from ..judge import NotAsked
from ..language import Text, say


def without(words: Text, *parts: str) -> Callable:
    """A `run` for an exercise that is to be solved without some of torch.

    >>> Exercise(F.conv2d, cases, mistakes, run=without(say("Without a convolution, please.", "…"), "conv"))

    words: for whoever calls it. parts: what the names of forbidden functions contain; "" forbids all of torch.
    """

    def run(attempt: Callable) -> Callable:
        def watched(*arguments):
            with _Watched(words, parts):
                return attempt(*arguments)

        return watched

    return run


def by_hand(*parts: str) -> Callable:
    """A `run` for an exercise that asks for what torch has ready-made; `parts` as for `without`."""
    names = "`, `".join(parts)
    return without(
        say(
            f"The numbers do not matter yet: write it without `{names}`.", f"數對不對先不論：請自己寫，不用 `{names}`。"
        ),
        *parts,
    )


class _Watched(TorchFunctionMode):
    """While it is open, a call of torch whose name contains one of `parts` raises."""

    def __init__(self, words: Text, parts: tuple[str, ...]):
        super().__init__()
        self.words, self.parts = words, parts

    def __torch_function__(self, function, types, args=(), kwargs=None):
        name = getattr(function, "__name__", "")
        if any(part in name for part in self.parts):
            raise NotAsked(self.words)
        return function(*args, **(kwargs or {}))
