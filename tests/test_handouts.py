"""What a class is handed: the student edition keeps the secrets and runs; a handout has one language, and all in it."""

import base64
import copy
import io
import re

import pytest
from bs4 import BeautifulSoup
from PIL import Image

from helpers.check import VERDICTS, WITHHELD
from helpers.language import simplified_map
from tests.lessons import HAN, NOTEBOOKS, code_cells, read, sections, set_up_cell
from tests.texts import BLOCK, literal
from tools.chapters import shown
from tools.editions import calls, claimed, solution, student
from tools.formulas import mathml, to_html
from tools.handouts import heading, line_by_line, one_language, one_text, pages, without_words
from tools.notebooks import FOLDER, as_stored, execute

CHAPTER = FOLDER / "01_defining_networks.ipynb"
EACH = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def handouts():
    """Language -> the parsed page of one chapter."""
    return {language: parsed(page) for language, page in pages(read(CHAPTER)).items()}


@EACH
def test_no_solution_reaches_a_student(path):
    notebook = read(path)
    assert all(solutions(notebook))
    assert found_in(everything(student(notebook)), solutions(notebook)) == []
    assert found_in(everything(notebook), solutions(notebook)) != []


@EACH
def test_no_verdict_reaches_a_student(path):
    notebook = read(path)
    edition = student(notebook)
    assert len(verdicts(notebook)) == len(list(claims(notebook)))
    assert verdicts(edition) == []
    assert found_in(everything(edition), [reasons(notebook)]) == []
    assert found_in(everything(notebook), [reasons(notebook)]) != []


@EACH
def test_everything_else_reaches_a_student(path):
    notebook = read(path)
    changed = {cell.id for cell in notebook.cells if "Solution</span>" in cell.source or claimed_in(cell)}
    others = [cell for cell in notebook.cells if cell.id not in changed]
    edition = student(notebook)
    assert [cell for cell in edition.cells if cell.id not in changed] == others
    assert len(list(claims(edition))) == len(list(claims(notebook)))


def test_a_student_can_run_it():
    edition = student(read(CHAPTER))
    section = next(one for one in sections(edition) if any(map(claimed_in, one.cells)))
    exercise = [cell for cell in code_cells(edition) if "exercise" in cell.metadata.get("tags", [])][:1]
    edition.cells = copy.deepcopy([set_up_cell(edition), *section.cells, *exercise])
    stored = list(cards(edition))
    execute(edition, FOLDER)
    assert list(cards(edition)) == stored
    assert all(WITHHELD.html("p") in card for card in stored)


@EACH
def test_in_the_solution_edition_everything_is_open(path):
    notebook = read(path)
    edition = as_stored(solution(notebook))
    assert "<details>" not in edition and "source_hidden" not in edition
    assert edition.count("<details open>") == as_stored(notebook).count("<details>") > 0


def test_a_handout_keeps_the_secrets(handouts):
    secrets = [*solutions(read(CHAPTER)), reasons(read(CHAPTER)), reasons(read(CHAPTER), "predict")]
    assert all(secrets)
    for page in handouts.values():
        assert found_in(page.get_text(), secrets) == []


def test_a_handout_has_every_picture(handouts):
    stored = [
        output.data["image/png"] for cell in code_cells(read(CHAPTER)) for output in cell.outputs if is_png(output)
    ]
    for page in handouts.values():
        images = page.find_all("img")
        assert [sized(image["src"].partition("base64,")[2]) for image in images] == list(map(sized, stored))
        assert all(image["alt"] for image in images)


def test_the_words_under_a_picture_are_printed(handouts):
    outputs = [output for cell in code_cells(read(CHAPTER)) for output in cell.outputs]
    words = [about["words"] for output in outputs if (about := output.get("metadata", {}).get("image/png"))]
    for page in handouts.values():
        printed = [figure.div.get_text() for figure in page.find_all("figure") if figure.div]
        assert sum(map(bool, printed)) == sum(bool(parsed(each).get_text()) for each in words) > 5


def test_a_question_s_own_code_is_not_printed_and_what_else_its_cell_defines_is():
    assert without_words("def f(x): ...\n\n\npredict(say('a', 'b'), answer=f)") == ""
    assert without_words("def f(x): ...\n\n\npredict(say('a', 'b'), answer=f)", others="f(1)") == "def f(x): ..."
    assert without_words("best = 1  # the best\npredict(say('a', 'b'), answer=best)") == ""
    assert without_words("say('a', 'b')") == ""
    assert without_words("words = say('a', 'b')") == "words = say('a', 'b')"


def test_a_long_line_of_code_goes_on_farther_in():
    lines = BeautifulSoup(line_by_line("def f():\n    return 1"), "html.parser").find_all(class_="line")
    assert [line["style"] for line in lines] == ["--in: 4ch", "--in: 8ch"]
    assert "".join(line.get_text() for line in lines).strip() == "def f():\n    return 1"
    (word,) = BeautifulSoup(line_by_line("1e-5"), "html.parser").find_all(class_="whole")
    assert word.get_text() == "1e-5"


def test_a_link_has_its_address_on_paper(handouts):
    for page in handouts.values():
        outside = page.select('a[href^="https"]:not(:has(.nn-signature))')
        assert outside and all(link["href"].endswith(link["data-address"]) for link in outside)


def test_a_handout_asks_the_network_for_nothing(handouts):
    for page in handouts.values():
        assert loaded(page) == []
    for page in ('<img src="https://a/b.png">', "<style>@import 'x.css'</style>", "<script></script>"):
        assert loaded(parsed(page)) != []


def test_a_handouts_links_lead_somewhere(handouts):
    cells = {(path.stem, cell.id) for path in NOTEBOOKS for cell in read(path).cells}
    for name, page in handouts.items():
        links = [link["href"] for link in page.find_all("a") if not link["href"].startswith("http")]
        inner = {link for link in links if link.startswith("#")}
        assert inner and all(page.find(id=link[1:]) for link in inner)
        outer = {tuple(link.split(".html#cell-id=")) for link in links if link not in inner and "#" in link}
        assert outer <= cells, name
        pages = {link.partition("#")[0] for link in links if link not in inner}
        assert pages <= {f"{path.stem}.html" for path in NOTEBOOKS}


def test_a_handout_has_one_language(handouts):
    en, traditional, simplified = (page.html for page in handouts.values())
    assert [en["lang"], traditional["lang"], simplified["lang"]] == ["en", "zh-Hant", "zh-Hans"]
    assert re.findall(HAN, en.get_text()) == []
    assert sentences(read(CHAPTER), "zh-Hant") & words(traditional) and not sentences(read(CHAPTER), "en") & words(
        traditional
    )
    assert sentences(read(CHAPTER), "en") & words(en)
    assert len(re.findall(HAN, traditional.get_text())) == len(re.findall(HAN, simplified.get_text())) > 1000
    assert set(simplified.get_text()) & set(simplified_map()) == set()


@pytest.mark.parametrize(
    ("words", "en", "zh"),
    [
        ("Tanh · 雙曲正切", "Tanh", "Tanh · 雙曲正切"),
        ("6 · Activation functions · 激活函數", "6 · Activation functions", "6 · 激活函數"),
        ("fan_in and fan_out · 扇入與扇出", "fan_in and fan_out", "fan_in、fan_out · 扇入與扇出"),
        ("SELU's fixed point · SELU 的不動點", "SELU's fixed point", "SELU 的不動點"),
    ],
)
def test_headings(words, en, zh):
    assert (heading(words, "en"), heading(words, "zh-Hant")) == (en, zh)


def test_code_and_printed_text_in_one_language():
    assert one_text('slider(say("seed", "隨機種子"), ("x", "甲"))', "zh-Hant") == 'slider("隨機種子", ("甲",))'
    assert one_text('claim("C1", ..., a, says=say("b", "乙"))', "en") == 'claim("C1", ..., a)'
    assert one_language("n = 1\nIt returned 3.\n返回 3。\n", "en") == "n = 1\nIt returned 3.\n"
    assert one_language("n = 1\nIt returned 3.\n返回 3。\n", "zh-Hant") == "n = 1\n返回 3。\n"


@EACH
def test_every_formula_is_drawn(path):
    drawn = "".join(to_html(cell.source) for cell in read(path).cells if cell.cell_type == "markdown")
    assert drawn.count("<math") > 10
    assert "$" not in parsed(re.sub(r"(?s)<(code|pre)\b.*?</\1>", "", drawn)).get_text()
    with pytest.raises(ValueError):
        mathml(r"\nosuchcommand", "inline")


def everything(notebook) -> str:
    """All that a notebook holds, with strings that were cut at the end of a line put together."""
    held = [[cell.source, *map(str, cell.get("outputs", [])), str(cell.metadata)] for cell in notebook.cells]
    return re.sub(r'"\n\s*f?"', "", "\n".join(text for cell in held for text in cell))


def found_in(text: str, groups: list[set[str]]) -> list[str]:
    """The secrets that a text holds."""
    return [secret for group in groups for secret in group if secret in text]


def solutions(notebook) -> list[set[str]]:
    """For each solution, told by its words and not by its tag, the lines of code that stand nowhere else."""
    solved = [cell for cell in notebook.cells if "Solution</span>" in cell.source]
    elsewhere = "\n".join(cell.source for cell in notebook.cells if cell not in solved)
    codes = ["\n".join(re.findall(r"(?s)```python\n(.*?)```", cell.source)) for cell in solved]
    return [
        {line.strip() for line in code.splitlines() if line.strip() and line.strip() not in elsewhere} for code in codes
    ]


def claims(notebook):
    """Its `claim(…)` calls, each with its cell's source."""
    return ((call, cell.source) for cell in code_cells(notebook) for call in calls(cell.source, "claim"))


def claimed_in(cell) -> bool:
    return cell.cell_type == "code" and claimed(cell.source) is not None


def cards(notebook):
    """What its claims show."""
    return ("".join(map(shown, cell.outputs)) for cell in notebook.cells if claimed_in(cell))


def verdicts(notebook) -> list[str]:
    """Each verdict that a claim's code and its card both give, or one of them."""
    given = [literal(call.args[1]) for call, _ in claims(notebook)]
    on_cards = [re.search(r"Verdict: ([a-z ]+)\.", card) for card in cards(notebook)]
    told = [code or (card and card[1]) for code, card in zip(given, on_cards, strict=True)]
    return [verdict for verdict in told if verdict in VERDICTS]


def reasons(notebook, name: str = "claim") -> set[str]:
    """The words of each `because` of its claims, or of its predictions."""
    found = [call for cell in code_cells(notebook) for call in calls(cell.source, name)]
    given = [keyword.value for call in found for keyword in call.keywords if keyword.arg == "because"]
    texts = [text for reason in given for text in map(literal, reason.args) if text]
    pieces = {piece for text in texts for piece in re.split(r"\{\{.*?\}\}|[`*\"'<>&\n]+", text)}
    return {piece for piece in pieces if len(piece) > (8 if re.search(HAN, piece) else 25)}


def is_png(output) -> bool:
    return "image/png" in output.get("data", {})


def sized(png: str) -> tuple[int, int]:
    """The size of a picture; fails if it is none."""
    return Image.open(io.BytesIO(base64.b64decode(png))).size


def parsed(page: str) -> BeautifulSoup:
    return BeautifulSoup(page, "html.parser")


def loaded(soup: BeautifulSoup) -> list[str]:
    """What a browser would fetch to show a page."""
    sources = [
        element.get("src", element.name) for element in soup.find_all(["img", "iframe", "video", "audio", "embed"])
    ]
    sources += [str(element) for element in soup.find_all(["script", "link", "object", "base"])]
    styles = "".join(element.get_text() for element in soup.find_all("style"))
    styles += "".join(element["style"] for element in soup.find_all(style=True))
    return [source for source in sources if not source.startswith("data:")] + re.findall(r"@import|url\(", styles)


def sentences(notebook, language: str) -> set[str]:
    """Lines of its Markdown in one language that are nothing but words."""
    blocks = [text for cell in notebook.cells for lang, text in BLOCK.findall(cell.source) if lang == language]
    return {line for block in blocks for line in block.splitlines() if re.fullmatch(r"[^`$*<>\[\]#|]{20,}", line)}


def words(html) -> set[str]:
    """Every line of a page's text."""
    return {line for piece in html.get_text("\n").splitlines() for line in [piece, *re.findall(r"[^。]+。", piece)]}
