"""Markdown with formulas, as HTML that needs no script: formulas become MathML, which browsers draw themselves."""

import re

from latex2mathml.converter import convert
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

# Where latex2mathml falls short: these commands it would leave as they are,
_SIGNS = {"lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉"}
_BEFORE = [
    (r"\\text\{[^}]*\}", lambda text: text[0].replace(r"\_", "_")),
    *[(rf"(\\[Bb]ig[lr]?)\s*\\{name}\b", rf"\1{sign}") for name, sign in _SIGNS.items()],
    (r"\\operatorname\{(\w*\d)\}", r"\\text{\1}"),
    (r"(\\[Bb]igr?\s*[)\]])\^", r"\1{}^"),  # a bracket with an exponent would not grow
]
# Where a minus is a sign: at the beginning, and after whatever does not close.
_NOTHING_BEFORE = r"(<mrow>|<mo[^>]*>(?!&#x00029;|\]|&#x0007C;|&#x0230B;|&#x02309;)[^<]*</mo>)"
# And these would look unlike TeX: names of functions, bars, infinity, a sign that is no difference, primes, the
# overline, and "distributed as", ± and ⟹.
_AFTER = [
    (r'<m[io]>([a-z]{2,})</m[io]>(?=<mo stretchy="false">&#x00028;)', r'<mo lspace="0.17em" rspace="0em">\1</mo>'),
    (r"<m[io]>([a-z]{2,})</m[io]>", r'<mo lspace="0.17em" rspace="0.17em">\1</mo>'),
    (r"<mo>&#x0221E;</mo>", "<mi>&#x0221E;</mi>"),
    (_NOTHING_BEFORE + "<mo>&#x02212;</mo>", r'\1<mo form="prefix" lspace="0em" rspace="0em">&#x02212;</mo>'),
    (
        r"<msup>(<m[ino][^>]*>[^<]*</m[ino]>)<mi>&#x02032;</mi></msup>",
        r'<mrow>\1<mo lspace="0em" rspace="0em">′</mo></mrow>',
    ),
    (r'<mo(?: stretchy="false")?>&#x0007C;', r'<mo stretchy="false" lspace="0em" rspace="0em">&#x0007C;'),
    (r"<mover>(.*?)<mo[^>]*>&#x02015;</mo></mover>", r'<mrow style="border-top: 0.06em solid">\1</mrow>'),
    (r"<mi>&#x0007E;</mi>", "<mo>&#x0223C;</mo>"),
    (r"<mi>(:|&#x0(?:00B1|27F9);)</mi>", r"<mo>\1</mo>"),
]


def to_html(markdown: str) -> str:
    """A Markdown cell as HTML, as nbconvert makes it but for the formulas."""
    return MarkdownWithMath(Formulas(escape=False, exclude_anchor_links=True)).render(markdown)


class Formulas(IPythonRenderer):
    """nbconvert's Markdown, but with formulas as MathML instead of a script from the network."""

    def inline_math(self, body: str) -> str:
        return mathml(body, "inline")

    def block_math(self, body: str) -> str:
        return mathml(body, "block")


def mathml(formula: str, display: str) -> str:
    r"""A formula of LaTeX's as MathML. Raises ValueError where a command of LaTeX's would be left as it is.

    >>> mathml(r"\max(0, x)", "inline")
    """
    for old, new in _BEFORE:
        formula = re.sub(old, new, formula)
    drawn = convert(formula, display=display)
    for old, new in _AFTER:
        drawn = re.sub(old, new, drawn)
    if "\\" in drawn:
        raise ValueError(f"latex2mathml does not know all of {formula}")
    return drawn
