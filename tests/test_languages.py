"""Both languages say the same, the Chinese is Traditional with this book's terms, and the page can simplify it."""

import difflib
import re
from functools import cache

import pytest
from opencc import OpenCC

from helpers.language import simplified_map
from tests.lessons import HAN, NOTEBOOKS, ROOT, headings, read
from tests.texts import BLOCK, Pair, all_pairs, chinese, first_line, marks, said, words_only

# Each of OpenCC's standards knows variants that another one takes for Simplified: 才 and 纔, 峰 and 峯.
TRADITIONAL = ("s2t", "s2tw", "s2hk")
ALSO_TRADITIONAL = set("只回周占")
KEEPS_ITS_FORM = "著[名作稱者述]|[顯名專原土]著"  # where 著 is 著 in Simplified, too: words that we do not write
ALLOWED_SIMPLIFIED = "简体"  # the label of the language switch
# Where two words that stand side by side look like a forbidden one.
INNOCENT = ("改變數", "往回傳")
# What both languages may share outside their blocks: code, what folds it away, and a table whose words stand in both.
SHARED = re.compile(
    r"(?ms)^```.*?^```$|^</details>$|^\|[^\n]*\|$"
    r'|^<details><summary><span lang="en">[^<]+</span><span lang="zh-Hant">[^<]+</span></summary>$'
)


def test_there_are_texts_to_check():
    assert len(all_pairs()) > 50


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_markdown_cell_is_in_both_languages(path):
    cells = [cell for cell in read(path).cells if cell.cell_type == "markdown"]
    assert [f"{first_line(cell.source)}: {fault}" for cell in cells for fault in layout_faults(cell.source)] == []


def test_both_languages_say_the_same():
    assert [fault for pair in all_pairs() for fault in pair_faults(pair)] == []


def test_chinese_is_traditional():
    assert {place: found for place, text in chinese().items() if (found := simplified_in(text))} == {}


def test_the_page_simplifies_as_opencc_does():
    assert {place: found for place, text in chinese().items() if (found := simplified_otherwise(text))} == {}


def test_terms_are_this_book_s():
    texts = chinese().items()
    assert [f"{place}: {bad}, say {good}" for place, text in texts for bad, good in forbidden_in(text)] == []


def layout_faults(source: str) -> list[str]:
    """What keeps a Markdown cell from being a shared heading and one block a language."""
    faults = [f"heading not in both languages: {line}" for line in headings(source) if not is_shared_heading(line)]
    blocks = BLOCK.findall(source)
    rest = SHARED.sub("", BLOCK.sub("", source)).splitlines()
    outside = [line for line in rest if line.strip() and line not in headings(source)]
    if outside:
        faults.append(f"outside the two blocks: {outside[0][:60]}")
    if blocks and [language for language, _ in blocks] != ["en", "zh-Hant"]:
        faults.append(f"blocks are {[language for language, _ in blocks]}")
    for language, block in blocks:
        if not (block.startswith("\n") and block.endswith("\n\n")):
            faults.append(f"{language}: no blank line inside the <div>, so Markdown would not be read")
        if headings(block):
            faults.append(f"{language}: a heading inside the block: {headings(block)[0]}")
    return faults


def is_shared_heading(line: str) -> bool:
    """Whether a heading reads `# English · 中文`."""
    en, dot, zh = line.partition(" · ")
    return bool(dot) and not re.search(HAN, en) and bool(re.search(HAN, zh))


def pair_faults(pair: Pair) -> list[str]:
    """How the two texts of a pair differ, and what each does that its language does not."""
    faults = []
    en, zh = marks(pair.en), marks(pair.zh)
    for kind in en:
        if en[kind] != zh[kind]:
            only = f"only in English {sorted((en[kind] - zh[kind]).elements())}"
            faults.append(f"{kind}: {only}, only in Chinese {sorted((zh[kind] - en[kind]).elements())}")
    return [f"{pair.place}: {fault}" for fault in [*faults, *english_faults(pair.en), *chinese_faults(pair.zh)]]


def english_faults(text: str) -> list[str]:
    """Chinese in an English text."""
    return [f"Chinese in the English text: {found}" for found in re.findall(f"{HAN}+", words_only(text))]


def chinese_faults(text: str) -> list[str]:
    """Half-width punctuation and foreign quotes in a Chinese text."""
    words = words_only(text)
    half_width = re.findall(rf"{HAN}[,;:?!.](?![A-Za-z0-9])|{HAN}\(|\){HAN}|[，。；：？！、] ?[,.;:]", words)
    faults = [f"half-width punctuation: {found}" for found in half_width]
    faults += [f"quote other than 「」: {found}" for found in re.findall(f'{HAN}?[“”‘’"]{HAN}?', words)]
    return faults + [
        f"full-width digit or letter: {found}" for found in re.findall(r"[\uff10-\uff5a]", words) if found.isalnum()
    ]


def simplified(text: str) -> str:
    """As OpenCC does it with its phrases; but for 著, which it keeps for the sake of 著名."""
    assert not re.search(KEEPS_ITS_FORM, text)
    return converter("t2s").convert(text).replace("著", "着")


@cache
def converter(kind: str) -> OpenCC:
    """One of OpenCC's converters; they take a while to load."""
    return OpenCC(kind)


def simplified_in(text: str) -> list[str]:
    """The characters of a text that are Simplified where they stand.

    Simplifying and converting back gives every character its Traditional form in context. A character that already
    had a Simplified shape and comes back different was Simplified in the text; 里 in 公里 comes back as it was.
    """
    text = text.replace(ALLOWED_SIMPLIFIED, "")
    simplified = converter("t2s").convert(text)
    changed = [altered(text, converter(standard).convert(simplified)) for standard in TRADITIONAL]
    places = sorted(set.intersection(*changed))
    return [c for c in map(text.__getitem__, places) if converter("t2s").convert(c) == c and c not in ALSO_TRADITIONAL]


def altered(text: str, other: str) -> set[int]:
    """The places in a text where the other one differs; a phrase may have changed its length."""
    if len(text) == len(other):
        return {place for place in range(len(text)) if text[place] != other[place]}
    changes = difflib.SequenceMatcher(None, text, other, autojunk=False).get_opcodes()
    return {place for kind, start, end, _, _ in changes if kind != "equal" for place in range(start, end)}


def simplified_otherwise(text: str) -> list[str]:
    """Where replacing characters one by one gives something else than OpenCC with its phrases."""
    by_character = "".join(simplified_map().get(character, character) for character in text)
    by_phrase = simplified(text)
    changes = difflib.SequenceMatcher(None, by_character, by_phrase, autojunk=False).get_opcodes()
    if by_character == by_phrase:
        return []
    return [f"{text[max(0, i - 4) : j + 4]}: {by_phrase[k:m]}" for kind, i, j, k, m in changes if kind != "equal"]


@cache
def terms() -> list[tuple[str, str, list[str]]]:
    """The rows of notebooks/TERMS.md: English, Chinese, and what is never said in its place."""
    table = (ROOT / "notebooks" / "TERMS.md").read_text(encoding="utf-8")
    rows = [[part.strip() for part in line.strip("|").split("|")] for line in table.splitlines() if line[:1] == "|"]
    return [(en, zh, [word for word in never.split("、") if word]) for en, zh, never in rows[2:]]


def forbidden_in(text: str) -> list[tuple[str, str]]:
    """Each forbidden variant that a text contains, with the term to use."""
    for words in INNOCENT:
        text = text.replace(words, "\ufffc")
    return [(bad, zh) for _, zh, never in terms() for bad in never if bad in text]


def test_the_table_of_terms_is_whole():
    assert len(terms()) > 60
    assert all(re.search(HAN, zh) and not re.search(HAN, en) for en, zh, _ in terms())
    assert [zh for _, zh, _ in terms() if forbidden_in(zh)] == []
    english = [en for en, _, _ in terms()]
    assert english == sorted(english, key=str.lower)
    assert len(set(english)) == len(english)


# The checks themselves: each must be able to fail.

GOOD = """### ReLU · 線性整流

<div lang="en">

`nn.ReLU` keeps 2 of 3 values, see [its page](https://pytorch.org): $x > 0$.

</div>

<div lang="zh-Hant">

`nn.ReLU` 在 3 個值中保留 2 個，見[它的頁面](https://pytorch.org)：$x > 0$。

</div>"""

FOLDED = """<details><summary><span lang="en">Solution</span><span lang="zh-Hant">解答</span></summary>

```python
# A comment is no heading.
x.clamp(min=0)
```

</details>"""


def blocks_of(source: str) -> Pair:
    """The pair of a Markdown cell."""
    blocks = dict(BLOCK.findall(source))
    return Pair("here", blocks["en"], blocks["zh-Hant"])


def test_a_good_cell_passes():
    assert layout_faults(GOOD) == []
    assert pair_faults(blocks_of(GOOD)) == []
    assert layout_faults("## Rectifiers · 整流類") == []
    assert layout_faults(FOLDED) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (" · 線性整流", ""),
        ('<div lang="en">\n\n', '<div lang="en">\n'),
        ("。\n\n</div>", "。\n</div>"),
        ('lang="zh-Hant"', 'lang="zh"'),
        ("### ReLU", "Prose of no language.\n\n### ReLU"),
        ("### ReLU", "<details><summary>Solution</summary>\n</details>\n\n### ReLU"),
        ("`nn.ReLU` keeps", "#### Keeps\n\n`nn.ReLU` keeps"),
    ],
)
def test_a_bad_layout_is_found(old, new):
    assert old in GOOD
    assert layout_faults(GOOD.replace(old, new)) != []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("`nn.ReLU` 在", "`nn.ELU` 在", "code"),
        ("`nn.ReLU` 在", "在", "code"),
        ("3 個", "4 個", "numbers"),
        ("3 個", "−3 個", "numbers"),
        ("$x > 0$。", "$x < 0$。", "formulas"),
        ("頁面](https://pytorch.org)", "頁面](https://pytorch.org/docs)", "links"),
        ("個，見", "個,見", "half-width"),
        ("它的頁面", "“它的頁面”", "quote"),
        ("3 個", "\uff13 個", "full-width"),
        ("its page", "its 頁面", "Chinese in the English"),
    ],
)
def test_a_difference_is_found(old, new, fault):
    assert old in GOOD
    assert fault in "\n".join(pair_faults(blocks_of(GOOD.replace(old, new))))


@pytest.mark.parametrize(
    ("source", "faults"),
    [
        ('say("2 layers", "2 層")', 0),
        ('say("two " f"`{name}` have {n:.2f}", f"有 {n:.2f} 的 " "`{name}`")', 1),
        ('say(f"{n:.2f} of `{name}`", f"`{name}` 的 {n:.2f}")', 0),
        ('say(f"{n:.2f}", f"{n:.3f} 個")', 1),
        ('say(f"{verdict.en}", f"判定{verdict.zh}")', 0),
        ('say("2 layers", "3 層")', 1),
        ('%matplotlib inline\nsay("`a`", "層")', 1),
    ],
)
def test_a_difference_between_said_texts_is_found(source, faults):
    (pair,) = said(source, "here")
    assert len(pair_faults(pair)) == faults


@pytest.mark.parametrize(
    "text",
    [
        "神經網絡的權重",
        "公里",
        "只有一個，面向後方",
        "乾淨",
        "平台",
        "為什麼、裡面",
        "線性回歸",
        "採樣於此",
        "這樣才只有一個山峰",
    ],
)
def test_traditional_text_passes(text):
    assert simplified_in(text) == []


@pytest.mark.parametrize("text", ["神经網絡", "权重", "一个", "為什么", "万", "体積", "関于梯度", "干净", "采樣"])
def test_a_simplified_character_is_found(text):
    assert simplified_in(text) != []


def test_a_phrase_that_the_page_would_get_wrong_is_found():
    assert simplified_otherwise("神經網絡的權重") == []
    assert simplified_otherwise("乾坤") != []


def test_a_forbidden_term_is_found():
    assert forbidden_in("往回傳時改變數值") == []
    assert forbidden_in("這個函式的變數") == [("函式", "函數"), ("變數", "變量")]
