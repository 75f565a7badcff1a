"""Activation functions: their ranges, their channels, and the dimension that they normalize over."""

from __future__ import annotations

from ..language import say
from .words import Rule, the_input


def _celu_alpha(found, call) -> Rule:
    return (
        say(
            "CELU computes `exp(x / alpha)`, so `alpha` may be any number but `0`.",
            "CELU 要算 `exp(x / alpha)`，所以 `alpha` 可以是 `0` 以外的任何數。",
        ),
        say(
            "Give `alpha` any number but `0`; the default is `alpha=1.0`.",
            "把 `alpha` 換成 `0` 以外的數；默認值是 `alpha=1.0`。",
        ),
    )


def _softshrink_lambda(found, call) -> Rule:
    lambd = call.get("lambd")
    return (
        say(
            f"Softshrink moves values towards 0 by `lambd`, a distance: it must not be negative, and `{lambd}` is. The "
            "constructor accepts it; only the call checks.",
            f"Softshrink 把數值朝 0 移動 `lambd`，這是一段距離，不能是負數，而 `{lambd}` 是負數。構造時不檢查，調用時才檢查。",
        ),
        say("Use `lambd >= 0`; the default is `lambd=0.5`.", "取 `lambd >= 0`；默認值是 `lambd=0.5`。"),
    )


def _hardtanh_order(found, call) -> Rule:
    high, low = found.groups()
    return (
        say(
            f"Hardtanh keeps what lies between `min_val` and `max_val`, so `min_val < max_val`; here `{low} >= {high}`.",
            f"Hardtanh 保留 `min_val` 與 `max_val` 之間的值，所以要 `min_val < max_val`；這裡是 `{low} >= {high}`。",
        ),
        say("Swap the two, or move them apart.", "把兩者對調，或拉開距離。"),
    )


def _rrelu_order(found, call) -> Rule:
    lower, upper = call.get("lower"), call.get("upper")
    return (
        say(
            f"RReLU draws its slope between `lower` and `upper`, so `lower <= upper`; here `{lower} > {upper}`.",
            f"RReLU 在 `lower` 與 `upper` 之間隨機取斜率，所以要 `lower <= upper`；這裡是 `{lower} > {upper}`。",
        ),
        say("Swap the two.", "把兩者對調。"),
    )


def _gelu_approximate(found, call) -> Rule:
    return (
        say(
            f"`approximate` knows two values, `'none'` and `'tanh'`; it got `{call.get('approximate')!r}`.",
            f"`approximate` 只認得 `'none'` 和 `'tanh'` 兩個值；收到的是 `{call.get('approximate')!r}`。",
        ),
        say("Write `nn.GELU()` or `nn.GELU(approximate='tanh')`.", "寫 `nn.GELU()` 或 `nn.GELU(approximate='tanh')`。"),
    )


def _softmax_dim(found, call) -> Rule:
    it = the_input(call)
    return (
        say(
            f"Without `dim`, torch guesses which numbers should sum to 1 from how many dimensions {it.en} has; the guess "
            "is deprecated.",
            f"沒有 `dim` 時，torch 按{it.zh}有幾維來猜哪些數的和應當是 1；這種猜測已不建議使用。",
        ),
        say(
            "Name the dimension of the classes: usually `dim=1` for `(N, C)`, `dim=-1` for scores.",
            "寫明類別所在的維：`(N, C)` 通常用 `dim=1`，注意力分數用 `dim=-1`。",
        ),
    )


def _halving(found, call) -> Rule:
    dim, size = found.groups()
    return (
        say(
            f"GLU cuts dimension `{dim}` into two equal halves, so its size must be even; it is `{size}`.",
            f"GLU 把第 `{dim}` 維切成相等的兩半，所以大小必須是偶數；這裡是 `{size}`。",
        ),
        say(
            f"Make the layer before it twice as wide as the output that you want, e.g. `{int(size) + 1}`.",
            f"讓前一層的寬度等於想要的輸出的兩倍，例如 `{int(size) + 1}`。",
        ),
    )


def _softmax2d_rank(found, call) -> Rule:
    it = the_input(call)
    return (
        say(
            f"Softmax2d normalizes over the channels of `(N, C, H, W)` or `(C, H, W)`; {it.en} has other dimensions.",
            f"Softmax2d 在 `(N, C, H, W)` 或 `(C, H, W)` 的通道上歸一化；而{it.zh}的維度不是這樣。",
        ),
        say("Use `nn.Softmax(dim=…)` for other shapes.", "其他形狀請用 `nn.Softmax(dim=…)`。"),
    )


def _prelu_channels(found, call) -> Rule:
    slopes, channels, it = *found.groups(), the_input(call)
    if channels == "1":
        fix = say(
            "Use `nn.PReLU()`, or give the input a channel dimension: `x[None]` for one sample.",
            "用 `nn.PReLU()`，或給輸入加上通道維：單個樣本寫 `x[None]`。",
        )
    else:
        fix = say(
            f"Write `nn.PReLU(num_parameters={channels})`, or `nn.PReLU()` for a single slope.",
            f"寫 `nn.PReLU(num_parameters={channels})`；只要一個斜率就寫 `nn.PReLU()`。",
        )
    return (
        say(
            f"PReLU has one slope for all, or one a channel, and channels are dimension 1 of the input. It has `{slopes}`; "
            f"{it.en} has `{channels}` channel(s).",
            f"PReLU 要麼所有通道共用一個斜率，要麼每個通道一個，而通道是輸入的第 1 維。它有 `{slopes}` 個，"
            f"{it.zh}有 `{channels}` 個通道。",
        ),
        fix,
    )


def _zero_dimensions(found, call) -> Rule:
    return (
        say("PReLU looks for channels, and a single number has no dimension.", "PReLU 要找通道，而單個數沒有維度。"),
        say("Give it at least one dimension: `x.reshape(1)`.", "至少給它一個維度：`x.reshape(1)`。"),
    )


def _leaky_in_place(found, call) -> Rule:
    return (
        say(
            "With a negative slope (ELU: a negative `alpha`) the output's sign no longer tells on which side the input was, and `inplace=True` has erased "
            "the input: the way back is lost.",
            "斜率為負（ELU 則是 `alpha` 為負）時，輸出的符號已分不出輸入原來在哪一邊，而 `inplace=True` 又抹掉了輸入：回去的路斷了。",
        ),
        say("Leave out `inplace=True`, or use a value of at least 0.", "去掉 `inplace=True`，或讓它不小於 0。"),
    )


def _target_range(found, call) -> Rule:
    low, high = found.groups()
    return (
        say(
            f"A target is a class number, counted from 0: it must lie between `{low}` and `{high}`.",
            f"目標是類別的編號，從 0 數起：必須在 `{low}` 與 `{high}` 之間。",
        ),
        say(
            "Subtract 1 from targets that count from 1, or raise `n_classes`.",
            "目標若從 1 數起，先減 1；或者調大 `n_classes`。",
        ),
    )


def _cutoffs(found, call) -> Rule:
    classes, cutoffs = call.get("n_classes"), call.get("cutoffs")
    return (
        say(
            f"`cutoffs` cut the classes `0 … {classes} − 1` into clusters: whole numbers, growing, each below "
            f"`n_classes={classes}`; it got `{cutoffs}`.",
            f"`cutoffs` 把類別 `0 … {classes} − 1` 切成幾段：整數、遞增、每個都小於 `n_classes={classes}`；收到的是 `{cutoffs}`。",
        ),
        say("Sort them and leave out what is not below the number of classes.", "從小到大排好，去掉不小於類別數的值。"),
    )


RULES = [
    (r"alpha cannot be 0 for CELU", _celu_alpha),
    (r"lambda must be (?:in range|greater)", _softshrink_lambda),
    (r"max_val \((.+?)\) must be greater than min_val \((.+?)\)", _hardtanh_order),
    (r"Lower bound should be less than or equal to the upper bound", _rrelu_order),
    (r"approximate argument must be either none or tanh|argument 'approximate' .*must be str", _gelu_approximate),
    (r"Implicit dimension choice for", _softmax_dim),
    (r"Halving dimension must be even, but dimension (\d+) is size (\d+)", _halving),
    (r"Softmax2d: expected input to be 3D or 4D", _softmax2d_rank),
    (r"parameter numbers = (\d+) and channel size = (\d+)", _prelu_channels),
    (r"Target values should be in \[(\d+), (\d+)\]", _target_range),
    (r"backward calculation is triggered with a negative slope", _leaky_in_place),
    (r"Not allow zero-dim input tensor", _zero_dimensions),
    (r"cutoffs should be a sequence of unique, positive integers", _cutoffs),
]
