"""workshop/GUIDE.md: its links lead somewhere, its minutes add up, and both languages say the same."""

import re
from dataclasses import replace

import pytest

from tests.lessons import HAN, NOTEBOOKS, ROOT, headings, read
from tests.test_languages import chinese_faults, english_faults, forbidden_in, simplified_in, simplified_otherwise
from tests.texts import Pair, marks
from tools import minutes
from tools.chapters import CHAPTERS

GUIDE = minutes.PAGE.read_text("utf-8")
CELLS = {(path.name, cell.id) for path in NOTEBOOKS for cell in read(path).cells}
LINK = re.compile(r"\]\(([^)\s]+)\)")
# A route's heading ends with all its minutes; each row of its tables begins with its own.
ROUTE = re.compile(r"(?ms)^### ([^\n]*?(\d+) minutes · [^\n]*)\n(.*?)(?=^##|\Z)")
MINUTES = re.compile(r"(?m)^\| (\d+) \|")
BETWEEN = "\n---\n"
# In Markdown `**好。**對` is not bold: behind punctuation, the stars end nothing where a letter follows at once.
STARRED = re.compile(r"(\*+)([^*\n]+)\1(.?)")


def test_every_link_leads_somewhere():
    assert dead_links(GUIDE) == []
    assert len(LINK.findall(GUIDE)) > 300


def test_a_route_s_minutes_add_up_to_its_heading():
    assert wrong_sums(GUIDE) == []
    assert [total for _, total, _ in ROUTE.findall(GUIDE)] == ["45", "90", "180", "360", "720"]


def test_every_part_is_in_both_languages_and_both_say_the_same():
    assert faults(GUIDE) == []


def test_the_chinese_is_this_book_s():
    lines = [line for line in GUIDE.splitlines() if re.search(HAN, line)]
    checks = simplified_in, simplified_otherwise, forbidden_in
    assert [(fault, line[:60]) for line in lines for check in checks for fault in check(line)] == []


def test_the_minutes_of_talking_are_those_of_the_notebooks_as_they_stand():
    for path in CHAPTERS:
        assert without_running(minutes.table(path, minutes.parts(path))) in without_running(GUIDE), "run `make guide`"


def test_the_guide_states_the_minutes_that_its_tables_count_with():
    counted = minutes.MINUTES
    stated = "{heading} minute a heading, {picture} a picture, {prediction} a prediction, {exercise} an exercise"
    assert stated.format(**counted) in GUIDE
    chapters = [sum(part.talking for part in minutes.parts(path)) for path in CHAPTERS]
    assert f"a whole chapter takes {min(chapters)} to {max(chapters)} minutes" in GUIDE


def test_seconds_are_rounded_up_to_five_and_counted_once_run():
    (part, *_) = minutes.parts(CHAPTERS[0])
    assert part.running == 0  # as stored: nothing has just been run
    times = {"iopub.status.busy": "2026-01-01T00:00:00.000Z", "iopub.status.idle": "2026-01-01T00:00:05.200000Z"}
    cell = {"metadata": {"execution": times}}
    read_back = replace(part, cells=[type(part.cells[0])(cell)])
    assert read_back.running == 10


def dead_links(text: str) -> list[str]:
    """The links to what is not there: a cell, a file, a heading of this page."""
    return [link for link in LINK.findall(text) if not exists(link, text)]


def exists(link: str, text: str) -> bool:
    """Whether a link of this page leads to something that is stored beside it."""
    path, _, place = link.partition("#")
    if not path:
        return place in map(anchor, headings(text))
    file = (minutes.PAGE.parent / path).resolve()
    if file.suffix == ".ipynb":
        return (file.name, place.removeprefix("cell-id=")) in CELLS
    return file.is_relative_to(ROOT) and file.exists() and not place


def anchor(heading: str) -> str:
    """A heading's place in the page, as GitHub names it.

    >>> anchor("## Night before · 前一晚")
    'night-before--前一晚'
    """
    return re.sub(r"[^\w\- ]", "", heading.lstrip("# ").lower()).replace(" ", "-")


def wrong_sums(text: str) -> list[str]:
    """The routes one of whose tables does not add up to the heading."""
    return [
        f"{heading}: {sum(map(int, MINUTES.findall(table)))}"
        for heading, total, body in ROUTE.findall(text)
        for table in body.split(BETWEEN)
        if sum(map(int, MINUTES.findall(table))) != int(total)
    ]


def faults(text: str) -> list[str]:
    """Where the two languages of a part differ, or where there is one alone."""
    found = []
    text = re.sub(r"(?s)<!-- (minutes|report) -->.*?<!-- /\1 -->", "", text)  # a table for both
    for part in re.split(r"(?m)^#+ .*$", re.sub(r"<!-- .*? -->", "", text)):
        languages = part.strip().split(BETWEEN)
        if part.strip() and len(languages) != 2:
            found.append(f"not in two languages: {part.strip()[:60]}")
        elif part.strip():
            found += pair_faults(Pair(languages[0].strip()[:60], *languages))
    return found


def pair_faults(pair: Pair) -> list[str]:
    """Other marks, links in another order, or another number of rows; Chinese in the English, and its punctuation."""
    en, zh = marks(pair.en), marks(pair.zh)
    found = [f"{kind}: {en[kind] - zh[kind]}, {zh[kind] - en[kind]}" for kind in en if en[kind] != zh[kind]]
    if LINK.findall(pair.en) != LINK.findall(pair.zh):
        found.append("links in another order")
    if rows(pair.en) != rows(pair.zh):
        found.append(f"rows: {rows(pair.en)}, {rows(pair.zh)}")
    ends = [words for _, words, after in STARRED.findall(pair.zh) if re.match(HAN, after)]
    found += [f"stars that end nothing: {words}" for words in ends if words[-1] in "，。；：？！、」）"]
    en_only = pair.en.replace("English + 中文", "")  # the button's name
    return [f"{pair.place}: {fault}" for fault in [*found, *english_faults(en_only), *chinese_faults(pair.zh)]]


def rows(text: str) -> tuple[int, int]:
    """How many rows of tables, and items of lists, a text has."""
    return len(re.findall(r"(?m)^\|", text)), len(re.findall(r"(?m)^(?:-|\d+\.) ", text))


# The checks themselves: each must be able to fail.


@pytest.mark.parametrize(
    "link",
    ["../notebooks/01_defining_networks.ipynb#cell-id=nowhere", "../NOWHERE.md", "#nowhere", "../../outside.md"],
)
def test_a_dead_link_is_found(link):
    assert dead_links(f"# Here\n[text]({link})") == [link]
    assert dead_links("# Here · 這裡\n[text](#here--這裡) [text](../README.md)") == []


def test_a_wrong_sum_is_found():
    route = "### Short, 45 minutes · 45 分鐘\n\n| 40 | a |\n| 5 | b |\n\n---\n\n| 40 | a |\n| {} | b |\n"
    assert wrong_sums(route.format(5)) == []
    assert wrong_sums(route.format(6)) == ["Short, 45 minutes · 45 分鐘: 46"]


@pytest.mark.parametrize(
    ("en", "zh", "fault"),
    [
        ("`lr` to 3.", "`lr` 移到 3。", None),
        ("`lr` to 3.", "`lr` 移到 4。", "numbers"),
        ("[a](x) [b](y)", "[b](y) [a](x)", "another order"),
        ("[a](x)", "[a](y)", "links"),
        ("| a |\n| b |", "| 甲 |", "rows"),
        ("- a\n- b", "- 甲", "rows"),
        ("click 這裡", "點這裡", "Chinese in the English"),
        ("Well.", "好,對。", "half-width"),
        ("**Well.** Yes.", "**好。**對。", "end nothing"),
    ],
)
def test_a_difference_between_the_languages_is_found(en, zh, fault):
    found = faults(f"## A · 甲\n\n{en}\n\n---\n\n{zh}\n")
    assert found == [] if fault is None else fault in found[0]


def test_a_part_in_one_language_is_found():
    assert faults("## A · 甲\n\nOnly English.\n") == ["not in two languages: Only English."]


def without_running(text: str) -> str:
    """A table of minutes without the column of seconds, which another machine measures differently."""
    return re.sub(r"(?m)^(\|(?:[^|\n]*\|){5})[^|\n]*\|", r"\1", text)
