"""Run All, and every control of every live picture."""

import re

from tests.browser.live import in_chapter, pictures


def test_run_all_runs_every_cell_and_none_fails(chapter):
    cells = [cell for cell in chapter.cells() if cell["type"] == "code"]
    assert [cell["source"] for cell in cells if cell["count"] is None] == []
    assert chapter.page.locator('[data-mime-type="application/vnd.jupyter.error"]').count() == 0
    assert len(pictures(chapter)) == sum(has_picture(cell["source"]) for cell in cells)


def has_picture(source: str) -> bool:
    """Whether a cell shows a live picture."""
    return bool(re.search(r"(?m)^@(live|training)\(", source))


def test_every_control_answers_to_the_keyboard(chapter):
    """Each reaches its ends, and the kernel answers. tests/test_controls.py knows that each has an effect somewhere."""
    still = []
    for index, picture in pictures(chapter):
        chapter.show(index)
        moved = [moves(picture, slider) for slider in picture.sliders]
        still += [f"cell {index}, no slider"] if moved and not any(moved) else []
        still += [
            f"cell {index}, {name_of(menu)}"
            for menu in picture.view.locator("select").all()
            if not turns(picture, menu)
        ]
        for box in picture.view.locator("input[type=checkbox]").all():
            picture.answer(box, "Space")
        picture.view.locator(".nn-reset").press("Enter")
    assert still == []


def moves(picture, slider) -> bool:
    """Whether a slider's ends show different pictures (or one of them an explanation). Puts it back.

    They need not: a slider of groups has nothing to say to a layer without any.
    """
    start, low, top = slider.input_value(), slider.get_attribute("min"), slider.get_attribute("max")
    first, second = ("Home", "End") if start == top else ("End", "Home")
    one, at_one = picture.answer(slider, first), slider.input_value()
    two, at_two = picture.answer(slider, second), slider.input_value()
    assert {float(at_one), float(at_two)} == {float(low), float(top)}
    picture.view.locator(".nn-reset").press("Enter")
    return one != two


def turns(picture, menu) -> bool:
    """Whether an arrow key chooses another option. It need not look different: two names may give one curve."""
    before, last = menu.input_value(), menu.locator("option").last.get_attribute("value")
    picture.answer(menu, "ArrowUp" if before == last else "ArrowDown")
    return menu.input_value() != before


def test_every_control_and_picture_has_a_name(chapter):
    for index, picture in pictures(chapter):
        nameless = [control for control in picture.view.locator("input, select").all() if not name_of(control)]
        assert nameless == [], f"cell {index}"
        assert picture.view.locator("img").get_attribute("alt"), f"cell {index}"


def name_of(control) -> str:
    """What a screen reader calls a control."""
    return control.evaluate(
        "(control) => document.getElementById(control.getAttribute('aria-labelledby')).textContent.trim()"
    )


@in_chapter(6)
def test_values_caption_and_alt_text_follow_and_reset_returns(chapter):
    index, picture = pictures(chapter, "nn.LeakyReLU(negative_slope")[0]
    chapter.show(index)
    slider, output = picture.sliders[0], picture.view.locator("output").first
    alt, caption = (picture.view.locator("img"), picture.view.locator(".nn-caption"))
    first = (picture.frame, output.text_content(), alt.get_attribute("alt"), caption.text_content())
    picture.press(slider, "End")
    moved = (picture.frame, output.text_content(), alt.get_attribute("alt"), caption.text_content())
    assert all(before != after for before, after in zip(first, moved, strict=True))
    assert float(output.text_content()) == float(slider.get_attribute("max"))
    picture.reset()
    assert first == (picture.frame, output.text_content(), alt.get_attribute("alt"), caption.text_content())


def test_keys_on_a_control_do_not_reach_the_notebook(chapter):
    """JupyterLab's command mode would insert a cell (a), go to another (j), or fold a section (ArrowLeft)."""
    index, picture = pictures(chapter)[0]
    chapter.show(index)
    cells = chapter.cells()
    controls = picture.view.locator("input, select, button").all()
    for control in controls:
        control.focus()
        for key in ("a", "j", "d", "d", "ArrowLeft"):
            chapter.page.keyboard.press(key)
        assert control.evaluate("(control) => control === document.activeElement")
    assert chapter.cells() == cells
    picture.reset()


@in_chapter(6)
def test_a_burst_of_keys_ends_on_the_last_value(chapter):
    index, picture = pictures(chapter, "nn.LeakyReLU(negative_slope")[0]
    chapter.show(index)
    slider = picture.sliders[0]
    jumped = picture.press(slider, "End")
    picture.reset()
    picture.press(slider, *["ArrowRight"] * 250)
    assert slider.input_value() == slider.get_attribute("max")
    chapter.page.wait_for_timeout(500)
    assert picture.frame == jumped
    picture.reset()


@in_chapter(6)
def test_a_wrong_setting_is_explained_and_the_picture_dimmed(chapter):
    index, picture = pictures(chapter, "nn.Softshrink(lambd)")[0]
    chapter.show(index)
    said = picture.press(picture.sliders[0], "Home")
    assert "lambda must be" in said
    assert "lambd >= 0" in said
    assert "Traceback" not in said
    assert float(picture.view.locator("img").evaluate("(image) => getComputedStyle(image).opacity")) < 0.5
    picture.reset()
    assert picture.trouble == ""


def test_a_reload_finds_the_living_pictures_again(chapter):
    again = chapter.again()
    again.page.locator(".nn-live").first.wait_for()
    index, picture = pictures(again)[0]
    again.show(index)
    assert any(picture.frame != picture.press(slider, "End") for slider in picture.sliders)
    picture.reset()
    assert "model not found" not in again.page.locator(".jp-Notebook").text_content().lower()
    assert again.complaints == []
    again.page.close()
