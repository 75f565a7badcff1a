"""HANDBOOK.md, written from the verdicts that the notebooks' cells gave, and their count in the README.

A claim is settled where its cell runs. This page only collects the cards that the notebooks hold, so it cannot disagree
with them; it fails where a claim has no card, has two, or has one that is not settled.
"""

import html
import re
from collections import Counter
from dataclasses import dataclass

from helpers.check import VERDICTS
from helpers.language import listed, say
from tools.chapters import CHAPTERS, Place, cells_in_place, put, shown, title
from tools.notebooks import FOLDER

ROOT = FOLDER.parent
PAGE, README = ROOT / "HANDBOOK.md", ROOT / "README.md"
IDS = [f"{kind}{number}" for kind, last in (("C", 76), ("X", 26)) for number in range(1, last + 1)]

_CARD = re.compile(
    r'<p lang="en"><b>(?P<ids>[CX0-9 ]+)</b> · The handbook says: (?P<says_en>.*?)</p>'
    r'<p lang="zh-Hant"><b>[CX0-9 ]+</b> · 原手冊說：(?P<says_zh>.*?)</p>'
    r'<p lang="en"><b>Verdict: (?P<verdict>[a-z ]+)\.</b> (?P<because_en>.*?)</p>'
    r'<p lang="zh-Hant"><b>判定：[^<]*。</b>(?P<because_zh>.*?)</p>'
)
_INTRODUCTION = """\
# The handbook, checked · 手冊，逐條檢驗

This book grew from a Chinese self-check handbook of `torch.nn`. What that says is itemized here, statements (C) and
examples (X), each with the verdict of a cell that runs. Follow the link to see the evidence, and run it yourself: a
verdict that your torch does not confirm says so. Written by `make handbook`; do not edit.

本書源於一本中文的 `torch.nn` 自查手冊。這裡把它的內容逐條列出：說法（C）和例子（X），每條都附上由代碼運行得出的判定。
點開鏈接就能看到依據，也可以自己運行：如果你的 torch 得不出同樣的判定，它會明說。本頁由 `make handbook` 生成，請勿手改。
"""


@dataclass(frozen=True)
class Settled:
    """A card of a notebook, as Markdown: what the handbook says, the verdict, and why, in both languages."""

    place: Place
    ids: list[str]
    verdict: str
    says_en: str
    says_zh: str
    because_en: str
    because_zh: str

    def row(self) -> str:
        """Its row of the table."""
        verdict = VERDICTS[self.verdict]
        why = f"**{verdict.en} · {verdict.zh}**<br>{self.because_en}<br>{self.because_zh}"
        link = self.place.link.replace("](", "](notebooks/")
        return f"| {' '.join(self.ids)} | {self.says_en}<br>{self.says_zh} | {why} | {link} |"


def main() -> None:
    """Write the page, and the count in the README."""
    cards = settled()
    PAGE.write_text(page(cards), encoding="utf-8")
    README.write_text(put(README, "handbook", summary(cards)), encoding="utf-8")


def settled() -> list[Settled]:
    """Every card of every chapter. Raises ValueError where an id has none, or more than one."""
    cards = [
        Settled(place, **_read(found))
        for path in CHAPTERS
        for place, cell in cells_in_place(path)
        for found in _CARD.finditer("".join(shown(output) for output in cell.get("outputs", [])))
    ]
    times = Counter(name for card in cards for name in card.ids)
    wrong = [f"{name}: settled {times[name]} times" for name in {*IDS, *times} if times[name] != (name in IDS)]
    if wrong:
        raise ValueError("; ".join(sorted(wrong)))
    return cards


def page(cards: list[Settled]) -> str:
    """HANDBOOK.md."""
    parts = [_INTRODUCTION, summary(cards), ""]
    for path in CHAPTERS:
        rows = sorted((card for card in cards if card.place.path == path), key=lambda card: _order(card.ids[0]))
        parts += [f"## {title(path)}", "", "| id | the handbook says · 手冊說 | verdict · 判定 | where · 出處 |"]
        parts += ["|---|---|---|---|", *(card.row() for card in rows), ""]
    return "\n".join(parts)


def summary(cards: list[Settled]) -> str:
    """One line in each language: how many claims, and how many of each verdict."""
    times = Counter(card.verdict for card in cards for _ in card.ids)
    counts = listed([say(f"{word.en} {times[name]}", f"{word.zh} {times[name]}") for name, word in VERDICTS.items()])
    return f"{len(IDS)} claims: {counts.en}.\n\n{len(IDS)} 條說法：{counts.zh}。"


def _read(found: re.Match) -> dict:
    """A card's parts, as Markdown for a table, where a bar would end the cell."""
    parts = {
        name: html.unescape(re.sub("</?code>", "`", part)).replace("|", r"\|")
        for name, part in found.groupdict().items()
    }
    parts = {name: re.sub("</?b>", "**", part) for name, part in parts.items()}
    return {**parts, "ids": parts["ids"].split()}


def _order(name: str) -> tuple[str, int]:
    return name[0], int(name[1:])


if __name__ == "__main__":
    main()
