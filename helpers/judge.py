"""Exercises: what a reader writes is run on random cases beside torch, and the usual mistakes are known by name."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch

from .explain import explain
from .language import Text, card, say


@dataclass(frozen=True)
class Exercise:
    """A task with its own judge: the reader's function is compared with torch's on random cases.

    >>> relu = Exercise(torch.relu, lambda: (torch.randn(5),), {"absolute": (torch.abs, say("…", "…"))})
    >>> relu(my_relu)

    like: what torch gives. cases: draws the arguments of one case. mistakes: name -> (a wrong answer, what to say to
    whoever gives it); a reader whose function does the same on every case has made that mistake. run: makes a function
    of what the reader wrote, where that is a class. otherwise: what to say of a mistake without a name, where the
    numbers that are compared are not the reader's own.
    """

    like: Callable
    cases: Callable[[], tuple]
    mistakes: Mapping[str, tuple[Callable, Text]]
    run: Callable = lambda attempt: attempt
    rounds: int = 20
    otherwise: Text | None = None

    def __call__(self, attempt: Callable) -> Report:
        torch.manual_seed(0)
        cases = [self.cases() for _ in range(self.rounds)]
        try:
            results = [self.run(attempt)(*_copied(case)) for case in cases]
        except NotAsked as shortcut:
            return Report(False, [shortcut.words])
        except Exception as error:
            return Report(False, [_FAILED, *explain(error)._lines()])
        if all(result is None or result is ... for result in results):
            return Report(None, [_UNTOUCHED]) if results[0] is ... or _is_stub(attempt) else Report(False, [_NOTHING])
        if all(_agree(result, self.like(*_copied(case))) for result, case in zip(results, cases, strict=True)):
            return Report(True, [_SOLVED])
        return Report(False, self._diagnosis(results, cases))

    def _diagnosis(self, results: list, cases: list) -> list[Text]:
        for wrong, words in self.mistakes.values():
            if all(_agree(result, wrong(*_copied(case))) for result, case in zip(results, cases, strict=True)):
                return [_ALMOST, words]
        if self.otherwise:
            return [self.otherwise]
        result, case = next(
            (r, c) for r, c in zip(results, cases, strict=True) if not _agree(r, self.like(*_copied(c)))
        )
        if isinstance(result, tuple) and isinstance(self.like(*_copied(case)), torch.Tensor):
            return [_TUPLE]
        given, wanted, got = _apart(case, self.like(*_copied(case)), result)
        return [
            say(
                f"For `{given}` torch gives `{wanted}`, yours `{got}`.",
                f"輸入 `{given}` 時，torch 得到 `{wanted}`，你的是 `{got}`。",
            )
        ]


class NotAsked(Exception):
    """Raised by an exercise's `run` where the reader's code calls what it is to be solved without."""

    def __init__(self, words: Text):
        super().__init__(words.en)
        self.words = words


@dataclass(frozen=True)
class Report:
    """What an exercise answers: solved (True), not yet (False), or untouched (None), with the reason."""

    solved: bool | None
    words: list[Text]

    def __repr__(self) -> str:
        return "\n".join(str(text) for text in self.words)

    def _repr_html_(self) -> str:
        return card({True: "nn-good", False: "nn-bad", None: ""}[self.solved], self.words)


_UNTOUCHED = say(
    "Not started: replace the `...` and run the cell again.", "還沒開始：把 `...` 換成你的代碼，再運行這個單元格。"
)
_SOLVED = say("**Solved:** the same as torch on every random case.", "**完成：**在所有隨機輸入上都與 torch 一致。")
_ALMOST = say("**Not yet.** This mistake has a name:", "**還差一點。**這個錯誤有名字：")
_NOTHING = say("Your code returns nothing: there is no `return`.", "你的代碼什麼也沒有返回：少了 `return`。")
_TUPLE = say("You return a tuple; one tensor is asked for.", "你返回的是元組；要的是一個張量。")
_FAILED = say("**Your code stopped with an error.**", "**你的代碼運行時報錯了。**")


def _is_stub(attempt: Callable) -> bool:
    """Whether a function still is `...`; a class is asked by its `run`."""
    stub = (lambda: None).__code__
    return getattr(attempt, "__code__", stub).co_code == stub.co_code


def _copied(case: tuple) -> tuple:
    """Fresh tensors and lists, so that an attempt that writes in place harms only itself."""
    return tuple(copy.deepcopy(part) if isinstance(part, (torch.Tensor, list)) else part for part in case)


def _agree(result: Any, wanted: Any) -> bool:
    if isinstance(result, list) and isinstance(wanted, torch.Tensor):
        return False
    try:
        result, wanted = torch.as_tensor(result), torch.as_tensor(wanted)
        return _kind(result) == _kind(wanted) and torch.allclose(
            result.double(), wanted.double(), rtol=1e-4, atol=1e-5, equal_nan=True
        )
    except (TypeError, ValueError, RuntimeError):
        return False


def _kind(tensor: torch.Tensor) -> tuple:
    """What two tensors must share before their numbers are compared; 1.0 is not 1, and 1 is not True."""
    return tensor.shape, tensor.dtype.is_floating_point, tensor.dtype == torch.bool


def _apart(case: tuple, wanted: Any, got: Any) -> tuple[str, str, str]:
    """Case and both results in brief; of large tensors of one shape the first number in which they differ."""
    given, texts = ", ".join(map(_brief, case)), (_brief(wanted), _brief(got))
    if texts[0] == texts[1] and isinstance(wanted, torch.Tensor) and isinstance(got, torch.Tensor):
        close = torch.isclose(got.double(), wanted.double(), rtol=1e-4, atol=1e-5, equal_nan=True)
        for place in (~close).nonzero()[:1].tolist():
            alike = [part for part in case if isinstance(part, torch.Tensor) and part.shape == wanted.shape]
            given = f"x{place} = {alike[0][tuple(place)].item():.4g}" if len(case) == len(alike) == 1 else given
            return given, *(f"y{place} = {tensor[tuple(place)].item():.4g}" for tensor in (wanted, got))
    return given, *texts


def _brief(value: Any) -> str:
    if isinstance(value, torch.Tensor) and value.numel() > 6:
        return f"shape={tuple(value.shape)}"
    if isinstance(value, torch.Tensor):
        return str([round(number, 4) for number in value.flatten().tolist()])
    if isinstance(value, float):
        return f"{value:.4g}" if value % 1 else f"{value:.1f}"  # 7.0 is not to look like 7
    if isinstance(value, torch.nn.Module) and any(value.children()):
        return f"{type(value).__name__}(…)"  # whole, it takes many lines
    return getattr(value, "__name__", str(value))  # of a function the name, not where it lies in memory
