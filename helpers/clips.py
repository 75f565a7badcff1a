"""Clips and volumes as rows of frames: what a three-dimensional pool does, on a flat picture."""

from __future__ import annotations

import torch
from torch import Tensor

from .figures import Picture
from .language import Text, say

_STEP = 10  # cells from one frame to the next, to the right and down


class Sheet(Picture):
    """A Picture of things beside each other: its rows have names, its frames numbers, and cells are not counted.

    >>> sheet = Sheet(["x", "y"], frames=8)              # for draw_clips
    >>> sheet = Sheet({"x": 0.5}, x=(-1, 27), y=(9, -1))  # a name at a height of one's own
    """

    def __init__(self, rows: list[str] | dict[str, float], frames: int = 0, **settings):
        if not isinstance(rows, dict):
            settings = {"x": (-1.5, _STEP * frames - 0.5), "y": (_STEP * len(rows) - 0.5, -1.5)} | settings
            rows = {name: _STEP * row + 3.5 for row, name in enumerate(rows)}
        self._rows, self._frames, self.clips = rows, frames, {}
        super().__init__(**settings)
        self._name_edges()

    @property
    def alt(self) -> Text:
        """Each clip in words, or what any Picture says."""
        texts = [_described(name, clip) for name, clip in self.clips.items()]
        return say("; ".join(t.en for t in texts), "；".join(t.zh for t in texts)) if texts else super().alt

    def draw(self, kind, name: str, style: tuple, **numbers) -> None:
        axes = self._panels[0].axes
        before = len(axes.images)
        super().draw(kind, name, style, **numbers)
        if len(axes.images) > before:  # a new matrix has its cells counted along the edges
            self._name_edges()

    def _name_edges(self) -> None:
        axes = self._panels[0].axes
        axes.set_yticks(list(self._rows.values()), list(self._rows))
        axes.set_xticks([_STEP * frame + 3.5 for frame in range(self._frames)], range(self._frames))
        axes.tick_params(length=0, labelbottom=False, labeltop=True)


def draw_clips(sheet: Sheet, *, low: float = 0.0, high: float, **clips: Tensor) -> None:
    """Draw each clip as a row of framed pictures, the clips below each other.

    >>> draw_clips(sheet, x=clip, y=nn.MaxPool3d(2)(clip), high=8)

    clips: (1, D, H, W) each, by name. Ten columns and rows are kept for a frame; a smaller one leaves room beside it.
    """
    sheet.clips = clips
    cells = torch.full((_STEP * len(clips), _STEP * max(clip.shape[1] for clip in clips.values())), torch.nan)
    for row, clip in enumerate(clips.values()):
        for column, frame in enumerate(clip[0].cpu()):
            height, width = frame.shape
            top, left = _STEP * row, _STEP * column
            cells[top : top + height, left : left + width] = frame
            corner = (left + width - 0.5, top + height - 0.5)
            sheet.box(f"_{row}.{column}", (left - 0.5, top - 0.5), corner, color="input")
    sheet.heatmap("x", cells, low=low, high=high)


def _described(name: str, clip: Tensor) -> Text:
    frames, height, width = clip.shape[1:]
    span = f"{clip.min().item():.3g} … {clip.max().item():.3g}"
    return say(
        f"{name}: {frames} frames of {height} × {width}, values {span}",
        f"{name}：{frames} 幀 {height} × {width}，數值 {span}",
    )
