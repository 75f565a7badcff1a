"""Measure, print one Markdown table with the goals, and put it into the README: `make bench`."""

import datetime
import os
import platform
from pathlib import Path

import torch

from bench import frames, kernels
from tools.chapters import put

README = Path(__file__).parents[1] / "README.md"
STEPS = """\\
A screen shows a frame every 16.7 ms, so from run to run these times jump by whole frames, and the ratios with them. ·
屏幕每 16.7 ms 才換一幀，所以各次測得的時間以整幀跳動，倍數也隨之跳動。"""


def main() -> None:
    table = report(frames.measure(), kernels.measure())
    print(table)
    README.write_text(put(README, "bench", table), encoding="utf-8")


def report(moved: frames.Frames, started: dict[str, tuple[float, float]]) -> str:
    """The table of a run, with where and when."""
    ours, floor = moved.median("this project"), moved.median("floor")
    (torch_seconds, torch_memory), (seconds, memory) = started["import torch"], started["first live picture"]
    rows = [
        ["key press to new pixels · 按鍵到新像素", "ms, median (p95)", "", ""],
        *[[f"— {kind}", f"{moved.median(kind):.0f} ({moved.late(kind):.0f})", "", ""] for kind in moved.presses],
        goal("— this project : floor", ours / floor, "≤", 1.25),
        goal(f"— {frames.DEPTH} : floor", moved.median(frames.DEPTH) / floor, "≤", 2),
        goal("— interact, inline : this project", moved.median("interact, inline") / ours, "≥", 4),
        goal("— ipympl : this project", moved.median("ipympl") / ours, "≥", 3),
        ["after a 10 s drag, to the last value · 拖動 10 秒後到最後的值", f"{moved.after_drag:.0f} ms", "", ""],
        ["frames a second while dragging · 拖動時每秒幀數", f"{moved.frames_a_second:.0f}", "", ""],
        ["kernel start to `import torch` · 從啟動內核到 `import torch`", f"{torch_seconds:.1f} s", "", ""],
        ["kernel start to the first live picture · 到第一幅活的圖", f"{seconds:.1f} s", "", ""],
        goal("— ratio", seconds / torch_seconds, "≤", 1.5),
        ["kernel's memory with `import torch` · 只有 `import torch` 時的內存", f"{torch_memory:.0f} MB", "", ""],
        ["kernel's memory with a live picture · 有一幅活的圖時的內存", f"{memory:.0f} MB", "", ""],
        goal("— ratio", memory / torch_memory, "≤", 1.25),
    ]
    head = ["| | measured · 測得 | goal · 目標 | met · 達到 |", "|---|---|---|---|"]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    place = (
        f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, torch {torch.__version__}"
    )
    when = f"`make bench`, {datetime.date.today():%Y-%m-%d}, {place}."
    return "\n".join([*head, *lines, "", f"{when} {STEPS}"])


def goal(name: str, ratio: float, sign: str, limit: float) -> list[str]:
    """A row that says whether a ratio met its goal."""
    met = ratio <= limit if sign == "≤" else ratio >= limit
    return [name, f"{ratio:.2f} ×", f"{sign} {limit} ×", "✓" if met else "no · 否"]


if __name__ == "__main__":
    main()
