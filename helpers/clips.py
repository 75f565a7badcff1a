"""Clips and volumes as rows of frames: what a three-dimensional pool does, on a flat picture."""

from __future__ import annotations

import torch
from torch import Tensor

from .figures import Picture


def draw_clips(picture: Picture, *clips: Tensor, low: float, high: float) -> None:
    """Draw each clip as a row of framed pictures, the clips below each other.

    >>> draw_clips(picture, clip, nn.MaxPool3d(2)(clip), low=0, high=8)      # on Picture(x=(-1, 90), y=(-1, 20))

    clips: (1, D, H, W) each. Ten columns and rows are kept for a frame, so that a smaller one leaves room beside it.
    """
    cells = torch.full((10 * len(clips), 10 * max(clip.shape[1] for clip in clips)), torch.nan)
    for row, clip in enumerate(clips):
        for column, frame in enumerate(clip[0].cpu()):
            height, width = frame.shape
            top, left = 10 * row, 10 * column
            cells[top : top + height, left : left + width] = frame
            corner = (left + width - 0.5, top + height - 0.5)
            picture.box(f"_{row}.{column}", (left - 0.5, top - 0.5), corner, color="input")
    picture.heatmap("x", cells, low=low, high=high)
