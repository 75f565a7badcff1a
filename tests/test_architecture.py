"""helpers is a tree with no circles, of files that read in one sitting; importing it does nothing visible."""

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.lessons import ROOT

# module -> the siblings that it may import. CONTRIBUTING.md draws the same picture.
ARROWS = {
    "language": set(),
    "curves": set(),
    "depth": set(),
    "weights": {"language"},
    "photos": set(),
    "device": {"language"},
    "reference": {"language"},
    "marks": {"language"},
    "cells": {"marks"},
    "rules": {"language"},
    "explain": {"language", "rules"},
    "panels": {"marks"},
    "canvas": set(),
    "figures": {"language", "canvas", "cells", "marks", "panels"},
    "windows": {"figures", "sizes"},
    "clips": {"figures", "language"},
    "blocks": {"cells", "figures", "marks"},
    "comparison": {"blocks", "language"},
    "live": {"language", "explain", "figures"},
    "training": {"figures", "live"},
    "check": {"language", "explain"},
    "judge": {"language", "explain"},
    "sizes": set(),
    "recording": set(),
    "tables": {"language"},
    "shapes": {"language", "explain", "sizes", "recording", "tables"},
    "exercises": {"language", "judge"},
}
LINES_OF_A_FILE = 280
LINES_OF_A_FUNCTION = 25
CATALOGUES = {"rules"}  # looked up, entry by entry, and not read through

FILES = sorted((ROOT / "helpers").rglob("*.py"))
SOURCES = {path: path.read_text(encoding="utf-8") for path in FILES}


def test_imports_follow_the_arrows():
    faults = [fault for path, source in SOURCES.items() for fault in wrong_arrows(module_of(path), source)]
    assert faults == []


def test_the_arrows_have_no_circle():
    assert set(TopologicalSorter(ARROWS).static_order()) == set(ARROWS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_reads_in_one_sitting(path):
    assert len(SOURCES[path].splitlines()) <= LINES_OF_A_FILE or module_of(path) in CATALOGUES
    assert long_functions(SOURCES[path]) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_says_what_it_is_for(path):
    assert undocumented(SOURCES[path]) == []


def test_importing_does_nothing_visible():
    code = "import sys, helpers; sys.exit('matplotlib.pyplot' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def module_of(path: Path) -> str:
    """The module, or the subpackage, that a file belongs to: `live`, `exercises`, or `__init__`."""
    return path.relative_to(ROOT / "helpers").parts[0].removesuffix(".py")


def siblings(module: str, source: str) -> set[str]:
    """The siblings that a module imports, whichever way it is written."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("helpers.")}
        elif isinstance(node, ast.ImportFrom):
            within = node.module if node.level else (node.module or "").removeprefix("helpers").lstrip(".")
            if node.level or (node.module or "").split(".")[0] == "helpers":
                found |= {within.split(".")[0]} if within else {alias.name for alias in node.names}
    return found - {module}


def wrong_arrows(module: str, source: str) -> list[str]:
    """The imports of a module that the picture does not show; only `__init__` may import every sibling."""
    if module == "__init__":
        return []
    if module not in ARROWS:
        return [f"{module} is not in the picture of helpers"]
    return [f"{module} imports {other}" for other in sorted(siblings(module, source) & ARROWS.keys() - ARROWS[module])]


def long_functions(source: str) -> list[str]:
    """The functions that are longer than a reader can hold, docstrings not counted."""
    functions = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [f"{f.name}: {length(f)} lines" for f in functions if length(f) > LINES_OF_A_FUNCTION]


def length(function: ast.FunctionDef) -> int:
    """The lines of a function, without its docstring and decorators."""
    first = function.body[0]
    has_docstring = ast.get_docstring(function) is not None
    words = first.end_lineno - first.lineno + 1 if has_docstring else 0
    return function.end_lineno - function.lineno + 1 - words


def undocumented(source: str) -> list[str]:
    """The module, public classes and public top-level functions that have no docstring."""
    tree = ast.parse(source)
    kinds = ast.FunctionDef | ast.ClassDef
    public = [node for node in tree.body if isinstance(node, kinds) and not node.name.startswith("_")]
    return [getattr(node, "name", "the module") for node in (tree, *public) if not ast.get_docstring(node)]


# The checks themselves: each must be able to fail.


@pytest.mark.parametrize(
    ("module", "source", "faults"),
    [
        ("explain", "from .language import say", []),
        ("explain", "from .live import live", ["explain imports live"]),
        ("explain", "from . import language, live", ["explain imports live"]),
        ("curves", "from helpers.figures import Picture", ["curves imports figures"]),
        ("curves", "import helpers.figures", ["curves imports figures"]),
        ("language", "def f():\n    from . import check", ["language imports check"]),
        ("exercises", "from ..judge import Exercise\nfrom helpers.language import say", []),
        ("exercises", "from ..live import live", ["exercises imports live"]),
        ("utils", "", ["utils is not in the picture of helpers"]),
        ("__init__", "from .live import live", []),
    ],
)
def test_a_wrong_arrow_is_found(module, source, faults):
    assert wrong_arrows(module, source) == faults


def test_a_long_function_is_found_and_a_long_docstring_is_let_be():
    body = "    a = 1\n" * LINES_OF_A_FUNCTION
    words = '    """' + "words\n" * LINES_OF_A_FUNCTION + '"""\n    return 1\n'
    assert long_functions(f"def f():\n{body}") == [f"f: {LINES_OF_A_FUNCTION + 1} lines"]
    assert long_functions(f"def f():\n{words}") == []


def test_a_missing_docstring_is_found():
    assert undocumented("def f(): pass\ndef _g(): pass") == ["the module", "f"]
