"""The exercises of the chapter on pooling: what torch gives, random cases, and the mistakes with a name."""

from __future__ import annotations

import torch
from torch.nn import functional as F

from ..judge import Exercise
from ..language import say
from .gem import gem as gem
from .without import by_hand


def _integers(*choices: tuple[int, int]) -> list[int]:
    return [int(torch.randint(low, high, ())) for low, high in choices]


def _negative_planes() -> tuple[torch.Tensor, int, int]:
    """Numbers on both sides of 0, a window, and padding that fits it."""
    kernel, padding = [(2, 1), (3, 1), (4, 2)][_integers((0, 3))[0]]
    return torch.randn(2, 3, 9, 8) + float(torch.randint(-1, 2, ())) * 3, kernel, padding


min_pool = Exercise(
    like=lambda x, kernel_size, padding: -F.max_pool2d(-x, kernel_size, padding=padding),
    cases=_negative_planes,
    mistakes={
        "one sign": (
            lambda x, kernel_size, padding: F.max_pool2d(-x, kernel_size, padding=padding),
            say(
                "The sign of the result is still turned: negate it once more.",
                "結果的符號還是反的：再取一次負號。",
            ),
        ),
        "largest": (
            lambda x, kernel_size, padding: F.max_pool2d(x, kernel_size, padding=padding),
            say("That is the largest of each window.", "這是每個窗口的最大值。"),
        ),
        "only the outer sign": (
            lambda x, kernel_size, padding: -F.max_pool2d(x, kernel_size, padding=padding),
            say(
                "That is the largest with its sign turned; turn the input's sign as well, before the pool.",
                "這是變了號的最大值；輸入在池化之前也要變號。",
            ),
        ),
        "zeros": (
            lambda x, kernel_size, padding: -F.max_pool2d(-F.pad(x, (padding,) * 4), kernel_size),
            say(
                "Your padding is 0, and 0 wins where the numbers are positive. Leave padding to the pool.",
                "你用 0 填充，數為正的地方就是 0 勝出。把填充交給池化。",
            ),
        ),
        "no padding": (
            lambda x, kernel_size, padding: -F.max_pool2d(-x, kernel_size),
            say("`padding` is not used.", "沒有用上 `padding`。"),
        ),
    },
)


_HUGE, _NO_MEMORY = 10**15, -1  # cells, more than any memory holds; what stands for that


def _sizes() -> tuple[int, int, int, int]:
    """Cells, window, stride, padding; the last window is often one too many, and one case in five cannot be pooled."""
    kernel, stride, size, drawn = _integers((2, 5), (1, 6), (6, 20), (0, 5))
    return size if drawn else _HUGE, kernel, stride, _integers((0, kernel // 2 + 1))[0]


def _rounded_up(n: int, k: int, s: int, p: int) -> int:
    return -(-(n + 2 * p - k) // s) + 1


def _returned(n: int, k: int, s: int, p: int) -> int:
    if n == _HUGE:
        many = _rounded_up(n, k, s, p)
        return many - 1 if (many - 1) * s >= n + p else many
    return F.max_pool1d(torch.zeros(1, n), k, s, p, ceil_mode=True).shape[1]


def _counted(attempt):
    """The reader's function, and _NO_MEMORY where it asks for more than there is."""

    def run(n, k, s, p):
        try:
            return attempt(n, k, s, p)
        except RuntimeError:
            if n == _HUGE:
                return _NO_MEMORY
            raise

    return run


windows = Exercise(
    like=_returned,
    cases=_sizes,
    run=_counted,
    mistakes={
        "pool": (
            lambda n, k, s, p: _NO_MEMORY if n == _HUGE else _returned(n, k, s, p),
            say(
                "You call a pool, and no memory holds 10¹⁵ cells: compute the number from `n`, `k`, `s` and `p`.",
                "你調用了池化，而 10¹⁵ 個格子什麼內存也裝不下：請由 `n`、`k`、`s`、`p` 算出來。",
            ),
        ),
        "float": (
            lambda n, k, s, p: float(_returned(n, k, s, p)),
            say("The number is right, but it is a float: return an `int`.", "數對了，但它是浮點數：請返回 `int`。"),
        ),
        "down": (
            lambda n, k, s, p: (n + 2 * p - k) // s + 1,
            say("You round down; that is `ceil_mode=False`.", "你向下取整了；那是 `ceil_mode=False`。"),
        ),
        "never dropped": (
            _rounded_up,
            say(
                "Right, but for a last window that would begin behind the input and its left padding: it is dropped.",
                "只差一點：最後一個窗口若要從輸入（連同左側填充）之後才開始，就會去掉。",
            ),
        ),
        "one side": (
            lambda n, k, s, p: -(-(n + p - k) // s) + 1,
            say("Padding is added on both sides: `2 * p`.", "填充兩側都有：`2 * p`。"),
        ),
        "no start": (
            lambda n, k, s, p: _returned(n, k, s, p) - 1,
            say("One too few: the window where it starts counts as well.", "少了一個：起點的窗口也要算。"),
        ),
    },
)


def _measurements() -> tuple[torch.Tensor, torch.Tensor, int]:
    """A picture, where it is valid, and a window; one window has no valid cell, one only a single one."""
    mask = (torch.rand(1, 1, 8, 8) > 0.4).float()
    mask[..., :4, :4] = mask[..., 4:, 4:] = 0.0
    mask[..., 5, 6] = 1.0
    return torch.randn(1, 1, 8, 8) + 5, mask, (2, 4)[_integers((0, 2))[0]]


def _masked_mean(x: torch.Tensor, mask: torch.Tensor, k: int) -> torch.Tensor:
    return F.avg_pool2d(x * mask, k) / F.avg_pool2d(mask, k).clamp(min=1e-6)


masked_mean = Exercise(
    like=_masked_mean,
    cases=_measurements,
    mistakes={
        "all cells": (
            lambda x, mask, k: F.avg_pool2d(x * mask, k),
            say(
                "The sum is right, but you divide by all cells of the window; divide by the valid ones.",
                "求和是對的，但你除以了窗口裡全部格子的個數；應當除以有效的個數。",
            ),
        ),
        "no mask": (
            lambda x, mask, k: F.avg_pool2d(x, k),
            say("Cells without a measurement are averaged as well.", "沒有測量值的格子也算進去了。"),
        ),
        "nan": (
            lambda x, mask, k: F.avg_pool2d(x * mask, k) / F.avg_pool2d(mask, k),
            say(
                "Right where there is something; a window without valid cells gives 0 / 0, which is `nan`.",
                "有數的地方對了；一個有效格子也沒有的窗口是 0 / 0，成了 `nan`。",
            ),
        ),
        "sum": (
            lambda x, mask, k: F.avg_pool2d(x * mask, k, divisor_override=1),
            say("That is the sum; divide by the number of valid cells.", "這是和；還要除以有效格子的個數。"),
        ),
    },
)


def _pooled() -> tuple[torch.Tensor, torch.Tensor, tuple[int, int]]:
    """Maxima, their indices and the size they came from; the windows overlap in every other case."""
    height, width, stride = _integers((6, 10), (6, 10), (1, 3))
    x = torch.rand(2, 3, height, width) + 0.1
    y, indices = F.max_pool2d(x, 3 if stride == 1 else 2, stride, return_indices=True)
    return y, indices, (height, width)


def _scattered(y: torch.Tensor, indices: torch.Tensor, size: tuple, add: bool = False) -> torch.Tensor:
    flat = torch.zeros(*y.shape[:2], size[0] * size[1])
    write = flat.scatter_add if add else flat.scatter
    return write(2, indices.flatten(2), y.flatten(2)).view(*y.shape[:2], *size)


unpool = Exercise(
    like=_scattered,
    cases=_pooled,
    mistakes={
        "added": (
            lambda y, indices, size: _scattered(y, indices, size, add=True),
            say(
                "Where windows overlap you add the values up; one of them is written. Use `scatter`.",
                "窗口重疊的地方，你把數值加起來了；應當只寫一個。請用 `scatter`。",
            ),
        ),
        "enlarged": (
            lambda y, indices, size: F.interpolate(y, size=tuple(size)),
            say(
                "That repeats the values; each belongs in one cell, and the rest is 0.",
                "你把數值重複了；每個數只放一格，其餘是 0。",
            ),
        ),
        "transposed": (
            lambda y, indices, size: _scattered(y, indices, size[::-1]).transpose(2, 3),
            say(
                "Rows and columns are exchanged: an index counts row by row, `row * W + column`.",
                "行和列對調了：索引是逐行數的，即 `row * W + column`。",
            ),
        ),
    },
    run=by_hand("unpool"),
)
