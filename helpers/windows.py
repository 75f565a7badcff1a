"""The window of a convolution or of a pool, on cells with numbers: which inputs one output was computed from."""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .figures import Picture
from .sizes import setting

_TRANSPOSED = nn.modules.conv._ConvTransposeNd
_CONVOLUTION, _MAX_POOL = nn.modules.conv._ConvNd, nn.modules.pooling._MaxPoolNd


@dataclass(frozen=True)
class Window:
    """One window: `cell`, the (row, column) that it belongs to, and the cells that it covers.

    rows, columns: (k, k) each, counted from the input's own corner, so that the padding before it is negative.
    values: (k, k), what the module finds there: NaN where there is nothing, outside the input and its padding.
    For a transposed convolution `cell` is one of the input's, and the window lies on the output.
    """

    cell: tuple[int, int]
    rows: Tensor
    columns: Tensor
    values: Tensor

    @property
    def highest(self) -> tuple[int, int]:
        """The row and the column of the largest value, the first one if there are several."""
        at = int(self.values.nan_to_num(-torch.inf).argmax())
        return int(self.rows.flatten()[at]), int(self.columns.flatten()[at])


def draw_window(picture: Picture, module: nn.Module, x: Tensor, at: int = 0, **scale: float) -> Window:
    """Draw the input with its padding in the first panel, the output in the last, and window number `at` on both.

    >>> two = Picture(2, titles=["x", "y"])
    >>> @live(two, at=played((0, 8)))
    ... def max_pool(picture, at=0):
    ...     window = draw_window(picture, nn.MaxPool2d(2), x, at)
    ...     picture.outline("_max", *window.highest, color="error")

    module: a Conv, ConvTranspose, MaxPool, AvgPool or LPPool for one or two dimensions, with one channel.
    x: (H, W), or (L,) for a module of one dimension. The real module is called; what it raises is not caught here.
    at: counts the windows row by row, and begins anew after the last one.
    scale: low and high, the ends of the output's colours; otherwise they are its own.
    """
    with torch.no_grad():
        y = _grid(module(x[None])[0].cpu())
    padded, corner = padded_input(module, x.cpu())
    picture.cells("x", padded, corner=corner, digits=_decimals(padded))
    picture.cells("y", y, digits=_decimals(y), panel=-1, **scale)
    if padded.shape != _grid(x).shape:
        picture.outline("_x", *torch.ones_like(_grid(x)).nonzero().T, color="reference")
    if isinstance(module, _TRANSPOSED):  # the window lies on what comes out
        found, on, of = _window(module, padded, y, (0, 0), at), -1, 0
    else:
        found, on, of = _window(module, y, padded, corner, at), 0, -1
    picture.outline("_window", found.rows, found.columns, panel=on)
    picture.outline("_cell", [found.cell[0]], [found.cell[1]], panel=of)
    return found


def padded_input(module: nn.Module, x: Tensor) -> tuple[Tensor, tuple[int, int]]:
    """The input as the module sees it, as (rows, columns), and the row and column that its first cell has in `x`.

    >>> padded_input(nn.MaxPool1d(3, padding=1), torch.tensor([5.0, 7.0]))
    (tensor([[-inf, 5., 7., -inf]]), (0, -1))
    """
    grid = _grid(x)
    added = ((0, 0), (0, 0)) if isinstance(module, _TRANSPOSED) else (_padding(module, i) for i in (0, 1))
    (top, bottom), (left, right) = added
    if isinstance(module, _CONVOLUTION) and module.padding_mode != "zeros":
        how = {"mode": module.padding_mode}
    else:
        how = {"value": -torch.inf if isinstance(module, _MAX_POOL) else 0.0}
    sides = (left, right, top, bottom) if top or bottom or grid.shape[0] > 1 else (left, right)
    lead = grid[None] if len(sides) == 2 else grid[None, None]  # F.pad's modes pad the last dimension, or the last two
    return F.pad(lead, sides, **how).reshape(grid.shape[0] + top + bottom, -1), (-top, -left)


def _window(module: nn.Module, starts: Tensor, padded: Tensor, corner: tuple, at: int) -> Window:
    """Window number `at` of those that belong to the cells of `starts`."""
    row, column = divmod(at % starts.numel(), starts.shape[1])
    places = [_taps(module, i, index) for i, index in ((0, row), (1, column))]
    rows, columns = torch.meshgrid(*places, indexing="ij")
    inside = F.pad(padded, (1, 1, 1, 1), value=torch.nan)  # a frame of nothing: what lies outside is looked up there
    down, right = (
        (place - first + 1).clamp(0, size + 1)
        for place, first, size in zip((rows, columns), corner, padded.shape, strict=True)
    )
    return Window((row, column), rows, columns, inside[down, right])


def _taps(module: nn.Module, i: int, index: int) -> Tensor:
    """Where the window of cell `index` lies along dimension i, 0 for rows and 1 for columns."""
    kernel, stride, dilation = (_setting(module, name, i) for name in ("kernel_size", "stride", "dilation"))
    return torch.arange(kernel) * dilation + index * stride - _padding(module, i)[0]


def _padding(module: nn.Module, i: int) -> tuple[int, int]:
    """How many cells are added before and after dimension i. A transposed convolution takes them off its output."""
    padding = getattr(module, "padding", 0)
    if padding == "same":
        whole = _setting(module, "dilation", i) * (_setting(module, "kernel_size", i) - 1)
        return whole // 2, whole - whole // 2
    both = 0 if padding == "valid" else _setting(module, "padding", i, usual=0)
    return both, both


def _setting(module: nn.Module, name: str, i: int, usual: int = 1) -> int:
    """A setting along dimension i. A module of one dimension has one row and no setting there."""
    return (usual, *setting(module, name, usual))[-2:][i]


def _grid(values: Tensor) -> Tensor:
    """Rows and columns: a line is one row."""
    return values if values.dim() == 2 else values[None]


def _decimals(values: Tensor) -> int:
    """As few as show the numbers, 2 at most."""
    finite = values[values.isfinite()].double()
    return next((n for n in (0, 1) if torch.allclose(finite, finite.round(decimals=n), atol=1e-6)), 2)
