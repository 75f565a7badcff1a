"""A wrong kind of value, a wrong call, a wrong name: mistakes that any layer may meet."""

from __future__ import annotations

import difflib
import math
import re

import torch
from torch import nn

from ..language import say
from .words import Rule, layer, settings, several, too_small

_NAMES = {"kernel size": "kernel_size", "pad": "padding", "strides": "stride", "num groups": "num_groups"}
_SPACES = {"torch": torch, "torch.nn": nn, "torch.nn.functional": nn.functional}


def _is_layer(name: str) -> bool:
    return isinstance(each := getattr(nn, name, None), type) and issubclass(each, nn.Module)


def _ambiguous(found, call) -> Rule:
    return (
        say(
            "Python asked a whole tensor whether it is true. That happens when a tensor stands where a single yes or no "
            "belongs: `nn.ReLU(x)` takes `x` for `inplace`, and Python's `max(0, x)` and `if x > 0` compare it whole.",
            "Python 在問整個張量「是真還是假」。張量出現在只該有一個是或否的位置時就會這樣：`nn.ReLU(x)` 把 `x` 當成了 "
            "`inplace`；Python 的 `max(0, x)` 和 `if x > 0` 拿整個張量去比較。",
        ),
        say(
            "Construct first, then call: `nn.ReLU()(x)`. Instead of `max(0, x)` use `x.clamp(min=0)`.",
            "先構造再調用：`nn.ReLU()(x)`。`max(0, x)` 改用 `x.clamp(min=0)`。",
        ),
    )


def _wrong_kind(found, call) -> Rule:
    function, argument, wanted, got = found.groups()
    if wanted == "Tensor" and (answer := _no_tensor(got, call)):
        return answer
    rule = say(
        f"`{function}` wants `{wanted}` as its `{argument}`, and got `{got}`.",
        f"`{function}` 的 `{argument}` 要的是 `{wanted}`，收到的是 `{got}`。",
    )
    if wanted == "Tensor" and _is_layer(got):
        return _still_to_call(got)
    if wanted == "Tensor" and hasattr(math, function):
        return rule, say(
            "Make it a tensor with `torch.tensor(…)`; for one plain number Python's `math` does as well.",
            "用 `torch.tensor(…)` 把它變成張量；只算一個普通的數，用 Python 的 `math` 也行。",
        )
    if wanted == "Tensor":
        return rule, say("Make it a tensor with `torch.tensor(…)`.", "用 `torch.tensor(…)` 把它變成張量。")
    if _is_layer(got):
        return rule, say(
            "Numbers go into a module's constructor, tensors into its call: `nn.LeakyReLU(0.1)(x)`.",
            "數寫進模塊構造的括號，張量寫進調用的括號：`nn.LeakyReLU(0.1)(x)`。",
        )
    return rule, say(f"Give it `{wanted}`.", f"改用 `{wanted}`。")


def _wrong_first(found, call) -> Rule | None:
    """The wrong kind again, from a function that takes several kinds of arguments."""
    function, got = found.groups()
    if got == "Tensor":
        return _not_whole(found, call)
    return _no_tensor(got, call) or (
        say(
            f"`{function}` wants `Tensor` first, and got `{got}`.",
            f"`{function}` 的第一個值要的是 `Tensor`，收到的是 `{got}`。",
        ),
        say("Make it a tensor with `torch.tensor(…)`.", "用 `torch.tensor(…)` 把它變成張量。"),
    )


def _no_tensor(got: str, call) -> Rule | None:
    """What may stand in place of a tensor: nothing, several results, or several tensors in a list."""
    if got == "NoneType":
        return _nothing(got, call)
    sequences = [value for value in call.arguments.values() if isinstance(value, tuple | list)]
    tensors = next((value for value in sequences if any(isinstance(part, torch.Tensor) for part in value)), ())
    if not tensors:
        return None
    return (
        say(
            f"One tensor was expected, and a `{got}` of `{len(tensors)}` came. `nn.LSTM`, `nn.MultiheadAttention` and pooling "
            "with `return_indices=True` return several results in a tuple.",
            f"這裡要一個張量，來的卻是裝著 `{len(tensors)}` 項的 `{got}`。`nn.LSTM`、`nn.MultiheadAttention` 和帶 "
            "`return_indices=True` 的池化都把多個結果放在元組裡返回。",
        ),
        say(
            "Take the one that you need, `output, _ = layer(x)`, in a `forward` of your own; put a list together with "
            "`torch.stack(…)`.",
            "在自己寫的 `forward` 裡取需要的那個：`output, _ = layer(x)`；若是列表，用 `torch.stack(…)` 合成一個。",
        ),
    )


def _nothing(found, call) -> Rule:
    who = say(f"`{layer(call)}` got", f"`{layer(call)}` 收到的") if layer(call) else say("This code got", "這裡收到的")
    return (
        say(
            f"{who.en} `None` in place of a value. A `forward` without `return` gives `None`, and so does `x = print(x)`.",
            f"{who.zh}是 `None`，而不是一個值。沒有 `return` 的 `forward` 返回 `None`，`x = print(x)` 也一樣。",
        ),
        say("End the `forward` of the step before with `return x`.", "在前一步的 `forward` 結尾寫上 `return x`。"),
    )


def _has_no(found, call) -> Rule | None:
    """None, a list, a tuple or a tensor was asked for something that a tensor or a module has."""
    got, attribute = found.groups()
    of_tensor, of_module = hasattr(torch.Tensor, attribute), hasattr(nn.Module, attribute)
    if got == "NoneType" and (of_tensor or of_module):
        return _nothing(found, call)
    if of_module:
        return _output_for_layer(attribute) if got == "Tensor" else _list_of_layers(found, call)
    return _no_tensor(got, call) or (
        of_tensor
        and (
            say(f"`{got}` has no `.{attribute}`; a tensor has.", f"`{got}` 沒有 `.{attribute}`，張量才有。"),
            say(
                "Take one of several results, `output, _ = layer(x)`, or make a tensor of the data with `torch.tensor(…)`.",
                "從多個結果裡取一個：`output, _ = layer(x)`；若是數據，用 `torch.tensor(…)` 變成張量。",
            ),
        )
    )


def _output_for_layer(attribute: str) -> Rule:
    return (
        say(
            f"`{attribute}` belongs to a module, and this is a tensor: what a module returned, or a plain one.",
            f"`{attribute}` 屬於模塊，而這是一個張量：可能是模塊返回的結果。",
        ),
        say(
            "Keep the module and its output apart: `model = nn.Linear(4, 2)`, and then `y = model(x)`.",
            "把模塊和它的輸出分開：先 `model = nn.Linear(4, 2)`，再 `y = model(x)`。",
        ),
    )


def _list_of_layers(found, call) -> Rule:
    return (
        say(
            "A Python list of layers is no module: it cannot be called, and no optimizer and no `state_dict` sees the "
            "layers in it.",
            "裝著各層的 Python 列表不是模塊：不能調用，優化器和 `state_dict` 也看不見裡面的層。",
        ),
        say(
            "Use `nn.Sequential(*layers)`, or `nn.ModuleList(layers)` with a loop in `forward`.",
            "用 `nn.Sequential(*layers)`；或者用 `nn.ModuleList(layers)`，在 `forward` 裡循環調用。",
        ),
    )


def _not_callable(found, call) -> Rule:
    rule = say(
        f"Brackets call a function or a module; this is a `{found[1]}`, a finished value.",
        f"括號用來調用函數或模塊；這是一個 `{found[1]}`，已經是算好的值。",
    )
    if found[1] == "Tensor":
        return rule, say(
            "Leave out the brackets; or keep the layer, not its output: `model = nn.Linear(4, 2)`, later `model(x)`.",
            "去掉括號；或者留下層，而不是它的輸出：先 `model = nn.Linear(4, 2)`，之後再 `model(x)`。",
        )
    return rule, say(
        "Leave out the brackets that are too many: `x.shape`, not `x.shape()`.",
        "去掉多餘的括號：寫 `x.shape`，不寫 `x.shape()`。",
    )


def _not_called(found, call) -> Rule:
    return (
        say(
            "A method was named and not called: its brackets are missing.",
            "只寫了方法的名字，沒有調用它：少了括號。",
        ),
        say("Write `model.parameters()`, `x.size()`.", "寫 `model.parameters()`、`x.size()`。"),
    )


def _module_as_value(found, call) -> Rule | None:
    name = next((word for word in found.groups() if word and _is_layer(word)), None)
    return _still_to_call(name) if name else None


def _still_to_call(name: str) -> Rule:
    return (
        say(
            f"`nn.{name}` is a module, still to be called; here its result was needed.",
            f"`nn.{name}` 是模塊，還沒有調用；這裡要的是它的計算結果。",
        ),
        say(f"Call it: `nn.{name}(…)(x)`.", f"調用它：`nn.{name}(…)(x)`。"),
    )


def _module_as_list(found, call) -> Rule | None:
    return _is_layer(found[1]) and (
        say(
            f"`nn.{found[1]}` is one module, and a list was needed; an optimizer wants the parameters.",
            f"`nn.{found[1]}` 是一個模塊，這裡要的是一個列表；優化器要的是參數。",
        ),
        say("Write `model.parameters()`, or `[layer]`.", "寫 `model.parameters()`，或 `[layer]`。"),
    )


def _no_such_name(found, call) -> Rule | None:
    """A name that does not exist, and the nearest ones that do."""
    space, name = filter(None, found.groups())
    if _is_layer(space) and hasattr(torch.Tensor, name):
        return _still_to_call(space)
    spelling = _names_in(space, call)
    near = several([spelling[each] for each in difflib.get_close_matches(name.lower(), spelling, n=3)])
    have = say(f" Near it: {near.en}.", f"相近的名字：{near.zh}。") if near.en else say("", "")
    return spelling and (
        say(
            f"`{space}` has no `{name}`. Capitals count, and an attribute is there once `__init__` has assigned it.{have.en}",
            f"`{space}` 裡沒有 `{name}`。名字區分大小寫；屬性要在 `__init__` 裡賦值之後才有。{have.zh}",
        ),
        say("Correct the spelling, or assign it in `__init__`.", "改正拼寫，或者在 `__init__` 裡給它賦值。"),
    )


def _names_in(space: str, call) -> dict[str, str]:
    """The names of a module of Python or of a layer, by their lower case; none where we cannot look."""
    names = []
    if space in _SPACES:
        names = dir(_SPACES[space])
    elif _is_layer(space):
        kind = getattr(nn, space)
        names = [*dir(kind), *(name for base in kind.__mro__ for name in getattr(base, "__annotations__", {}))]
    elif space == type(call.module).__name__:
        own = [*call.module.named_parameters(), *call.module.named_children()]
        names = [*settings(call), *(name for name, _ in own)]
    return {name.lower(): name for name in names if name[0] != "_"}


def _not_whole(found, call) -> Rule | None:
    """A size or a count that is no whole number, most often a quotient, or a tensor that went into the constructor."""
    given = settings(call)
    named = found.groupdict().get("name")
    name = named if _no_size(given.get(named)) else next((each for each in given if _no_size(given[each])), None)
    if not name or name == "input":
        return None
    value, built = given[name], layer(call)
    shown = f"tensor{tuple(value.shape)}" if isinstance(value, torch.Tensor) else value
    rule = say(
        f"`{name}` is a size or a count, so torch wants whole numbers; it got `{shown}`.",
        f"`{name}` 是大小或數目，要的是整數；收到的是 `{shown}`。",
    )
    if isinstance(value, torch.Tensor):
        return rule, say(f"Construct first, then call: `{built}(…)(x)`.", f"先構造再調用：`{built}(…)(x)`。")
    return rule, say(
        "Write whole numbers: in Python `6 / 2` is `3.0`, and `6 // 2` is `3`.",
        "改成整數：在 Python 裡 `6 / 2` 得 `3.0`，`6 // 2` 才得 `3`。",
    )


def _not_one(found, call) -> Rule | None:
    name, value = next((name, value) for name, value in settings(call).items() if isinstance(value, tuple | list))
    return (
        say(f"`{name}` is one number; it got `{value}`.", f"`{name}` 是一個數；收到的是 `{value}`。"),
        say(
            f"Write one: `nn.Linear` takes the size of the last dimension, so after `nn.Flatten()` it is `{math.prod(value)}`.",
            f"只寫一個：`nn.Linear` 要的是最後一維的大小，`nn.Flatten()` 之後就是 `{math.prod(value)}`。",
        ),
    )


def _no_size(value: object) -> bool:
    parts = value if isinstance(value, tuple | list) else [value]
    return any(isinstance(part, float | torch.Tensor) for part in parts)


def _too_many_arguments(found, call) -> Rule | None:
    name = found[1]
    if hasattr(torch.optim, name):
        return None
    built = f"nn.{name}" if _is_layer(name) else name
    return (
        say(
            f"The constructor of `{name}` got more values than it has parameters; most likely the input went into it.",
            f"`{name}` 的構造函數收到的值比它的參數還多；多半是把輸入寫進了構造的括號。",
        ),
        say(f"Construct first, then call: `{built}()(x)`.", f"先構造再調用：`{built}()(x)`。"),
    )


def _too_many_inputs(found, call) -> Rule:
    """Python counts `self` in its message; we do not."""
    name, most, given = found[1], int(found[2]) - 1, int(found[3]) - 1
    rule = say(
        f"`{name}` was called with `{given}` value(s), and its `forward` takes `{most}`.",
        f"調用 `{name}` 時給了 `{given}` 個值，而它的 `forward` 只接受 `{most}` 個。",
    )
    if most == 0:
        return rule, say(
            "The first parameter is the module itself: write `def forward(self, x):`.",
            "第一個參數是模塊自己：寫 `def forward(self, x):`。",
        )
    return rule, say(
        "Leave out what is too many, or give `forward` a parameter for it.",
        "去掉多餘的值，或者給 `forward` 加一個參數。",
    )


def _missing_arguments(found, call) -> Rule:
    name, method = found[1].strip("_").removesuffix("Nd"), found[2]
    name = layer(call) if layer(call).startswith("nn.") and method == "__init__" else name  # not its base class
    missing = several(re.findall(r"'(\w+)'", found[3]))
    rule = say(f"`{name}` cannot do without {missing.en}.", f"`{name}` 少了必須的參數：{missing.zh}。")
    if method == "forward" and layer(call) == "nn.Sequential":
        return rule, say(
            "`nn.Sequential` hands on one value. Call this layer in a `forward` of your own.",
            "`nn.Sequential` 只往下傳一個值。請在自己寫的 `forward` 裡調用這一層。",
        )
    return rule, say(
        "Give them, in the constructor's brackets or in the call's: a module is first constructed, then called.",
        "在構造的括號或調用的括號裡補上：模塊先構造，再調用。",
    )


def _too_small(found, call) -> Rule:
    name = next(filter(None, found.groups()))
    name = _NAMES.get(name, name)
    if name == "stride" and call.get("kernel_size") in (0, (0,)):  # without a stride, pooling takes the kernel's size
        name = "kernel_size"
    return too_small(name, call.get(name, None))


def _negative_size(found, call) -> Rule | None:
    sizes = {name: value if isinstance(value, tuple) else (value,) for name, value in settings(call).items()}
    negative = [name for name, size in sizes.items() if any(isinstance(part, int) and part < 0 for part in size)]
    return too_small(negative[0], call.get(negative[0])) if negative else None


def _division_by_zero(found, call) -> Rule | None:
    zeros = [name for name, value in settings(call).items() if type(value) in (int, float) and value == 0]
    shown = " ".join(f"`{name}=0`" for name in zeros)
    return zeros and (
        say(f"Python divided by a number that is 0: {shown}.", f"Python 用一個等於 0 的數作了除數：{shown}。"),
        say("Give it a value of at least 1.", "把它改成不小於 1 的值。"),
    )


RULES = [
    (r"Boolean value of Tensor with more than one value is ambiguous", _ambiguous),
    (
        r"argument '(?P<name>\w+)'.* must be (?:tuple of ints|int), (?:not|but found element of type) (?:float|Tensor)",
        _not_whole,
    ),
    (r"type must be tuple of ints,but got (?:float|Tensor)", _not_whole),
    (r"type must be tuple of ints,but got (?:tuple|list)", _not_one),
    (r"(?P<name>\w+) should be of type int, got", _not_whole),
    (r"'float' object is not iterable|object of type 'float' has no len\(\)", _not_whole),
    (r"(\w+)\(\): argument '(\w+)' \(position \d+\) must be ([\w ]+), not ([\w.]+)", _wrong_kind),
    (r"(\w+)\(\) received an invalid combination of arguments - got \(([\w.]+)", _wrong_first),
    (r"'NoneType' object is not (?:callable|subscriptable|iterable)|not NoneType$", _nothing),
    (r"unsupported operand type\(s\) for .*'NoneType'", _nothing),
    (r"'(NoneType|list|tuple|Tensor)' object has no attribute '(\w+)'", _has_no),
    (r"'list' object is not callable", _list_of_layers),
    (r"'(Tensor|Parameter|torch\.Size|tuple)' object is not callable", _not_callable),
    (r"'(?:method|builtin_function_or_method)' object is not (?:iterable|subscriptable)", _not_called),
    (r"unsupported operand type\(s\) for .*: '(\w+)' and '(\w+)'", _module_as_value),
    (r"'(\w+)' object is not subscriptable", _module_as_value),
    (r"'(\w+)' object is not iterable", _module_as_list),
    (r"module '([\w.]+)' has no attribute '(\w+)'|'(\w+)' object has no attribute '(\w+)'", _no_such_name),
    (r"(\w+)\.__init__\(\) takes (?:from )?[\d to]+ positional arguments? but \d+ were given", _too_many_arguments),
    (r"(\w+)\.forward\(\) takes (?:from \d+ to )?(\d+) positional arguments? but (\d+) were given", _too_many_inputs),
    (r"(\w+)\.(\w+)\(\) missing \d+ required positional arguments?: (.+)", _missing_arguments),
    (r"(?:non-positive|negative) (stride|padding|dilation|output_padding) is not supported", _too_small),
    (
        r"\b(stride|kernel size|kernel_size|dilation|strides) (?:should|must) (?:be greater than|not be) zero",
        _too_small,
    ),
    (r"\b(pad|padding) must be non-negative", _too_small),
    (r"\b(groups) must be a positive integer|Expected (num groups) to be greater than 0", _too_small),
    (r"Number of (groups) .* must be positive|Expected (n_power_iterations) to be positive", _too_small),
    (r"expects a positive (\w+), but got|(\w+) must be (?:greater than|>) (?:zero|0)\b", _too_small),
    (r"Trying to create tensor with negative dimension", _negative_size),
    (r"(?:division|modulo).* by zero", _division_by_zero),
]
