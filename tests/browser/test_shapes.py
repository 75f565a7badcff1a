"""A network that breaks, as a beginner meets it: which layer, what it got, and what to change, in either language."""

import pytest
from playwright.sync_api import expect

from tests.browser.live import in_chapter, pictures

CHOICES = {
    "en": ("in_features=1568", "The smallest fix:", "最小的改法"),
    "zh-Hant": ("in_features=1568", "最小的改法", "smallest"),
}


@pytest.fixture
def broken(chapter):
    """The cell whose trace ends at a linear layer of the wrong size; afterwards both languages are shown again."""
    index = next(
        cell["index"] for cell in chapter.cells() if "trace(" in cell["source"] and "nn.Linear(784" in cell["source"]
    )
    yield index
    chapter.choose_language("both")


@in_chapter(1)
def test_a_trace_ends_where_the_forward_breaks(broken, chapter):
    last = chapter.show(broken).locator(".nn-trace tr").last
    expect(last).to_contain_text("Linear")
    expect(last).to_contain_text("(8, 1568) → ✗")


@in_chapter(1)
@pytest.mark.parametrize("choice", CHOICES)
def test_the_explanation_says_what_to_change(broken, chapter, choice):
    chapter.choose_language(choice)
    fix, mine, other = CHOICES[choice]
    words = chapter.show(broken).locator(".nn-card").inner_text()
    assert "1568 = 32·7·7" in words and fix in words and mine in words and other not in words


@in_chapter(1)
def test_a_picture_of_sizes_shows_the_layer_that_breaks(chapter):
    index, picture = pictures(chapter, "def sizes_through")[0]
    chapter.show(index)
    kernel, padding = picture.view.get_by_label("kernel_size"), picture.view.get_by_label("padding")
    picture.press(padding, *["ArrowRight"] * 1)
    whole = picture.view.locator("img").get_attribute("alt")
    picture.press(kernel, "End")
    broken = picture.view.locator("img").get_attribute("alt")
    assert "✗" not in whole and "✗" in broken
    assert "in_features=" in picture.view.locator(".nn-caption").inner_text() and picture.trouble == ""
    picture.reset()
