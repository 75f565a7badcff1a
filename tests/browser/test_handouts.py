"""A handout in a real browser: all of it is in the file, and it prints."""

import re

from tests.lessons import NOTEBOOKS, code_cells, read
from tools.handouts import pages, print_all


def test_a_handout_shows_its_pictures_without_a_network_and_prints(browser, tmp_path):
    notebook = read(NOTEBOOKS[0])
    path = tmp_path / "handout.html"
    path.write_text(pages(notebook)["zh-Hant"], encoding="utf-8")
    tab, asked = browser.new_page(), []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(path.as_uri())
    widths = tab.evaluate("() => [...document.images].map((image) => image.naturalWidth)")
    pictures = sum("image/png" in output.get("data", {}) for cell in code_cells(notebook) for output in cell.outputs)
    tab.close()
    assert [url[:5] for url in asked if not url.startswith("data:")] == ["file:"]
    assert len(widths) == pictures and min(widths) > 100
    print_all(browser, [path])
    printed = path.with_suffix(".pdf").read_bytes()
    assert len(re.findall(rb"/Type /Page\b", printed)) > 20 and b"/Outlines" in printed
