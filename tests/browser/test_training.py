"""A training in the page: it shows how far it is, can be stopped, and leaves the kernel free."""

import pytest
from playwright.sync_api import expect

from tests.browser.live import in_chapter, pictures

pytestmark = in_chapter(2)
ENDED = "view => !view.querySelector('.nn-stop:disabled') ? null : view.querySelector('progress').value"


@pytest.fixture
def race(chapter):
    """The training picture at its longest; afterwards it has run to its end with its first settings."""
    index, picture = pictures(chapter, "@training(track")[0]
    chapter.show(index)
    yield picture
    picture.view.locator(".nn-reset").click()
    picture.page.wait_for_function("view => view.ariaBusy !== 'true'", arg=picture.view.element_handle())
    expect(picture.view.locator(".nn-doing")).to_contain_text("trained")


def started(picture):
    """Press Train, and wait until something of the run is seen."""
    picture.view.locator(".nn-train").click()
    expect(picture.view.locator(".nn-doing")).to_contain_text("training")
    expect(picture.view.locator(".nn-stop")).to_be_enabled()
    picture.page.wait_for_function(
        "view => view.querySelector('progress').value > 0 && view.querySelector('progress').value < 1",
        arg=picture.view.element_handle(),
    )


def test_it_has_run_to_its_end_with_its_cell(race):
    assert race.view.locator("progress").evaluate("bar => bar.value") == 1
    expect(race.view.locator(".nn-doing")).to_contain_text("訓練完畢")
    expect(race.view.locator(".nn-stop")).to_be_disabled()


def test_train_shows_progress_and_frames(race):
    before = race.frame
    started(race)
    assert race.frame != before
    race.page.wait_for_function(ENDED, arg=race.view.element_handle())
    assert race.view.locator("progress").evaluate("bar => bar.value") == 1


def test_stop_stops_it_and_the_kernel_is_free(chapter, race, exercise):
    race.sliders[0].focus()
    race.page.keyboard.press("End")  # 20 layers: a long run
    started(race)
    race.view.locator(".nn-stop").press("Enter")
    expect(race.view.locator(".nn-doing")).to_contain_text("stopped")
    share = race.view.locator("progress").evaluate("bar => bar.value")
    assert 0 < share < 1
    expect(race.view.locator(".nn-train")).to_be_focused()
    cell = chapter.replace(exercise["index"], "print(6 * 7)")
    expect(cell.locator(".jp-OutputArea-output")).to_contain_text("42")
    assert race.view.locator("progress").evaluate("bar => bar.value") == share, "nothing went on"


def test_a_control_during_a_run_begins_another(race):
    started(race)
    race.answer(race.sliders[0], "Home")
    race.page.wait_for_function(ENDED, arg=race.view.element_handle())
    assert race.view.locator("progress").evaluate("bar => bar.value") == 1
    assert race.sliders[0].input_value() == race.sliders[0].get_attribute("min")


def test_the_bar_has_a_name_in_the_readers_language(chapter, race):
    name = "bar => document.getElementById(bar.getAttribute('aria-labelledby')).innerText"
    for choice, words in (("en", "trained"), ("zh-Hans", "训练完毕")):
        chapter.choose_language(choice)
        assert race.view.locator("progress").evaluate(name).strip() == words
    chapter.choose_language("both")
