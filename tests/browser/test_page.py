"""The page around the lesson: a notebook that nobody has run, and the dark theme."""

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.live import pictures
from tests.lessons import NOTEBOOKS, code_cells, read
from tools.lab import CURRENT

WIDTHS = "(images) => Promise.all(images.map(async (image) => { await image.decode(); return image.naturalWidth; }))"
READABLE = 4.5  # WCAG's contrast for text

# The least contrast among the words of our outputs: each word's colour against the nearest background behind it.
CONTRASTS = """() => {
    const parts = (color) => color.match(/[\\d.]+/g).map(Number);
    const light = (color) => parts(color).slice(0, 3).map((part) => part / 255)
        .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
        .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
    const behind = (element) => {
        const color = getComputedStyle(element).backgroundColor;
        return (parts(color)[3] ?? 1) > 0 ? color : behind(element.parentElement);
    };
    const words = document.querySelectorAll('.nn-live, .nn-predict, .nn-card, .nn-say, .nn-switch');
    const texts = [...words].flatMap((root) => [root, ...root.querySelectorAll('*')])
        .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.nodeValue.trim()))
        .filter((element) => !element.matches('option, :disabled'));
    return texts.map((element) => {
        const [one, other] = [light(getComputedStyle(element).color), light(behind(element))];
        const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
        return [contrast, `${element.tagName} ${element.className} ${element.textContent.slice(0, 40)}`];
    });
}"""


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_an_unrun_notebook_shows_its_pictures(path, open_notebook):
    stored = sum("image/png" in output.get("data", {}) for cell in code_cells(read(path)) for output in cell.outputs)
    notebook = open_notebook(f"unrun_{path.name}")
    assert {cell["count"] for cell in notebook.cells()} != {None}
    notebook.wait_for_cells()
    images = notebook.page.locator(".jp-OutputArea-output img")
    expect(images).to_have_count(stored)
    assert min(images.evaluate_all(WIDTHS)) > 100
    assert "model not found" not in notebook.page.locator(".jp-Notebook").text_content().lower()
    assert notebook.complaints == []
    notebook.close()


def test_a_link_leads_to_its_cell(chapter):
    links = chapter.page.locator(".jp-Notebook a[href^='#cell-id=']")
    place = links.first.get_attribute("href").partition("=")[2]
    index = chapter.page.evaluate(
        f"(id) => {CURRENT}.content.widgets.findIndex(({{ model }}) => model.id === id)", place
    )
    chapter.show(0)
    links.first.click()
    expect(chapter.cell(index)).to_be_in_viewport()
    chapter.show(0)


@pytest.fixture
def dark(chapter):
    """The chapter on the dark theme; afterwards on the light one again."""
    choose_theme(chapter, dark=True)
    yield chapter
    choose_theme(chapter, dark=False)


def choose_theme(chapter, dark: bool) -> None:
    """Choose a theme and wait until the first picture has its colours."""
    index, picture = pictures(chapter)[0]
    chapter.show(index)
    before = picture.frame
    chapter.choose_theme(dark)
    expect(picture.view.locator("img")).not_to_have_attribute("src", before)


def test_words_are_legible_on_the_light_theme(chapter):
    assert faint(chapter) == []


def test_words_are_legible_on_the_dark_theme(dark):
    assert faint(dark) == []


def faint(chapter) -> list:
    """The words of our outputs that have too little contrast."""
    contrasts = chapter.page.evaluate(CONTRASTS)
    assert len(contrasts) > 100
    return [found for found in contrasts if found[0] < READABLE]


def test_pictures_are_legible_on_the_dark_theme(dark):
    """From a screenshot's pixels: dark paper, and ink on it that stands out."""
    index, picture = pictures(dark)[0]
    dark.show(index)
    pixels = Image.open(io.BytesIO(picture.view.locator("img").screenshot())).convert("RGB")
    colors = sorted(pixels.getcolors(pixels.width * pixels.height), reverse=True)
    paper = colors[0][1]
    assert luminance(paper) < 0.05
    print([(n, sum(c for c, k in colors if contrast(paper, k) > n)) for n in (4.5, 6, 8, 9, 10, 12)])
    dots = sum(count for count, color in colors if contrast(paper, color) > 2 * READABLE)
    assert dots > 100, "numbers on the axes"


def luminance(color: tuple) -> float:
    """WCAG's relative luminance of a colour with parts from 0 to 255."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (c / 255 for c in color)]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: tuple, other: tuple) -> float:
    """WCAG's contrast of two colours, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)
