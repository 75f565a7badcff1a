"""Pooling and unpooling: windows that must fit, one number a direction, indices that belong to an input."""

from __future__ import annotations

import math

from ..language import Text, say
from .words import Rule, directions, in_range, layer, numbers, one_per_direction, the_input, too_small, wrong_rank


def _rank(found, call) -> Rule | None:
    return wrong_rank(call, directions(call)) if "pool" in layer(call).lower() else None


def _half_kernel(found, call) -> Rule:
    padding, kernel = found[1], int(found[2])
    or_less = _or_less(kernel // 2, least=0)
    return (
        say(
            f"Padding of pooling is at most half of `kernel_size`, dilation not counted: `padding={padding}` is more than half "
            f"of `kernel_size={kernel}`.",
            f"池化的填充最多是 `kernel_size` 的一半，膨脹不算在內：`padding={padding}` 超過了 `kernel_size={kernel}` 的一半。",
        ),
        say(
            f"Write `padding={kernel // 2}`{or_less.en}; to pad more, use `F.pad` before it.",
            f"寫 `padding={kernel // 2}`{or_less.zh}；要填充更多，就在前面用 `F.pad`。",
        ),
    )


def _half_of_three(found, call) -> Rule:
    """With dilation, the pools of three dimensions name three kernels first and then three paddings."""
    given = numbers(found[1])
    padding, kernel = next((p, k) for k, p in zip(given[:3], given[3:], strict=True) if 2 * p > k)
    return _half_kernel(("", str(padding), str(kernel)), call)


def _window_fits(found, call) -> Rule:
    if call.get("dilation", 1) not in (1, (1,) * directions(call)):
        return _dilated_window_fits(call)
    it, kernel, smallest = the_input(call), call.get("kernel_size"), min(call.shape[-directions(call) :])
    or_less = _or_less(smallest, least=1)
    return (
        say(
            f"A window of `kernel_size={kernel}` does not fit into {it.en}: not one output value would remain.",
            f"`kernel_size={kernel}` 的窗口在{it.zh}裡放不下：一個輸出值也得不到。",
        ),
        say(
            f"Use `kernel_size={smallest}`{or_less.en}, or pool less in the layers before; each `nn.MaxPool2d(2)` halves the sizes.",
            f"取 `kernel_size={smallest}`{or_less.zh}，或者前面少池化幾次；每個 `nn.MaxPool2d(2)` 都把大小減半。",
        ),
    )


def _or_less(number: int, least: int) -> Text:
    """Unless it is the least that torch takes."""
    return say(" or less", " 或更小") if number > least else say("", "")


def _dilated_window_fits(call) -> Rule:
    it, kernel, dilation = the_input(call), call.get("kernel_size"), call.get("dilation")
    smallest = min(call.shape[-directions(call) :])
    return (
        say(
            f"A window of `kernel_size={kernel}` with `dilation={dilation}` spans `dilation * (kernel_size - 1) + 1` cells and "
            f"does not fit into {it.en}: not one output value would remain.",
            f"`kernel_size={kernel}`、`dilation={dilation}` 的窗口跨過 `dilation * (kernel_size - 1) + 1` 格，"
            f"在{it.zh}裡放不下：一個輸出值也得不到。",
        ),
        say(
            f"Make `dilation` or `kernel_size` smaller, until that span is at most `{smallest}`.",
            f"把 `dilation` 或 `kernel_size` 調小，使跨度不超過 `{smallest}`。",
        ),
    )


def _lengths(found, call) -> Rule | None:
    return one_per_direction(call, directions(call)) if "pool" in layer(call).lower() else None


def _divisor(found, call) -> Rule:
    return (
        say(
            "`divisor_override` is what each sum is divided by, so it must not be 0.",
            "`divisor_override` 是每個窗口之和的除數，不能是 0。",
        ),
        say("Leave it out, and each sum is divided by the size of its window.", "去掉它，就除以窗口的大小。"),
    )


def _flag(found, call) -> Rule | None:
    """The fourth argument of a max pool is a dilation, that of an average pool a flag."""
    return "Avg" in layer(call) and (
        say(
            f"The fourth argument of an average pool is `ceil_mode`, a `bool`: `True` or `False`. It got `{found[1]}`.",
            f"均值池化的第四個參數是 `ceil_mode`，類型是 `bool`，寫 `True` 或 `False`；收到的是 `{found[1]}`。",
        ),
        say("An average pool has no `dilation`: leave that number out.", "均值池化沒有 `dilation`：去掉那個數。"),
    )


def _empty(found, call) -> Rule:
    return (
        say(
            f"Only the batch may be empty; the input is `({found[1]})`, and a size of 0 in it leaves nothing to pool.",
            f"只有批次可以是空的；輸入是 `({found[1]})`，其中有一維是 0，沒有東西可池化。",
        ),
        say(
            "Find the layer that cut the input away: print `x.shape` before it.",
            "找出把輸入裁光的那一層：在它之前打印 `x.shape`。",
        ),
    )


def _negative_output(found, call) -> Rule:
    return too_small("output_size", call.get("output_size"))


def _size_or_ratio(found, call) -> Rule:
    size, ratio = call.get("output_size"), call.get("output_ratio")
    return (
        say(
            f"Fractional pooling needs the size of its output or its ratio to the input, exactly one of them: it got "
            f"`output_size={size}`, `output_ratio={ratio}`.",
            f"分數池化要麼給輸出的大小，要麼給輸出與輸入之比，只能給一個：收到的是 `output_size={size}`、`output_ratio={ratio}`。",
        ),
        say(
            f"Write `output_size={size or 8}`, or `output_ratio={ratio or 0.5}`.",
            f"寫 `output_size={size or 8}`，或 `output_ratio={ratio or 0.5}`。",
        ),
    )


def _ratio(found, call) -> Rule:
    return in_range("output_ratio", found[1], 0, 1)


def _regions(found, call) -> Rule:
    kernel, size = int(found[1]), int(found[2])
    return (
        say(
            f"Fractional pooling draws its windows at random inside the input, so it needs `output_size + kernel_size − 1` cells "
            f"in each direction: here `output_size={call.get('output_size')}`, `kernel_size={kernel}`, and `{size}` cells.",
            f"分數池化在輸入裡隨機放置窗口，每個方向上要有 `output_size + kernel_size − 1` 個格子：這裡是 "
            f"`output_size={call.get('output_size')}`、`kernel_size={kernel}`，而格子只有 `{size}` 個。",
        ),
        say(
            f"With this window use `output_size={size - kernel + 1}` or less."
            if size >= kernel
            else f"Use `kernel_size={size}` or less.",
            f"窗口不變時，取 `output_size={size - kernel + 1}` 或更小。"
            if size >= kernel
            else f"取 `kernel_size={size}` 或更小。",
        ),
    )


def _index_range(found, call) -> Rule:
    index, sizes = found.groups()
    last, size = math.prod(numbers(sizes)) - 1, _size_before(call)
    return (
        say(
            f"An index says into which cell of the unpooled picture a value goes. That picture is `{sizes}`, its cells are `0` to "
            f"`{last}`, and `{index}` is none of them.",
            f"索引說明每個值放回還原後的圖的哪一格。這張圖是 `{sizes}`，格子的編號從 `0` 到 `{last}`，`{index}` 不在其中。",
        ),
        say(
            f"Use the indices of the pooling that is undone, and give the size that it had: {size}.",
            f"用要還原的那次池化的索引，並給出池化前的大小：{size}。",
        ),
    )


def _index_shape(found, call) -> Rule:
    wanted, got = call.shape, tuple(call.get("indices").shape)
    return (
        say(
            f"Each value has its index, so both have one shape: the input is `{wanted}`, the indices are `{got}`.",
            f"每個值對應一個索引，兩者形狀相同：輸入是 `{wanted}`，索引是 `{got}`。",
        ),
        say(
            "Keep both results of the pooling: `y, indices = nn.MaxPool2d(2, return_indices=True)(x)`.",
            "把池化的兩個結果都留著：`y, indices = nn.MaxPool2d(2, return_indices=True)(x)`。",
        ),
    )


def _index_kind(found, call) -> Rule:
    return (
        say(
            f"Indices are `int64`; here they are `{str(call.get('indices').dtype).removeprefix('torch.')}`. The values come first, "
            "the indices second.",
            f"索引是 `int64`；這裡是 `{str(call.get('indices').dtype).removeprefix('torch.')}`。值在前，索引在後。",
        ),
        say(
            "Write `unpool(y, indices)`, with the indices as pooling gave them.",
            "寫 `unpool(y, indices)`，索引就用池化返回的。",
        ),
    )


def _unpooled_size(found, call) -> Rule:
    wanted, dim, low, high = found.groups()
    return (
        say(
            f"`output_size` tells which of the sizes that pool to this input was meant: in direction `{dim}`, less than a stride "
            f"from the size of the formula, between `{low}` and `{high}`, both excluded; `{wanted}` was asked for.",
            f"池化後同為這個大小的圖不止一種，`output_size` 說明原來是哪一種：方向 `{dim}` 上與公式的大小相差不到一個步長，"
            f"即在 `{low}` 與 `{high}` 之間，不含兩端；要求的卻是 `{wanted}`。",
        ),
        say(
            f"Pass the size that went into the pooling: {_size_before(call)}. If the pooling had a dilation, unpooling has none: "
            "give it the span of the window, `dilation * (kernel_size - 1) + 1`, as its `kernel_size`.",
            f"傳池化之前的大小：{_size_before(call)}。池化若有膨脹，反池化卻沒有："
            "把窗口的跨度 `dilation * (kernel_size - 1) + 1` 當作它的 `kernel_size`。",
        ),
    )


def _size_before(call) -> str:
    """The size before the pooling, right with a batch and without."""
    return f"`output_size=x.shape[-{directions(call)}:]`"


def _unpooled_lengths(found, call) -> Rule:
    dims, full, got = found.groups()
    return (
        say(
            f"`output_size` names `{dims}` sizes, or all `{full}` with batch and channels; it has `{got}`.",
            f"`output_size` 要寫 `{dims}` 個數，或者連同批次和通道共 `{full}` 個；這裡有 `{got}` 個。",
        ),
        say(
            f"Pass the sizes that went into the pooling: `output_size=x.shape[-{dims}:]`.",
            f"傳池化之前的大小：`output_size=x.shape[-{dims}:]`。",
        ),
    )


def _plain_number(found, call) -> Rule | None:
    """LPPool1d multiplies by its kernel size, and a tuple of one number does not multiply."""
    return layer(call) in ("nn.LPPool1d", "F.lp_pool1d") and (
        say(
            f"`nn.LPPool1d` wants `kernel_size` as a plain number; it got `{call.get('kernel_size')}`.",
            f"`nn.LPPool1d` 的 `kernel_size` 要的是普通的數；收到的是 `{call.get('kernel_size')}`。",
        ),
        say(f"Write `kernel_size={call.get('kernel_size')[0]}`.", f"寫 `kernel_size={call.get('kernel_size')[0]}`。"),
    )


RULES = [
    (r"pad should be at most half of effective kernel size, but got pad=(\d+), kernel_size=(\d+)", _half_kernel),
    (r"padding should be at most half of kernel size, but got padding=(\d+) and kernel_size=(\d+)", _half_kernel),
    (r"smaller than or equal to half of kernel size, but got padW = (\d+), padH = \d+, kW = (\d+)", _half_kernel),
    (r"equal to half of kernel size, but got (kT: .+)", _half_of_three),
    (r"Given input size: \(.+?\)\. Calculated output size: \(.+?\)\. Output size is too small", _window_fits),
    (r"Invalid computed output size|input image \(.+?\) smaller than kernel size", _window_fits),
    (r"Input to max_unpooling\dd should be a|non-empty \dD or \dD \(batch mode\) tensor expected", _rank),
    (r"Expected 2 to 3 dimensions, but got \d-dimensional tensor", _rank),
    (r"Expected \dD or \dD tensor, but got: \[|Dimension out of range", _rank),
    (r"with optional 0 dim batch size for input, but got:\[(\d+, 0, .+?|.+, 0.*?)\]", _empty),
    (r"non-zero size for non-batch dimensions, but input has sizes \[(.+?)\]", _empty),
    (r"with optional 0 dim batch size for input, but got:", _rank),
    (
        r"must (?:either be|be an int, list|either be omitted)|should contain one int|output_size.* must be [23]$",
        _lengths,
    ),
    (r"output_ratio to either be|values to unpack \(expected [23]", _lengths),
    (r"mul\(\): argument 'other' .* must be Tensor, not tuple", _plain_number),
    (r"divisor must be not zero", _divisor),
    (r"avg_pool\dd\(\): argument 'ceil_mode' .* must be bool, not (\w+)", _flag),
    (r"elements of output_size must be greater than or equal to 0", _negative_output),
    (r"requires specifying either an output|only one of output_size and output_ratio", _size_or_ratio),
    (r"output_ratio must be between 0 and 1 \(got (.+)\)$", _ratio),
    (r"pool (?:height|width|time) (\d+) too large relative to input (?:height|width|time) (\d+)", _regions),
    (r"Found an invalid max index: (-?\d+) \(output volumes are of size ([\dx]+)", _index_range),
    (r"shape of indices to be same as that of the input tensor", _index_shape),
    (r"elements in indices should be type int64", _index_kind),
    (r"invalid output_size \"(.+?)\" \(dim (\d+) must be between (\d+) and (\d+)\)", _unpooled_size),
    (r"containing (\d+) or (\d+) elements, but it has a length of '(\d+)'", _unpooled_lengths),
]
