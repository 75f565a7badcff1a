"""The six chapters as one book: every claim settled once, an index without dead links, pages that are up to date."""

import re
from collections import Counter

import pytest

from tests.lessons import NOTEBOOKS, ROOT, headings, read
from tools import handbook, index

LINK = re.compile(r"\]\((?:notebooks/)?([\w.]+\.ipynb)#cell-id=(\w+)\)")


def test_the_pages_are_what_the_notebooks_say():
    cards = handbook.settled()
    assert handbook.PAGE.read_text("utf-8") == handbook.page(cards), "run `make handbook`"
    assert index.PAGE.read_text("utf-8") == index.page(), "run `make handbook`"
    assert handbook.README.read_text("utf-8") == handbook.put(handbook.README, "handbook", handbook.summary(cards))


def test_each_claim_is_settled_exactly_once():
    assert Counter(name for card in handbook.settled() for name in card.ids) == Counter(handbook.IDS)


def test_a_claim_that_is_missing_or_settled_twice_is_named(monkeypatch):
    monkeypatch.setattr(handbook, "IDS", [*handbook.IDS[1:], "C77"])
    with pytest.raises(ValueError, match="C1: settled 1 times; C77: settled 0 times"):
        handbook.settled()


def test_a_card_that_is_not_settled_counts_for_nothing(monkeypatch):
    shown = handbook.shown
    monkeypatch.setattr(
        handbook, "shown", lambda output: shown(output).replace("Verdict: wrong.", "Verdict: NOT SETTLED.")
    )
    with pytest.raises(ValueError, match="X7: settled 0 times"):
        handbook.settled()


@pytest.mark.parametrize("page", ["HANDBOOK.md", "notebooks/INDEX.md"])
def test_every_link_leads_to_a_cell(page):
    text = (ROOT / page).read_text("utf-8")
    assert len(LINK.findall(text)) == text.count(".ipynb")
    assert set(LINK.findall(text)) - cells() == set()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_chapters_links_lead_to_a_cell(path):
    """JupyterLab compares a link's words undecoded, so finds no heading with Chinese in it; but it finds a cell."""
    text = "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")
    links = re.findall(r"\]\(([\w.]+\.ipynb|)#([^)]*)\)", text)
    assert links
    assert {(name or path.name, to.removeprefix("cell-id=")) for name, to in links} <= cells()


def cells() -> set[tuple[str, str]]:
    """Each cell of the book: its chapter's file and its id."""
    return {(path.name, cell.id) for path in NOTEBOOKS for cell in read(path).cells}


def test_a_chapter_s_headings_differ():
    for path in NOTEBOOKS:
        found = [h for cell in read(path).cells if cell.cell_type == "markdown" for h in headings(cell.source)]
        assert [heading for heading, times in Counter(h.lstrip("# ") for h in found).items() if times > 1] == [], path


def test_the_index_knows_a_name_as_readers_write_it():
    assert index.full_name("train") == "nn.Module.train"
    assert index.full_name("self.modules()") == "nn.Module.modules"
    assert index.full_name("F.pad") == "nn.functional.pad"
    assert index.full_name("Depth") is None
    assert index.full_name("nn.init.math.sqrt") is None


def test_a_name_is_found_at_its_signature_before_anything_else():
    places = index.best_places()
    assert [place.heading for place in places["nn.Conv2d"]] == ["nn.Conv2d · 二維卷積"]
    assert [place.number for place in places["nn.ReLU"]] == [6]
