"""Rehearse with N learners and print what was seen: `make rehearsal N=8`, `python -m workshop.rehearsal --help`."""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from workshop.rehearsal.play import rehearse
from workshop.rehearsal.report import faults, report

ROOT = Path(__file__).parents[2]


def main() -> int:
    """Print the report; 1 where something was lost that should not be."""
    parser = argparse.ArgumentParser(prog="python -m workshop.rehearsal", description=__doc__)
    parser.add_argument("learners", type=int, nargs="?", default=4)
    parser.add_argument("--chapter", default="06_activations", help="the notebook that everybody opens")
    parser.add_argument("--seconds", type=float, default=60, help="how long sliders are moved before the drill")
    parser.add_argument("--keep-log", type=Path, help="where to copy what the hub and the servers wrote")
    given = parser.parse_args()
    chapter = ROOT / "notebooks" / f"{given.chapter}.ipynb"
    with tempfile.TemporaryDirectory() as folder:
        try:
            seen = asyncio.run(rehearse(Path(folder), chapter, given.learners, given.seconds))
        finally:
            if given.keep_log:
                given.keep_log.write_bytes((Path(folder) / "hub.log").read_bytes())
    print(report(seen))
    for fault in faults(seen):
        print(f"FAULT {fault}", file=sys.stderr)
    return 1 if faults(seen) else 0


if __name__ == "__main__":
    sys.exit(main())
