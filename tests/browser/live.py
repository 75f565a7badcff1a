"""A live picture in the page, as a reader with a keyboard meets it."""

import pytest
from playwright.sync_api import Locator, Page

from tests.lessons import NOTEBOOKS
from tools.lab import Notebook


def in_chapter(number: int) -> pytest.MarkDecorator:
    """Marks a test that needs one chapter's own pictures or exercises: it runs in that chapter alone."""
    (path,) = [path for path in NOTEBOOKS if path.name.startswith(f"{number:02}_")]
    return pytest.mark.parametrize("run_once", [path], indirect=True, ids=[path.stem])


# What is shown, once the kernel has answered the values on the controls: the explanation, or else the frame's address,
# which holds its pixels. Asked at once after a key that is the quick frame; `sharp` waits for the one at rest.
SHOWN = """([view, sharp]) => {
    const [image, trouble] = [view.querySelector('img'), view.querySelector('.nn-trouble').textContent];
    if (view.ariaBusy === 'true' || (sharp && !trouble && !image.src.startsWith('data:image/png'))) return null;
    return trouble || image.src;
}"""


class Picture:
    """One `.nn-live` of the page."""

    def __init__(self, view: Locator):
        self.view = view
        self.page: Page = view.page

    @property
    def frame(self) -> str:
        """The frame that is shown, as a data: address."""
        return self.view.locator("img").get_attribute("src")

    def answer(self, control: Locator, key: str) -> str:
        """Press a key that changes a control; returns the quick frame that follows, or the explanation."""
        control.focus()
        self.page.keyboard.press(key)
        return self._shown(sharp=False)

    def press(self, control: Locator, *keys: str) -> str:
        """Press keys on a control; returns the explanation that is then shown, or else the resting frame."""
        control.focus()
        for key in keys:
            self.page.keyboard.press(key)
        return self._shown(sharp=True)

    def reset(self) -> str:
        """Press Reset, in the same way."""
        self.view.locator(".nn-reset").click()
        return self._shown(sharp=True)

    def _shown(self, sharp: bool) -> str:
        given = [self.view.element_handle(), sharp]
        return self.page.wait_for_function(SHOWN, arg=given).json_value()

    @property
    def trouble(self) -> str:
        """The explanation under the picture; empty if the setting is legal."""
        return self.view.locator(".nn-trouble").text_content()

    @property
    def sliders(self) -> list[Locator]:
        """Its sliders, from left to right."""
        return self.view.locator("input[type=range]").all()


def pictures(chapter: Notebook, source: str = "") -> list[tuple[int, Picture]]:
    """The live pictures of the notebook with their cells' numbers; only those whose cell contains `source`."""
    here = [cell["index"] for cell in chapter.cells() if source in cell["source"]]
    drawn = chapter.page.locator(".jp-Cell:has(.nn-live)").evaluate_all(
        "(cells) => cells.map((cell) => Number(cell.dataset.windowedListIndex))"
    )
    return [(index, Picture(chapter.cell(index).locator(".nn-live"))) for index in drawn if index in here]
