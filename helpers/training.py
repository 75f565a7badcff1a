"""A training that runs while the page looks on: a progress bar, a Stop button, and controls that start it anew.

The function under `training` is a generator that trains real modules and yields after each step. When its cell runs, it
runs to its end at once. When the reader moves a control or presses Train, it starts anew as a task of the kernel's own
event loop and gives the loop a turn after each step; so Stop and the controls are heard while it runs.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any

import traitlets
from IPython.display import display

from .figures import Picture
from .live import Explorer

_SECONDS_A_FRAME = 0.04  # as often as frames are sent


def training(picture: Picture, /, **controls) -> Callable[[Callable], Trainer]:
    """Show a generator that trains and draws, with controls as in `live`, a progress bar, and Train and Stop.

    >>> @training(Picture(x=(0, 100), y=(0, 3)), lr=(0.01, 1.0, 0.01))
    ... def descent(picture, lr=0.1):
    ...     model, losses = nn.Linear(64, 10), []
    ...     for step in range(100):
    ...         losses.append(one_step(model, lr))
    ...         picture.curve("loss", range(len(losses)), losses)
    ...         yield (step + 1) / 100                      # the share that is done

    The picture needs limits for x and y. Between two steps other code of the notebook may run: draw random numbers from
    a generator of the function's own, and do not yield inside `torch.no_grad()`.
    Errors: TypeError as `live`, and for a picture without limits. What a step raises is explained under the picture.
    """
    if picture.needs_fitting:
        raise TypeError("a picture of a training needs limits for x and y")

    def show(draw: Callable[..., Iterator[float]]) -> Trainer:
        trainer = Trainer(draw, picture, controls)
        display(trainer)
        return trainer

    return show


class Trainer(Explorer):
    """What `training` shows. `running` tells whether a run is under way, `progress` the share of it that is done.

    Without a running event loop, in a plain Python, every run goes to its end at once. `most_steps` cuts runs short.
    """

    running = traitlets.Bool(False).tag(sync=True)
    progress = traitlets.Float(0.0).tag(sync=True)
    most_steps: int | None = None
    _task: asyncio.Task | None = None

    def __init__(self, draw: Callable[..., Iterator[float]], picture: Picture, abbreviations: Mapping[str, Any]):
        self._done = 0.0
        super().__init__(draw, picture, abbreviations)
        self.progress = self._done

    def moved(self) -> None:
        """A new value ends the run under way and begins another."""
        self.train()

    def asked(self, message: dict) -> None:
        """The page presses Train or Stop, or asks for a sharp frame of what has been drawn."""
        if "train" in message:
            self.train()
        elif "stop" in message:
            self.stop()
            self._report("JPEG")
        elif not self.running:
            self._report("PNG", message["rest"])

    def train(self) -> None:
        """Start anew with the values as they stand."""
        self.stop()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._attempt(self.values)
            self._report("JPEG")
        else:
            self.running = True
            self._task = loop.create_task(self._run(self._steps(self.values)))

    def stop(self) -> None:
        """End the run under way; what it has drawn stays."""
        if self._task:
            self._task.cancel()
            self._task, self.running = None, False

    async def _run(self, steps: Iterator[None]) -> None:
        """Step by step, a frame now and then, and a turn of the event loop after each step."""
        shown = 0.0
        for _ in steps:
            if time.monotonic() - shown > _SECONDS_A_FRAME:
                self._report("JPEG")
                shown = time.monotonic()
            await asyncio.sleep(0)
        with self.hold_sync():
            self._task, self.running = None, False
            self._report("JPEG")

    def _report(self, form: str, scale: int = 1) -> None:
        with self.hold_sync():
            self._answer(form, scale)
            self.progress = self._done

    def _attempt(self, values: Mapping[str, Any]) -> None:
        for _ in self._steps(values):
            pass

    def _steps(self, values: Mapping[str, Any]) -> Iterator[None]:
        """One run; what it raises is kept for the reader."""
        self.picture.begin()
        self.error, self._done = None, 0.0
        try:
            run = self.draw(self.picture, **{name: part.value(values[name]) for name, part in self.parts.items()})
            for done in islice(run, self.most_steps):
                self._done = done
                yield
        except Exception as error:
            self.error = error
