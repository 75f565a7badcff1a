"""A block of numbers, coloured by which of them share a statistic in a normalization layer.

Nothing here knows what a layer normalizes over: `shared` asks the real module, by derivatives.
"""

from __future__ import annotations

import copy

import numpy as np
import torch
from matplotlib.collections import PolyCollection
from torch import Tensor, nn

from . import cells, marks
from .figures import Picture

GROUPS = ("#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7")  # safe for the colour-blind
_STEP = (1, 2, 3, 1)  # how far the colours of neighbours along N, C, H, W lie apart
_DEPTH = (0.5, 0.42)  # where the next sample of a block stands: to the right, up
_HEIGHT = 6.0  # of a block, whatever H · W
_DOTS = 50  # along a tile, the gap of two included


def shared(module: nn.Module, x: Tensor) -> Tensor:
    """For each number of `x`, which statistic of `module` it has a part in: 0, 1, 2 … in the order of the numbers.

    >>> shared(nn.LayerNorm(3), torch.randn(2, 3))
    tensor([[0, 0, 0],
            [1, 1, 1]])

    An output that depends on other inputs than its own shares a statistic with them: its derivatives are not 0 there.
    Computed in float64 on copies, so that a derivative of 0 is exactly 0. A 0 in `x` is moved a little: nothing in
    RMSNorm depends on it to first order. Errors: whatever the module raises.
    """
    values = x.detach().cpu().double()
    leaf = values.where(values != 0, 0.1234).requires_grad_()
    with torch.enable_grad():
        y = copy.deepcopy(module).cpu().double()(leaf)
    labels, found = torch.full((x.numel(),), -1), 0
    while (free := labels < 0).any():
        first = int(free.nonzero()[0])
        probe = torch.zeros(x.numel(), dtype=y.dtype)
        probe[first] = 1
        (slope,) = torch.autograd.grad(y, leaf, probe.view_as(y), retain_graph=True)
        labels[(slope.flatten() != 0) & free] = found
        labels[first] = found  # alone, an output may depend on nothing at all
        found += 1
    return labels.view(x.shape)


def moments(x: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and standard deviation (biased) of the numbers under each label.

    >>> moments(torch.tensor([1.0, 3.0, 5.0]), torch.tensor([0, 0, 1]))
    (tensor([2., 5.], dtype=torch.float64), tensor([1., 0.], dtype=torch.float64))
    """
    values, where = x.detach().cpu().double().flatten(), labels.flatten()
    count = where.bincount().double()
    mean = where.bincount(values) / count
    return mean, (where.bincount((values - mean[where]) ** 2) / count).sqrt()


def draw_block(picture: Picture, x: Tensor, labels: Tensor, *, panel=0) -> None:
    """Draw `x` (N, C, H, W) as a block: C to the right, H · W down, N to the back; a colour for each label.

    >>> draw_block(picture, x, shared(nn.BatchNorm2d(6), x))

    Lightness tells the value. Three faces are seen: the first sample, the first position, the last channel.
    """
    samples, channels, *_ = x.shape
    where = labels.flatten(2)
    tints = _tints(labels, x).reshape(*where.shape, 3)
    n, c, p = (np.arange(size, dtype=float) for size in where.shape)
    row = _HEIGHT / p.size
    front = _quads(*np.meshgrid(c, -row * p, indexing="ij"), (1, 0), (0, -row))
    top = _quads(*_back(*np.meshgrid(n, c, indexing="ij"), 0.0), (1, 0), _DEPTH)
    side = _quads(*_back(*np.meshgrid(n, -row * p, indexing="ij"), channels, down=True), _DEPTH, (0, -row))
    corners = np.concatenate([part.reshape(-1, 4, 2) for part in (front, top, side)])
    faces = np.concatenate([part.reshape(-1, 3) for part in (tints[0], tints[:, :, 0], tints[:, -1])])
    size = "×".join(map(str, x.shape))
    picture.draw(_tiles, "_block", (panel,), x=corners[..., 0], y=corners[..., 1], faces=faces, words=size)
    right, up = samples * _DEPTH[0], samples * _DEPTH[1]
    for letter, place in {
        "C": (channels / 2, -_HEIGHT - 0.45),
        "H·W": (-0.85, -_HEIGHT / 2),
        "N": (right / 2 - 0.55, up / 2 + 0.3),
    }.items():
        picture.label(letter, *place, letter, panel=panel)


def draw_sheet(picture: Picture, x: Tensor, labels: Tensor, *, panel=0) -> None:
    """Draw `x` as tiles, a row for each sample and a column for each channel, so that no number is hidden.

    >>> draw_sheet(picture, x, shared(nn.BatchNorm2d(6), x), panel=1)

    Hue tells the label, lightness the value; where a whole tile has one label, its number stands on it.
    (N, L, C) is one row of tiles, a tile for each sample; (N, C) is one tile.
    """
    where, values = (_four_dimensions(part.detach().cpu()) for part in (labels, x))
    colors = _tints(where, values).reshape(*where.shape, 3)
    picture.draw(_sheet, f"K = {int(where.max()) + 1}", (panel,), matrix=values.mean((2, 3)), colors=colors)
    tiles = where.flatten(2)
    whole = torch.where((tiles == tiles[..., :1]).all(-1), tiles[..., 0].double(), torch.nan)
    picture.draw(cells.digits, "_k", (panel,), matrix=whole, decimals=0)


def draw_moments(picture: Picture, x: Tensor, labels: Tensor, *, panel=0) -> None:
    """Draw mean and standard deviation of each label's numbers, spread over 0 … 1 from the first label to the last.

    >>> draw_moments(picture, y, shared(layer, x), panel=2)
    """
    mean, deviation = moments(x, labels)
    places = (torch.arange(len(mean)) + 0.5) / len(mean)
    picture.level("_0", y=0, panel=panel)
    picture.level("_1", y=1, panel=panel)
    for name, values, color in (("μ", mean, "value"), ("σ", deviation, "second")):
        picture.draw(_in_order, name, (panel, color), x=places, y=values)


def draw_numbers(picture: Picture, module: nn.Module, x: Tensor, at: int) -> Tensor:
    """Draw `x` (N, C, H, W) in the first panel and `module(x)` in the last, with outlines around those that share.

    >>> draw_numbers(picture, nn.GroupNorm(2, 4), x, at=5)       # the numbers that share a statistic with number 5

    Tiles as in `draw_sheet`, with a gap between them. What the module raises is not caught. Returns module(x).
    """
    y = module(x).detach().cpu()
    labels = shared(module, x)
    chosen = labels == labels.flatten()[at % x.numel()]
    for name, values, panel in (("x", x.cpu(), 0), ("y", y, -1)):
        matrix = _with_gaps(values)
        picture.draw(_numbered_tiles, name, (panel,), matrix=matrix, tile=x.shape[2:])
        picture.draw(cells.digits, f"_{name}", (panel,), matrix=matrix, decimals=1)
        rows, columns = np.nonzero(_with_gaps(chosen.double()) == 1)
        picture.outline("_shared", rows, columns, panel=panel)
        own = torch.arange(x.numel()).view(x.shape) == at % x.numel()
        picture.outline("_at", *np.nonzero(_with_gaps(own.double()) == 1), panel=panel, color="reference")
    return y


def _sheet(axes, image, *, matrix, colors):
    """Tiles of equal size, whatever they hold; row 0 on top. `matrix` has a number a tile: its mean, for alt text."""
    n, c, h, w = colors.shape[:4]
    places = [np.minimum(np.arange(_DOTS) * size // (_DOTS - 2), size - 1) for size in (h, w)]
    dots = colors[:, :, places[0]][:, :, :, places[1]]
    dots = np.concatenate([dots, np.ones_like(dots[..., :1])], axis=-1)
    dots[:, :, -2:], dots[:, :, :, -2:] = 0, 0  # a gap, through which the page is seen
    return cells.pixels(axes, image, dots.transpose(0, 2, 1, 3, 4).reshape(n * _DOTS, c * _DOTS, 4), matrix.shape)


def _numbered_tiles(axes, image, *, matrix, tile):
    """Cells in tiles of (rows, columns), a gap after each; along the edges the tiles are counted."""
    new, image = image is None, cells.heatmap(axes, image, matrix=matrix, low=-4, high=4)
    for axis, many, size in zip((axes.yaxis, axes.xaxis), matrix.shape, tile, strict=True) if new else ():
        middles = np.arange((size - 1) / 2, many, size + 1)
        axis.set_ticks(middles, range(len(middles)))
    return image


def _in_order(axes, line, *, x, y):
    """Points, where x is no more than their order: nothing is counted below."""
    if line is None:
        axes.set_xticks([])
    return marks.points(axes, line, x=x, y=y)


def _tiles(axes, collection, *, x, y, faces, words):
    """Quadrilaterals, each with a colour of its own on every page."""
    if collection is None:
        collection = axes.add_collection(PolyCollection([], lw=0, antialiased=False), autolim=False)
        axes.set_axis_off()
    collection.set_verts(np.stack([x, y], axis=-1))
    collection.set_facecolor(faces)
    return collection


def _tints(labels: Tensor, values: Tensor) -> np.ndarray:
    """A hue for each label, other than its neighbours', lighter for a low value: (numbers, 3)."""
    where = labels.cpu().reshape(-1)
    first = torch.zeros(int(where.max()) + 1, dtype=torch.long).scatter_reduce(
        0, where, torch.arange(where.numel()), "amin", include_self=False
    )
    starts = np.unravel_index(first.numpy(), labels.shape)
    ranks = [np.unique(start, return_inverse=True)[1] for start in starts]
    hue = sum(step * rank for step, rank in zip(_STEP[-len(ranks) :], ranks, strict=True)) % len(GROUPS)
    colors = np.array([[int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)] for color in GROUPS])[hue][where.numpy()]
    strength = np.clip(values.detach().cpu().double().numpy().reshape(-1, 1) / 9 + 0.68, 0.36, 1)
    return 1 - strength * (1 - colors)


def _quads(x, y, along, down) -> np.ndarray:
    """Four corners for each point (x, y): it, and what two sides lead to. (*shape, 4, 2)."""
    steps = ((0, 0), along, np.add(along, down), down)
    return np.stack([np.stack([x + right, y + up], axis=-1) for right, up in steps], axis=-2)


def _back(n, other, fixed, down=False):
    """Where sample n stands: on the top face (`other` is a channel), or on the right one (`other` is a height)."""
    right, up = n * _DEPTH[0], n * _DEPTH[1]
    return (fixed + right, other + up) if down else (other + right, fixed + up)


def _four_dimensions(x: Tensor) -> Tensor:
    """(N, C, H, W); (1, N, L, C) for three dimensions and (1, 1, N, C) for two."""
    return x[(None,) * (4 - x.dim())]


def _with_gaps(x: Tensor) -> np.ndarray:
    """(N, C, H, W) as one matrix of tiles, an empty row and column between two of them."""
    padded = torch.nn.functional.pad(_four_dimensions(x).double(), (0, 1, 0, 1), value=torch.nan)
    n, c, h, w = padded.shape
    return padded.permute(0, 2, 1, 3).reshape(n * h, c * w)[:-1, :-1].numpy()
