"""The marks of a Picture that show a matrix: cells with colours, digits and outlines, and photographs.

Like the marks of `marks`, each function makes its matplotlib artist on the first call and moves it on later ones.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib.textpath import TextPath
from matplotlib.ticker import MaxNLocator

from .marks import LINE

_SIGNED = LinearSegmentedColormap.from_list("signed", ["#5aa9dd", "#ffffff", "#f2a25c"])
_POSITIVE = LinearSegmentedColormap.from_list("positive", ["#ffffff", "#f2a25c"])
_INFINITE = (213, 213, 213, 255)  # a light grey, for ∞ is written in the digits' dark
_SIDES = {  # of a cell: the neighbour behind it (down, right), and its ends (right, down) in half cells
    (0, -1): [(-1, -1), (-1, 1)],
    (0, 1): [(1, -1), (1, 1)],
    (-1, 0): [(-1, -1), (1, -1)],
    (1, 0): [(-1, 1), (1, 1)],
}
_DIGIT_HEIGHT, _DIGIT_WIDTH = 0.32, 0.78  # of a cell, at most: an outline between two cells leaves their digits be
_DIGITS = "#1a1a1a"  # dark on every theme, for the cells are light


def heatmap(axes: Axes, image, *, matrix, low=None, high=None, corner=(0, 0)):
    """A matrix as colours, row 0 on top, one unit a cell; its first cell has the row and the column `corner`."""
    return pixels(axes, image, _colored(matrix, *_scale(matrix, low, high)), matrix.shape, corner)


def pixels(axes: Axes, image, colors, shape, corner=(0, 0)):
    """Colours (down, right, 3 or 4) on cells of the given (rows, columns), however many of them make up a cell."""
    (rows, columns), (row, column) = shape, corner
    if image is None:
        image = axes.imshow(colors, interpolation="nearest", aspect="auto")
        axes.grid(False)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))  # rows and columns are counted
    image.set_extent((column - 0.5, column + columns - 0.5, row + rows - 0.5, row - 0.5))
    image.set_data(colors)
    return image


def photo(axes: Axes, image, *, matrix):
    """A matrix as grey pixels, row 0 on top."""
    grey = np.repeat(np.nan_to_num(matrix).clip(0, 1)[..., None], 3, axis=2)
    new, image = image is None, pixels(axes, image, grey, matrix.shape)
    for axis in (axes.xaxis, axes.yaxis) if new else ():
        axis.set_major_locator(MaxNLocator(4, integer=True))  # a photograph is small, and its pixels are many
    return image


def digits(axes: Axes, patch, *, matrix, decimals, corner=(0, 0), low=None, high=None):
    """A number in each cell, above any outline; all as one path: 200 text artists cost twenty times as much.

    low, high: the ends of the scale. There is room for both, so that the digits keep their size between frames.
    """
    patch = patch or axes.add_patch(PathPatch(Path(np.zeros((1, 2))), lw=0, zorder=5, color=_DIGITS))
    width, height = (abs(high - low) for low, high in (axes.get_xlim(), axes.get_ylim()))
    stretch = (axes.bbox.height / height) / (axes.bbox.width / width)
    path = _written(matrix, decimals, stretch, [end for end in (low, high) if end is not None])
    patch.set_path(Path(path.vertices + corner[::-1], path.codes))
    return patch


def outline(axes: Axes, line, *, rows, columns):
    """The outline of a set of cells, below their digits: the sides that no two of them share."""
    if line is None:
        edge = withStroke(linewidth=LINE + 4, foreground="#ffffff")  # parts it from cells of a like colour
        (line,) = axes.plot([], [], lw=LINE + 0.6, zorder=2.5, solid_capstyle="projecting", path_effects=[edge])
    cells = set(zip(rows.ravel().tolist(), columns.ravel().tolist(), strict=True))
    ends = [
        [*((column + x / 2, row + y / 2) for x, y in side), (np.nan, np.nan)]
        for row, column in sorted(cells)
        for (down, right), side in _SIDES.items()
        if (row + down, column + right) not in cells
    ]
    line.set_data(*np.concatenate(ends).T)
    return line


def _scale(matrix, low, high):
    """Limits and colours: white is 0 wherever there are negative values."""
    finite = matrix[np.isfinite(matrix)]
    low = low if low is not None else finite.min(initial=0)
    high = high if high is not None else finite.max(initial=0)
    if low >= 0:
        return low, max(high, low + 1e-12), _POSITIVE
    reach = max(-low, high)
    return -reach, reach, _SIGNED


def _colored(matrix, low, high, colors) -> np.ndarray:
    """The cells as (rows, columns, 4) bytes. NaN is transparent."""
    span = (np.nan_to_num(matrix, posinf=0, neginf=0).clip(low, high) - low) / (high - low)
    cells = colors(span, bytes=True)
    cells[np.isinf(matrix)] = _INFINITE
    cells[np.isnan(matrix), 3] = 0
    return cells


def _written(matrix, decimals: int, stretch: float, ends: list) -> Path:
    """Every number of the matrix as one path, centred in its cell, which need not be square. NaN stays blank."""
    numbers = {place: value for place, value in np.ndenumerate(matrix) if not np.isnan(value)}
    texts = {place: _written_number(value, decimals) for place, value in numbers.items()}
    if not texts:
        return Path(np.zeros((1, 2)))
    glyphs = {text: _glyphs(text) for text in set(texts.values())}
    usual = [f"−{0:.{decimals}f}", *(_written_number(end, decimals) for end in ends)]  # a sign has room everywhere
    widest = max(glyph.vertices[:, 0].max() for glyph in (*map(_glyphs, usual), *glyphs.values()))
    size = min(_DIGIT_HEIGHT, _DIGIT_WIDTH / widest / stretch)
    moved = [(glyphs[text], place) for place, text in texts.items()]
    vertices = [(glyph.vertices - glyph.middle) * (size * stretch, -size) + place[::-1] for glyph, place in moved]
    return Path(np.concatenate(vertices), np.concatenate([glyph.codes for glyph, _ in moved]))


def _written_number(value: float, decimals: int) -> str:
    text = f"{round(value, decimals) + 0.0:.{decimals}f}" if np.isfinite(value) else f"{value}".replace("inf", "∞")
    return text.replace("-", "−")


@lru_cache(maxsize=4096)
def _glyphs(text: str) -> Path:
    """The outline of a short text, 1 unit high, with its middle."""
    path = TextPath((0, 0), text, size=1)
    outline = Path(path.vertices / 0.73, path.codes)  # a digit of DejaVu Sans is 0.73 of its size high
    outline.middle = np.array([outline.vertices[:, 0].max() / 2, 0.5])
    return outline
