"""Tables of a trace: as HTML with what is deep folded away, and as text. Both show the same cells."""

from __future__ import annotations

import html
import math

from .language import Text, say

HEADINGS = [
    say("layer", "層"),
    say("in → out", "輸入 → 輸出"),
    say("parameters", "參數"),
    say("FLOPs", "FLOPs"),
    say("output", "輸出佔用"),
]
_ROWS_AT_ONCE = 24  # a longer table is folded at its second level


def as_html(rows: list[tuple[int, list[str]]]) -> str:
    """The rows, (depth, cells) each, as a table. A long one becomes a table of its top, and a fold a block below it."""
    if len(rows) <= _ROWS_AT_ONCE:
        return _table(rows, HEADINGS)
    top = [row for row in rows if row[0] <= 1]
    starts = [place for place, (depth, _) in enumerate(rows) if depth <= 1]
    blocks = [rows[start:end] for start, end in zip(starts, [*starts[1:], len(rows)], strict=True)]
    folds = [
        f"<details{_opened(block)}><summary>{html.escape(block[0][1][0])}</summary>{_table(block[1:], [])}</details>"
        for block in blocks
        if len(block) > 1
    ]
    return _table(top, HEADINGS) + "".join(folds)


def as_plain(rows: list[tuple[int, list[str]]]) -> str:
    """The same rows as text in columns, all of them."""
    lines = [
        [heading.en for heading in HEADINGS],
        *([f"{'  ' * depth}{first}", *cells] for depth, (first, *cells) in rows),
    ]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    left = 2  # columns of words; the others are numbers
    aligned = [
        "  ".join(
            cell.ljust(w) if i < left else cell.rjust(w) for i, (cell, w) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    ]
    return "\n".join(line.rstrip() for line in aligned)


def shown(shapes) -> str:
    """Shapes as a reader writes them: (32, 10); several side by side; a dict's with their keys.

    >>> shown([(5, 3, 20), [(2, 3, 20), (2, 3, 20)]])
    '(5, 3, 20), [(2, 3, 20), (2, 3, 20)]'
    """
    if isinstance(shapes, list):
        return ", ".join(_nested(part) for part in shapes)
    return _nested(shapes)


def quantity(number: float, unit: str = "") -> str:
    """A number with three digits and a prefix of thousands.

    >>> quantity(1_334_272), quantity(40, "B")
    ('1.33 M', '40 B')
    """
    prefixes, number = ["", "k", "M", "G", "T", "P", "E"], float(f"{number:.3g}")  # rounded first: 999,999 is 1 M
    power = min(int(math.log10(number) + 1e-9) // 3, len(prefixes) - 1) if number >= 1000 else 0
    digits = f"{number / 1000**power:.3g}" if power else f"{number:.0f}"
    return f"{digits} {prefixes[power]}{unit}".strip()


def _opened(block: list[tuple[int, list[str]]]) -> str:
    """A block in which a call failed stands open."""
    return " open" if any("✗" in cells[1] for _, cells in block) else ""


def _nested(shapes) -> str:
    if isinstance(shapes, dict):
        return "{" + ", ".join(f"{key}: {_nested(part)}" for key, part in shapes.items()) + "}"
    if isinstance(shapes, list):
        return "[" + ", ".join(map(_nested, shapes)) + "]"
    return str(shapes)


def _table(rows: list[tuple[int, list[str]]], headings: list[Text]) -> str:
    head = "".join(f'<th scope="col">{heading.html("span")}</th>' for heading in headings)
    body = "".join(_row(depth, cells) for depth, cells in rows)
    return (
        f'<table class="nn-trace">{f"<thead><tr>{head}</tr></thead>" if headings else ""}<tbody>{body}</tbody></table>'
    )


def _row(depth: int, cells: list[str]) -> str:
    indent = "&emsp;" * depth
    first, *others = (html.escape(cell) for cell in cells)
    return f"<tr><td>{indent}<code>{first}</code></td>" + "".join(f"<td>{cell}</td>" for cell in others) + "</tr>"
