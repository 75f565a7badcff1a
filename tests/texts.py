"""Every text that we ship in two languages, wherever it stands: Markdown blocks, and `say(en, zh)` in code."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from tests.lessons import HAN, NOTEBOOKS, ROOT, code_cells, headings, read
from tools.notebooks import nodes

HELPERS = sorted((ROOT / "helpers").rglob("*.py"))
BLOCK = re.compile(r'(?ms)^<div lang="(en|zh-Hant)">\n(.*?)^</div>[ ]*$')
SPANS = re.compile(r'<span lang="en">([^<]*)</span>\s*<span lang="zh-Hant">([^<]*)</span>')

# A pattern with a group means the group. The order matters: what one kind takes, the next no longer sees.
_KINDS = {
    "code": re.compile(r"(?s)```.*?```|`[^`]+`"),
    "formulas": re.compile(r"(?s)\$\$.+?\$\$|\$[^$\n]+\$"),
    "values": re.compile(r"\{\{(.*?)\}\}"),
    "links": re.compile(r"""\]\(([^)\s]+)\)|<(https?://[^>\s]+)>|(?:href|src)="([^"]+)\""""),
    "tags": re.compile(r"<[^>]+>"),
    "numbers": re.compile(r"(?<![A-Za-z0-9_.])[-−+]?\d+(?:,\d{3})*(?:\.\d+)?(?:[eE][-+]?\d+)?"),
}


@dataclass(frozen=True)
class Pair:
    """One text in both languages, and where it stands."""

    place: str
    en: str
    zh: str


def all_pairs() -> list[Pair]:
    """Every pair of the notebooks and of helpers."""
    pairs = [pair for path in NOTEBOOKS for pair in notebook_pairs(read(path), path.stem)]
    return pairs + [pair for path in HELPERS for pair in said(path.read_text(encoding="utf-8"), path.name)]


def notebook_pairs(notebook, name: str) -> Iterator[Pair]:
    """The pairs of its Markdown cells, then those of its code cells."""
    for cell in [cell for cell in notebook.cells if cell.cell_type == "markdown"]:
        place, blocks = f"{name}: {first_line(cell.source)}", dict(BLOCK.findall(cell.source))
        if set(blocks) == {"en", "zh-Hant"}:
            yield Pair(place, blocks["en"], blocks["zh-Hant"])
        for en, zh in SPANS.findall(cell.source):
            yield Pair(place, en, zh)
    for cell in code_cells(notebook):
        yield from said(cell.source, f"{name}: {first_line(cell.source)}")


def first_line(source: str) -> str:
    """What a reader would search for to find the cell."""
    return next((line for line in source.splitlines() if line.strip() and not line.startswith("<div")), "")[:70]


def said(source: str, place: str) -> Iterator[Pair]:
    """The pairs of `say("…", "…")` calls with literal texts; a value in an f-string becomes {{its expression}}.

    >>> list(said('say(f"{n} layers", f"{n} 層")', "a.py"))
    [Pair(place='a.py:1', en='{{n}} layers', zh='{{n}} 層')]
    """
    for node in nodes(source, ast.Call):
        if len(node.args) == 2 and getattr(node.func, "id", "") == "say":
            en, zh = map(literal, node.args)
            if en is not None and zh is not None:
                yield Pair(f"{place}:{node.lineno}", en, zh)


def literal(node: ast.expr) -> str | None:
    """The text of a string or f-string; None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(literal(part) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return "{{" + ast.unparse(ast.JoinedStr([node])) + "}}"
    return None


def marks(text: str) -> dict[str, Counter]:
    """What both languages must share: how often each formula, code span, value, link and number occurs.

    >>> marks("`nn.ReLU` has 0 parameters")["numbers"]
    Counter({'0': 1})
    """
    found = {}
    for kind, pattern in _KINDS.items():
        found[kind] = Counter(next(filter(None, (*m.groups(), m.group()))) for m in pattern.finditer(text))
        text = pattern.sub(" ", text)
    found["values"] = Counter(same_value(value) for value in found["values"].elements())
    found["code"] = Counter(same_value(span) for span in found["code"].elements())
    return {kind: found[kind] for kind in found if kind != "tags"}


def same_value(expression: str) -> str:
    """An f-string's expression without what says which language it is: `words.en` and `words.zh` are one value."""
    return re.sub(r"[._](en|zh)\b", "", expression)


def words_only(text: str) -> str:
    """A text without code, formulas, values, addresses and tags: what a language's own rules apply to."""
    text = re.sub(r"\[([^\]]*)\]\([^)\s]+\)", r"\1", text)
    for kind in ("code", "formulas", "values", "links", "tags"):
        text = _KINDS[kind].sub("\ufffc", text)
    return text


def strings(source: str) -> list[str]:
    """The Chinese strings of a module, without its docstrings: those are for whoever reads the code."""
    tree = ast.parse(source)
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    constants = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in bare]
    return [node.value for node in constants if isinstance(node.value, str) and re.search(HAN, node.value)]


def chinese() -> dict[str, str]:
    """Place -> text, for everything Chinese that a reader may meet."""
    texts = {f"{pair.place} #{number}": pair.zh for number, pair in enumerate(all_pairs())}
    for path in NOTEBOOKS:
        cells = [cell for cell in read(path).cells if cell.cell_type == "markdown"]
        texts[f"{path.stem}: headings"] = "\n".join(h for cell in cells for h in headings(cell.source))
    for path in HELPERS:
        texts[path.name] = "\n".join(strings(path.read_text(encoding="utf-8")))
    for path in [*sorted((ROOT / "helpers" / "static").iterdir()), *sorted(ROOT.glob("*.md"))]:
        lines = path.read_text(encoding="utf-8").splitlines()
        texts[path.name] = "\n".join(line for line in lines if re.search(HAN, line))
    return texts
