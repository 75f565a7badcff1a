"""Blocks: what shares a statistic is found, not declared; pictures of any shape; tables of what layers do."""

import numpy as np
import pytest
import torch
from torch import nn

from helpers import Picture, compare, draw_block, draw_moments, draw_numbers, draw_sheet, moments, say, shared
from helpers.blocks import _tints
from helpers.comparison import over

SHAPE = (3, 4, 2, 5)
N, C, H, W = np.meshgrid(*(np.arange(size) for size in SHAPE), indexing="ij")
LAYERS = {  # what a layer takes together, from its definition
    "BatchNorm2d": (nn.BatchNorm2d(4), C),
    "LayerNorm of all": (nn.LayerNorm((4, 2, 5)), N),
    "LayerNorm of rows": (nn.LayerNorm(5), (N * 4 + C) * 2 + H),
    "InstanceNorm2d": (nn.InstanceNorm2d(4), N * 4 + C),
    "GroupNorm": (nn.GroupNorm(2, 4), N * 2 + C // 2),
    "RMSNorm": (nn.RMSNorm((2, 5)), N * 4 + C),
    "BatchNorm2d in evaluation mode": (nn.BatchNorm2d(4).eval(), np.arange(120).reshape(SHAPE)),
    "no norm": (nn.ReLU(), np.arange(120).reshape(SHAPE)),
}


@pytest.fixture
def x():
    return torch.randn(SHAPE, generator=torch.Generator().manual_seed(0)) * 2 + 1


@pytest.mark.parametrize("name", LAYERS)
def test_what_shares_a_statistic_is_found(name, x):
    layer, wanted = LAYERS[name]
    assert shared(layer, x).tolist() == wanted.tolist()


@pytest.mark.parametrize("m", [1, 2])
def test_groups_of_one_and_of_two_numbers_are_found_too(m):
    assert shared(nn.LayerNorm(m), torch.randn(3, m)).tolist() == [[n] * m for n in range(3)]


def test_a_number_that_is_0_has_its_part_in_a_root_mean_square():
    assert shared(nn.RMSNorm(3), torch.tensor([[1.0, 0.0, 2.0], [0.0, 0.0, 0.0]])).tolist() == [[0] * 3, [1] * 3]


def test_asking_leaves_the_layer_as_it_was(x):
    layer = nn.BatchNorm2d(4)
    shared(layer, x)
    assert layer.running_mean.eq(0).all() and layer.num_batches_tracked == 0 and layer.weight.grad is None


def test_moments_are_those_of_each_group(x):
    mean, deviation = moments(x, shared(nn.BatchNorm2d(4), x))
    assert torch.allclose(mean.float(), x.mean((0, 2, 3)))
    assert torch.allclose(deviation.float(), x.std((0, 2, 3), correction=0))


@pytest.mark.parametrize("name", LAYERS)
def test_neighbouring_groups_have_different_colours(name, x):
    labels = torch.as_tensor(LAYERS[name][1])
    tints = _tints(labels, torch.zeros(SHAPE)).reshape(*SHAPE, 3)
    for dim in range(4):
        here, there = np.moveaxis(tints, dim, 0)[:-1], np.moveaxis(tints, dim, 0)[1:]
        other = np.diff(LAYERS[name][1], axis=dim) != 0
        assert (np.abs(here - there).max(-1)[np.moveaxis(other, dim, 0)] > 0).all()


@pytest.mark.parametrize("shape", [(1, 1, 1, 1), (4, 8, 8, 8), (3, 5, 6), (7, 6)])
def test_blocks_of_any_shape_are_drawn(shape):
    picture, block = Picture(3), torch.randn(shape)
    labels = shared(nn.LayerNorm(shape[-1]), block)
    if len(shape) == 4:
        draw_block(picture, block, labels)
    draw_sheet(picture, block, labels, panel=1)
    draw_moments(picture, block, labels, panel=2)
    picture.fitted()
    light = picture.frame()
    picture.restyle(dark=True)
    assert picture.frame() != light and f"K = {int(labels.max()) + 1}" in picture.alt.en


def test_numbers_are_framed_with_those_that_share(x):
    picture = Picture(2, titles=["x", "y"])
    y = draw_numbers(picture, nn.InstanceNorm2d(4), x, at=0)
    assert torch.allclose(y, nn.InstanceNorm2d(4)(x))
    assert "shared: rows 0 1; columns 0 … 4" in picture.alt.en
    axes = picture._panels[0].axes
    ticks = [[label.get_text() for label in axis.get_ticklabels()] for axis in (axes.xaxis, axes.yaxis)]
    assert ticks == [list("0123"), list("012")]  # channels and samples, not cells and gaps


def test_the_dimensions_of_a_statistic():
    letters = {name: over(torch.as_tensor(labels), "NCHW") for name, (_, labels) in LAYERS.items()}
    assert letters["BatchNorm2d"] == "N, H, W" and letters["LayerNorm of all"] == "C, H, W"
    assert letters["GroupNorm"] == "C/2, H, W" and letters["no norm"] == "—"


def test_a_comparison_is_computed(x):
    layers = {
        "nn.BatchNorm2d(4)": (nn.BatchNorm2d(4), say("large batches", "大批次")),
        "nn.GroupNorm(2, 4)": (nn.GroupNorm(2, 4), say("small batches", "小批次")),
    }
    table = compare(layers, x, "NCHW")
    first, second = (" ".join(line.split()) for line in repr(table).splitlines()[1:])
    assert first == "nn.BatchNorm2d(4) N, H, W 4 4 + 4 running_mean, running_var, num_batches_tracked no"
    assert second == "nn.GroupNorm(2, 4) C/2, H, W 6 4 + 4 — yes"
    assert "大批次" in table._repr_html_() and "large batches" in table._repr_html_()
