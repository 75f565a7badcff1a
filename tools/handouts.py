"""What a class is handed: `make handouts` writes build/handouts.

    student/*.ipynb       without solutions and verdicts
    solutions/*.ipynb     with everything open
    en, zh-Hant, zh-Hans  the student edition to read and to print, *.html and *.pdf, each in one language

A page needs no network: pictures and style are in it, and formulas are MathML, which browsers draw themselves.
"""

import argparse
import ast
import re
import sys
from html import escape
from itertools import pairwise
from pathlib import Path

from bs4 import BeautifulSoup
from nbconvert import HTMLExporter
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from helpers.check import VERDICTS
from helpers.language import listed, say, simplified_map
from tools.chapters import CHAPTERS
from tools.editions import calls, claimed, solution, source_of, student
from tools.formulas import to_html
from tools.index import full_name
from tools.lab import browsing
from tools.notebooks import FOLDER, HAN, as_stored, nodes, read

BUILT = FOLDER.parent / "build" / "handouts"
STYLE = Path(__file__).with_name("handout.css")
LANGUAGES = ("en", "zh-Hant", "zh-Hans")
_SENTENCE_END = r"([，。；：、！？）」])\n"  # a browser would show the end of the line as a space

_WORDS = listed([say(word.en, word.zh) for word in VERDICTS.values()])
_LINE = "\n" + "_" * 70
ON_PAPER = say(f"**Your verdict** ({_WORDS.en}), and why:{_LINE}", f"**你的判定**（{_WORDS.zh}），以及理由：{_LINE}")
BESIDE_IT = say(
    "A handout to the notebook of the same name. Each picture is one frame, with its settings below it; the sliders, "
    "the checks and the cells to run are in the notebook. Times were measured where it was printed.",
    "這是同名筆記本的講義。每幅圖是其中的一幀，下面是它的設置；滑塊、檢查和要運行的單元格都在筆記本裡。時間是印講義的機器上測的。",
)
LICENCE = say(
    "nn-handbook: text and pictures under CC BY 4.0, code under MIT.",
    "nn-handbook：文字和圖片採用 CC BY 4.0，代碼採用 MIT 許可。",
)


def main(arguments: list[str]) -> None:
    """Write every edition of the chapters that are named; of all of them if none is."""
    parser = argparse.ArgumentParser(prog="python -m tools.handouts", description="Write build/handouts.")
    parser.add_argument(
        "paths", nargs="*", type=Path, default=CHAPTERS, help="notebooks; all chapters if none is given"
    )
    chosen = parser.parse_args(arguments).paths
    for path in chosen:
        notebook = read(path)
        write(f"student/{path.name}", as_stored(student(notebook)))
        write(f"solutions/{path.name}", as_stored(solution(notebook)))
        for language, text in pages(notebook).items():
            write(f"{language}/{path.stem}.html", text)
    with browsing() as browser:
        print_all(browser, (BUILT / language / f"{path.stem}.html" for path in chosen for language in LANGUAGES))


def write(name: str, text: str) -> None:
    """Write a file of the build, and say so."""
    path = BUILT / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    print(path.relative_to(FOLDER.parent))


def print_all(browser, pages) -> None:
    """Print each HTML page to a PDF beside it, with the headings as its outline."""
    tab = browser.new_page()
    for path in pages:
        tab.goto(path.as_uri())
        tab.pdf(path=path.with_suffix(".pdf"), prefer_css_page_size=True, tagged=True, outline=True)
    tab.close()


def pages(notebook) -> dict[str, str]:
    """Language -> a chapter's handout in it. The book has one Chinese text; 简体 is that, character by character."""
    chinese = page(notebook, "zh-Hant")
    simplified = chinese.translate(str.maketrans(simplified_map())).replace('lang="zh-Hant"', 'lang="zh-Hans"')
    return {"en": page(notebook, "en"), "zh-Hant": chinese, "zh-Hans": simplified}


def page(notebook, language: str) -> str:
    """A chapter's student edition in one language, "en" or "zh-Hant", as an HTML page that needs nothing else."""
    soup = BeautifulSoup(body(on_paper(notebook, language)), "html.parser")
    in_one_language(soup, language)
    headings(soup, language)
    with_their_comma(soup)
    beside_it, closing = (text.en if language == "en" else text.zh for text in (BESIDE_IT, LICENCE))
    note = soup.new_tag("p", attrs={"class": "note"}, string=beside_it)
    soup.h1.insert_after(note)
    title = soup.h1.get_text()
    style = STYLE.read_text(encoding="utf-8") + HtmlFormatter(style="tango").get_style_defs(".highlight")
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head><meta charset="utf-8"><title>{escape(title)}</title>\n'
        f'<meta name="viewport" content="width=device-width">\n<style>\n{style}\n</style></head>\n'
        f"<body>\n{soup}\n<footer><p>{closing}</p></footer>\n</body>\n</html>\n"
    )


def on_paper(notebook, language: str):
    """The student edition without what paper cannot do: no switch, no code that holds an answer, a line to write on."""
    edition = student(notebook, ON_PAPER)
    for cell in (cell for cell in edition.cells if cell.cell_type == "code"):
        if {"set-up", "exercise"} & set(cell.metadata.get("tags", [])):
            cell.outputs = []
        others = code_besides(cell, edition) if any(calls(cell.source, "predict")) else ""
        cell.source = one_text(without_words(cell.source, others), language)
        if not cell.source:
            cell.metadata["transient"] = {"remove_source": True}  # nbconvert's own mark
        for output in cell.outputs:
            as_html(output, language)
    return edition


def code_besides(cell, notebook) -> str:
    """The code of all other cells."""
    return "\n".join(each.source for each in notebook.cells if each.cell_type == "code" and each is not cell)


def without_words(source: str, others: str = "") -> str:
    """Code without the text that it says or the question that it asks: on paper those stand below it anyway.

    Of a question's cell there is left what the code of the other cells needs besides.
    """
    asks, body = any(calls(source, "predict")), ast.parse(source).body
    left_out = [node for node in body if is_words(node) or (asks and not is_needed(node, others))]
    dropped = {line for node in left_out for line in range(node.lineno, node.end_lineno + 1)}
    lines = enumerate(source.split("\n"), start=1)
    return "\n".join(line for number, line in lines if number not in dropped).strip()


def is_words(node: ast.stmt) -> bool:
    """Whether a statement only shows a text."""
    return isinstance(node, ast.Expr) and getattr(getattr(node.value, "func", None), "id", "") == "say"


def is_needed(node: ast.stmt, others: str) -> bool:
    """Whether other code mentions a name that this statement makes."""
    targets = [part.id for to in getattr(node, "targets", []) for part in ast.walk(to) if isinstance(part, ast.Name)]
    made = [node.name] if isinstance(node, ast.FunctionDef | ast.ClassDef) else targets
    return any(re.search(rf"\b{name}\b", others) for name in made)


def one_text(source: str, language: str) -> str:
    """Code with the one text of each `say(en, zh)`; a claim's text is on its card already, and left out.

    >>> one_text('labelled(say("seed", "隨機種子"), 3)', "en")
    'labelled("seed", 3)'
    """
    if call := claimed(source):
        ids, _, evidence = (source_of(argument, source) for argument in call.args)
        source = source.replace(source_of(call, source), f"claim({ids}, ..., {evidence})")
    both = [(call, call.args) for call in calls(source, "say") if len(call.args) == 2]
    both += [(pair, pair.elts) for pair in nodes(source, ast.Tuple) if len(pair.elts) == 2 and chinese(pair.elts[1])]
    pieces = [(source_of(whole, source), source_of(texts[language != "en"], source)) for whole, texts in both]
    for whole, part in pieces:
        source = source.replace(whole, part if whole.startswith("say") else f"({part},)")
    return source


def chinese(node: ast.expr) -> bool:
    """Whether a piece of code is a string in Chinese."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(re.search(HAN, node.value))


def as_html(output, language: str) -> None:
    """Prepare an output: a picture gets its settings as a caption, a printed text one language."""
    if output.output_type == "stream":
        output.text = one_language(output.text, language)
        return
    data, plain = output.data, escape(one_language(output.data.get("text/plain", ""), language))
    if png := data.get("image/png"):
        about = output.metadata.get("image/png", {})
        width, words = about.get("width", ""), about.get("words", "")
        image = f'<img src="data:image/png;base64,{png.strip()}" alt="{plain}" width="{width}">'
        output.data = {"text/html": f"<figure>{image}{words}<figcaption>{plain}</figcaption></figure>"}
    elif "text/html" not in data:
        output.data["text/plain"] = one_language(data["text/plain"], language)


def one_language(text: str, language: str) -> str:
    """A printed text in one language: where both are printed, each English line has its Chinese one below it."""
    lines = text.split("\n")
    chinese = [bool(re.search(HAN, line)) for line in lines]
    double = chinese if language == "en" else [*(not a and b for a, b in pairwise(chinese)), False]
    return "\n".join(line for line, drop in zip(lines, double, strict=True) if not drop)


def body(notebook) -> str:
    """The notebook's cells as HTML."""
    exporter = HTMLExporter(
        template_name="basic",
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        filters={"highlight_code": line_by_line},
    )
    exporter.register_filter("markdown2html", to_html)
    exporter.register_filter("clean_html", lambda html: html)  # our own needs no cleaning, which takes half the time
    return exporter.from_notebook_node(notebook)[0]


def line_by_line(source: str, **_) -> str:
    """Code in colours; where a line does not fit, the rest stands farther in than the line itself."""
    html = highlight(source, PythonLexer(), HtmlFormatter(linespans="line"))
    html = re.sub(r'<span class="c1"># ', '<span class="c1">#&nbsp;', html)  # a comment's sign is not left behind
    html = re.sub(r'<span class="(?!w")(\w+)">(?=[^<]{1,30}</span>)', r'<span class="\1 whole">', html)
    lengths = iter(len(line) - len(line.lstrip()) for line in source.split("\n"))
    return re.sub(r'<span id="line-\d+">', lambda _: f'<span class="line" style="--in: {next(lengths) + 4}ch">', html)


def in_one_language(soup, language: str) -> None:
    """Remove what is marked as the other language's, in the text and in the outputs."""
    other = "zh" if language == "en" else "en"
    for element in soup.find_all(lang=re.compile(f"^{other}")):
        element.decompose()
    for element in soup.find_all(lang=True):
        del element["lang"]
    for text in soup.find_all(string=re.compile(_SENTENCE_END)) if language != "en" else ():
        if not text.find_parent("pre"):
            text.replace_with(re.sub(_SENTENCE_END, r"\1", text))


def headings(soup, language: str) -> None:
    """Give each heading one language; links to another chapter lead to its page."""
    for element in soup.find_all(re.compile("^h[1-6]$")):
        element.string = heading(element.get_text(), language)
    for link in soup.find_all("a", href=True):
        if link["href"].startswith("http") and not link.find(class_="nn-signature"):
            link["data-address"] = link["href"].removeprefix("https://")  # paper cannot be clicked
        link["href"] = re.sub(r"^(\d\d_\w+)\.ipynb", r"\1.html", link["href"])


def with_their_comma(soup) -> None:
    """Keep a formula in a line with the sign behind it: else that may begin the next line."""
    for formula in soup.find_all("math", display="inline"):
        after = formula.next_sibling
        sign = isinstance(after, str) and re.match(r"[，。；：、）！？,.;:)]", after)
        if sign:
            after.replace_with(after[1:])
            formula.wrap(soup.new_tag("span", style="white-space: nowrap")).append(sign[0])


def heading(words: str, language: str) -> str:
    """A heading in one language. A name of the API stays in the Chinese one, unless that says it already.

    >>> heading("1 · LeakyReLU in one line · 一行寫出 LeakyReLU", "zh-Hant"), heading("Tanh · 雙曲正切", "zh-Hant")
    ('1 · 一行寫出 LeakyReLU', 'Tanh · 雙曲正切')
    """
    *before, english, chinese = words.split(" · ")
    if language == "en":
        return " · ".join([*before, english])
    names = re.split(r", (?:and )?| and ", english)
    known = all(" " not in name and (full_name(name) or re.search(r"^[a-z]|[._\d]|[a-z][A-Z]", name)) for name in names)
    kept = ["、".join(names)] if known and not before and english not in chinese else []
    return " · ".join([*before, *kept, chinese])


if __name__ == "__main__":
    main(sys.argv[1:])
