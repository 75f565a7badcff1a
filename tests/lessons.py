"""The notebooks as the tests see them: their cells, and the sections they fall into."""

from dataclasses import dataclass
from pathlib import Path

import nbformat

from tools.chapters import CHAPTERS
from tools.notebooks import HAN as HAN
from tools.notebooks import headings

ROOT = Path(__file__).parents[1]
NOTEBOOKS = CHAPTERS


@dataclass(frozen=True)
class Section:
    """A `##` heading and the cells below it, up to the next one."""

    heading: str
    cells: list


def read(path: Path):
    """A stored notebook."""
    return nbformat.read(path, as_version=4)


def tags(cell) -> list[str]:
    """A cell's tags."""
    return cell.metadata.get("tags", [])


def code_cells(notebook) -> list:
    """Its code cells, in order."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def set_up_cell(notebook):
    """The one code cell that every section may rely on."""
    (cell,) = [cell for cell in code_cells(notebook) if "set-up" in tags(cell)]
    return cell


def sections(notebook) -> list[Section]:
    """The notebook cut before each cell that holds a `##` heading. What stands before the first is no section."""
    found = []
    for cell in notebook.cells:
        second_level = [h for h in headings(cell.source) if h.startswith("## ")] if cell.cell_type == "markdown" else []
        if second_level:
            found.append(Section(second_level[0], []))
        if found:
            found[-1].cells.append(cell)
    return found
