"""What torch refused and why, in both languages: what was passed, the rule that it broke, the smallest fix.

An exception of torch carries its call in the traceback: the module, its arguments, their shapes. `explain` reads them
from there, so a rule can answer with the reader's own numbers.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import torch
from IPython import get_ipython
from IPython.display import display
from torch import nn

from .language import Text, card, say
from .rules import RULES


def explain(error: BaseException) -> Explanation:
    """The rule that an exception's call broke, and the smallest fix.

    >>> try:
    ...     nn.CELU(alpha=0.0)(torch.ones(1))
    ... except RuntimeError as error:
    ...     explain(error).fix.en
    'Give `alpha` any number but 0; the default is `alpha=1.0`.'

    An exception that no rule knows is still shown with its call and the shapes that went in; `known` is then False.
    """
    call = _call_behind(error)
    for pattern, rule in RULES:
        if (found := re.search(pattern, str(error))) and (answer := _answer(rule, found, call)):
            return Explanation(error, call, *answer)
    return Explanation(error, call, *(_UNKNOWN if call.shown() else _UNKNOWN_CALL), known=False)


@contextmanager
def explaining() -> Iterator[None]:
    """Run code that is meant to fail: the error and its explanation are shown, and the notebook goes on.

    >>> with explaining():
    ...     nn.CELU(alpha=0.0)(torch.ones(1))

    If nothing fails it says so, for then the lesson no longer holds on this torch.
    """
    try:
        yield
    except Exception as error:
        display(explain(error))
    else:
        display(say("**Nothing failed here** on this version of torch.", "在這個版本的 torch 上，**這裡沒有出錯**。"))


def explain_errors() -> None:
    """From now on, an error in any cell is followed by its explanation when there is one. The traceback stays as it is.

    >>> explain_errors()          # in the set-up cell
    """

    def show(shell, kind, error, traceback, tb_offset=None):
        shell.showtraceback((kind, error, traceback), tb_offset=tb_offset)
        explanation = explain(error)
        if explanation.known:
            display(explanation)

    if shell := get_ipython():
        shell.set_custom_exc((Exception,), show)


@dataclass(frozen=True)
class Call:
    """The innermost call of a module or a function on an exception's way: its name and what it was given.

    `torchs`: whether its code is torch's. In a reader's `forward` any tensor may have been refused, not just its input.
    """

    name: str
    arguments: dict[str, object] = field(default_factory=dict)
    module: nn.Module | None = None
    torchs: bool = True

    def shown(self) -> str:
        """The call with its arguments: tensors by shape and dtype, everything else as it is.

        >>> Call("nn.Softmax", {"input": torch.ones(2, 3)}).shown()
        'nn.Softmax ← input: (2, 3) float32'
        """
        return " ← ".join(
            [self.name, ", ".join(f"{key}: {_shown(value)}" for key, value in self.arguments.items())]
        ).strip(" ←")

    def get(self, name: str, default: object = "?") -> object:
        """An argument, or an attribute of the module, for a rule's sentence."""
        return self.arguments.get(name, getattr(self.module, name, default))

    @property
    def shape(self) -> tuple | str:
        """The shape of the first tensor that went in; "?" where it is not known to be the one that was refused."""
        tensors = [value for value in self.arguments.values() if isinstance(value, torch.Tensor) and self.torchs]
        return tuple(tensors[0].shape) if tensors else "?"


@dataclass(frozen=True)
class Explanation:
    """What `explain` returns: the call, the rule and the fix. Shown as a card, printed as text."""

    error: BaseException
    call: Call
    rule: Text
    fix: Text
    known: bool = True

    def _lines(self) -> list[Text]:
        kind, what = type(self.error).__name__, textwrap.shorten(str(self.error), 300, placeholder=" …")
        given = self.call.shown()
        lines = [
            say(f"**What torch said:** {kind}: {what}", f"**torch 說**：{kind}: {what}"),
            say(f"**What it was given:** `{given}`", f"**收到的是**：`{given}`"),
            say(f"**The rule:** {self.rule.en}", f"**規則**：{self.rule.zh}"),
            say(f"**The smallest fix:** {self.fix.en}", f"**最小的改法**：{self.fix.zh}"),
        ]
        return [line for line in lines if given or line is not lines[1]]

    def __repr__(self) -> str:
        return "\n".join(str(line) for line in self._lines())

    def _repr_html_(self) -> str:
        return card("nn-bad", self._lines())


def _answer(rule: Callable, found: re.Match, call: Call) -> tuple[Text, Text] | None:
    """What a rule says. A call that it did not foresee must not replace the reader's error by one of ours."""
    try:
        return rule(found, call)
    except Exception:
        return None


def _call_behind(error: BaseException) -> Call:
    """Walk the traceback to the innermost frame of a module's or torch's function's own code."""
    call, trace, handed = Call(""), error.__traceback__, {}
    while trace:
        frame, trace = trace.tb_frame, trace.tb_next
        method, home = frame.f_code.co_name, frame.f_globals.get("__name__") or ""
        module, torchs = frame.f_locals.get("self"), home.startswith("torch.nn")
        if frame.f_code is nn.Module._call_impl.__code__:
            handed = {id(module): frame.f_locals}
        elif isinstance(module, nn.Module) and method in ("forward", "__init__"):
            name = _prefix(module) + (as_written(module) if method == "forward" else type(module).__name__)
            call = Call(name, _passed(frame, handed.get(id(module))), module, torchs)
        elif home == "torch.nn.functional" and (call.module is None or not call.torchs):
            call = Call(f"F.{method.lstrip('_')}", _passed(frame))
    return call


def _passed(frame, handed: dict | None = None) -> dict:
    """The arguments of a frame's function. `handed` is what the module was called with: `forward` may reuse names."""
    names = frame.f_code.co_varnames[: frame.f_code.co_argcount + frame.f_code.co_kwonlyargcount]
    values = dict(frame.f_locals)
    if handed:
        values |= dict(zip(names[1:], handed["args"], strict=False)) | handed["kwargs"]
    return {name: values[name] for name in names if name in values and name != "self" and name[0] != "_"}


def as_written(module: nn.Module) -> str:
    """The module as its repr says, on one line; a container without what it holds.

    >>> as_written(nn.Sequential(nn.ReLU()))
    'Sequential(…)'
    """
    holds_others = next(module.children(), None) is not None
    return f"{type(module).__name__}(…)" if holds_others else _one_line(module)


def _prefix(module: nn.Module) -> str:
    return "nn." if type(module).__module__.startswith("torch.nn") else ""


def _shown(value: object) -> str:
    if isinstance(value, torch.Tensor):
        return f"{tuple(value.shape)} {str(value.dtype).removeprefix('torch.')}"
    if isinstance(value, tuple | list) and any(isinstance(part, torch.Tensor | tuple | list) for part in value):
        return _cut(f"{type(value).__name__}({', '.join(map(_shown, value))})", 200)
    if hasattr(value, "shape") and hasattr(value, "dtype"):  # an array of NumPy's
        return f"{type(value).__name__} {tuple(value.shape)} {value.dtype}"
    return _cut(_one_line(value), 80)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 2]} …"


def _one_line(value: object) -> str:
    """Its repr; a module that was built wrongly, e.g. with a tensor for `inplace`, cannot even say that."""
    try:
        return " ".join(repr(value).split())
    except Exception:
        return type(value).__name__


_UNKNOWN = (
    say(
        "This message has no explanation here yet; the call above shows what arrived at the layer that refused it.",
        "這條報錯這裡還沒有解釋；上面列出了拒絕它的那一層實際收到的東西。",
    ),
    say(
        "Compare each argument and shape above with the layer's signature: `signature(nn.…)` in a cell shows it.",
        "把上面的參數和形狀逐一與該層的簽名比對：在一個單元格裡運行 `signature(nn.…)` 即可看到。",
    ),
)
_UNKNOWN_CALL = (  # from no layer, so that there is no call above
    say(
        "This message has no explanation here yet; it did not come from inside a layer.",
        "這條報錯這裡還沒有解釋；它不是在某一層裡面出的。",
    ),
    say(
        "Print what the line that failed works on, just before it: `print(x.shape, x.dtype)`.",
        "在出錯的那一行之前，打印它用到的張量：`print(x.shape, x.dtype)`。",
    ),
)
