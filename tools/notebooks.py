"""Notebooks as the repository keeps them: executed from top to bottom, with nothing in the file that changes by itself.

    python -m tools.notebooks            # re-execute every notebook and write its normal form (`make notebooks`)
    python -m tools.notebooks --check    # only say which stored files are not in normal form

Stored outputs are part of the lesson: the picture and its plain text stay, so that GitHub and an unrun notebook show
them. The view of a widget goes, because it would read "model not found"; so do widget state, times and versions.
"""

import argparse
import ast
import base64
import hashlib
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from PIL import Image

FOLDER = Path(__file__).parents[1] / "notebooks"
HAN = r"[\u3400-\u4dbf\u4e00-\u9fff]"  # a Chinese character, as a regular expression
WIDGET = "application/vnd.jupyter.widget-view+json"
STOPS = r"(?m)^(@live|@training|predict\(|claim\()"  # a picture, a question, a verdict
KEPT_OF_A_CELL = ("tags",)
NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_FENCED = re.compile(r"(?ms)^(```|~~~).*?^\1\s*$")
COLOURS = 128  # flat pictures of a few hues look the same with so many, at a third of the bytes


def main(arguments: list[str]) -> int:
    """Run the command line; 0 if every notebook is, or now is, in normal form."""
    parser = argparse.ArgumentParser(prog="python -m tools.notebooks", description="Execute and normalize notebooks.")
    parser.add_argument("--check", action="store_true", help="change nothing, only report")
    parser.add_argument("paths", nargs="*", type=Path, help="notebooks; all of them if none is given")
    chosen = parser.parse_args(arguments)
    paths = chosen.paths or sorted(FOLDER.glob("*.ipynb"))
    if chosen.check:
        return report([path for path in paths if not is_normal(path)])
    for path in paths:
        path.write_text(as_stored(normal_form(executed(path))), encoding="utf-8")
        print(f"{path.name}: executed and written")
    return 0


def report(different: list[Path]) -> int:
    """Name the notebooks that are not in normal form."""
    for path in different:
        print(f"{path.name} is not in normal form: run `make notebooks`")
    return len(different)


def read(path: Path) -> nbformat.NotebookNode:
    """A notebook in today's format, with an id for each cell."""
    return nbformat.read(path, as_version=4)


def executed(path: Path, seconds_a_cell: int = 120) -> nbformat.NotebookNode:
    """The notebook with fresh outputs. Raises nbclient's CellExecutionError where a cell fails."""
    return execute(read(path), path.parent, seconds_a_cell)


def execute(notebook, folder: Path, seconds_a_cell: int = 120, **settings):
    """Run a notebook's cells in one fresh kernel that stands in `folder`. `settings` are NotebookClient's own."""
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=seconds_a_cell,
        store_widget_state=False,
        resources={"metadata": {"path": str(folder)}},
        **settings,
    )
    return client.execute()


def is_normal(path: Path) -> bool:
    """Whether the stored file is, byte for byte, its own normal form."""
    stored = path.read_text(encoding="utf-8")
    return stored == as_stored(normal_form(nbformat.reads(stored, as_version=4)))


def as_stored(notebook) -> str:
    """The text of the file: one line a source line, keys sorted, Chinese as itself."""
    return nbformat.writes(notebook, version=4, indent=1, sort_keys=True, ensure_ascii=False).rstrip("\n") + "\n"


def normal_form(notebook):
    """The notebook without anything that differs between two runs, or between two machines. Changes it in place.

    >>> normal_form(executed(FOLDER / "06_activations.ipynb"))
    """
    notebook.metadata = nbformat.from_dict(NOTEBOOK_METADATA)
    notebook.nbformat_minor = 5
    count, before = 0, None
    for number, cell in enumerate(notebook.cells):
        kept = {key: cell.metadata[key] for key in KEPT_OF_A_CELL if key in cell.metadata}
        cell.metadata = nbformat.from_dict({**kept, **folded(cell), **slide(cell, before)})
        before = cell
        cell.setdefault("id", hashlib.sha1(f"{number}\n{cell.source}".encode()).hexdigest()[:8])
        if cell.cell_type == "code":
            # A cell that was never run keeps no count: the number must not claim what did not happen.
            count += cell.execution_count is not None
            normalize_outputs(cell, count if cell.execution_count is not None else None)
    nbformat.validate(notebook)
    return notebook


def folded(cell) -> dict:
    """What makes JupyterLab fold a prediction's code: it holds the answer, which the reader is to guess first."""
    asks = cell.cell_type == "code" and re.search(r"(?m)^predict\(", cell.source)
    return {"jupyter": {"source_hidden": True}} if asks else {}


def slide(cell, before) -> dict:
    """Where a slide begins: at each text, and at what a talk stops for, unless that stands right below a text.

    A chapter and its `##` sections lie side by side, everything else below its section.
    """
    if cell.cell_type == "markdown":
        kind = "slide" if re.search(r"(?m)^##? ", "\n".join(headings(cell.source))) else "subslide"
    elif before is not None and before.cell_type == "code" and re.search(STOPS, cell.source):
        kind = "subslide"
    else:
        return {}
    return {"slideshow": {"slide_type": kind}}


def headings(markdown: str) -> list[str]:
    """The heading lines of a Markdown text; a `#` in a fenced block is none.

    >>> headings("## Rectifiers · 整流\\ntext")
    ['## Rectifiers · 整流']
    """
    return re.findall(r"(?m)^#{1,6} .*$", _FENCED.sub("", markdown))


def nodes(source: str, kind: type[ast.AST]) -> Iterator[ast.AST]:
    """Each node of a kind in a cell; magics are no Python, and are passed over."""
    tree = ast.parse(re.sub(r"(?m)^[%!].*$", "pass", source))
    return (node for node in ast.walk(tree) if isinstance(node, kind))


def normalize_outputs(cell, count: int | None) -> None:
    """Give the cell its number, and its outputs their lasting form."""
    cell.execution_count = count
    outputs = [lasting(output) for output in merged(cell.outputs)]
    cell.outputs = [output for output in outputs if output.get("data", True)]
    for output in cell.outputs:
        if output.output_type == "execute_result":
            output.execution_count = count


def merged(outputs: list) -> list:
    """Neighbouring pieces of one stream as one: where they were cut is a matter of timing."""
    joined = []
    for output in outputs:
        before = joined[-1] if joined else None
        if before and output.output_type == "stream" == before.output_type and output.name == before.name:
            before.text += output.text
        else:
            joined.append(output)
    return joined


def lasting(output):
    """An output without its widget view, and with its picture made small."""
    if "data" not in output:
        return output
    output.data.pop(WIDGET, None)
    described = {kind: about for kind, about in output.metadata.items() if kind in output.data}
    output.metadata = nbformat.from_dict(described)
    if "image/png" in output.data:
        output.data["image/png"] = smaller(output.data["image/png"])
    return output


def smaller(png: str) -> str:
    """A base64 PNG with a palette. One that has a palette already is left alone, so that twice is the same as once."""
    picture = Image.open(io.BytesIO(base64.b64decode(png)))
    if picture.mode == "P":
        return png.strip()
    see_through = picture.mode == "RGBA" and picture.getextrema()[3][0] < 255
    method = Image.Quantize.FASTOCTREE if see_through else Image.Quantize.MEDIANCUT
    flat = picture.convert("RGBA" if see_through else "RGB").quantize(COLOURS, method=method, dither=Image.Dither.NONE)
    file = io.BytesIO()
    flat.save(file, "PNG", optimize=True)
    return base64.b64encode(file.getvalue()).decode()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
