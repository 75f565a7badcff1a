"""The panels of a Picture: axes with limits that hold still, a theme and a legend."""

from __future__ import annotations

from dataclasses import dataclass, field

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from .marks import FONT

COLORS = {  # role: (on a light page, on a dark page). A role means the same thing in every chapter.
    "value": ("#0072b2", "#56b4e9"),  # f, an output
    "slope": ("#d55e00", "#ff8c42"),  # a derivative, a gradient
    "input": ("#767676", "#a8a8a8"),  # what goes in
    "reference": ("#222222", "#f0f0f0"),  # the exact or ideal value
    "error": ("#b0003a", "#ff6b8b"),  # a difference
    "second": ("#009e73", "#2bd4a4"),  # further outputs, to tell them apart
    "third": ("#aa3377", "#e38ac0"),
    "fourth": ("#a07800", "#e6c229"),
    "fifth": ("#4b3fa0", "#a99cff"),
}
PAPER, INK, GRID = ("#ffffff", "#111111"), ("#333333", "#d8d8d8"), ("#e3e3e3", "#333333")  # on a light, a dark page


@dataclass
class Panel:
    """One pair of axes: the limits that were given (None: fit them), and the room that its marks need.

    >>> panel = Panel(figure.subplots())
    >>> panel.make_room((0, 6, -1, 3))      # x low, x high, y low, y high
    >>> panel.fit()
    """

    axes: Axes
    x: tuple | None = None
    y: tuple | None = None
    room: list = field(default_factory=list)

    def make_room(self, extent: tuple | None) -> None:
        """Remember the room that a mark needs: (x low, x high, y low, y high); None needs none."""
        if extent:
            lows_and_highs = zip(self.room or extent, extent, (min, max, min, max), strict=True)
            self.room = [choose(old, new) for old, new, choose in lows_and_highs]

    def fit(self) -> None:
        """Fix the limits: those that were given, else all the room that was asked for."""
        flipped = bool(self.axes.images)  # row 0 of a matrix stands on top
        x = self.x or (self.room and _padded(*self.room[:2], 0.0 if flipped else 0.02))
        y = self.y or (self.room and _padded(*self.room[2:], 0.0 if flipped else 0.06))
        if x:
            self.axes.set_xlim(x)
        if y:
            self.axes.set_ylim(sorted(y, reverse=flipped))

    def restyle(self, dark: bool) -> None:
        """Take the colours of a light or of a dark page."""
        self.axes.set_facecolor(PAPER[dark])
        self.axes.tick_params(colors=INK[dark], labelsize=FONT - 1)
        self.axes.grid(True, color=GRID[dark]) if not self.axes.images else self.axes.grid(False)
        self.axes.set_axisbelow(True)
        for spine in self.axes.spines.values():
            spine.set_edgecolor(INK[dark])
        for text in (self.axes._left_title, self.axes.xaxis.label, self.axes.yaxis.label):
            text.set_color(INK[dark])

    def show_legend(self, entries: list[tuple], ink: str) -> None:
        """Name the marks above the panel: (name, colour, swatch) each, a swatch being matplotlib's style of a line."""
        if self.axes.get_legend():
            self.axes.get_legend().remove()
        lines = [Line2D([], [], color=color, **swatch) for _, color, swatch in entries]
        if lines:
            place = {"loc": "lower right", "bbox_to_anchor": (1.0, 1.0), "ncol": len(lines), "borderaxespad": 0.2}
            place |= {"handlelength": 1.3, "handletextpad": 0.4, "columnspacing": 1.1}
            names = [name for name, _, _ in entries]
            gap = 0.1 * self.axes.figure.dpi
            now = self.axes.figure.canvas.get_renderer()  # a title remembers the one that it was last drawn with
            room = self.axes.bbox.width - self.axes._left_title.get_window_extent(now).width - gap
            for size in range(FONT, 5, -1):  # long names side by side get smaller letters
                legend = self.axes.legend(lines, names, frameon=False, fontsize=size, labelcolor=ink, **place)
                if legend.get_window_extent().width <= room:
                    break


def _padded(low: float, high: float, share: float) -> tuple[float, float]:
    margin = share * (high - low) or (0.5 if high == low else 0.0)
    return low - margin, high + margin
