"""One JupyterLab, one Chromium, and one page with the chapter that has been Run All: shared by all browser tests.

A test leaves the page as it found it: both languages, the light theme, each picture reset.
"""

import shutil

import pytest
from playwright.sync_api import expect

from tests.lessons import NOTEBOOKS
from tools.lab import SECONDS_TO_ANSWER, Notebook, browsing, serving

expect.set_options(timeout=SECONDS_TO_ANSWER * 1000)

WINDOW = {
    "width": 1280,
    "height": 900,
}  # pictures are shown a little smaller than drawn, so at rest with twice the dots


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """Copies of the notebooks, for a browser saves what it opens."""
    folder = tmp_path_factory.mktemp("notebooks")
    for path in NOTEBOOKS:
        shutil.copy(path, folder / path.name)
        shutil.copy(path, folder / f"unrun_{path.name}")
    return folder


@pytest.fixture(scope="session")
def address(folder):
    """Where JupyterLab answers."""
    with serving(folder) as address:
        yield address


@pytest.fixture(scope="session")
def browser():
    """Chromium. Playwright's own plugin has a fixture of this name; ours needs no plugin."""
    with browsing() as browser:
        yield browser


@pytest.fixture(scope="session")
def open_notebook(address, browser):
    """Opens a notebook in a page of its own."""

    def open_page(name: str) -> Notebook:
        context = browser.new_context(viewport=WINDOW)
        return Notebook(context.new_page(), address, name)

    return open_page


@pytest.fixture(scope="session", params=NOTEBOOKS, ids=lambda path: path.stem)
def run_once(request, open_notebook):
    """A chapter after Run All."""
    chapter = open_notebook(request.param.name)
    chapter.run_all()
    yield chapter
    chapter.close()


@pytest.fixture
def chapter(run_once):
    """A chapter after Run All; fails a test during which the browser's console complained of something of ours."""
    before = len(run_once.complaints)
    yield run_once
    assert run_once.complaints[before:] == []


@pytest.fixture
def exercise(chapter):
    """The first exercise's cell, {index, source, …}; whatever a test writes into it is taken back afterwards."""
    cell = next(cell for cell in chapter.cells() if "exercise" in cell["tags"])
    yield cell
    chapter.replace(cell["index"], cell["source"])
