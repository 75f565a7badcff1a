"""The notebooks for a class, made from the one source: a student edition, and one in which everything lies open.

    student(read(FOLDER / "06_activations.ipynb"))

The student edition lacks the solutions, and the verdict of each claim; all else is there and runs.
"""

import ast
import copy
import re
from collections.abc import Iterator

from helpers.check import WITHHELD
from helpers.language import Text
from tools.notebooks import nodes

_VERDICT_ON_A_CARD = re.compile(r'<p lang="en"><b>Verdict: .*?</p><p lang="zh-Hant"><b>判定：.*?</p>')


def student(notebook, asks: Text = WITHHELD):
    """A copy without solutions and verdicts; `asks` stands on a claim's stored card, where the verdict was."""
    edition = copy.deepcopy(notebook)
    edition.cells = [cell for cell in edition.cells if "solution" not in cell.metadata.get("tags", [])]
    for cell in edition.cells:
        if cell.cell_type == "code" and (call := claimed(cell.source)):
            cell.source = cell.source.replace(source_of(call, cell.source), withheld(call, cell.source))
            for output in cell.outputs:
                output.data = {"text/html": asking(output.data["text/html"], asks)}
    return edition


def solution(notebook):
    """A copy with solutions and hints unfolded, and the code of predictions, which holds the answer."""
    edition = copy.deepcopy(notebook)
    for cell in edition.cells:
        cell.metadata.pop("jupyter", None)
        if cell.cell_type == "markdown":
            cell.source = cell.source.replace("<details>", "<details open>")
    return edition


def claimed(source: str) -> ast.Call | None:
    """The `claim(…)` that a cell ends with, if it does."""
    return next(iter(calls(source, "claim")), None)


def withheld(call: ast.Call, source: str) -> str:
    """The same `claim(…)` as a question: `...` for the verdict, and no `because`."""
    ids, _, evidence = (source_of(argument, source) for argument in call.args)
    (says,) = (source_of(keyword.value, source) for keyword in call.keywords if keyword.arg == "says")
    return f"claim(\n    {ids},\n    ...,\n    {evidence},\n    says={says},\n)"


def asking(card: str, asks: Text) -> str:
    """A claim's card with a question for its verdict, and without its colour. Raises ValueError where it has none."""
    card, found = _VERDICT_ON_A_CARD.subn(lambda _: asks.html("p"), card)
    if not found:
        raise ValueError(f"no verdict on the card {card}")
    return card.replace('"nn-card nn-good"', '"nn-card "')


def calls(source: str, name: str) -> Iterator[ast.Call]:
    """Each call of `name` in a cell."""
    return (call for call in nodes(source, ast.Call) if getattr(call.func, "id", "") == name)


def source_of(node: ast.AST, source: str) -> str:
    """The piece of `source` that a node was parsed from."""
    return ast.get_source_segment(source, node)
