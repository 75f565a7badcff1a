"""notebooks/INDEX.md: every module and function of torch in the book, with the place to look it up: `make handbook`.

A name's place is where its signature stands; else the heading that names it; else its first use, or mention.
"""

import ast
import re
from collections.abc import Iterator

import torch
from torch import nn

from tools.chapters import CHAPTERS, Place, cells_in_place, shown
from tools.notebooks import FOLDER, nodes

PAGE = FOLDER / "INDEX.md"
SIGNATURE, HEADING, USE, MENTION = range(4)  # the best place first
# Where a bare name is looked up, as readers write it; the index has a table for each.
HOMES = {
    "nn": nn,
    "nn.init": nn.init,
    "nn.utils.parametrizations": nn.utils.parametrizations,
    "nn.utils.parametrize": nn.utils.parametrize,
    "nn.utils": nn.utils,
    "nn.Module": nn.Module,
    "nn.functional": nn.functional,
    "torch.func": torch.func,
    "torch": torch,
}

_SIGNATURE = re.compile(r'class="nn-signature">([\w.]+)')
_INTRODUCTION = """\
# Index · 索引

Each name of `torch.nn` that this book shows, with the section where it stands: search this page
(Ctrl+F), follow the link; if a chapter that was not open stops elsewhere, follow it once more.
Written by `make handbook`; do not edit.

本書講到的 `torch.nn` 的每個名字，以及它所在的小節：在本頁內搜索（Ctrl+F），點鏈接即到；
章節原先沒有打開、停在別處的話，再點一次。
本頁由 `make handbook` 生成，請勿手改。
"""


def page() -> str:
    """INDEX.md."""
    parts, places = [_INTRODUCTION], best_places()
    for home in HOMES:
        names = sorted((name for name in places if _home(name) == home), key=str.lower)
        rows = [f"| `{name.removeprefix(f'{home}.')}` | {_links(places[name])} |" for name in names]
        parts += [f"## {home}", "", "| | where · 出處 |", "|---|---|", *rows, ""] if rows else []
    return "\n".join(parts)


def best_places() -> dict[str, list[Place]]:
    """A name's places: all where its signature stands, or else the first of the best kind."""
    found: dict[str, dict[int, list[Place]]] = {}
    for path in CHAPTERS:
        for place, cell in cells_in_place(path):
            for rank, name in named(place, cell):
                found.setdefault(name, {}).setdefault(rank, []).append(place)
    return {name: _distinct(ranks[min(ranks)], min(ranks)) for name, ranks in found.items()}


def named(place: Place, cell) -> Iterator[tuple[int, str]]:
    """What a cell names: in its heading, if that is nothing but names; in its text; by a signature; in its code."""
    if cell.cell_type == "markdown":
        spans = re.findall(r"`(nn\.[\w.]+)`", cell.source)
        yield from ((MENTION, name) for span in spans if (name := full_name(span)))
        names = [full_name(word) for word in re.split(r",? and |, ", place.heading.partition(" · ")[0])]
        yield from ((HEADING, name) for name in names if all(names))
        return
    pages = "".join(map(shown, cell.outputs))
    yield from ((SIGNATURE, full_name(word)) for word in _SIGNATURE.findall(pages))
    for node in nodes(cell.source, ast.Attribute):
        word = ast.unparse(node)
        if word.startswith(("nn.", "F.", "parametrize.", "parametrizations.")) and (name := full_name(word)):
            yield USE, name


def full_name(word: str) -> str | None:
    """The name in full, such as nn.Linear or nn.init.zeros_; None if torch has no class or function of that name.

    >>> full_name("train"), full_name("net.apply"), full_name("Depth")
    ('nn.Module.train', 'nn.Module.apply', None)
    """
    word = re.sub(r"^(net|self)\.|\(\)$", "", word)
    word = re.sub(r"^F\.", "nn.functional.", word)
    for name in (word, *(f"{home}.{word}" for home in HOMES)):
        if _is_torchs(name):
            return name
    return None


def _is_torchs(name: str) -> bool:
    """Whether a dotted name is a class or a function of torch's, and not of a library that torch imports."""
    first, *rest = name.split(".")
    thing = {"nn": nn, "torch": torch}.get(first)
    for part in rest:
        thing = getattr(thing, part, None)
    return callable(thing) and (getattr(thing, "__module__", None) or "torch").startswith("torch")


def _distinct(places: list[Place], rank: int) -> list[Place]:
    return list(dict.fromkeys(places)) if rank == SIGNATURE else places[:1]


def _home(name: str) -> str:
    return max((home for home in HOMES if name.startswith(f"{home}.")), key=len)


def _links(places: list[Place]) -> str:
    return "; ".join(place.link for place in places)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
