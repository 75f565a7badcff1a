"""Setting weights: what the functions of `nn.init` accept, and walks over the modules of a network."""

from __future__ import annotations

import re

from ..language import say
from .words import Rule

# What `calculate_gain` knows, and a mode is not.
_NONLINEARITIES = {"linear", "sigmoid", "tanh", "relu", "leaky_relu", "selu"}


def _range(found, call) -> Rule:
    low, high = found[1], found[2]
    return (
        say(
            f"A uniform distribution runs from `a` up to `b`; here `a` is `{low}` and `b` is `{high}`. (In `xavier_uniform_` a negative `gain` exchanges the two.)",
            f"均勻分佈從 `a` 到 `b`；這裡 `a` 是 `{low}`，`b` 是 `{high}`。（在 `xavier_uniform_` 裡，負的 `gain` 會讓兩者對調。）",
        ),
        say(
            "Give `a` the smaller number; with Xavier, take a positive `gain`.",
            "讓 `a` 取較小的數；用 Xavier 時，`gain` 取正數。",
        ),
    )


def _deviation(found, call) -> Rule:
    return (
        say(
            f"A standard deviation is 0 or more; this one is `{found[1]}`. (In `xavier_normal_` a negative `gain` makes it negative.)",
            f"標準差不能小於 0；這裡是 `{found[1]}`。（在 `xavier_normal_` 裡，負的 `gain` 會讓它變成負數。）",
        ),
        say(
            "Give `std` a number of 0 or more; with Xavier, take a positive `gain`.",
            "`std` 取不小於 0 的數；用 Xavier 時，`gain` 取正數。",
        ),
    )


def _nonlinearity(found, call) -> Rule:
    return (
        say(
            f"`calculate_gain` has a number for few functions only, such as `relu`, `leaky_relu`, `tanh` and `selu`; it has none for `{found[1]}`.",
            f"`calculate_gain` 只給少數幾個函數備有數值，如 `relu`、`leaky_relu`、`tanh`、`selu`；沒有 `{found[1]}` 的。",
        ),
        say(
            'Take `nonlinearity="relu"`, whose gain is close for GELU and SiLU, or scale the weight yourself.',
            '用 `nonlinearity="relu"`（GELU、SiLU 的增益與它接近），或者自己縮放權重。',
        ),
    )


def _slope(found, call) -> Rule:
    return (
        say(
            f"The second argument of the Kaiming functions, and of `calculate_gain`, is the slope of a leaky ReLU, a number; it got `{found[1]}`.",
            f"Kaiming 函數和 `calculate_gain` 的第二個參數是 leaky ReLU 的斜率，是一個數；收到的是 `{found[1]}`。",
        ),
        say(
            'Name what you mean: `mode="fan_out"`, `nonlinearity="relu"`.',
            '寫明是哪個參數：`mode="fan_out"`、`nonlinearity="relu"`。',
        ),
    )


def _mode(found, call) -> Rule:
    near = "fan_out" if "out" in found[1] else "fan_in"
    if found[1] in _NONLINEARITIES:
        return (
            say(
                f"`{found[1]}` is a nonlinearity, and it came as `mode`: the second argument of the Kaiming functions is `a`, "
                "the third is `mode`.",
                f"`{found[1]}` 是非線性函數的名字，卻給了 `mode`：Kaiming 函數的第二個參數是 `a`，第三個才是 `mode`。",
            ),
            say(
                f'Write the names: `mode="fan_out", nonlinearity="{found[1]}"`.',
                f'寫明名字：`mode="fan_out", nonlinearity="{found[1]}"`。',
            ),
        )
    return (
        say(
            f"The Kaiming functions divide by the number of inputs or by that of outputs: `mode` is one of `fan_in` and `fan_out`, not `{found[1]}`.",
            f"Kaiming 函數除以輸入的個數或輸出的個數：`mode` 只能是 `fan_in` 或 `fan_out`，不能是 `{found[1]}`。",
        ),
        say(
            f'Write `mode="{near}"`; for the mean of both there is `nn.init.xavier_normal_`.',
            f'寫 `mode="{near}"`；要取兩者的均值，有 `nn.init.xavier_normal_`。',
        ),
    )


def _dimensions(found, call) -> Rule:
    wanted = re.sub(r"[^\d,]", "", found[1]).replace(",", ", ")
    return (
        say(
            f"This function is made for weights of a certain number of dimensions: `{wanted}`, or more if the message says so. "
            "A linear layer's weight has 2, a convolution's 3, 4 or 5, a bias 1.",
            f"這個函數只用於一定維度個數的權重：`{wanted}`（報錯裡寫著 more 時可以更多）。線性層的權重有 2 維，卷積的有 3、4 或 5 維，偏置只有 1 維。",
        ),
        say(
            "`eye_` and `sparse_` are for linear layers, `dirac_` for convolutions; a bias takes `nn.init.zeros_`.",
            "`eye_` 和 `sparse_` 用於線性層，`dirac_` 用於卷積；偏置用 `nn.init.zeros_`。",
        ),
    )


def _dirac_groups(found, call) -> Rule:
    return (
        say(
            "`dirac_` gives each group its share of the output channels, dimension 0 of the weight; `groups` has to divide it.",
            "`dirac_` 把輸出通道（權重的第 0 維）平分給各組，所以 `groups` 必須整除它。",
        ),
        say(
            "Pass the layer's own: `nn.init.dirac_(conv.weight, conv.groups)`.",
            "傳這一層自己的：`nn.init.dirac_(conv.weight, conv.groups)`。",
        ),
    )


def _half_factors(found, call) -> Rule:
    return (
        say(
            f"`orthogonal_` needs a QR factorization, which does not exist for `{found[1]}` here.",
            f"`orthogonal_` 要做 QR 分解，而這裡沒有 `{found[1]}` 的版本。",
        ),
        say(
            "Initialize in float32 and convert afterwards: `model.half()`.",
            "先用 float32 初始化，再轉換：`model.half()`。",
        ),
    )


def _no_weight(found, call) -> Rule:
    return (
        say(
            f"`{found[1]}` has no `{found[2]}` of its own: it holds other layers, or keeps no numbers. A walk over `modules()`, and `apply`, "
            "visit every module; a part of a class's name does not tell which have a weight.",
            f"`{found[1]}` 自己沒有 `{found[2]}`：它只是裝著別的層，或者什麼數也不存。遍歷 `modules()` 和用 `apply` 都會訪問每個模塊；"
            "光憑類名裡有哪幾個字，看不出誰有權重。",
        ),
        say("Ask for the class: `if isinstance(m, nn.Conv2d):`.", "按類判斷：`if isinstance(m, nn.Conv2d):`。"),
    )


def _none(found, call) -> Rule:
    return (
        say(
            f"There is no tensor here, only `None`: a layer with `bias=False` has no bias, a norm with `affine=False` no weight; so `{found[1]}` has nothing to work on.",
            f"這裡沒有張量，只有 `None`：`bias=False` 的層沒有偏置，`affine=False` 的歸一化層沒有權重；`{found[1]}` 就沒有可操作的對象。",
        ),
        say("Ask first: `if m.bias is not None:`.", "先判斷：`if m.bias is not None:`。"),
    )


def _module_given(found, call) -> Rule:
    return (
        say(
            f"The functions of `nn.init` fill a tensor, and this is the module `{found[1]}`, which has no `{found[2]}`.",
            f"`nn.init` 的函數要填的是張量，而這裡給的是模塊 `{found[1]}`，它沒有 `{found[2]}`。",
        ),
        say(
            "Pass its parameter: `nn.init.normal_(layer.weight)`.",
            "傳它的參數：`nn.init.normal_(layer.weight)`。",
        ),
    )


def _recorded(found, call) -> Rule | None:
    if "(" in call.name or call.name.startswith("F."):
        return None  # a layer that was called, and works in place: another rule
    return (
        say(
            "Autograd does not let a parameter be overwritten while it records. The functions of `nn.init` switch the recording off themselves.",
            "自動求導在記錄時不許改寫參數。`nn.init` 的函數會自己關掉記錄。",
        ),
        say(
            "Use `nn.init.normal_(p)`, or write `with torch.no_grad():` around `p.normal_()`.",
            "用 `nn.init.normal_(p)`，或者在 `p.normal_()` 外面寫 `with torch.no_grad():`。",
        ),
    )


_FILLS = r"(uniform_|normal_|fill_|zero_|data|mul_|copy_)"

RULES = [
    (r"uniform_ expects to return a \[from, to\) range, but found from=(\S+) > to=(\S+)", _range),
    (r"normal expects std >= 0\.0, but found std (\S+)", _deviation),
    (r"Unsupported nonlinearity (\w+)", _nonlinearity),
    (r"negative_slope (.*) not a valid number", _slope),
    (r"Mode (\S+) not supported, please use one of", _mode),
    (r"Only tensors with (.*?) dimensions are supported", _dimensions),
    (r"dim 0 must be divisible by groups", _dirac_groups),
    (r"\"geqrf\w*\" not implemented for '(\w+)'", _half_factors),
    (r"^'(?!Tensor|NoneType|list|tuple|dict|str)(\w+)' object has no attribute '(weight|bias)'$", _no_weight),
    (rf"^'NoneType' object has no attribute '{_FILLS}'", _none),
    (
        r"^'(?!Tensor|NoneType|list|tuple|dict|str)(\w+)' object has no attribute '(uniform_|normal_|fill_|zero_)'",
        _module_given,
    ),
    (r"a leaf Variable that requires grad is being used in an in-place operation", _recorded),
]
