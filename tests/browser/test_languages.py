"""English, 繁體, 简体, both: in text, labels, messages, menus and alt text, and for cells that come later."""

import re

import pytest

from tests.browser.live import in_chapter, pictures
from tests.lessons import HAN
from tests.test_languages import simplified as by_opencc

# Every block of words with its language, and whether it is shown. Computed styles reach cells that are scrolled away.
BLOCKS = """() => [...document.querySelectorAll('.jp-Notebook [lang]:not(button)')].map((block) => ({
    lang: block.getAttribute('lang'), shown: getComputedStyle(block).display !== 'none', text: block.textContent }))"""


@pytest.fixture
def switching(chapter):
    """The chapter; afterwards both languages are shown again."""
    yield chapter
    chapter.choose_language("both")


def shown(chapter, language: str) -> list[str]:
    """The texts that are shown in "en" or "zh"."""
    return [
        block["text"]
        for block in chapter.page.evaluate(BLOCKS)
        if block["shown"] and block["lang"].startswith(language)
    ]


def test_one_language_hides_the_other(switching):
    switching.choose_language("both")
    english, chinese = shown(switching, "en"), shown(switching, "zh")
    assert len(english) == len(chinese) > 100
    switching.choose_language("en")
    assert (shown(switching, "en"), shown(switching, "zh")) == (english, [])
    switching.choose_language("zh-Hant")
    assert (shown(switching, "en"), shown(switching, "zh")) == ([], chinese)


def test_simplified_characters_come_and_go(switching):
    switching.choose_language("zh-Hant")
    traditional = shown(switching, "zh")
    switching.choose_language("zh-Hans")
    simplified = shown(switching, "zh")
    assert simplified != traditional
    differing = [
        (found, wanted)
        for before, found in zip(traditional, simplified, strict=True)
        if found != (wanted := by_opencc(before))
    ]
    assert differing == []
    switching.choose_language("zh-Hant")
    assert shown(switching, "zh") == traditional


def test_headings_and_the_table_of_contents_follow(switching):
    switching.command("toc:show-panel")
    entries = switching.page.locator(".jp-TableOfContents-tree .jp-tocItem-heading")
    entries.first.wait_for()
    headings = switching.page.locator(".jp-RenderedMarkdown :is(h1, h2, h3)")
    for words in (entries, headings):
        switching.choose_language("both")
        traditional = "\n".join(words.all_text_contents())
        switching.choose_language("zh-Hans")
        assert "\n".join(words.all_text_contents()) == by_opencc(traditional) != traditional
    switching.command("application:toggle-left-area")


@in_chapter(6)
def test_labels_menus_and_alt_text_follow(switching):
    index, picture = bilingual_picture(switching)
    switching.show(index)
    label = picture.view.locator("label:has([lang])").first
    alt = picture.view.locator("img")
    said = {}
    for choice in ("en", "zh-Hant", "zh-Hans", "both"):
        switching.choose_language(choice)
        said[choice] = f"{label.inner_text()}\n{alt.get_attribute('alt')}"
    assert len(set(said.values())) == 4
    assert not re.search(HAN, said["en"])
    assert re.search(HAN, said["zh-Hant"])
    assert said["zh-Hans"] == by_opencc(said["zh-Hant"])
    english, chinese = (said[choice].split("\n")[1] for choice in ("en", "zh-Hant"))
    assert said["both"].endswith(f"{english} · {chinese}")


def bilingual_picture(chapter):
    """A picture one of whose controls has words in both languages that differ in Simplified characters."""
    return next(found for found in pictures(chapter, "輸入 x") if found[1].view.locator("label:has([lang])").count())


@in_chapter(6)
def test_menus_follow(switching, exercise):
    cell = switching.replace(exercise["index"], MENU)
    options = cell.locator("option")
    options.first.wait_for(state="attached")
    for choice, words in (
        ("en", "identity"),
        ("zh-Hant", "恆等函數"),
        ("zh-Hans", "恒等函数"),
        ("both", "identity · 恆等函數"),
    ):
        switching.choose_language(choice)
        assert options.all_text_contents() == [words, "nn.Tanh"]


MENU = """
@live(f=labelled(say("function", "函數"), {say("identity", "恆等函數"): nn.Identity, "nn.Tanh": nn.Tanh}))
def chosen(picture, f=nn.Identity):
    draw_function(picture, f(), x)
"""


@in_chapter(6)
def test_messages_follow_also_those_that_come_later(switching):
    index, picture = pictures(switching, "nn.Softshrink(lambd)")[0]
    switching.show(index)
    switching.choose_language("zh-Hans")
    picture.press(picture.sliders[0], "Home")
    message = picture.view.locator(".nn-trouble")
    assert "规则：" in message.inner_text()
    assert "The rule:" not in message.inner_text()
    switching.choose_language("en")
    assert not re.search(HAN, message.inner_text())
    switching.choose_language("zh-Hant")
    assert "規則：" in message.inner_text()
    picture.reset()


def test_a_cell_that_is_rendered_again_keeps_the_language(switching):
    index = next(
        cell["index"] for cell in switching.cells() if cell["type"] == "markdown" and "zh-Hant" in cell["source"]
    )
    source = switching.cells()[index]["source"]
    switching.choose_language("zh-Hans")
    cell = switching.replace(index, source.replace('<div lang="zh-Hant">\n', '<div lang="zh-Hant">\n\n導數與網絡。\n'))
    cell.get_by_text("导数与网络").wait_for()
    switching.replace(index, source)


def test_the_choice_is_remembered(switching):
    switching.choose_language("zh-Hans")
    again = switching.again()
    again.page.wait_for_selector("html[data-nn-language='zh-Hans']", state="attached")
    assert shown(again, "en") == []
    assert again.complaints == []
    again.page.close()
