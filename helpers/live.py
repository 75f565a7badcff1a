"""Sliders that move a picture, at frame rate: `live` is `interact` for a Picture.

The controls and the picture are one widget. A change travels to the kernel, the function draws, one compressed frame
travels back. While one change is being answered the page holds back the next and then sends only the newest, so
frames never queue. What the function raises becomes an explanation under the picture.
"""

from __future__ import annotations

import base64
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import anywidget
import traitlets
from IPython.display import display

from .explain import explain
from .figures import Picture
from .language import Text, as_text, page_script, page_style, with_static_form


def live(picture: Picture | None = None, /, **controls) -> Callable[[Callable], Explorer]:
    """Show a function that draws on a Picture, with one control for each of its parameters.

    >>> @live(negative_slope=(-0.5, 1.5, 0.05))
    ... def leaky_relu(picture, negative_slope=0.1):
    ...     picture.curve("f", x, nn.LeakyReLU(negative_slope)(x))

    The abbreviations are those of ipywidgets' `interact`: (low, high) or (low, high, step) is a slider, of whole
    numbers if all are whole; a list or a dict {name: value} is a menu; a bool is a check box. The parameter's default
    is where the control starts. `labelled` gives a control a name in both languages, `played` a slider a play button.

    Limits that the Picture was not given are fitted once to the controls' whole ranges.
    Errors: TypeError if a control has no parameter of its name, or an abbreviation is none of these.
    """

    def show(draw: Callable) -> Explorer:
        explorer = Explorer(draw, picture or Picture(), controls)
        display(explorer)
        return explorer

    return show


def labelled(label: Text, abbreviation: Any) -> Labelled:
    """A control with a label in both languages, for a parameter that is not torch's own.

    >>> live(depth=labelled(say("layers", "層數"), (1, 50)))
    """
    return Labelled(label, abbreviation)


def played(abbreviation: tuple) -> Played:
    """A slider with a play button, which walks it to its end and round again.

    >>> live(at=labelled(say("window", "窗口"), played((0, 24))))
    """
    return Played(abbreviation)


class Explorer(anywidget.AnyWidget):
    """What `live` shows: the controls, the picture, its caption, and an explanation when a setting is refused.

    `values` holds the controls as the page knows them; set it, and a frame follows. `drawn` is what was last answered.
    """

    _esm = page_script("live.js")
    _css = page_style()
    controls = traitlets.List().tag(sync=True)
    defaults = traitlets.Dict().tag(sync=True)
    values = traitlets.Dict().tag(sync=True, echo_update=False)  # an echo would be a second message for each frame
    size = traitlets.List().tag(sync=True)
    dark = traitlets.Bool(False).tag(sync=True)
    drawn = traitlets.Dict().tag(sync=True)
    frame = traitlets.Unicode().tag(sync=True)  # as a data: address, which an <img> takes as it is
    caption = traitlets.Unicode().tag(sync=True)
    trouble = traitlets.Unicode().tag(sync=True)
    alt = traitlets.Dict().tag(sync=True)

    def __init__(self, draw: Callable, picture: Picture, abbreviations: Mapping[str, Any]):
        parameters = inspect.signature(draw).parameters
        if unknown := set(abbreviations) - set(parameters):
            raise TypeError(f"{draw.__name__} has no parameter {', '.join(sorted(unknown))}")
        self.draw, self.picture = draw, picture
        self.parts = {name: control_for(name, given, parameters[name].default) for name, given in abbreviations.items()}
        self.error: Exception | None = None
        defaults = {name: part.default for name, part in self.parts.items()}
        self._fit(defaults)
        self._first = picture.frame("PNG", scale=2)
        controls = [part.page_form() for part in self.parts.values()]
        super().__init__(controls=controls, defaults=defaults, values=defaults, drawn=defaults, size=picture.pixels)
        self._show_frame("PNG", self._first)
        self.trouble = explain(self.error)._repr_html_() if self.error else ""
        self.observe(lambda _: self.moved(), "values")
        self.observe(lambda change: picture.restyle(change["new"]), "dark")  # the page then asks for a frame at rest
        self.on_msg(lambda _, message, __: self.asked(message))

    def moved(self) -> None:
        """A control has a new value."""
        self.show("JPEG")

    def asked(self, message: dict) -> None:
        """The page asks for a sharp frame: the hand rests."""
        self.show("PNG", scale=message["rest"])

    def show(self, form: str, scale: int = 1) -> None:
        """Draw the values as they stand and send the frame, its words and its trouble in one message.

        After an error the last good frame stays: the page dims it above the explanation.
        """
        self._attempt(self.values)
        with self.hold_sync():
            self._answer(form, scale)

    def _answer(self, form: str, scale: int = 1) -> None:
        self.trouble = explain(self.error)._repr_html_() if self.error else ""
        self.drawn = self.values
        if not self.error:
            self._show_frame(form, self.picture.frame(form, scale))

    def _show_frame(self, form: str, frame: bytes) -> None:
        self.frame = f"data:image/{form.lower()};base64,{base64.b64encode(frame).decode()}"
        self.caption, self.alt = self.picture.words.html(), self.picture.alt.plain()

    def _attempt(self, values: Mapping[str, Any]) -> None:
        """Call the function; what it raises is kept for the reader."""
        self.picture.begin()
        try:
            self.draw(self.picture, **{name: part.value(values[name]) for name, part in self.parts.items()})
            self.error = None
        except Exception as error:
            self.error = error

    def _fit(self, defaults: Mapping[str, Any]) -> None:
        """Draw each control at its ends, the others at rest: the limits come from the ranges, not from a frame."""
        if self.picture.needs_fitting:
            for name, part in self.parts.items():
                for end in part.ends:
                    self._attempt({**defaults, name: end})
            self._attempt(defaults)
            self.picture.fitted()
        self._attempt(defaults)  # within the limits as they now stand: the size of digits depends on them
        self.picture.fitted()

    def __repr__(self) -> str:
        call = ", ".join(f"{name}={part.shown(part.default)}" for name, part in self.parts.items())
        return f"{self.draw.__name__}({call})"

    def _repr_mimebundle_(self, **kwargs) -> tuple[dict, dict]:
        picture = base64.b64encode(self._first).decode()
        data, metadata = with_static_form(super()._repr_mimebundle_(**kwargs), repr(self), **{"image/png": picture})
        # The words are for a handout: beside the picture, not in it, and no output that nbval would compare.
        about = {"width": self.picture.pixels[0], "words": self.caption + self.trouble}
        return data, {**metadata, "image/png": about}


@dataclass(frozen=True)
class Labelled:
    """What `labelled` returns."""

    label: Text
    abbreviation: Any


@dataclass(frozen=True)
class Played:
    """What `played` returns."""

    abbreviation: tuple


@dataclass(frozen=True)
class Control:
    """One control: its kind ("slider", "menu", "toggle"), where it starts, and what the page needs to build it."""

    name: str
    kind: str
    default: Any  # as the page knows it: a number, a bool, or an option's index
    ends: list
    page: dict = field(default_factory=dict)
    label: Text | None = None
    options: Mapping | None = None
    whole: bool = False

    def value(self, shown: Any) -> Any:
        """The function's argument for what the page says. JavaScript has no integers, so a 3.0 arrives as 3."""
        if self.kind == "menu":
            return list(self.options.values())[int(shown)]
        return bool(shown) if self.kind == "toggle" else int(shown) if self.whole else float(shown)

    def shown(self, at: Any) -> str:
        """The value as a reader sees it."""
        return str(list(self.options)[at]).split("\n")[0] if self.kind == "menu" else str(self.value(at))

    def page_form(self) -> dict:
        label = self.label or as_text(self.name)
        return {"name": self.name, "kind": self.kind, "label": label.plain(), "code": self.label is None, **self.page}


def control_for(name: str, given: Any, default: Any = inspect.Parameter.empty) -> Control:
    """The control that an abbreviation of `interact` stands for; see `live`."""
    if isinstance(given, Labelled):
        control = control_for(name, given.abbreviation, default)
        return replace(control, label=given.label)
    if isinstance(given, Played):
        control = control_for(name, given.abbreviation, default)
        return replace(control, page={**control.page, "played": True})
    missing = default is inspect.Parameter.empty
    if isinstance(given, bool):
        return Control(name, "toggle", given if missing else bool(default), [False, True])
    if isinstance(given, tuple) and len(given) in (2, 3) and all(_is_number(part) for part in given):
        return _slider(name, given, None if missing else default)
    if isinstance(given, (Mapping, list)) and given:
        return _menu(name, given, None if missing else default, missing)
    raise TypeError(f"{name}: (low, high), (low, high, step), a list, a dict or a bool; got {given!r}")


def _slider(name: str, given: tuple, default: float | None) -> Control:
    low, high = given[:2]
    whole = all(isinstance(part, int) for part in (*given, 0 if default is None else default))
    step = given[2] if len(given) == 3 else 1 if whole else 0.1
    if default is None:
        default = low + (high - low) // 2 if whole else low + (high - low) / 2
    decimals = 0 if whole else max(len(f"{part:.10f}".rstrip("0").split(".")[1]) for part in (low, step, default))
    page = {"low": low, "high": high, "step": step, "decimals": decimals}
    return Control(name, "slider", default, [low, high], page, whole=whole)


def _menu(name: str, given: Mapping | list, default: Any, missing: bool) -> Control:
    options = dict(given) if isinstance(given, Mapping) else _named(given)
    values = list(options.values())
    start = 0 if missing else next(i for i, value in enumerate(values) if value is default or value == default)
    page = {"options": [as_text(option if isinstance(option, Text) else str(option)).plain() for option in options]}
    return Control(name, "menu", start, list(range(len(values))), page, options=options)


def _named(given: list) -> dict:
    """Options from a list of values, or of (name, value) pairs."""
    pairs = all(isinstance(item, tuple) and len(item) == 2 for item in given)
    return dict(given) if pairs else {option: option for option in given}


def _is_number(part: Any) -> bool:
    return isinstance(part, (int, float)) and not isinstance(part, bool)
