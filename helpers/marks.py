"""The marks of a Picture: each function makes its matplotlib artist on the first call and moves it on later ones.

A mark takes the axes, its artist or None, and numbers as numpy arrays; it returns the artist. `extent` says how much
room the numbers need, `described` what a reader who cannot see them is told.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, PathPatch, StepPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib.textpath import TextPath
from matplotlib.ticker import MaxNLocator

from .language import Text, as_text, say

FONT, LINE = 13, 2.6  # points; readable from the back of a room
_SIGNED = LinearSegmentedColormap.from_list("signed", ["#5aa9dd", "#ffffff", "#f2a25c"])
_POSITIVE = LinearSegmentedColormap.from_list("positive", ["#ffffff", "#f2a25c"])
_INFINITE = (213, 213, 213, 255)  # a light grey, for ∞ is written in the digits' dark
_SIDES = {  # of a cell: the neighbour behind it (down, right), and its ends (right, down) in half cells
    (0, -1): [(-1, -1), (-1, 1)],
    (0, 1): [(1, -1), (1, 1)],
    (-1, 0): [(-1, -1), (1, -1)],
    (1, 0): [(-1, 1), (1, 1)],
}
_FEW = 16  # values that alt text lists one by one
_DIGIT_HEIGHT, _DIGITS = 0.32, "#1a1a1a"  # of a cell; dark on every theme, for the cells are light


def curve(axes: Axes, line, *, x, y):
    """A line through the points."""
    line = line or axes.plot([], [], lw=LINE, solid_capstyle="round")[0]
    line.set_data(x, y)
    return line


def points(axes: Axes, line, *, x, y):
    """A dot at each point, above every line."""
    line = line or axes.plot([], [], ls="none", marker="o", ms=9, zorder=4)[0]
    line.set_data(x, y)
    return line


def bars(axes: Axes, collection, *, x, y, width):
    """Rectangles standing on 0. One collection: hundreds of bars cost one draw call."""
    collection = collection or axes.add_collection(PolyCollection([], lw=0, alpha=0.85), autolim=False)
    left, right, floor = x - width / 2, x + width / 2, np.zeros_like(y)
    corners = [(left, floor), (left, y), (right, y), (right, floor)]
    collection.set_verts(np.stack([np.stack(corner, axis=-1) for corner in corners], axis=1))
    return collection


def steps(axes: Axes, patch, *, x, y, fill=False):
    """A staircase over the edges x."""
    patch = patch or axes.add_artist(StepPatch(y, x, fill=fill, lw=LINE, alpha=0.55 if fill else 1, baseline=0))
    patch.set_data(y, x)
    return patch


def heatmap(axes: Axes, image, *, matrix, low=None, high=None, corner=(0, 0)):
    """A matrix as colours, row 0 on top, one unit a cell; its first cell has the row and the column `corner`."""
    (rows, columns), (row, column) = matrix.shape, corner
    if image is None:
        image = axes.imshow(matrix, interpolation="nearest", aspect="auto")
        axes.grid(False)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))  # rows and columns are counted
    image.set_extent((column - 0.5, column + columns - 0.5, row + rows - 0.5, row - 0.5))
    image.set_data(_colored(matrix, *_scale(matrix, low, high)))
    return image


def digits(axes: Axes, patch, *, matrix, decimals, corner=(0, 0)):
    """A number in each cell, all as one path: two hundred text artists would cost twenty times as much."""
    patch = patch or axes.add_patch(PathPatch(Path(np.zeros((1, 2))), lw=0, zorder=3, color=_DIGITS))
    width, height = (abs(high - low) for low, high in (axes.get_xlim(), axes.get_ylim()))
    stretch = (axes.bbox.height / height) / (axes.bbox.width / width)
    path = _written(matrix, decimals, stretch)
    patch.set_path(Path(path.vertices + corner[::-1], path.codes))
    return patch


def arrow(axes: Axes, patch, *, x, y):
    """An arrow from the first point to the second."""
    patch = patch or axes.add_patch(FancyArrowPatch((0, 0), (1, 1), arrowstyle="-|>", mutation_scale=18, lw=LINE))
    patch.set_positions((x[0], y[0]), (x[1], y[1]))
    return patch


def box(axes: Axes, collection, *, x, y):
    """The outline of a rectangle with corners (x[0], y[0]) and (x[1], y[1])."""
    collection = collection or axes.add_collection(LineCollection([], lw=LINE + 1, zorder=4), autolim=False)
    (a, b), (c, d) = x, y
    collection.set_segments([[(a, c), (b, c), (b, d), (a, d), (a, c)]])
    return collection


def outline(axes: Axes, line, *, rows, columns):
    """The outline of a set of cells: the sides that no two of them share."""
    if line is None:
        edge = withStroke(linewidth=LINE + 4, foreground="#ffffff")  # parts it from cells of a like colour
        (line,) = axes.plot([], [], lw=LINE + 0.6, zorder=4, solid_capstyle="projecting", path_effects=[edge])
    cells = set(zip(rows.ravel().tolist(), columns.ravel().tolist(), strict=True))
    sides = {
        (0, -1): [(-1, -1), (-1, 1)],
        (0, 1): [(1, -1), (1, 1)],
        (-1, 0): [(-1, -1), (1, -1)],
        (1, 0): [(-1, 1), (1, 1)],
    }
    ends = [
        [*((column + x / 2, row + y / 2) for x, y in side), (np.nan, np.nan)]
        for row, column in sorted(cells)
        for (down, right), side in sides.items()
        if (row + down, column + right) not in cells
    ]
    line.set_data(*np.concatenate(ends).T)
    return line


def level(axes: Axes, line, *, at_x=None, at_y=None):
    """A thin line across the panel."""
    if line is None:
        line = (axes.axvline if at_y is None else axes.axhline)(0, lw=1.6)
    line.set_xdata([at_x, at_x]) if at_y is None else line.set_ydata([at_y, at_y])
    return line


def label(axes: Axes, text, *, x, y, words):
    """A symbol or a number, centred at a point."""
    text = text or axes.text(0, 0, "", ha="center", va="center", fontsize=FONT, clip_on=True, zorder=5)
    text.set_position((x[0], y[0]))
    text.set_text(words)
    return text


def paint(artist: Artist, color: str, dashed: bool) -> None:
    """Give an artist its colour, whatever kind of artist it is."""
    if isinstance(artist, PolyCollection):
        artist.set_facecolor(color)
    elif hasattr(artist, "set_color"):
        artist.set_color(color)
    if dashed and hasattr(artist, "set_dashes"):
        artist.set_dashes((4, 2))


def swatch(artist: Artist, dashed: bool) -> dict:
    """How a legend shows an artist: a dot for points, else a line."""
    if isinstance(artist, Line2D) and artist.get_linestyle() == "None":
        return {"marker": "o", "ls": "", "ms": 9}
    return {"lw": 4, "ls": (0, (2, 1)) if dashed else "-"}


def takes_color(artist: Artist) -> bool:
    """Whether a role's colour belongs on this artist. A heatmap has its own scale; digits stand on light cells."""
    own = isinstance(artist, AxesImage) or type(artist) is PathPatch or getattr(artist, "colored", False)
    return not own


def extent(*, x=None, y=None, matrix=None, width=0.0, corner=(0, 0), rows=None, columns=None, **_) -> tuple | None:
    """The room that a mark's numbers need: (x low, x high, y low, y high), or None where there are no finite ones."""
    if matrix is not None:
        (height, breadth), (row, column) = matrix.shape, corner
        return column - 0.5, column + breadth - 0.5, row - 0.5, row + height - 0.5
    if rows is not None:
        return columns.min() - 0.55, columns.max() + 0.55, rows.min() - 0.55, rows.max() + 0.55
    if x is None or not (np.isfinite(x).any() and np.isfinite(y).any()):
        return None
    low = min(0.0, np.nanmin(y)) if width else np.nanmin(y)
    return np.nanmin(x) - width / 2, np.nanmax(x) + width / 2, low, np.nanmax(y)


def described(name: str, *, x=None, y=None, matrix=None, width=0, at_x=None, at_y=None, words=None, **others) -> Text:
    """A mark in words: its few values, or else its ends, its lowest and highest value."""
    if matrix is not None:
        return _described_cells(name, matrix)
    if "rows" in others:
        places = [_counted(others[axis]) for axis in ("rows", "columns")]
        return say("{}: rows {}; columns {}".format(name, *places), "{}：第 {} 行，第 {} 列".format(name, *places))
    if x is None:
        place = f"x = {_short(at_x)}" if at_y is None else f"y = {_short(at_y)}"
        return say(f"{name}: line at {place}", f"{name}：直線 {place}")
    if words is not None:
        return as_text(words.replace("\n", " "))
    finite = y[np.isfinite(y)]
    if not finite.size:
        return say(f"{name}: no finite value", f"{name}：沒有有限的值")
    if width and y.size <= _FEW:
        few = " ".join(map(_short, y))
        return say(f"{name}: bars {few}", f"{name}：條形 {few}")
    first, last = np.flatnonzero(np.isfinite(y))[[0, -1]]  # a curve may begin or end where nothing is finite
    right = x[last - y.size]  # a staircase has one edge more than heights
    ends = f"({_short(x[first])}, {_short(y[first])}) … ({_short(right)}, {_short(y[last])})"
    span = _short(finite.min()), _short(finite.max())
    return say(
        f"{name}: {ends}, lowest {span[0]}, highest {span[1]}", f"{name}：{ends}，最低 {span[0]}，最高 {span[1]}"
    )


def _described_cells(name: str, matrix) -> Text:
    rows, columns = matrix.shape
    few = " / ".join(" ".join(map(_short, row)) for row in matrix) if matrix.size <= _FEW else _span(matrix)
    return say(f"{name}: {rows} × {columns} cells, values {few}", f"{name}：{rows} × {columns} 格，數值 {few}")


def _counted(numbers) -> str:
    """Row or column numbers: all of them, or only the ends of many neighbours."""
    different = np.unique(numbers)
    if different.size > 2 and different.size == different[-1] - different[0] + 1:
        return _span(different)
    return " ".join(map(_short, different))


def _span(numbers) -> str:
    finite = numbers[np.isfinite(numbers)]
    return f"{_short(finite.min())} … {_short(finite.max())}" if finite.size else "—"


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


def _written(matrix, decimals: int, stretch: float) -> Path:
    """Every number of the matrix as one path, centred in its cell, which need not be square. NaN stays blank."""
    numbers = {place: value for place, value in np.ndenumerate(matrix) if not np.isnan(value)}
    texts = {place: _written_number(value, decimals) for place, value in numbers.items()}
    if not texts:
        return Path(np.zeros((1, 2)))
    glyphs = {text: _glyphs(text) for text in set(texts.values())}
    usual = _glyphs(f"−{0:.{decimals}f}")  # room for a sign everywhere: all panels and frames then look alike
    widest = max(glyph.vertices[:, 0].max() for glyph in (usual, *glyphs.values()))
    size = min(_DIGIT_HEIGHT, 0.84 / widest / stretch)
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


def _short(number: float) -> str:
    return f"{number:z.3g}".replace("-", "−")
