"""Windows on cells: what is outlined is what the module computed from."""

import pytest
import torch
from torch import nn

from helpers import Picture, draw_window
from helpers.windows import padded_input

GRID, LINE = (6, 7), (9,)
CONVOLUTIONS = [
    (nn.Conv2d(1, 1, 3), GRID),
    (nn.Conv2d(1, 1, (2, 3), stride=(2, 1), padding=(1, 2), dilation=(2, 1)), GRID),
    (nn.Conv2d(1, 1, 2, padding="same"), GRID),
    (nn.Conv2d(1, 1, 4, padding="same", dilation=2, padding_mode="circular"), (10, 9)),
    (nn.Conv2d(1, 1, 3, padding="valid"), GRID),
    *((nn.Conv2d(1, 1, 3, padding=2, padding_mode=mode), GRID) for mode in ("reflect", "replicate", "circular")),
    (nn.Conv1d(1, 1, 3, stride=2, padding=1), LINE),
    (nn.Conv1d(1, 1, 3, padding=2, padding_mode="reflect", bias=False), LINE),
]
POOLS = [
    (nn.MaxPool2d(2), GRID),
    (nn.MaxPool2d(3, 2, 1, dilation=1, ceil_mode=True), GRID),
    (nn.MaxPool2d(3, 1, 1, dilation=2), GRID),
    (nn.MaxPool1d(3, 2, padding=1), LINE),
]


@pytest.fixture
def picture():
    return Picture(2, titles=["x", "y"])


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths")  # torch pads a copy; so do we
@pytest.mark.parametrize("module, shape", CONVOLUTIONS, ids=str)
def test_each_output_of_a_convolution_is_its_window_times_the_weight(picture, module, shape):
    x = torch.randn(shape)
    y = module(x[None])[0].flatten()
    bias = 0 if module.bias is None else module.bias.item()
    for at in range(y.numel()):
        window = draw_window(picture, module, x, at)
        computed = (window.values * module.weight[0, 0]).sum() + bias
        assert torch.allclose(computed, y[at], atol=1e-5)


@pytest.mark.parametrize("module, shape", POOLS, ids=str)
def test_each_output_of_a_maximum_pool_is_the_highest_of_its_window(picture, module, shape):
    x = torch.randn(shape) - 9  # negative: a padding of zeros would win
    y = module(x[None])[0].flatten()
    for at in range(y.numel()):
        window = draw_window(picture, module, x, at)
        assert (x if x.dim() == 2 else x[None])[window.highest] == y[at]


def test_an_average_counts_the_padding_but_not_what_lies_beyond(picture):
    pool, x = nn.AvgPool2d(3, 2, padding=1, ceil_mode=True), torch.randn(6, 6)
    y = pool(x[None])[0].flatten()
    for at in range(y.numel()):
        assert torch.allclose(draw_window(picture, pool, x, at).values.nanmean(), y[at], atol=1e-6)


def test_the_sum_of_a_power_average_pool_has_its_window_as_stride(picture):
    pool, x = nn.LPPool2d(1, 2), torch.rand(4, 4)
    y = pool(x[None])[0].flatten()
    assert torch.allclose(torch.stack([draw_window(picture, pool, x, at).values.sum() for at in range(4)]), y)


@pytest.mark.parametrize("padding", [0, 1])
def test_a_transposed_convolution_lays_its_window_on_the_output(picture, padding):
    module, x = nn.ConvTranspose2d(1, 1, 3, stride=2, padding=padding, bias=False), torch.zeros(3, 4)
    x[1, 2] = 1.0
    window = draw_window(picture, module, x, 6)
    y = module(x[None])[0]
    assert window.cell == (1, 2)
    assert torch.equal(window.values, module.weight[0, 0])
    assert torch.equal(y[window.rows, window.columns], module.weight[0, 0]) and y.count_nonzero() == 9


def test_windows_begin_anew_after_the_last(picture):
    pool, x = nn.MaxPool2d(2), torch.randn(4, 4)
    assert draw_window(picture, pool, x, 4).cell == draw_window(picture, pool, x, 0).cell == (0, 0)


def test_what_the_module_refuses_is_its_own_error(picture):
    with pytest.raises(RuntimeError, match="at most half"):
        draw_window(picture, nn.MaxPool2d(2, padding=2), torch.randn(4, 4))


def test_minus_infinity_is_what_a_maximum_pool_is_padded_with():
    padded, corner = padded_input(nn.MaxPool1d(3, padding=1), torch.tensor([5.0, 7.0]))
    assert padded.tolist() == [[-torch.inf, 5, 7, -torch.inf]] and corner == (0, -1)
    assert padded_input(nn.AvgPool1d(3, padding=1), torch.tensor([5.0, 7.0]))[0].tolist() == [[0, 5, 7, 0]]


def test_alt_text_tells_where_the_window_lies(picture):
    draw_window(picture, nn.Conv2d(1, 1, 3, padding=1), torch.randn(4, 4), 0)
    assert "window: rows −1 … 1; columns −1 … 1" in picture.alt.en
