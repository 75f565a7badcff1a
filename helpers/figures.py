"""Pictures made of marks that are created once and then moved: what makes a slider answer at frame rate.

A Picture keeps its matplotlib artists. A frame copies the background (axes, grid, legend), moves the artists and
draws them on it; nothing else is drawn again. Pictures carry symbols, numbers and API names only: sentences stand
beside them as HTML, where the page can switch their language.
"""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from . import cells, marks
from .canvas import DPI, Canvas
from .language import Text, as_text, say
from .panels import COLORS, INK, PAPER, Panel

_ARRAYS = ("x", "y", "matrix", "rows", "columns")


class Picture:
    """One or more panels beside each other, on which marks are drawn by name.

    >>> picture = Picture(x=(-6, 6), y=(-1, 6))
    >>> picture.curve("f", [-6, 0, 6], [0, 0, 6])        # drawn again under the same name, the curve moves
    >>> picture.frame()[:4]                              # a PNG
    b'\\x89PNG'

    panels: how many. x, y: (low, high) for all panels, or a list with one pair (or None) a panel; None is fitted to
    what is drawn, see `fitted`. size: inches, 100 CSS pixels each. titles, xlabels, ylabels: a symbol or an API name
    a panel. logy: a logarithmic y axis. widths: the panels' widths, relative to each other.
    Errors: a curve whose x and y differ in length raises ValueError.
    """

    def __init__(
        self, panels=1, *, x=None, y=None, size=(9, 3.4), titles=(), xlabels=(), ylabels=(), logy=False, widths=None
    ):
        self.pixels = [round(side * DPI) for side in size]
        self._figure = Figure(figsize=size, dpi=DPI)
        self._canvas = Canvas(self._figure)
        axes = self._figure.subplots(1, panels, squeeze=False, gridspec_kw={"width_ratios": widths})[0]
        self._panels = [Panel(each) for each in axes]
        for panel, x_limits, y_limits in zip(self._panels, _each(x, panels), _each(y, panels), strict=True):
            panel.x, panel.y = x_limits, y_limits
        self._marks: dict[tuple, marks.Mark] = {}
        self._caption: Text | str = ""
        self._legends = None
        self._lay_out(size, titles, xlabels, ylabels)
        for panel in self._panels:
            panel.axes.set_yscale("log" if logy else "linear")
            panel.axes.xaxis.get_major_locator().set_params(steps=[1, 2, 5, 10])  # no ticks at 2.5 layers
        self.restyle(dark=False)
        self.fitted()

    # ---- marks: each takes a name and numbers, and optionally panel= and color= (a role of COLORS) ----

    def curve(self, name: str, x, y, *, panel=0, color="value", dashed=False) -> None:
        """A line through the points (x, y)."""
        self.draw(marks.curve, name, (panel, color, dashed), x=x, y=y)

    def points(self, name: str, x, y, *, panel=0, color="value") -> None:
        """A dot at each point (x, y)."""
        self.draw(marks.points, name, (panel, color), x=x, y=y)

    def bars(self, name: str, heights, positions=None, *, width=0.8, panel=0, color="value") -> None:
        """A bar of each height, standing on 0 at 0, 1, 2 … or at `positions`."""
        heights = _numbers(heights)
        positions = np.arange(heights.size) if positions is None else positions
        self.draw(marks.bars, name, (panel, color), x=positions, y=heights, width=width)

    def histogram(self, name: str, values, *, bins=40, range=None, peak=False, panel=0, color="value") -> None:
        """The share of `values` in each of `bins` bins, outliers in the end ones; with `peak`, the fullest bin is 1."""
        values = _numbers(values).ravel()
        values = values[np.isfinite(values)]
        low, high = range or (values.min(initial=0), values.max(initial=1))
        counts, edges = np.histogram(values.clip(low, high), bins=bins, range=(low, high))
        whole = max(counts.max() if peak else values.size, 1)
        self.draw(marks.steps, name, (panel, color), x=edges, y=counts / whole, fill=True)

    def steps(self, name: str, edges, heights, *, panel=0, color="value") -> None:
        """A staircase: heights[i] between edges[i] and edges[i + 1]."""
        self.draw(marks.steps, name, (panel, color), x=edges, y=heights)

    def heatmap(self, name: str, matrix, *, low=None, high=None, panel=0) -> None:
        """A matrix as colours, row 0 on top: blue below 0, white at 0, orange above."""
        self.draw(cells.heatmap, name, (panel,), matrix=matrix, low=low, high=high)

    def photo(self, name: str, matrix, *, panel=0) -> None:
        """A matrix as a grey picture, row 0 on top: 0 is black and 1 is white, on every page."""
        self.draw(cells.photo, name, (panel,), matrix=matrix)

    def cells(self, name: str, matrix, *, digits=2, low=None, high=None, corner=(0, 0), panel=0) -> None:
        """A matrix as coloured cells with their numbers, row 0 on top. Infinities are written, NaN leaves a cell blank.

        corner: the row and the column that its first cell is counted as, such as (-1, -1) within a padding of 1.
        """
        self.draw(cells.heatmap, name, (panel,), matrix=matrix, low=low, high=high, corner=corner)
        numbers = {"matrix": matrix, "decimals": digits, "corner": corner, "low": low, "high": high}
        self.draw(cells.digits, f"_{name}", (panel,), **numbers)

    def outline(self, name: str, rows, columns, *, panel=0, color="fifth") -> None:
        """The outline of cells: one for each pair of a row and a column, and none between neighbours."""
        self.draw(cells.outline, name, (panel, color), rows=rows, columns=columns)

    def box(self, name: str, start: tuple, end: tuple, *, panel=0, color="slope") -> None:
        """The outline of a rectangle between two corners, each (x, y)."""
        self.draw(marks.box, name, (panel, color), x=[start[0], end[0]], y=[start[1], end[1]])

    def arrow(self, name: str, start: tuple, end: tuple, *, panel=0, color="reference") -> None:
        """An arrow from `start` to `end`, each (x, y)."""
        self.draw(marks.arrow, name, (panel, color), x=[start[0], end[0]], y=[start[1], end[1]])

    def level(self, name: str, *, x=None, y=None, panel=0, color="reference") -> None:
        """A thin line across the panel, at one x or at one y."""
        self.draw(marks.level, name, (panel, color, True), at_x=x, at_y=y)

    def label(self, name: str, x: float, y: float, text: str, *, panel=0, color="reference") -> None:
        """A symbol or a number, centred at (x, y). No words: they belong in `caption`."""
        self.draw(marks.label, f"_{name}", (panel, color), x=[x], y=[y], words=text)

    def draw(self, kind, name: str, style: tuple, **numbers) -> None:
        """A mark of your own: `kind` is a function like those of `marks`, style (panel, color, dashed) or its start.

        Without a color, a role of COLORS, the mark has colours of its own and no place in the legend.
        """
        panel, color, dashed = (*style, *(0, None, False)[len(style) :])
        panel %= len(self._panels)  # -1 is the last
        numbers = {key: _numbers(value, key == "matrix") if key in _ARRAYS else value for key, value in numbers.items()}
        key = (panel, kind.__name__, name)
        before = self._marks.pop(key, None)  # and in again at the end: drawn and named in the order of the calls
        artist = kind(self._panels[panel].axes, before and before.artist, **numbers)
        mark = self._marks[key] = marks.Mark(name, panel, artist, color, dashed, numbers)
        if before is None or before.color != color:
            artist.set_animated(True)
            self._paint(mark)
        artist.set_visible(True)
        self._panels[panel].make_room(marks.extent(**numbers))

    def ticks(self, names, *, panel=0) -> None:
        """API names or symbols under the places 0, 1, 2 … of a panel, where bars stand, instead of numbers."""
        self._panels[panel].axes.set_xticks(range(len(names)), names)
        self._canvas.renew()

    def caption(self, words: Text | str) -> None:
        """What the values say, as HTML under the picture: numbers and symbols, or a `say(en, zh)`."""
        self._caption = words

    # ---- the life of a picture ----

    def begin(self) -> None:
        """Start a frame: what is not drawn again stays hidden."""
        self._caption = ""
        for mark in self._marks.values():
            mark.artist.set_visible(False)

    def frame(self, form: str = "PNG", scale: int = 1) -> bytes:
        """The picture as it stands: a lossless "PNG" at rest, a quick "JPEG" in motion; scale 2 is sharper."""
        self._canvas.scale = scale
        self._renew_legends()
        moving = [mark.artist for mark in sorted(self._seen(), key=lambda mark: mark.artist.get_zorder())]
        # A heatmap covers the inner half of its frame.
        frames = [spine for panel in self._panels if panel.axes.images for spine in panel.axes.spines.values()]
        self._canvas.draw([*moving, *frames])
        return self._canvas.encoded(form)

    def fitted(self) -> None:
        """Fix the limits that were not given to all that was drawn so far, so that nothing jumps between frames."""
        for panel in self._panels:
            panel.fit()
        self._canvas.renew()

    @property
    def needs_fitting(self) -> bool:
        """Whether a panel was given no limits for x or for y."""
        return any(panel.x is None or panel.y is None for panel in self._panels)

    def restyle(self, dark: bool) -> None:
        """Take the colours of a light or of a dark page."""
        self._dark = dark
        self._figure.set_facecolor(PAPER[dark])
        for panel in self._panels:
            panel.restyle(dark)
        for mark in self._marks.values():
            self._paint(mark)
        self._legends = None
        self._canvas.renew()

    @property
    def words(self) -> Text:
        """The caption of the frame that was drawn last."""
        return as_text(self._caption)

    @property
    def alt(self) -> Text:
        """What is seen, for a reader who cannot see it: the visible marks that have a name, or else all, in numbers."""
        seen = self._seen()
        with_names = {mark.panel for mark in seen if not mark.name.startswith("_")}
        named = [m for m in seen if m.always_spoken or not (m.name.startswith("_") and m.panel in with_names)]
        texts = [marks.described(self._spoken(mark), **mark.numbers) for mark in named]
        return say("; ".join(text.en for text in texts), "；".join(text.zh for text in texts))

    # ---- inside ----

    def _spoken(self, mark: marks.Mark) -> str:
        """A mark's name, after that of its panel where there are several."""
        axes, name = self._panels[mark.panel].axes, mark.name.removeprefix("_")
        panel = axes.get_title(loc="left") or axes.get_ylabel() or axes.get_xlabel()
        return name if len(self._panels) == 1 or panel in ("", name) else f"{panel} · {name}"

    def _paint(self, mark: marks.Mark) -> None:
        if mark.color:
            dark = self._dark and "rows" not in mark.numbers  # an outline stands on cells, which are light on any page
            marks.paint(mark.artist, COLORS[mark.color][dark], mark.dashed)

    def _seen(self) -> list[marks.Mark]:
        return [mark for mark in self._marks.values() if mark.artist.get_visible()]

    def _lay_out(self, size, titles, xlabels, ylabels) -> None:
        """Margins in inches: the same in every picture, whatever its size, so that nothing is clipped."""
        (width, height), many = size, len(self._panels)
        left, right, bottom, top = 1.0 if any(ylabels) else 0.75, 0.2, 0.62 if any(xlabels) else 0.4, 0.42
        each = (width - left * many - right) / many
        self._figure.subplots_adjust(left / width, bottom / height, 1 - right / width, 1 - top / height, left / each)
        for panel, title, x, y in zip(self._panels, *(_each(t, many) for t in (titles, xlabels, ylabels)), strict=True):
            panel.axes.set_title(title or "", loc="left", fontsize=marks.FONT)
            panel.axes.set_xlabel(x or "", fontsize=marks.FONT)
            panel.axes.set_ylabel(y or "", fontsize=marks.FONT)

    def _renew_legends(self) -> None:
        """The legend belongs to the background: it changes only when other names are drawn."""
        seen = [[m for m in self._seen() if m.panel == p and m.in_legend] for p in range(len(self._panels))]
        names = [[(mark.name, mark.color) for mark in panel] for panel in seen]
        if names == self._legends:
            return
        self._legends = names
        self._canvas.renew()
        for panel, panel_marks in zip(self._panels, seen, strict=True):
            entries = [(m.name, COLORS[m.color][self._dark], marks.swatch(m.artist, m.dashed)) for m in panel_marks]
            panel.show_legend(entries, INK[self._dark])


def _numbers(values, infinite=False) -> np.ndarray:
    """A tensor of any device and dtype, an array or a list as a float array; infinities become NaN, or stay."""
    if hasattr(values, "detach"):
        values = values.detach().cpu().double().numpy()
    array = np.asarray(values, dtype=float)
    return array if infinite else np.where(np.isfinite(array), array, np.nan)


def _each(given, panels: int) -> list:
    """One entry a panel, from one for all (a pair of limits, None) or a list of them."""
    if not given:
        return [None] * panels
    return [given] * panels if isinstance(given, tuple) and not isinstance(given[0], (str, tuple)) else list(given)
