"""Live pictures: the abbreviations of `interact`, frames that follow, explanations in place of tracebacks."""

import base64

import pytest
import torch
from ipywidgets import interactive
from torch import nn

from helpers import Picture, labelled, live, played, say
from helpers.live import control_for


@pytest.mark.parametrize(
    "given, default",
    [((0, 10), 3), ((0, 10), None), ((0.0, 1.0), 0.5), ((0, 10, 2), 4), ((0.0, 1.0, 0.25), None), ((-3, 4), None)],
)
def test_sliders_agree_with_ipywidgets_interact(given, default):
    extra = {} if default is None else {"default": default}
    ours = control_for("k", given, **extra)
    widget = interactive.widget_from_abbrev(given, **extra)
    assert (ours.page["low"], ours.page["high"], ours.page["step"]) == (widget.min, widget.max, widget.step)
    assert ours.value(ours.default) == pytest.approx(widget.value)
    assert type(ours.value(ours.default)) is type(widget.value)


@pytest.mark.parametrize("given", [["a", "b"], {"one": 1, "two": 2}, [("one", 1), ("two", 2)]])
def test_menus_agree_with_ipywidgets_interact(given):
    ours, widget = control_for("k", given), interactive.widget_from_abbrev(given)
    assert ours.value(ours.default) == widget.value
    assert [option["en"] for option in ours.page["options"]] == list(widget._options_labels)


def test_a_bool_is_a_toggle():
    assert control_for("k", True).value(False) is False
    assert control_for("k", False, True).default is True


def test_a_float_slider_gives_a_float_even_where_the_page_sends_a_whole_number():
    assert isinstance(control_for("k", (0.0, 4.0)).value(3), float)
    assert isinstance(control_for("k", (0, 4)).value(3.0), int)


def test_a_slider_that_plays_keeps_its_label():
    control = control_for("k", labelled(say("window", "窗口"), played((0, 4))), 2)
    assert control.page["played"] and control.label == say("window", "窗口") and control.value(2) == 2


@pytest.mark.parametrize("given", ["word", None, [], {}, (1, "a")])
def test_an_abbreviation_that_is_none_of_these_is_refused(given):
    with pytest.raises(TypeError, match="k:"):
        control_for("k", given)


@pytest.fixture
def explorer():
    @live(alpha=(-2.0, 2.0, 0.5), module=["CELU", "ELU"], wide=False)
    def curve(picture, alpha=1.0, module="CELU", wide=False):
        x = torch.linspace(-3, 3, 61) * (2 if wide else 1)
        picture.curve("f", x, getattr(nn, module)(alpha)(x))
        picture.caption(say(f"alpha {alpha}", f"取 {alpha}"))

    return curve


def test_a_change_brings_a_frame_a_caption_and_an_alt(explorer):
    before = explorer.frame, explorer.caption, explorer.alt
    explorer.values = {**explorer.values, "alpha": 2}
    assert all(old != new for old, new in zip(before, (explorer.frame, explorer.caption, explorer.alt), strict=True))
    assert "alpha 2.0" in explorer.caption and "取 2.0" in explorer.caption


def test_a_refused_setting_is_explained_and_the_last_good_frame_stays(explorer):
    good = explorer.frame
    explorer.values = {**explorer.values, "alpha": 0}
    assert "alpha cannot be 0" in explorer.trouble and "規則" in explorer.trouble
    assert explorer.frame == good
    explorer.values = {**explorer.values, "module": 1}
    assert explorer.trouble == "" and explorer.frame != good


def test_a_readers_text_is_escaped():
    @live(k=(0, 1))
    def broken(picture, k=0):
        if k:
            raise ValueError("<img src=x onerror=alert(1)>")
        picture.caption("<b>not bold</b>")

    broken.values = {"k": 1}
    assert "<img" not in broken.trouble and "&lt;img" in broken.trouble
    assert "<b>" not in broken.caption


def test_rest_brings_a_sharp_lossless_frame(explorer):
    explorer.values = {**explorer.values, "alpha": 2}
    assert explorer.frame.startswith("data:image/jpeg;base64,")
    explorer._handle_custom_msg({"rest": 2}, [])
    kind, data = explorer.frame.split(",")
    assert kind == "data:image/png;base64"
    assert int.from_bytes(base64.b64decode(data)[16:20], "big") == 2 * explorer.size[0]


def test_the_stored_form_is_a_picture_and_a_stable_text(explorer):
    data, metadata = explorer._repr_mimebundle_()
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert data["text/plain"] == "curve(alpha=1.0, module=CELU, wide=False)"
    assert metadata["image/png"]["width"] == 900


def test_limits_come_from_the_whole_ranges(explorer):
    low, high = explorer.picture._figure.axes[0].get_xlim()
    assert low <= -6 and high >= 6, "the toggle's other state needs twice the room"


def test_labels_stand_in_both_languages():
    @live(Picture(), depth=labelled(say("layers", "層數"), (1, 3)), slope=(0.0, 1.0))
    def stack(picture, depth=1, slope=0.5):
        pass

    layers, slope = stack.controls
    assert layers["label"] == {"en": "layers", "zh": "層數"} and not layers["code"]
    assert slope["label"] == {"en": "slope", "zh": "slope"} and slope["code"]


def test_a_control_without_a_parameter_is_refused():
    with pytest.raises(TypeError, match="no parameter typo"):
        live(typo=(0, 1))(lambda picture: None)


def test_the_next_frame_after_a_change_of_theme_has_its_colours(explorer):
    explorer._handle_custom_msg({"rest": 1}, [])
    light = explorer.frame
    explorer.dark = True
    explorer._handle_custom_msg({"rest": 1}, [])
    assert explorer.frame != light


def test_the_first_frame_looks_like_the_later_ones():
    @live(Picture(), size=(2, 9))
    def grid(picture, size=3):
        picture.cells("x", torch.arange(size * size).reshape(size, size))

    first = grid.picture.frame()
    grid.show("PNG")
    assert grid.picture.frame() == first
