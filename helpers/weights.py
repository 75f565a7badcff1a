"""The picture of a weight: how its values are distributed, and the spread that was promised beside the one it has."""

from __future__ import annotations

import torch

from .language import say


def draw_weights(picture, weight: torch.Tensor, promised: float | None = None, *, reach: float = 2.0, panel=0) -> None:
    """Draw the histogram of `weight` from -reach to reach, lines at ± its promised std, and both stds in words.

    >>> draw_weights(picture, nn.init.normal_(torch.empty(64, 128), std=0.5), promised=0.5)
    """
    values = weight.detach().cpu()
    picture.histogram("weight", values, bins=81, range=(-reach, reach), panel=panel)
    measured = float(values.std(correction=0))
    if promised is None:
        picture.caption(f"`std: {measured:.4f}`")
        return
    for name, at in (("_−σ", -promised), ("_σ", promised)):
        picture.level(name, x=at, panel=panel)
    picture.caption(
        say(f"`std: {measured:.4f}`, promised: `{promised:.4f}`", f"`std: {measured:.4f}`，應為 `{promised:.4f}`")
    )
