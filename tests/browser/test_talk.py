"""A talk: the chapter's own slides, with the picture live and large enough for the back of the room."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from playwright.sync_api import expect

from tests.browser.live import Picture
from tools import notebooks

PICTURE = """
from helpers import Picture, live
@live(Picture(x=(0, 2), y=(0, 9)), k=(1, 4))
def line(picture, k=1):
    picture.curve("y", [0, 2], [0, 2 * k])
    picture.caption(f"k = {k}")
"""
PRESENTING = "body[data-jp-deck-mode='presenting']"


@pytest.fixture
def talk(folder, open_notebook):
    """A small notebook that is being presented, from its first slide."""
    cells = [
        new_markdown_cell("# A talk · 演講"),
        new_markdown_cell("## A line · 直線"),
        new_code_cell(PICTURE.strip()),
    ]
    normal = notebooks.normal_form(new_notebook(cells=cells))
    nbformat.write(normal, folder / "talk.ipynb")
    notebook = open_notebook("talk.ipynb")
    notebook.run_all()
    notebook.page.evaluate("() => (window.jupyterapp.shell.currentWidget.content.activeCellIndex = 0)")
    notebook.command("deck:start")
    notebook.page.wait_for_selector(PRESENTING, state="attached")
    yield notebook
    notebook.command("deck:stop")
    notebook.close()


def test_a_slide_shows_its_picture_live_and_large(talk):
    title, picture = talk.page.locator("h1", has_text="A talk"), Picture(talk.page.locator(".nn-live"))
    expect(title).to_be_visible()
    expect(picture.view).not_to_be_in_viewport()
    talk.page.keyboard.press("ArrowRight")
    expect(picture.view).to_be_in_viewport()
    expect(title).not_to_be_in_viewport()
    first = picture.frame
    assert picture.press(picture.view.locator("input[type=range]"), "ArrowRight") != first
    expect(picture.view.locator(".nn-caption")).to_have_text("k = 2")
    height = picture.view.locator("img").evaluate("(image) => image.clientHeight / window.innerHeight")
    assert height > 0.5
