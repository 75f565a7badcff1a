"""What several rules share: how an input is laid out, which setting is at fault, and sentences that recur.

A rule is a function of two arguments, the match of its pattern and the Call. It answers with two texts, the rule and
the smallest fix, or with None: then the message was about something else.
"""

from __future__ import annotations

import math
import re

from ..language import Text, say

Rule = tuple[Text, Text]

DIRECTIONS = {1: "L", 2: "H, W", 3: "D, H, W"}
_SIZES = ("kernel_size", "stride", "padding", "dilation", "output_padding", "output_size", "output_ratio")
_FROM_ZERO = ("padding", "output_padding", "output_size")
_MEANS = {
    "stride": say("how far the window moves each time", "窗口每次移動的距離"),
    "dilation": say("how far the cells that a kernel reads lie apart", "卷積核讀取的相鄰兩格之間的距離"),
    "padding": say("how many cells are added at each edge", "每一側加上的格數"),
    "kernel_size": say("the size of the window", "窗口的大小"),
    "groups": say("the number of parts that the channels are cut into", "通道分成的組數"),
    "size": say("how many neighbouring channels are compared", "互相比較的相鄰通道的個數"),
}


def layer(call) -> str:
    """The layer without its settings: `nn.Conv2d`, `F.pad`."""
    return call.name.partition("(")[0]


def the_input(call) -> Text:
    """The input with its shape, in mid-sentence; without it where nobody knows whose input was refused."""
    if call.shape == "?":
        return say("the input", "輸入")
    return say(f"the input `{call.shape}`", f"輸入 `{call.shape}` ")


def numbers(words: str) -> tuple[int, ...]:
    """The whole numbers in a piece of a message.

    >>> numbers("[2, 5, 8]")
    (2, 5, 8)
    """
    return tuple(int(number) for number in re.findall(r"-?\d+", words))


def directions(call) -> int:
    """How many directions a layer moves in: 2 for `nn.Conv2d` and `F.avg_pool2d`."""
    return int(re.search(r"(\d)d", layer(call))[1])


def layout(dims: int, batch: bool = True) -> str:
    """An input in torch's letters.

    >>> layout(2)
    '(N, C, H, W)'
    """
    return f"({'N, ' * batch}C, {DIRECTIONS[dims]})"


def several(names: list[str]) -> Text:
    """Names of code, with each language's own comma."""
    codes = [f"`{name}`" for name in names]
    return say(", ".join(codes), "、".join(codes))


def setting(call, name: str) -> str:
    """A setting with its value, `stride=2`; its name alone where the call does not tell it."""
    value = call.get(name, None)
    return name if value is None else f"{name}={value}"


def settings(call) -> dict[str, object]:
    """What a call was given, and the settings of its module."""
    of_module = {} if call.module is None else vars(call.module)
    return {name: value for name, value in of_module.items() if name[0] != "_"} | call.arguments


def wrong_rank(call, dims: int, shape: tuple | None = None, needs_batch: bool = False) -> Rule:
    """The input has too many dimensions, or too few: which layout the layer reads, and how to get there."""
    name, shape = layer(call) or f"nn.Conv{dims}d", shape or call.shape
    also = _also(dims, needs_batch)
    return (
        say(
            f"`{name}` reads its input as `{layout(dims)}`{also.en}; here it has `{len(shape)}` dimension(s), `{shape}`.",
            f"`{name}` 把輸入讀作 `{layout(dims)}`{also.zh}；這裡的輸入有 `{len(shape)}` 個維度：`{shape}`。",
        ),
        _towards_rank(name, shape, dims + needs_batch, say("batch", "批次") if needs_batch else say("channel", "通道")),
    )


def _also(dims: int, needs_batch: bool) -> Text:
    """What a layer reads besides a batch: one sample; or, if it needs a batch and is for one direction, none."""
    if not needs_batch:
        return say(f", or `{layout(dims, False)}` for one sample", f"，單個樣本是 `{layout(dims, False)}`")
    return say(" or `(N, C)`", " 或 `(N, C)`") if dims == 1 else say("", "")


def _towards_rank(name: str, shape: tuple, one_less: int, missing: Text) -> Text:
    """One dimension in front may be missing, or the layer may be one for other dimensions."""
    have = len(shape)
    if have == one_less:
        return say(
            f"`x[None]` puts the missing {missing.en} dimension in front: `{(1, *shape)}`.",
            f"`x[None]` 在最前面補上缺少的{missing.zh}維：`{(1, *shape)}`。",
        )
    other = re.sub(r"\dd", f"{have - 2}d", name)
    if have - 2 in DIRECTIONS and other != name:
        return say(
            f"For `{layout(have - 2)}` there is `{other}`; otherwise reshape the input.",
            f"`{layout(have - 2)}` 該用 `{other}`；否則先改變輸入的形狀。",
        )
    return say(
        f"Print `x.shape` before `{name}` and restore the dimension that was lost, with `x.reshape(…)` or `x[None]`.",
        f"在 `{name}` 之前打印 `x.shape`，用 `x.reshape(…)` 或 `x[None]` 把丟掉的維度補回來。",
    )


def one_per_direction(call, dims: int) -> Rule | None:
    """A setting has a number too many or too few for the directions of its layer."""
    given = {name: call.get(name, None) for name in _SIZES}
    wrong = [(name, size) for name, size in given.items() if isinstance(size, tuple | list) and len(size) != dims]
    if not wrong:
        return None
    name, size = wrong[0]
    return (
        say(
            f"`{layer(call)}` moves in `{dims}` direction(s), so `{name}` is one number for all, or `{dims}` in a tuple; "
            f"`{size}` has `{len(size)}`.",
            f"`{layer(call)}` 沿 `{dims}` 個方向移動，所以 `{name}` 是一個共用的數，或者 `{dims}` 個數的元組；"
            f"`{size}` 裡有 `{len(size)}` 個。",
        ),
        say(f"Write `{name}={size[0]}`.", f"寫 `{name}={size[0]}`。"),
    )


def divisor(total: int, most: int) -> int:
    """The largest number up to `most` that divides the total.

    >>> divisor(8, 3)
    2
    """
    return max(number for number in range(1, most + 1) if total % number == 0)


def must_divide(whole: str, total: int, part: str, parts: int, also: int = 0) -> Rule:
    """Something is cut into equal parts, and does not come out even. also: what the same parts must divide besides."""
    fewer = divisor(math.gcd(total, also), parts)
    more = -(-total // parts) * parts
    or_more = say("", "") if also % parts else say(f", or `{whole}={more}`", f"，或 `{whole}={more}`")
    return (
        say(
            f"`{part}={parts}` cuts `{whole}={total}` into equal parts, and `{total}` divided by `{parts}` leaves "
            f"`{total % parts}`.",
            f"`{part}={parts}` 要把 `{whole}={total}` 平分，而 `{total}` 除以 `{parts}` 餘 `{total % parts}`。",
        ),
        say(f"Use `{part}={fewer}`{or_more.en}.", f"改用 `{part}={fewer}`{or_more.zh}。"),
    )


def too_small(name: str, value: object) -> Rule:
    """A size, a count or a step is zero or negative; None for a value that the call does not tell."""
    least = int(name not in _FROM_ZERO)
    value = f"< {least}" if value is None else value
    what = _MEANS.get(name, say("a size or a count", "大小或數目"))
    return (
        say(
            f"`{name}` is {what.en}: at least `{least}`; here it is `{value}`.",
            f"`{name}` 是{what.zh}，至少為 `{least}`；這裡是 `{value}`。",
        ),
        say(f"Write `{name}={least}` or more.", f"寫 `{name}={least}` 或更大的數。"),
    )


def in_range(name: str, value: object, low: object, high: object) -> Rule:
    """A setting must lie between two numbers."""
    return (
        say(
            f"`{name}` must lie between `{low}` and `{high}`; it is `{value}`.",
            f"`{name}` 必須在 `{low}` 與 `{high}` 之間；這裡是 `{value}`。",
        ),
        say(f"Choose `{name}` in that range.", f"在這個範圍裡取 `{name}`。"),
    )


def one_of(name: str, value: object, words: tuple[str, ...]) -> Rule:
    """A setting knows a few words, and this is none of them."""
    known = several([repr(word) for word in words])
    return (
        say(f"`{name}` knows {known.en}; it got `{value!r}`.", f"`{name}` 只認得 {known.zh}；收到的是 `{value!r}`。"),
        say(f"Write e.g. `{name}={words[0]!r}`.", f"例如寫 `{name}={words[0]!r}`。"),
    )
