"""A name that the call has and the called has not: of a layer, of its forward, of an optimizer, of a function."""

from __future__ import annotations

import contextlib
import difflib
import inspect
import re
from collections.abc import Callable

import torch
from torch import nn

from ..language import Text, say
from .words import Rule, layer, several

# Where classes and functions are found, as readers write it.
_CLASSES = {"nn": nn, "torch.optim": torch.optim}
_FUNCTIONS = {"nn.init": nn.init, "F": nn.functional, "nn.utils": nn.utils, "torch": torch}


def _of_a_class(found, call) -> Rule:
    """A base class may complain, `_BatchNorm` or RNNBase: the call may know for which; else one of the family stands."""
    name, method, keyword = found.groups()
    name = layer(call).removeprefix("nn.") if layer(call).startswith("nn.") else name.strip("_").removesuffix("Nd")
    name = name if hasattr(nn, name) or not hasattr(nn, f"{name}2d") else f"{name}2d"
    shown, built = _named(name, _CLASSES)
    if method == "forward":
        return (
            say(
                f"The `forward` of `{shown}` has no parameter called `{keyword}`.",
                f"`{shown}` 的 `forward` 沒有叫做 `{keyword}` 的參數。",
            ),
            say("Pass the value without a name: `layer(x)`.", "不寫名字，直接傳值：`layer(x)`。"),
        )
    known = _parameters(built)
    if not shown.startswith("nn."):
        return _no_such(shown, keyword, known)
    fix = _closest(keyword, known)
    return _has_none(shown, keyword), say(
        f"{fix.en} `signature({shown})` shows them all.", f"{fix.zh}`signature({shown})` 列出全部名字。"
    )


def _of_a_function(found, call) -> Rule | None:
    """The pools of `F` have an underscore within torch."""
    name, keyword = found.groups()
    shown, function = _named(name, _FUNCTIONS)
    return function and _no_such(shown.replace("._", "."), keyword, _parameters(function))


def _of_a_builtin(found, call) -> Rule | None:
    """Torch lists what each form of the call takes: `(Tensor input, int dim = None, *, Tensor out = None)`."""
    name, given, forms = found.groups()
    known = list(dict.fromkeys(re.findall(r"(\w+)(?: = [^,)]*)?(?=[,)])", forms)))
    unknown = [keyword for keyword in re.findall(r"(\w+)=", given) if keyword not in known]
    return _no_such(name, unknown[0], known) if unknown else None


def _missing(found, call) -> Rule:
    return (
        say(f"`{found[1]}` cannot do without `{found[2]}`.", f"`{found[1]}` 少了必須的參數 `{found[2]}`。"),
        say(f"Give it by its name: `{found[2]}=…`.", f"寫明名字補上：`{found[2]}=…`。"),
    )


def _named(name: str, homes: dict[str, object]) -> tuple[str, Callable | None]:
    """A name as readers write it, and what it means; the bare name and None for what is the reader's own."""
    for home, module in homes.items():
        if callable(getattr(module, name, None)):
            return f"{home}.{name}", getattr(module, name)
    return name, None


def _parameters(function: Callable | None) -> list[str]:
    """The names that it takes; none where Python cannot tell. LSTM hands all on to the class that it is built on."""
    for each in getattr(function, "__mro__", [function]):
        with contextlib.suppress(TypeError, ValueError):
            parameters = inspect.signature(each).parameters
            if not {"args", "kwargs"} & set(parameters):
                return [name for name in parameters if not name.startswith("_")]
    return []


def _has_none(shown: str, keyword: str) -> Text:
    return say(f"`{shown}` has no parameter called `{keyword}`.", f"`{shown}` 沒有叫做 `{keyword}` 的參數。")


def _no_such(shown: str, keyword: str, known: list[str]) -> Rule:
    names, rule = several(known), _has_none(shown, keyword)
    if known:
        rule = say(f"{rule.en} It has {names.en}.", f"{rule.zh}它的參數有 {names.zh}。")
    return rule, _closest(keyword, known)


def _closest(keyword: str, known: list[str]) -> Text:
    within = [name for name in known if keyword.strip("_") in name]
    for name in [*within, *difflib.get_close_matches(keyword, known, 1)]:
        return say(f"Write `{name}`.", f"寫 `{name}`。")
    return say("Write a name that it has.", "寫它有的名字。")


RULES = [
    (r"(\w+)\.(__init__|forward)\(\) got an unexpected keyword argument '(\w+)'", _of_a_class),
    (r"^(\w+)\(\) got an unexpected keyword argument '(\w+)'", _of_a_function),
    (
        r"(?s)^(\w+)\(\) received an invalid combination of arguments - got \((.*?)\), but expected one of:(.*)",
        _of_a_builtin,
    ),
    (r'^(\w+)\(\) missing 1 required positional arguments: "(\w+)"', _missing),
]
