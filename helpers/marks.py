"""The marks of a Picture: each function makes its matplotlib artist on the first call and moves it on later ones.

A mark takes the axes, its artist or None, and numbers as numpy arrays; it returns the artist. `extent` says how much
room the numbers need, `described` what a reader who cannot see them is told.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, StepPatch
from matplotlib.ticker import MaxNLocator

from .language import Text, as_text, say

FONT, LINE = 13, 2.6  # points; readable from the back of a room
_FEW = 16  # values that alt text lists one by one


@dataclass
class Mark:
    """One mark and what it shows now."""

    name: str
    panel: int
    artist: Artist
    color: str | None  # a role of COLORS; None has colours of its own, the same on every page
    dashed: bool
    numbers: dict

    @property
    def always_spoken(self) -> bool:
        return "words" in self.numbers or "rows" in self.numbers

    @property
    def in_legend(self) -> bool:
        return self.color is not None and not self.name.startswith("_")


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
    if collection is None:
        collection = axes.add_collection(PolyCollection([], lw=0, alpha=0.85), autolim=False)
        locator = axes.xaxis.get_major_locator()
        if (x == x.round()).all() and isinstance(locator, MaxNLocator):  # ticks with names stay where they are
            locator.set_params(integer=True)  # they are counted
    left, right, floor = x - width / 2, x + width / 2, np.zeros_like(y)
    corners = [(left, floor), (left, y), (right, y), (right, floor)]
    collection.set_verts(np.stack([np.stack(corner, axis=-1) for corner in corners], axis=1))
    return collection


def steps(axes: Axes, patch, *, x, y, fill=False):
    """A staircase over the edges x."""
    patch = patch or axes.add_artist(StepPatch(y, x, fill=fill, lw=LINE, alpha=0.55 if fill else 1, baseline=0))
    patch.set_data(y, x)
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
    known = numbers[~np.isnan(numbers)]
    return f"{_short(known.min())} … {_short(known.max())}" if known.size else "—"


def _short(number: float) -> str:
    return f"{number:z.3g}".replace("-", "−").replace("inf", "∞")
