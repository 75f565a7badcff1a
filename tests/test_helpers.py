"""The small helpers: say, device, curves, signature."""

import pytest
import torch
from torch import nn

from helpers import device, draw_function, draw_weights, say, signature, spread, through, value_and_slope
from helpers.figures import Picture
from helpers.language import card, simplified_map, switch

x = torch.linspace(-3, 3, 61, dtype=torch.float64)


def test_say_marks_code_and_bold_and_escapes_the_rest():
    text = say("`a<b` **bold** <script>", "`a<b` **粗** & ")
    assert text.html() == (
        '<div lang="en"><code>a&lt;b</code> <b>bold</b> &lt;script&gt;</div>'
        '<div lang="zh-Hant"><code>a&lt;b</code> <b>粗</b> &amp; </div>'
    )
    assert str(text) == "a<b bold <script>\na<b 粗 & "
    assert text.plain()["en"] == "a<b bold <script>"


def test_words_that_are_the_same_in_both_languages_stand_once():
    assert say("`x`", "`x`").html("span") == "<span><code>x</code></span>"
    assert str(say("a", "a")) == "a"


def test_a_card_keeps_its_border_without_our_style_sheet():
    assert 'style="border-left' in card("nn-good", [say("a", "甲")])


def test_the_switch_carries_a_map_of_equal_lengths():
    old, new = switch().simplified
    assert len(old) == len(new) == len(simplified_map()) > 2000
    assert new[old.index("網")] == "网"


def test_random_numbers_are_the_same_on_every_device_and_independent_of_other_draws():
    first = device.normal(3, 4, seed=5)
    torch.randn(10)
    assert torch.equal(first, device.normal(3, 4, seed=5))
    assert not torch.equal(first, device.normal(3, 4, seed=6))
    assert first.device.type == device.here.type
    assert torch.equal(first.cpu(), torch.randn(3, 4, generator=torch.Generator().manual_seed(5)))
    assert device.uniform(100).min() >= 0 and device.uniform(100).max() < 1


def test_the_device_line_names_torch_and_the_place():
    assert torch.__version__ in str(device.report()) and device.here.type in str(device.report())


@pytest.mark.parametrize(
    "f, derivative",
    [
        (torch.tanh, lambda x: 1 - torch.tanh(x) ** 2),
        (torch.sin, torch.cos),
        (nn.ELU(inplace=True), lambda x: torch.where(x > 0, 1, x.exp())),
    ],
)
def test_the_slope_is_the_derivative(f, derivative):
    y, slope = value_and_slope(f, x)
    assert torch.allclose(slope, derivative(x)) and not y.requires_grad and not slope.requires_grad


def test_the_slope_is_found_even_where_gradients_are_switched_off():
    with torch.no_grad():
        assert torch.allclose(value_and_slope(torch.sin, x)[1], torch.cos(x))


def test_drawing_a_function_says_value_and_slope_at_a_point():
    picture = Picture()
    draw_function(picture, nn.LeakyReLU(0.1), x, at=-2.0)
    assert picture.words.en == "`f(-2) = -0.2` · `f′(-2) = 0.1`"


def test_signatures_are_read_from_torch():
    assert repr(signature(nn.LeakyReLU)) == "nn.LeakyReLU(negative_slope=0.01, inplace=False)"
    assert "generated/torch.nn.LeakyReLU.html" in signature(nn.LeakyReLU)._repr_html_()
    assert repr(signature(nn.init.constant_)) == "nn.init.constant_(tensor, val)"
    assert "nn.init.html#torch.nn.init.constant_" in signature(nn.init.constant_)._repr_html_()


def test_a_signal_goes_forward_and_a_gradient_comes_back():
    layers = nn.Sequential(nn.Linear(8, 8), nn.ReLU())
    signals, gradients = through(layers, torch.ones(4, 8))
    assert [s.shape for s in signals] == [g.shape for g in gradients] == [(4, 8)] * 3
    assert torch.equal(signals[2], layers(torch.ones(4, 8)))
    assert torch.allclose(gradients[1], gradients[2] * (signals[1] > 0))
    assert layers[0].weight.grad is None


def test_a_spread_is_measured_where_float32_would_overflow_or_underflow():
    wide, narrow = spread([torch.tensor([1e30, -1e30]), torch.tensor([1e-40, -1e-40])]).tolist()
    assert wide == pytest.approx(1e30) and narrow == pytest.approx(1e-40, rel=1e-4)


def test_a_weight_is_drawn_with_its_promised_and_its_measured_std():
    picture = Picture(x=(-2, 2), y=(0, 1))
    draw_weights(picture, nn.init.uniform_(torch.empty(64, 64), -1, 1), promised=3**-0.5)
    assert "promised: `0.5774`" in picture.words.en and "應為" in picture.words.zh and picture.frame()
