"""The chapters as a book: their titles, their headings, and a link to each heading."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.notebooks import FOLDER, headings, read

CHAPTERS = sorted(FOLDER.glob("*.ipynb"))


@dataclass(frozen=True)
class Place:
    """A heading of a chapter, and the id of its cell."""

    path: Path
    heading: str
    cell: str

    @property
    def link(self) -> str:
        """A Markdown link for a page that lies beside the notebooks. JupyterLab finds no heading with Chinese in it."""
        return f"[{self.number} · {self.heading}]({self.path.name}#cell-id={self.cell})"

    @property
    def number(self) -> int:
        return int(self.path.name[:2])


def cells_in_place(path: Path) -> Iterator[tuple[Place, dict]]:
    """Each cell of a chapter with the heading that it stands under; a heading's own cell with that heading."""
    place = Place(path, "", "")
    for cell in read(path).cells:
        if cell.cell_type == "markdown" and (found := headings(cell.source)):
            place = Place(path, found[-1].lstrip("# "), cell.id)
        yield place, cell


def shown(output) -> str:
    """What an output shows as HTML; nothing if it has none."""
    return "".join(output.get("data", {}).get("text/html", ""))


def title(path: Path) -> str:
    """A chapter's own heading: `Common layers · 常用的層`."""
    return next(place.heading for place, _ in cells_in_place(path) if place.heading)


def put(page: Path, name: str, text: str) -> str:
    """The page with `text` between its marks `<!-- name -->` and `<!-- /name -->`."""
    marks = re.compile(rf"(?s)(<!-- {name} -->\n).*?(<!-- /{name} -->)")
    return marks.sub(lambda found: f"{found[1]}{text}\n{found[2]}", page.read_text(encoding="utf-8"))
