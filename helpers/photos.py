"""A real picture without a download: scikit-learn brings two photographs."""

from __future__ import annotations

import numpy as np
import torch
from torch.nn import functional as F


def photo(size: int, name: str = "china.jpg") -> torch.Tensor:
    """A square grey photograph of size × size pixels between 0 and 1, on the CPU.

    >>> photo(128).shape
    torch.Size([128, 128])

    name: "china.jpg", a temple, or "flower.jpg". It is cut square and shrunk without aliasing.
    Source: `sklearn.datasets.load_sample_image`.
    """
    from sklearn.datasets import load_sample_image  # takes a second to import: only where a picture is asked for

    grey = torch.from_numpy(np.ascontiguousarray(load_sample_image(name), dtype=np.float32)).mean(2) / 255
    side = min(grey.shape)
    square = grey[None, None, :side, -side:]
    return F.interpolate(square, size=(size, size), mode="bilinear", antialias=True)[0, 0]
