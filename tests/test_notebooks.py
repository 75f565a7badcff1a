"""Each notebook as it is stored, and as it runs from top to bottom."""

import ast
import base64
import io
import json
import re
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from tests.lessons import NOTEBOOKS, code_cells, read, set_up_cell, tags
from tools import notebooks

LINES_OF_SET_UP = 6
LINES_OF_A_CELL = 12
CHARACTERS_OF_A_LINE = 120
_LAYOUT = re.compile(r"""\s*([\])}]*,?|(\w+=)?say\(|f?".*"[\])},]*)""")

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def test_there_are_notebooks():
    assert NOTEBOOKS


@each_notebook
def test_stored_in_normal_form(path):
    assert notebooks.is_normal(path), "run `make notebooks`"


@each_notebook
def test_stored_fully_executed(path):
    assert faults_as_stored(read(path)) == []


@each_notebook
def test_cells_are_short(path):
    notebook = read(path)
    assert lines_of(set_up_cell(notebook)) <= LINES_OF_SET_UP
    assert long_cells(notebook) == []
    assert long_lines(notebook) == []


@each_notebook
def test_runs_from_top_to_bottom(path):
    """nbval lets a magic that does not exist and a `raise` after it pass; a plain execution does not."""
    assert unsettled(notebooks.executed(path)) == []


def faults_as_stored(notebook) -> list[str]:
    """What a reader who runs nothing would miss, or should not see."""
    faults = []
    for count, cell in enumerate(code_cells(notebook), start=1):
        place = f"code cell {count} ({cell.source[:60]})"
        if cell.execution_count != count:
            faults.append(f"{place}: has execution count {cell.execution_count}")
        if "raises-exception" in tags(cell):
            faults.append(f"{place}: may raise; use `with explaining():`")
        if re.search(notebooks.STOPS, cell.source) and not cell.outputs:
            faults.append(f"{place}: shows nothing; a question or a verdict must be the cell's last expression")
        for output in cell.outputs:
            faults += [f"{place}: {fault}" for fault in output_faults(output)]
    return faults + unsettled(notebook)


def output_faults(output) -> list[str]:
    """What is wrong with one stored output."""
    if output.output_type == "error":
        return [f"an error, {output.ename}"]
    if output.get("name") == "stderr":
        return ["something on stderr"]
    if " object at 0x" in json.dumps(output):
        return ["an address in memory"]
    return []


def unsettled(notebook) -> list[str]:
    """The claim cards that say that their verdict no longer holds."""
    cells = [cell for cell in code_cells(notebook) if "NOT SETTLED" in json.dumps(cell.outputs)]
    return [f"NOT SETTLED: {cell.source[:80]}" for cell in cells]


def long_cells(notebook) -> list[str]:
    """The first lines of the code cells that a reader cannot take in at a glance."""
    cells = [cell for cell in code_cells(notebook) if "exercise" not in tags(cell)]
    return [cell.source.splitlines()[0] for cell in cells if lines_of(cell) > LINES_OF_A_CELL]


def lines_of(cell) -> int:
    """Its lines of code. Blank ones, lone brackets and lines of prose in two languages are none: they are layout."""
    return sum(1 for line in cell.source.splitlines() if not _LAYOUT.fullmatch(line))


def long_lines(notebook) -> list[str]:
    """The lines of code that a reader would have to scroll sideways for; the set-up cell's import may be one."""
    lines = [line for cell in code_cells(notebook) if "set-up" not in tags(cell) for line in cell.source.splitlines()]
    return [line for line in lines if len(line) > CHARACTERS_OF_A_LINE]


# The checks themselves: each must be able to fail.


def notebook_of(*cells):
    """A small notebook whose code cells carry the counts 1, 2, …"""
    for count, cell in enumerate([cell for cell in cells if cell.cell_type == "code"], start=1):
        cell.execution_count = count
    return new_notebook(cells=list(cells))


@pytest.mark.parametrize(
    ("output", "fault"),
    [
        (new_output("error", ename="ValueError", evalue="", traceback=[]), "an error, ValueError"),
        (new_output("stream", name="stderr", text="careful"), "on stderr"),
        (new_output("display_data", {"text/plain": "<Thing object at 0x7f01>"}), "an address"),
        (new_output("display_data", {"text/plain": "Verdict: NOT SETTLED"}), "NOT SETTLED"),
    ],
)
def test_a_bad_output_is_found(output, fault):
    notebook = notebook_of(new_code_cell("1 + 1", outputs=[output]))
    assert fault in "\n".join(faults_as_stored(notebook))


def test_a_cell_that_never_ran_is_found():
    notebook = notebook_of(new_code_cell("a = 1"), new_code_cell("b = 2"))
    notebook.cells[0].execution_count = None
    assert "code cell 1 (a = 1): has execution count None" in faults_as_stored(notebook)


def test_a_question_that_nobody_sees_is_found():
    asked = new_code_cell("predict(words, options, answer)\n\n\ndef answer(): ...")
    assert "shows nothing" in "".join(faults_as_stored(notebook_of(asked)))


def test_a_long_cell_is_found_and_an_exercise_is_let_be():
    long = "\n".join(f"a{i} = {i}" for i in range(LINES_OF_A_CELL + 1))
    exercise = new_code_cell(long, metadata={"tags": ["exercise"]})
    assert long_cells(notebook_of(new_code_cell(long), exercise)) == ["a0 = 0"]


def test_layout_is_no_line_of_code():
    cell = new_code_cell(
        'claim(\n    "C70",\n    x > 0,\n    says=say(\n        "two",\n        f"兩個",\n    ),\n)\n\ny = 1'
    )
    assert lines_of(cell) == 3


def test_a_long_line_is_found():
    cells = [
        new_code_cell("a" * 121),
        new_code_cell("度" * 120),
        new_code_cell("b" * 130, metadata={"tags": ["set-up"]}),
    ]
    assert long_lines(notebook_of(*cells)) == ["a" * 121]


# The normal form.


def test_the_view_of_a_widget_goes_and_its_picture_and_text_stay():
    data = {notebooks.WIDGET: {"model_id": "1"}, "text/plain": "a picture", "image/png": a_png()}
    metadata = {"image/png": {"width": 900}, notebooks.WIDGET: {}}
    shown = new_output("display_data", data, metadata=metadata)
    only_a_view = new_output("display_data", {notebooks.WIDGET: {"model_id": "2"}})
    notebook = notebooks.normal_form(notebook_of(new_code_cell("show()", outputs=[shown, only_a_view])))
    (output,) = notebook.cells[0].outputs
    assert set(output.data) == {"text/plain", "image/png"}
    assert output.metadata == {"image/png": {"width": 900}}


def test_what_differs_between_two_runs_goes():
    cell = new_code_cell("print(1); 2", metadata={"execution": {"iopub.execute_input": "10:00"}, "tags": ["kept"]})
    cell.outputs = [new_output("stream", text="1"), new_output("stream", text="\n"), new_output("execute_result", {})]
    cell.outputs[2].data = nbformat.from_dict({"text/plain": "2"})
    notebook = notebook_of(new_markdown_cell("text"), cell)
    notebook.metadata.widgets = {"state": {}}
    cell.execution_count = 41
    cell = notebooks.normal_form(notebook).cells[1]
    assert [output.get("text") for output in cell.outputs] == ["1\n", None]
    assert cell.metadata == {"tags": ["kept"]}
    assert (cell.execution_count, cell.outputs[1].execution_count) == (1, 1)
    assert "widgets" not in notebook.metadata


def test_a_slide_begins_at_each_text_and_at_what_a_talk_stops_for():
    cells = [
        new_markdown_cell("# 1 · Pooling"),
        new_code_cell("import torch", metadata={"slideshow": {"slide_type": "skip"}}),
        new_markdown_cell("## Max · 最大"),
        new_markdown_cell("### nn.MaxPool2d · 二維"),
        new_code_cell("@live(x=(0, 1))\ndef below_its_text(): ..."),
        new_code_cell("@live(x=(0, 1))\ndef alone(): ..."),
        new_code_cell("x = 1\nclaim(x)"),
        new_code_cell("x"),
    ]
    normal = notebooks.normal_form(notebook_of(*cells)).cells
    found = [cell.metadata.get("slideshow", {}).get("slide_type") for cell in normal]
    assert found == ["slide", None, "slide", "subslide", None, "subslide", "subslide", None]


def test_twice_is_the_same_as_once(tmp_path: Path):
    picture = new_output("display_data", {"image/png": a_png(), "text/plain": "梯度"})
    path = tmp_path / "lesson.ipynb"
    path.write_text(notebooks.as_stored(notebook_of(new_code_cell("show()", outputs=[picture]))), encoding="utf-8")
    assert not notebooks.is_normal(path)
    assert notebooks.main(["--check", str(path)]) == 1
    path.write_text(notebooks.as_stored(notebooks.normal_form(read(path))), encoding="utf-8")
    assert notebooks.is_normal(path)
    assert notebooks.main(["--check", str(path)]) == 0
    assert "梯度" in path.read_text(encoding="utf-8")


def test_an_executed_notebook_is_written_with_its_outputs(tmp_path: Path):
    path = tmp_path / "lesson.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("print(6 * 7)")]), path)
    assert notebooks.main([str(path)]) == 0
    (cell,) = read(path).cells
    assert (cell.execution_count, cell.outputs[0].text) == (1, "42\n")
    assert notebooks.is_normal(path)


def a_png() -> str:
    """A small true-colour picture as a notebook stores it."""
    file = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


@each_notebook
def test_what_a_live_picture_reads_is_made_once(path):
    """A slider runs its function long after its cell: by then no other cell may have given its names away."""
    assert names_given_away([cell.source for cell in code_cells(read(path))]) == []


def names_given_away(sources: list[str]) -> list[str]:
    """Global names that a function or lambda reads and that more than one cell assigns."""
    makers, readers = {}, set()
    for number, source in enumerate(sources):
        tree = ast.parse(source)
        functions = [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.Lambda))]
        nested = {id(inner) for outer in functions for inner in ast.walk(outer) if inner is not outer}
        for function in functions:
            readers |= globals_read_by(function) if id(function) not in nested else set()
        for name in assigned_at_top(tree):
            makers.setdefault(name, set()).add(number)
    return sorted(name for name in readers if len(makers.get(name, ())) > 1)


def globals_read_by(function: ast.FunctionDef | ast.Lambda) -> set[str]:
    """Names that its body loads and does not make itself."""
    body = function.body if isinstance(function.body, list) else [function.body]  # defaults are read at once
    names = [node for part in body for node in ast.walk(part) if isinstance(node, ast.Name)]
    own = {argument.arg for argument in ast.walk(function) if isinstance(argument, ast.arg)}
    own |= {node.id for node in names if isinstance(node.ctx, ast.Store)}
    return {node.id for node in names if isinstance(node.ctx, ast.Load)} - own


def assigned_at_top(tree: ast.Module) -> set[str]:
    """Names that a cell makes in the notebook's own namespace."""
    made = set()
    for statement in tree.body:
        if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
            made.add(statement.name)
        elif not isinstance(statement, (ast.Import, ast.ImportFrom)):
            scoped = {
                id(n) for loop in ast.walk(statement) if isinstance(loop, ast.comprehension) for n in ast.walk(loop)
            }
            inside = [n for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
            made |= {node.id for node in inside if id(node) not in scoped}
    return made


def test_a_name_that_is_given_away_is_found():
    cells = [
        "k = 1",
        "def draw(picture):\n    return k + own",
        "k = 2",
        "own = 3",
        "def other():\n    k = 1\n    return k",
    ]
    assert names_given_away(cells) == ["k"]
