"""A section can be entered alone: the set-up cell, then any `##` section, in any order."""

from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tests.lessons import NOTEBOOKS, read, sections, set_up_cell
from tools import notebooks


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_section_runs_after_the_set_up_cell_alone(path):
    notebook = read(path)
    assert len(sections(notebook)) >= 2
    assert failures(notebook, path.parent) == {}


def failures(notebook, folder: Path) -> dict[str, str]:
    """Heading -> error, for each section that needs more than the set-up cell.

    One kernel runs the sections from the last to the first, and forgets every name before each: no section finds
    what an earlier one of the notebook made, and torch is imported only once.
    """
    cells, heading_of = [], []
    for section in reversed(sections(notebook)):
        own = [cell.source for cell in section.cells if cell.cell_type == "code"]
        entered = ["%reset -f", set_up_cell(notebook).source, *own]
        cells += [new_code_cell(source) for source in entered]
        heading_of += [section.heading] * len(entered)
    failed = {}

    def note(cell, cell_index, execute_reply):
        error = execute_reply["content"]
        failed.setdefault(heading_of[cell_index], f"{error['ename']}: {error['evalue']} in\n{cell.source}")

    notebooks.execute(new_notebook(cells=cells), folder, allow_errors=True, on_cell_error=note)
    return failed


def test_a_section_that_leans_on_another_is_found(tmp_path: Path):
    notebook = new_notebook(
        cells=[
            new_markdown_cell("# Title · 標題"),
            new_code_cell("import math", metadata={"tags": ["set-up"]}),
            new_markdown_cell("## First · 一"),
            new_code_cell("radius = math.sqrt(2)"),
            new_markdown_cell("### An entry · 條目"),
            new_code_cell("radius * 2"),
            new_markdown_cell("## Second · 二"),
            new_code_cell("radius * 3"),
            new_markdown_cell("## Third · 三"),
            new_code_cell("math.pi"),
        ]
    )
    failed = failures(notebook, tmp_path)
    assert list(failed) == ["## Second · 二"]
    assert "name 'radius' is not defined" in failed["## Second · 二"]
