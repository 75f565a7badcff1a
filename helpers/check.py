"""Predictions, and the handbook's claims: what a reader or a book thinks, beside what torch does."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import anywidget
import traitlets

from .explain import explain
from .language import Text, as_text, card, listed, page_script, page_style, say, with_static_form

VERDICTS = {
    "holds": say("holds", "成立"),
    "holds with a condition": say("holds with a condition", "有條件成立"),
    "misleading": say("misleading", "易誤導"),
    "wrong": say("wrong", "錯誤"),
    "outdated": say("outdated", "已過時"),
}


def claim(ids: str, verdict: str, evidence: bool, *, says: Text, because: Text | None = None) -> Claim:
    """A statement of the handbook with its verdict, and the computed truth that the verdict rests on.

    >>> claim("C76", "holds", torch.equal(nn.ReLU()(x), x.clamp(min=0)),
    ...       says=say("ReLU is `max(0, x)`.", "ReLU 就是 `max(0, x)`。"), because=say("…", "…"))

    verdict: one of VERDICTS. If `evidence` is not True, the card says that the verdict is not settled on this torch.
    A student edition has `...` in its place and no `because`: the card asks for the verdict, and praises none.
    Errors: KeyError for a verdict that is none of these.
    """
    return Claim(tuple(ids.split()), None if verdict is ... else VERDICTS[verdict], bool(evidence), says, because)


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
    verdict: Text | None
    settled: bool
    says: Text
    because: Text | None

    def _lines(self) -> list[Text]:
        ids = " ".join(self.ids)
        says = say(f"**{ids}** · The handbook says: {self.says.en}", f"**{ids}** · 原手冊說：{self.says.zh}")
        verdict = self.verdict if self.settled else _NOT_SETTLED
        if not verdict:
            return [says, WITHHELD]
        because = self.because or say("", "")
        return [says, say(f"**Verdict: {verdict.en}.** {because.en}", f"**判定：{verdict.zh}。**{because.zh}")]

    def __repr__(self) -> str:
        return "\n".join(str(line) for line in self._lines())

    def _repr_html_(self) -> str:
        found = "nn-good" if self.because else ""  # a reader's own verdict is not judged
        return card(found if self.settled else "nn-bad", self._lines())


_NAMES = listed([Text(f'`"{name}"`', f'`"{name}"`（{word.zh}）') for name, word in VERDICTS.items()])
WITHHELD = say(
    f"**Verdict: yours to find.** Put it in the place of `...`: {_NAMES.en}. And why?",
    f"**判定：由你來找。**把 `...` 換成其中之一：{_NAMES.zh}。為什麼？",
)
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
