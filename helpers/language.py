"""Two languages in one page: `say` writes a text in both, `switch` lets the reader choose.

The language belongs to the page, not to the kernel: whatever is shown carries both texts, marked with `lang`,
and the page hides the one that the reader does not want. So switching needs no re-run and touches no picture.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import anywidget
import traitlets

_STATIC = Path(__file__).parent / "static"


def say(en: str, zh: str) -> Text:
    """A text in English and in Chinese (Traditional characters).

    >>> say("`nn.ReLU` has **no** parameters", "`nn.ReLU` **沒有**參數").html()
    '<div lang="en"><code>nn.ReLU</code> has <b>no</b> parameters</div><div lang="zh-Hant">...</div>'

    Only two marks are understood, `` `code` `` and `**bold**`; everything else is escaped, so a text may hold a
    reader's words or an exception's message.
    """
    return Text(en, zh)


def switch() -> Switch:
    """The reader's language control: English · 繁體 · 简体 · both. Remembered across notebooks.

    >>> switch()          # the last line of a set-up cell
    """
    characters = simplified_map()
    return Switch(simplified=["".join(characters), "".join(characters.values())])


@dataclass(frozen=True)
class Text:
    """What `say` returns. Shown, it is one block a language; as a string, one line a language."""

    en: str
    zh: str

    def html(self, tag: str = "div") -> str:
        """Both languages as HTML, each in an element of its own (`div` or `span`); once if they are the same."""
        if self.en == self.zh:
            return f"<{tag}>{_marked(self.en)}</{tag}>"
        return f'<{tag} lang="en">{_marked(self.en)}</{tag}><{tag} lang="zh-Hant">{_marked(self.zh)}</{tag}>'

    def plain(self) -> dict[str, str]:
        """Both languages without marks, for places that take no HTML (alt text, an option of a menu)."""
        return {"en": _unmarked(self.en), "zh": _unmarked(self.zh)}

    def __str__(self) -> str:
        return "\n".join(dict.fromkeys(self.plain().values()))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return f'<div class="nn-say">{self.html()}</div>'


def as_text(words: Text | str) -> Text:
    """`words` as a Text; a plain string (a symbol, a number, a name) is the same in both languages."""
    return words if isinstance(words, Text) else Text(words, words)


def listed(texts: list[Text]) -> Text:
    """Several texts joined into one, with each language's own comma.

    >>> listed([say("a", "甲"), say("b", "乙")]).zh
    '甲，乙'
    """
    return Text(", ".join(t.en for t in texts), "，".join(t.zh for t in texts))


def card(kind: str, paragraphs: list[Text]) -> str:
    """A box of paragraphs as HTML: "nn-good", "nn-bad" or "". Its border is inline, so an unrun notebook shows it too.

    >>> card("nn-good", [say("Right.", "正確。")])
    """
    words = "".join(paragraph.html("p") for paragraph in paragraphs)
    return f'<div class="nn-card {kind}" style="border-left: 5px solid; padding-left: 14px">{words}</div>'


def _marked(text: str) -> str:
    safe = html.escape(text, quote=True)
    safe = re.sub(r"`([^`]+)`", r"<code>\1</code>", safe)
    return re.sub(r"\*\*([^*]+)\*\*", r"<b>\1</b>", safe).replace("\n", "<br>")


def _unmarked(text: str) -> str:
    return re.sub(r"`([^`]+)`", r"\1", re.sub(r"\*\*([^*]+)\*\*", r"\1", text))


@cache
def simplified_map() -> dict[str, str]:
    """Each Traditional character that has a Simplified form, with that form. 1:1, as the page replaces them.

    >>> simplified_map()["網"]
    '网'

    OpenCC converts every Chinese character, one a line, so that its phrase rules stay out of it; a test holds the
    two ways together on everything that we write.
    """
    from opencc import OpenCC

    characters = [chr(code) for code in range(0x4E00, 0xA000)]
    converted = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    changed = {old: new for old, new in zip(characters, converted, strict=True) if old != new and len(new) == 1}
    return changed | {"著": "着"}  # OpenCC keeps it, for 著名 and 顯著; a test holds that we do not write those


@cache
def page_script(name: str) -> str:
    """The JavaScript of a widget: what all share (`page.js`), then its own."""
    return "\n".join((_STATIC / part).read_text(encoding="utf-8") for part in ("page.js", name))


@cache
def page_style() -> str:
    """The one style sheet of everything that helpers show."""
    return (_STATIC / "page.css").read_text(encoding="utf-8")


def with_static_form(bundle: tuple[dict, dict], plain: str, **others) -> tuple[dict, dict]:
    """A widget's mime bundle with a form that stays when the kernel is gone: `plain` text, and e.g. a picture."""
    data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
    return {**data, "text/plain": plain, **others}, metadata


class Switch(anywidget.AnyWidget):
    """What `switch` returns: four buttons. The browser keeps the choice; nothing travels back to the kernel."""

    _esm = page_script("switch.js")
    _css = page_style()
    simplified = traitlets.List().tag(sync=True)

    def _repr_mimebundle_(self, **kwargs) -> tuple[dict, dict]:
        return with_static_form(super()._repr_mimebundle_(**kwargs), "English · 繁體 · 简体 · English + 中文")
