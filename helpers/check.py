"""Predictions, the handbook's claims, and exercises: what a reader thinks, beside what torch does."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import anywidget
import torch
import traitlets

from .explain import explain
from .language import Text, as_text, card, page_script, page_style, say, with_static_form

VERDICTS = {
    "holds": say("holds", "成立"),
    "holds with a condition": say("holds with a condition", "有條件成立"),
    "misleading": say("misleading", "易誤導"),
    "wrong": say("wrong", "錯誤"),
    "outdated": say("outdated", "已過時"),
}


def claim(ids: str, verdict: str, evidence: bool, *, says: Text, because: Text) -> Claim:
    """A statement of the handbook with its verdict, and the computed truth that the verdict rests on.

    >>> claim("C76", "holds", torch.equal(nn.ReLU()(x), x.clamp(min=0)),
    ...       says=say("ReLU is `max(0, x)`.", "ReLU 就是 `max(0, x)`。"), because=say("…", "…"))

    verdict: one of VERDICTS. If `evidence` is not True, the card says that the verdict is not settled on this torch.
    Errors: KeyError for a verdict that is none of these.
    """
    return Claim(tuple(ids.split()), VERDICTS[verdict], bool(evidence), says, because)


def refused(call: Callable, *arguments) -> bool:
    """Whether `call(*arguments)` raises: evidence for a claim about what torch or Python does not accept.

    >>> refused(nn.CELU(alpha=0.0), torch.ones(1))
    True
    """
    try:
        call(*arguments)
    except Exception:
        return True
    return False


@dataclass(frozen=True)
class Claim:
    """What `claim` returns: a card."""

    ids: tuple[str, ...]
    verdict: Text
    settled: bool
    says: Text
    because: Text

    def _lines(self) -> list[Text]:
        ids = " ".join(self.ids)
        verdict = self.verdict if self.settled else _NOT_SETTLED
        return [
            say(f"**{ids}** · The handbook says: {self.says.en}", f"**{ids}** · 原手冊說：{self.says.zh}"),
            say(f"**Verdict: {verdict.en}.** {self.because.en}", f"**判定：{verdict.zh}。**{self.because.zh}"),
        ]

    def __repr__(self) -> str:
        return "\n".join(str(line) for line in self._lines())

    def _repr_html_(self) -> str:
        return card("nn-good" if self.settled else "nn-bad", self._lines())


_NOT_SETTLED = say(
    "NOT SETTLED: the check above does not give this verdict on this torch and device",
    "NOT SETTLED，未能判定：上面的檢查在這個 torch 和設備上得不出這個判定",
)


def predict(question: Text, options: list | Mapping[Any, Text], answer: Callable[[], Any], because: Text) -> Prediction:
    """Ask first, run then: the reader commits to an option, and only then `answer()` is computed and shown.

    >>> predict(say("What is `nn.ReLU()(-2.0)`?", "`nn.ReLU()(-2.0)` 是多少？"), options=[-2.0, 0.0, 2.0],
    ...         answer=lambda: nn.ReLU()(torch.tensor(-2.0)).item(), because=say("…", "…"))

    options: values, or values with their words {value: say(…)}. One of them equals what `answer()` returns; floats may
    differ by rounding. Errors: what `answer` raises is explained in place of the result.
    """
    named = options if isinstance(options, Mapping) else {option: as_text(f"`{option}`") for option in options}
    return Prediction(question, list(named), list(named.values()), answer, because)


class Prediction(anywidget.AnyWidget):
    """What `predict` returns. `committed` is the option that the reader chose, by its number; -1 before."""

    _esm = page_script("predict.js")
    _css = page_style()
    question = traitlets.Unicode().tag(sync=True)
    options = traitlets.List().tag(sync=True)
    committed = traitlets.Int(-1).tag(sync=True)
    right = traitlets.Int(-1).tag(sync=True)
    reveal = traitlets.Unicode().tag(sync=True)

    def __init__(self, question: Text, values: list, words: list[Text], answer: Callable[[], Any], because: Text):
        self._values, self._words, self._answer, self._because = values, words, answer, because
        self._question = question
        super().__init__(question=question.html("p"), options=[text.html("span") for text in words])
        self.observe(lambda change: self._show(), "committed")

    def _show(self) -> None:
        """Compute the answer now, and say whether the reader had it."""
        if self.committed < 0:
            return
        try:
            result = self._answer()
            right = next(i for i, value in enumerate(self._values) if _same(value, result))
        except Exception as error:
            self.reveal = explain(error)._repr_html_()
            return
        opening = _RIGHT if right == self.committed else _OTHERWISE
        result = self._words[right]
        verdict = say(f"{opening.en} {result.en}. {self._because.en}", f"{opening.zh}{result.zh}。{self._because.zh}")
        with self.hold_sync():
            self.right, self.reveal = right, verdict.html("p")

    def __repr__(self) -> str:
        return "\n".join(
            [str(self._question), *(f"( ) {' · '.join(str(words).splitlines())}" for words in self._words)]
        )

    def _repr_mimebundle_(self, **kwargs) -> tuple[dict, dict]:
        static = card("", [self._question, *(say(f"○ {text.en}", f"○ {text.zh}") for text in self._words)])
        return with_static_form(super()._repr_mimebundle_(**kwargs), repr(self), **{"text/html": static})


_RIGHT = say("**Right:**", "**答對了：**")
_OTHERWISE = say("**Not this time. torch gives:**", "**這次不對。torch 給出：**")


def _same(option: Any, result: Any) -> bool:
    if isinstance(option, float) and isinstance(result, (int, float)):
        return math.isclose(option, result, rel_tol=1e-3, abs_tol=1e-6) or (math.isnan(option) and math.isnan(result))
    return option == result


@dataclass(frozen=True)
class Exercise:
    """A task with its own judge: the reader's function is compared with torch's on random cases.

    >>> relu = Exercise(torch.relu, lambda: (torch.randn(5),), {"absolute": (torch.abs, say("…", "…"))})
    >>> relu(my_relu)

    like: what torch gives. cases: draws the arguments of one case. mistakes: name -> (a wrong answer, what to say to
    whoever gives it); a reader whose function does the same on every case has made that mistake. run: makes a function
    of what the reader wrote, where that is a class.
    """

    like: Callable
    cases: Callable[[], tuple]
    mistakes: Mapping[str, tuple[Callable, Text]]
    run: Callable = lambda attempt: attempt
    rounds: int = 20

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
        result, case = next(
            (r, c) for r, c in zip(results, cases, strict=True) if not _agree(r, self.like(*_copied(c)))
        )
        if isinstance(result, tuple) and isinstance(self.like(*_copied(case)), torch.Tensor):
            return [_TUPLE]
        given, (wanted, got) = ", ".join(map(_brief, case)), _apart(self.like(*_copied(case)), result)
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


def _apart(wanted: Any, got: Any) -> list[str]:
    """Both in brief; tensors of one shape with the first number in which they differ."""
    texts = [_brief(wanted), _brief(got)]
    if texts[0] == texts[1] and isinstance(wanted, torch.Tensor) and isinstance(got, torch.Tensor):
        close = torch.isclose(got.double(), wanted.double(), rtol=1e-4, atol=1e-5, equal_nan=True)
        for place in (~close).nonzero()[:1].tolist():
            numbers = (f"{tensor[tuple(place)].item():.4g}" for tensor in (wanted, got))
            return [f"{text}{place} = {number}" for text, number in zip(texts, numbers, strict=True)]
    return texts


def _brief(value: Any) -> str:
    if isinstance(value, torch.Tensor) and value.numel() > 6:
        return f"tensor{tuple(value.shape)}"
    if isinstance(value, torch.Tensor):
        return str([round(number, 4) for number in value.flatten().tolist()])
    if isinstance(value, float):
        return f"{value:.4g}" if value % 1 else f"{value:.1f}"  # 7.0 is not to look like 7
    if isinstance(value, torch.nn.Module) and any(value.children()):
        return f"{type(value).__name__}(…)"  # whole, it takes many lines
    return getattr(value, "__name__", str(value))  # of a function the name, not where it lies in memory
