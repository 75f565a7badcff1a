"""Pictures: what is drawn is what was given, frames are images, limits hold still."""

import io
import itertools

import numpy as np
import pytest
import torch
from PIL import Image

from helpers import marks
from helpers.figures import COLORS, Picture


def pixels(picture: Picture, **options) -> np.ndarray:
    """A frame as an array (height, width, 3)."""
    return np.asarray(Image.open(io.BytesIO(picture.frame(**options))).convert("RGB")).astype(int)


def amount(image: np.ndarray, color: str, tolerance=40) -> int:
    """How many pixels are nearly of this colour."""
    wanted = [int(color[i : i + 2], 16) for i in (1, 3, 5)]
    return int((np.abs(image - wanted).max(axis=-1) < tolerance).sum())


@pytest.fixture
def picture() -> Picture:
    return Picture(x=(0, 10), y=(0, 10))


BLUE, ORANGE = COLORS["value"][0], COLORS["slope"][0]


def test_a_frame_has_the_promised_size_and_form(picture):
    assert pixels(picture).shape == (340, 900, 3)
    assert pixels(picture, scale=2).shape == (680, 1800, 3)
    assert picture.frame("JPEG").startswith(b"\xff\xd8")
    assert picture.frame("PNG").startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "draw",
    [
        lambda p: p.curve("f", [0, 10], [1, 9]),
        lambda p: p.points("p", [5], [5]),
        lambda p: p.bars("b", [3, 5]),
        lambda p: p.histogram("h", torch.randn(50), range=(0, 10)),
        lambda p: p.steps("s", [0, 5, 10], [2, 8]),
        lambda p: p.arrow("a", (1, 1), (9, 9), color="value"),
        lambda p: p.box("o", (1, 1), (9, 9), color="value"),
        lambda p: p.outline("o", [4, 4], [4, 5], color="value"),
        lambda p: p.level("l", y=5, color="value"),
        lambda p: p.label("t", 5, 5, "∂", color="value"),
    ],
    ids=["curve", "points", "bars", "histogram", "steps", "arrow", "box", "outline", "level", "label"],
)
def test_each_mark_puts_its_colour_on_the_picture_and_takes_it_off_again(picture, draw):
    empty = amount(pixels(picture), BLUE, 90)
    draw(picture)
    assert amount(pixels(picture), BLUE, 90) > empty + 10
    picture.begin()
    assert amount(pixels(picture), BLUE, 90) == empty


@pytest.mark.parametrize("draw", ["heatmap", "cells"])
def test_a_matrix_shows_its_signs_as_colours(draw):
    picture = Picture()
    getattr(picture, draw)("A", [[-1.0, 0.0], [0.0, 1.0]])
    picture.fitted()
    image = pixels(picture)
    top_left, bottom_right = image[60, 200], image[280, 700]
    assert top_left[2] > top_left[0] + 50, "row 0, column 0 is negative: blue, at the top left"
    assert bottom_right[0] > bottom_right[2] + 50, "row 1, column 1 is positive: orange"


def test_cells_carry_their_numbers():
    plain, numbered = Picture(), Picture()
    matrix = torch.arange(6.0).reshape(2, 3)
    plain.heatmap("A", matrix)
    numbered.cells("A", matrix)
    for picture in (plain, numbered):
        picture.fitted()
    assert amount(pixels(numbered), "#1a1a1a", 60) > amount(pixels(plain), "#1a1a1a", 60) + 100


def test_digits_keep_their_size_when_other_numbers_of_the_scale_come():
    picture, heights = Picture(size=(3, 3), x=(-0.5, 5.5), y=(-0.5, 5.5)), []
    for number in (1, -12):
        picture.cells("A", [[number]], digits=0, low=-20, high=20)
        ys = picture._marks[(0, "digits", "_A")].artist.get_path().vertices[:, 1]
        heights.append(ys.max() - ys.min())
    assert abs(heights[0] / heights[1] - 1) < 0.05  # a 2 is a little higher than a 1


def test_panels_are_as_wide_as_they_are_asked_to_be():
    first, second = (panel.axes.get_position().width for panel in Picture(2, widths=[1, 3])._panels)
    assert abs(second / first - 3) < 1e-6


def test_a_curve_moves_without_being_made_again(picture):
    picture.curve("f", [0, 10], [2, 2])
    low = pixels(picture)
    artists = sum(len(axes.lines) for axes in picture._figure.axes)
    picture.begin()
    picture.curve("f", [0, 10], [8, 8])
    high = pixels(picture)
    assert sum(len(axes.lines) for axes in picture._figure.axes) == artists
    assert amount(low[:190, 80:800], BLUE) < amount(high[:190, 80:800], BLUE)


def test_a_frame_shows_what_a_full_drawing_shows(picture):
    """The copied background and the moved artists together are the same picture as one drawn from nothing."""
    picture.curve("f", [0, 10], [0, 10])
    picture.frame()
    picture.begin()
    picture.curve("f", [0, 5, 10], [9, 1, 9])
    fresh = Picture(x=(0, 10), y=(0, 10))
    fresh.curve("f", [0, 5, 10], [9, 1, 9])
    assert np.array_equal(pixels(picture), pixels(fresh))


def test_limits_not_given_fit_all_that_was_drawn_and_then_hold_still():
    picture = Picture()
    for height in (1, 50):
        picture.begin()
        picture.curve("f", [0, 1], [0, height])
    picture.fitted()
    low, high = picture._figure.axes[0].get_ylim()
    assert low < 0 and high > 50
    picture.begin()
    picture.curve("f", [0, 1], [0, 500])
    picture.frame()
    assert picture._figure.axes[0].get_ylim() == (low, high)


def test_what_is_not_finite_leaves_a_gap(picture):
    picture.curve("f", [0, 1, 2, 3, 4], [5, 5, float("nan"), float("inf"), 5])
    assert amount(pixels(picture), BLUE) > 10
    assert "lowest 5, highest 5" in picture.alt.en
    picture.curve("f", [0, 1], [float("nan")] * 2)
    picture.frame()
    assert "no finite value" in picture.alt.en


def test_tensors_of_any_kind_are_numbers(picture):
    picture.curve("f", torch.arange(3).to(torch.bfloat16), torch.ones(3, requires_grad=True))
    assert "(0, 1) … (2, 1)" in picture.alt.en


def test_unequal_lengths_are_refused(picture):
    with pytest.raises(ValueError):
        picture.curve("f", [0, 1], [0, 1, 2])
        picture.frame()


def test_dark_pages_get_dark_paper_and_lighter_lines(picture):
    picture.curve("f", [0, 10], [5, 5])
    picture.restyle(dark=True)
    image = pixels(picture)
    assert image[2, 2].max() < 40
    assert amount(image, COLORS["value"][1]) > 100


@pytest.mark.parametrize("dark", [False, True])
def test_every_colour_stands_out_from_its_paper(dark):
    def luminance(color):
        parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    paper = luminance("#111111" if dark else "#ffffff")
    for role, colors in COLORS.items():
        lighter, darker = sorted([luminance(colors[dark]), paper], reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 3, role  # WCAG's minimum for graphics


def test_alt_names_what_is_visible_and_nothing_else(picture):
    picture.curve("f", [0, 1], [2, 3])
    picture.points("_at", [1], [1])
    assert picture.alt.en == "f: (0, 2) … (1, 3), lowest 2, highest 3"
    picture.begin()
    assert picture.alt.en == ""


def test_cells_are_counted_from_their_corner_and_infinities_are_written():
    picture = Picture(size=(3, 3))
    picture.cells("x", [[-np.inf, 1.0], [np.nan, 2.0]], corner=(-1, -1), digits=0)
    picture.outline("_window", [-1], [0])
    picture.fitted()
    assert picture._panels[0].axes.get_xlim() == (-1.5, 0.55) and picture._panels[0].axes.get_ylim() == (0.5, -1.55)
    assert amount(pixels(picture), "#d5d5d5", 5) > 1000  # the cell that holds an infinity
    assert "window: rows −1; columns 0" in picture.alt.en
    assert "values −∞ 1 / " in picture.alt.en
    picture.cells("x", np.where(np.eye(5), -np.inf, 3.0))
    assert "values −∞ … 3" in picture.alt.en


def test_bars_that_stand_on_counted_places_have_whole_numbers_below():
    picture = Picture(x=(-0.6, 1.6), y=(0, 1))
    picture.bars("f", [1, 0.5])
    assert all(tick == round(tick) for tick in picture._panels[0].axes.get_xticks())


def test_a_mark_without_a_role_has_its_own_colours_and_no_place_in_the_legend():
    picture = Picture(x=(0, 1), y=(0, 1))
    picture.draw(marks.curve, "own", (0,), x=[0, 1], y=[0, 1])
    picture.curve("f", [0, 1], [0, 1])
    picture.frame()
    own, curve = (mark.artist for mark in picture._marks.values())
    before = own.get_color(), curve.get_color()
    picture.restyle(dark=True)
    assert own.get_color() == before[0] and curve.get_color() != before[1]
    assert [text.get_text() for text in picture._panels[0].axes.get_legend().get_texts()] == ["f"]


def test_a_legend_has_letters_of_one_size_in_motion_and_at_rest():
    picture = Picture(3, x=(0, 1), y=(0, 1), titles=["log₁₀", "", ""])
    sizes = set()
    for scale, names in zip((2, 1, 2, 1), ("abc", "abcd", "abc", "abcd"), strict=True):  # other names: another legend
        picture.begin()
        for name in names:
            picture.curve(name * 6, [0, 1], [0, 1])
        picture.frame(scale=scale)
        sizes.add((names, scale, picture._panels[0].axes.get_legend()._fontsize))
    picture.restyle(dark=True)
    picture.frame(scale=2)
    sizes.add((names, 1, picture._panels[0].axes.get_legend()._fontsize))
    assert len(sizes) == 2


def test_ticks_may_have_names(picture):
    plain = pixels(picture)
    picture.ticks(["fan_in", "fan_out"])
    assert (pixels(picture) != plain).any()
    picture.bars("_fan_in", [1.0], [0])  # whose ticks would else be counted
    assert [text.get_text() for text in picture._panels[0].axes.get_xticklabels()] == ["fan_in", "fan_out"]


def test_many_pictures_share_their_pixels_and_show_their_own():
    pictures = [Picture(x=(0, 1), y=(0, n + 1)) for n in range(8)]
    first = [pixels(picture) for picture in pictures]
    assert sum(len(picture._canvas._backgrounds) for picture in pictures) == 4  # those used last
    again = [pixels(picture) for picture in pictures]
    assert all((one == other).all() for one, other in zip(first, again, strict=True))
    assert all((one != other).any() for one, other in itertools.pairwise(first))


@pytest.mark.parametrize("size", [(4.1, 4.6), (10.4, 4.6), (5.8, 6.2)])
def test_a_frame_has_the_size_that_the_page_is_told(size):
    picture = Picture(size=size)
    for scale in (1, 2, 1):
        assert pixels(picture, scale=scale).shape == (picture.pixels[1] * scale, picture.pixels[0] * scale, 3)
