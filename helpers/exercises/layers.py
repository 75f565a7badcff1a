"""The exercises of the chapter on layers: what torch gives, random cases, and the mistakes that have a name."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional as F

from ..judge import Exercise
from ..language import say
from .masking import mask as mask
from .separable import separable as separable
from .without import by_hand, without


def _whole(low: int, high: int) -> int:
    """A random whole number, both ends included."""
    return int(torch.randint(low, high + 1, ()))


def _size(size, kernel_size, stride, padding, dilation):
    return nn.Conv1d(1, 1, kernel_size, stride, padding, dilation)(torch.zeros(1, size)).shape[-1]


_DIVIDED = say(
    "You divide with `/` and get decimals; windows are counted with `//`.",
    "你用了 `/`，得到小數；數窗口要用 `//`。",
)

out_size = Exercise(
    like=_size,
    cases=lambda: (_whole(20, 60), _whole(2, 5), _whole(1, 4), _whole(0, 3), _whole(1, 3)),
    mistakes={
        "no dilation": (
            lambda size, k, s, p, d: (size + 2 * p - k) // s + 1,
            say(
                "Right for `dilation=1` only: the kernel spans `dilation * (kernel_size - 1) + 1`.",
                "只在 `dilation=1` 時正確：卷積核跨過 `dilation * (kernel_size - 1) + 1`。",
            ),
        ),
        "padding once": (
            lambda size, k, s, p, d: (size + p - d * (k - 1) - 1) // s + 1,
            say("Padding is added on both sides: `2 * padding`.", "填充加在兩側：`2 * padding`。"),
        ),
        "first window": (
            lambda size, k, s, p, d: (size + 2 * p - d * (k - 1) - 1) // s,
            say(
                "One too few: the window that does not move counts as well, `+ 1`.",
                "少了一個：還沒移動時的那個窗口也要算，`+ 1`。",
            ),
        ),
        "rounded up": (
            lambda size, k, s, p, d: -(-(size + 2 * p - d * (k - 1) - 1) // s) + 1,
            say(
                "You round up; a window that does not fit is left out, so `//`.",
                "你向上取整了；放不下的窗口要捨去，所以用 `//`。",
            ),
        ),
        "true division": (
            lambda size, k, s, p, d: (size + 2 * p - d * (k - 1) - 1) / s + 1,
            _DIVIDED,
        ),
        "decimals": (
            lambda size, k, s, p, d: float((size + 2 * p - d * (k - 1) - 1) // s + 1),
            _DIVIDED,
        ),
        "last cell": (
            lambda size, k, s, p, d: (size + 2 * p - d * (k - 1)) // s + 1,
            say(
                "The kernel spans `dilation * (kernel_size - 1) + 1`, and you take off one less: another `- 1`.",
                "卷積核跨過 `dilation * (kernel_size - 1) + 1`，你少減了一格：還要再 `- 1`。",
            ),
        ),
        "span": (
            lambda size, k, s, p, d: (size + 2 * p - d * k) // s + 1,
            say(
                "The kernel spans `dilation * (kernel_size - 1) + 1`: after its last element comes no gap.",
                "卷積核跨過 `dilation * (kernel_size - 1) + 1`：最後一個元素之後沒有間隔。",
            ),
        ),
    },
    run=without(say("The numbers do not matter yet: solve it without torch.", "數對不對先不論：這題不用 torch。"), ""),
)


def _dropout(x, keep, p, training):
    return x * keep / (1 - p) if training else x


def _random_dropout() -> tuple:
    p = float(torch.rand(())) * 0.5 + 0.2
    return torch.randn(12), torch.rand(12) >= p, p, bool(_whole(0, 1))


dropout = Exercise(
    like=_dropout,
    cases=_random_dropout,
    mistakes={
        "not scaled": (
            lambda x, keep, p, training: x * keep if training else x,
            say(
                "What is kept has to stand for what is dropped: divide by `1 - p`.",
                "留下的要頂替丟掉的：除以 `1 - p`。",
            ),
        ),
        "by p": (
            lambda x, keep, p, training: x * keep / p if training else x,
            say("`p` is the share that is dropped; divide by `1 - p`.", "`p` 是丟掉的比例；應除以 `1 - p`。"),
        ),
        "always": (
            lambda x, keep, p, training: x * keep / (1 - p),
            say("You drop in evaluation, too; look at `training`.", "評估時你也丟了；要看 `training`。"),
        ),
        "scaled in evaluation": (
            lambda x, keep, p, training: x * keep if training else x * (1 - p),
            say(
                "That is the paper's way: it scales in evaluation. torch divides in training instead.",
                "這是論文裡的做法：在評估時縮放。torch 則是在訓練時除。",
            ),
        ),
        "inverted": (
            lambda x, keep, p, training: x * ~keep / (1 - p) if training else x,
            say("`keep` is True where a number stays.", "`keep` 為 True 的地方是要留下的。"),
        ),
    },
    run=by_hand("dropout"),
)


def _field(layers):
    """By what torch does: the extent of the input that one output's gradient spans."""
    size = 1
    for kernel_size, stride, dilation in reversed(layers):
        size = (size - 1) * stride + dilation * (kernel_size - 1) + 1
    return size


def _field_without_strides(layers):
    return 1 + sum((kernel_size - 1) * dilation for kernel_size, _, dilation in layers)


def _field_own_stride(layers):
    total, jump = 1, 1
    for kernel_size, stride, dilation in layers:
        jump *= stride
        total += (kernel_size - 1) * dilation * jump
    return total


receptive_field = Exercise(
    like=_field,
    cases=lambda: ([(_whole(2, 5), _whole(1, 3), _whole(1, 3)) for _ in range(_whole(2, 5))],),
    mistakes={
        "no strides": (
            _field_without_strides,
            say(
                "Strides are missing: a step of a later layer is as wide as the product of the strides before it.",
                "沒有計入步長：後面一層的一步，有前面各層步長之積那麼寬。",
            ),
        ),
        "own stride": (
            _field_own_stride,
            say(
                "You multiply by a layer's own stride before adding it; only the strides before it count.",
                "你在加這一層之前就乘了它自己的步長；只有它之前各層的步長才算。",
            ),
        ),
        "no dilation": (
            lambda layers: _field([(kernel_size, stride, 1) for kernel_size, stride, _ in layers]),
            say(
                "Dilation is missing: `dilation * (kernel_size - 1)`.", "沒有計入膨脹：`dilation * (kernel_size - 1)`。"
            ),
        ),
        "without the one": (
            lambda layers: _field(layers) - 1,
            say("Too small by 1: without any layer, one pixel is seen.", "少了 1：一層也沒有時，看到的是一個像素。"),
        ),
    },
)


def _random_convolution() -> tuple:
    channels, filters, k = _whole(2, 3), _whole(2, 4), _whole(2, 3)
    return (
        torch.randn(2, channels, _whole(5, 7), _whole(5, 7)),
        torch.randn(filters, channels, k, k),
        torch.randn(filters),
    )


def _by_unfold(x, weight, bias):
    columns = F.unfold(x, weight.shape[-2:])
    y = weight.flatten(1) @ columns + bias[:, None]
    return y.unflatten(-1, (x.shape[-2] - weight.shape[-2] + 1, -1))


convolution = Exercise(
    like=F.conv2d,
    cases=_random_convolution,
    mistakes={
        "no bias": (
            lambda x, weight, bias: F.conv2d(x, weight),
            say("The bias is missing: one number for each output channel.", "少了偏置：每個輸出通道一個數。"),
        ),
        "flipped": (
            lambda x, weight, bias: F.conv2d(x, weight.flip(-1, -2), bias),
            say("torch does not turn the kernel round; leave out `flip`.", "torch 不翻轉卷積核；去掉 `flip`。"),
        ),
        "not folded back": (
            lambda x, weight, bias: _by_unfold(x, weight, bias).flatten(2),
            say(
                "The numbers are right, in one long row; give them back their height and width: `(N, C, H, W)`.",
                "數是對的，只是排成了一長行；要還原高和寬：`(N, C, H, W)`。",
            ),
        ),
        "columns first": (
            lambda x, weight, bias: (
                _by_unfold(x, weight, bias).flatten(2).unflatten(-1, (x.shape[-1] - weight.shape[-1] + 1, -1))
            ),
            say("Height and width are exchanged: the rows come first.", "高和寬弄反了：行在前。"),
        ),
    },
    run=without(
        say("Without calling a convolution: windows, weights, `@`.", "不調用卷積：用窗口、權重和 `@`。"), "conv"
    ),
)
