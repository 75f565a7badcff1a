"""The picture of a weight: how its values are distributed, and the spread that was promised beside the one it has."""

from __future__ import annotations

import torch

from .language import say


def draw_weights(picture, weight: torch.Tensor, promised: float | None = None, *, reach=2.0, bins=80, panel=0) -> None:
    """Draw the histogram of `weight` from -reach to reach, its fullest bin 1; both stds in words.

    Two lines stand one promised std to either side of the mean. Weights beyond `reach` are not drawn.

    >>> draw_weights(picture, nn.init.normal_(torch.empty(64, 128), std=0.5), promised=0.5)
    """
    values = weight.detach().cpu()
    near = values[values.abs() <= reach]
    picture.histogram("weight", near, bins=bins, range=(-reach, reach), peak=True, panel=panel)
    measured = float(values.std(correction=0))
    if promised is None:
        picture.caption(f"`std: {measured:.4f}`")
        return
    for name, at in (("−σ", -promised), ("σ", promised)):
        picture.level(name, x=float(values.mean()) + at, panel=panel)
    picture.caption(
        say(f"`std: {measured:.4f}`, promised: `{promised:.4f}`", f"`std: {measured:.4f}`，應為 `{promised:.4f}`")
    )
