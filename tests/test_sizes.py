"""The size formulas against torch itself, on random settings: they agree always, or torch refuses."""

import random

import pytest
import torch
from torch import nn

from helpers.sizes import setting, size_formulas

ROUNDS = 150  # settings a kind of layer
ENOUGH = 30  # of which torch must accept this many, so that the test says something
KINDS = ["Conv", "ConvTranspose", "MaxPool", "AvgPool", "LPPool", "MaxUnpool"]


def window_layer(kind: str, dims: int, chance: random.Random) -> nn.Module:
    """A layer with a window, with random parameters: many legal, some not."""
    some = lambda low, high: tuple(chance.randint(low, high) for _ in range(dims))  # noqa: E731 - drawn for each
    given = {"kernel_size": some(1, 4), "stride": some(1, 3)}
    if kind == "LPPool":
        given = {name: chance.randint(1, 3) for name in given}  # LPPool1d computes with kernel_size: no tuple
    else:
        given["padding"] = some(0, 2)
    if kind in ("MaxPool", "AvgPool", "LPPool"):
        given["ceil_mode"] = chance.random() < 0.5
    if kind in ("Conv", "ConvTranspose", "MaxPool"):
        given["dilation"] = some(1, 2)
    if kind == "ConvTranspose":
        given["output_padding"] = some(0, 1)
    if kind == "Conv" and chance.random() < 0.3:
        given |= {"padding": chance.choice(["same", "valid"])}
        given["stride"] = 1 if given["padding"] == "same" else given["stride"]
    first = {"Conv": (3, 4), "ConvTranspose": (3, 4), "LPPool": (2,)}.get(kind, ())
    return getattr(nn, f"{kind}{dims}d")(*first, **given)


def settings(kind: str, dims: int) -> list[tuple]:
    """(layer, inputs) for a few random settings that torch accepts, with what it returns."""
    chance, found = random.Random(f"{kind}{dims}"), []
    for _ in range(ROUNDS):
        shape = (2, 3, *(chance.randint(3, 12) for _ in range(dims)))[0 if chance.random() < 0.8 else 1 :]
        try:
            layer = window_layer(kind, dims, chance)
            inputs = [torch.rand(shape)]
            if kind == "MaxUnpool":
                inputs.append(torch.zeros(shape, dtype=torch.long))
            found.append((layer, shape, tuple(layer(*inputs).shape)))
        except (RuntimeError, ValueError):  # what torch refuses has no size
            continue
    return found


@pytest.mark.filterwarnings("ignore")  # torch warns of lengths that 'same' pads unevenly
@pytest.mark.parametrize("dims", [1, 2, 3])
@pytest.mark.parametrize("kind", KINDS)
def test_windows_agree_with_torch(kind, dims):
    accepted = settings(kind, dims)
    assert len(accepted) >= ENOUGH
    different = [(layer, shape, returned) for layer, shape, returned in accepted if sizes(layer, shape) != returned]
    assert different == []


def sizes(layer: nn.Module, shape: tuple) -> tuple:
    """The output's shape by formula."""
    return tuple(size.value for size in size_formulas(layer, shape))


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (nn.Linear(6, 4), (6,)),
        (nn.Linear(6, 4), (2, 6)),
        (nn.Linear(6, 4), (2, 3, 5, 6)),
        (nn.Flatten(), (2, 3, 4, 5)),
        (nn.Flatten(0), (2, 3, 4)),
        (nn.Flatten(1, 2), (2, 3, 4, 5)),
        (nn.Flatten(-2, -1), (2, 3, 4, 5, 6)),
        (nn.AdaptiveAvgPool2d((None, 3)), (2, 3, 7, 8)),
        (nn.AdaptiveMaxPool1d(5), (3, 7)),
        (nn.AdaptiveAvgPool3d(1), (2, 3, 4, 5, 6)),
        (nn.BatchNorm1d(3), (4, 3)),
        (nn.BatchNorm2d(3), (4, 3, 5, 6)),
        (nn.LayerNorm([5, 6]), (4, 3, 5, 6)),
        (nn.GroupNorm(3, 6), (4, 6, 5)),
        (nn.InstanceNorm3d(3), (2, 3, 4, 5, 6)),
        (nn.RMSNorm(6), (2, 3, 6)),
        (nn.Dropout(0.5), (2, 3)),
        (nn.GELU(), (2, 3, 4)),
    ],
    ids=str,
)
def test_others_agree_with_torch(layer, shape):
    assert sizes(layer, shape) == tuple(layer(torch.rand(shape)).shape)


def test_the_numbers_are_filled_in():
    *_, height, _width = size_formulas(nn.Conv2d(3, 8, 5, stride=2, padding=1), (1, 3, 28, 30))
    assert str(height) == (
        "H_out = ⌊(H + 2·padding − dilation·(kernel_size − 1) − 1) / stride⌋ + 1"
        " = ⌊(28 + 2·1 − 1·(5 − 1) − 1) / 2⌋ + 1 = 13"
    )
    assert "dilation" not in str(size_formulas(nn.AvgPool2d(2), (1, 3, 8, 8))[2])


def test_a_layer_without_a_formula_says_so():
    assert size_formulas(nn.LSTM(3, 4), (5, 2, 3)) is None


def test_a_setting_is_spread_over_the_dimensions():
    assert setting(nn.LPPool2d(2, 3), "stride") == (3, 3)  # none was given: the kernel's size
    assert setting(nn.MaxPool3d(2, padding=1), "padding") == (1, 1, 1)
    assert setting(nn.Conv2d(1, 1, (2, 3)), "kernel_size") == (2, 3)
    assert setting(nn.AvgPool1d(2), "dilation", usual=1) == (1,)
