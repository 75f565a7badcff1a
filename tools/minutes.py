"""The minutes of workshop/GUIDE.md: what running and talking take, section by section: `make guide`.

Running is measured, in a fresh kernel from the top, on this machine. Talking is an estimate, from what a section holds.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tools.chapters import CHAPTERS, Place, put, title
from tools.notebooks import FOLDER, executed, headings, read

PAGE = FOLDER.parent / "workshop" / "GUIDE.md"
# What a section holds -> the minutes that one of it takes in a room. The guide states the same numbers.
MINUTES = {"heading": 1, "picture": 2, "prediction": 2, "exercise": 10}
ROUND_UP_TO = 5  # seconds: less than that is this run's luck

_CODE = {"picture": r"(?m)^@(live|training)\b", "prediction": r"(?m)^predict\("}


@dataclass(frozen=True)
class Part:
    """A `##` section: its place, how often it holds what takes time, and the cells that it runs."""

    place: Place
    counts: dict[str, int]
    cells: list

    @property
    def talking(self) -> int:
        """The estimate, in minutes."""
        return sum(MINUTES[kind] * number for kind, number in self.counts.items())

    @property
    def running(self) -> int:
        """The seconds that its cells took when they were last executed, rounded up."""
        exact = sum(_seconds(cell) for cell in self.cells)
        return -int(-exact // ROUND_UP_TO) * ROUND_UP_TO


def main() -> None:
    """Run every chapter, one after the other, and write the tables into the guide."""
    tables = []
    for path in CHAPTERS:
        tables.append(table(path, parts(path, executed(path).cells)))
        print(f"{path.name}: measured")
    PAGE.write_text(put(PAGE, "minutes", "\n\n".join(tables)), encoding="utf-8")


def parts(path: Path, cells: list | None = None) -> Iterator[Part]:
    """The sections of a chapter, as stored or as just executed. What stands before the first is no section."""
    found: list[tuple[Place, list]] = []
    for cell in read(path).cells if cells is None else cells:
        lines = headings(cell.source) if cell.cell_type == "markdown" else []
        if section := [line for line in lines if line.startswith("## ")]:
            found.append((Place(path, section[0].lstrip("# "), cell.id), []))
        if found:
            found[-1][1].append(cell)
    return (Part(place, counted(held), held) for place, held in found)


def counted(cells: list) -> dict[str, int]:
    """How many headings, live pictures, predictions and exercises there are."""
    code = [cell for cell in cells if cell.cell_type == "code"]
    found = {kind: sum(bool(re.search(start, cell.source)) for cell in code) for kind, start in _CODE.items()}
    lines = [line for cell in cells if cell.cell_type == "markdown" for line in headings(cell.source)]
    exercises = sum("exercise" in cell.metadata.get("tags", []) for cell in code)
    return {"heading": len(lines), **found, "exercise": exercises}


def table(path: Path, sections: Iterator[Part]) -> str:
    """A chapter's table; its last row is the sum."""
    rows, sums = [], [0] * (len(MINUTES) + 2)
    for part in sections:
        numbers = [*part.counts.values(), part.running, part.talking]
        rows.append(_row(part.place.link.replace("](", "](../notebooks/"), numbers))
        sums = [one + other for one, other in zip(sums, numbers, strict=True)]
    head = (
        "| | headings · 標題 | pictures · 圖 | predictions · 預測 | exercises · 練習 | run, s · 運行 | talk, min · 講 |"
    )
    lines = [f"**{title(path)}**", "", head, "|---|" + "--:|" * len(sums), *rows, _row("**Σ**", sums)]
    return "\n".join(lines)


def _row(first: str, numbers: list[int]) -> str:
    return f"| {first} | {' | '.join(map(str, numbers))} |"


def _seconds(cell) -> float:
    """From busy to idle, as the kernel said; nothing for a cell that was not just run."""
    times = cell.metadata.get("execution", {})
    start, end = (times.get(f"iopub.status.{state}") for state in ("busy", "idle"))
    return (_time(end) - _time(start)).total_seconds() if start and end else 0.0


def _time(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp.replace("Z", "+00:00"))


if __name__ == "__main__":
    main()
