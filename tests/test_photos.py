"""Pictures from a package, and clips drawn frame by frame."""

import numpy as np
import torch
from torch import nn

from helpers import Picture, Sheet, draw_clips, photo


def test_a_photograph_is_square_and_grey():
    picture = photo(64)
    assert picture.shape == (64, 64) and picture.dtype == torch.float32
    assert picture.min() >= 0 and picture.max() <= 1 and picture.std() > 0.1
    assert not torch.equal(picture, photo(64, "flower.jpg"))


def test_a_photograph_is_drawn_in_grey_on_every_page():
    picture = Picture()
    picture.photo("x", np.array([[0.0, 0.5], [2.0, np.nan]]))
    (image,) = picture._panels[0].axes.images
    assert image.get_array()[..., 0].tolist() == [[0.0, 0.5], [1.0, 0.0]]
    assert picture.alt.en.startswith("x: 2 × 2 cells")


def test_each_frame_of_a_clip_has_its_place():
    picture, clip = Sheet(["x", "y"], frames=4), torch.ones(1, 4, 6, 6)
    draw_clips(picture, x=clip, y=nn.MaxPool3d(2)(clip), high=1)
    cells = picture._marks[(0, "heatmap", "x")].numbers["matrix"]
    assert cells.shape == (20, 40) and np.nansum(cells) == 4 * 36 + 2 * 9
    assert cells[5, 35] == 1 and np.isnan(cells[6, 35]) and np.isnan(cells[13, 0])
    assert len([name for _, _, name in picture._marks if name.startswith("_")]) == 4 + 2
    axes = picture._panels[0].axes
    assert [text.get_text() for text in axes.get_yticklabels()] == ["x", "y"]
    assert [text.get_text() for text in axes.get_xticklabels()] == ["0", "1", "2", "3"]
    assert picture.alt.en == "x: 4 frames of 6 × 6, values 1 … 1; y: 2 frames of 3 × 3, values 1 … 1"
