"""From a key press to new pixels, in Chromium: the same two curves moved by four kinds of slider, in turns.

And one picture of the book, whose frame is a network's forward and backward pass: fifty layers in chapter 2.
`floor` is the cheapest round trip that a widget can make: a number to the kernel, a text back. No picture is faster.
"""

import statistics
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from tools.lab import ROOT, Notebook, browsing, serving
from tools.notebooks import NOTEBOOK_METADATA

ROUNDS, PRESSES = 6, 10
REST_MS = 450  # between presses: what follows a press at rest must not be taken for the next answer
DRAG_SECONDS = 10

CURVES = """
import numpy as np
x = np.linspace(-6, 6, 1201)
def curves(k):
    return np.tanh(k * x / 10), np.cos(k * x / 10)
"""


def depth_picture() -> str:
    """The code of chapter 2's picture of a signal through fifty layers, as it stands in the notebook."""
    notebook = nbformat.read(ROOT / "notebooks" / "02_initialization.ipynb", as_version=4)
    starts = [number for number, cell in enumerate(notebook.cells) if "### Signal and gradient" in cell.source]
    ends = [number for number, cell in enumerate(notebook.cells) if "def through_depth" in cell.source]
    chosen = notebook.cells[starts[0] : ends[0] + 1]
    code = [cell.source for cell in chosen if cell.cell_type == "code"]
    (set_up,) = [cell.source for cell in notebook.cells if "set-up" in cell.metadata.get("tags", [])]
    return "\n".join([set_up.replace("switch()", ""), *code])


CELLS = {
    "this project": """
from helpers import Picture, live
@live(Picture(2, x=(-6, 6), y=(-1.2, 1.2)), k=(0, 2000))
def two(picture, k=10):
    for panel, y in enumerate(curves(k)):
        picture.curve("f", x, y, panel=panel)
    picture.caption(f"k = {k}")
""",
    "interact, inline": """
%matplotlib inline
import matplotlib.pyplot as plt
from ipywidgets import interact
@interact(k=(0, 2000))
def two(k=10):
    figure, panels = plt.subplots(1, 2, figsize=(9, 3.4))
    for axes, y in zip(panels, curves(k)):
        axes.plot(x, y)
        axes.set(xlim=(-6, 6), ylim=(-1.2, 1.2))
    plt.show()
""",
    "ipympl": """
%matplotlib widget
import matplotlib.pyplot as plt
from ipywidgets import IntSlider
from IPython.display import display
figure, panels = plt.subplots(1, 2, figsize=(9, 3.4))
lines = [axes.plot(x, y)[0] for axes, y in zip(panels, curves(10))]
for axes in panels:
    axes.set(xlim=(-6, 6), ylim=(-1.2, 1.2))
def two(change):
    for line, y in zip(lines, curves(change["new"])):
        line.set_ydata(y)
    figure.canvas.draw_idle()
slider = IntSlider(10, 0, 2000)
slider.observe(two, "value")
display(slider)
""",
    "floor": '''
import anywidget, traitlets
class Echo(anywidget.AnyWidget):
    _esm = """export default { render({ model, el }) {
        const slider = Object.assign(document.createElement("input"), { type: "range", max: 2000, value: 10 });
        const answer = document.createElement("output");
        slider.setAttribute("data-lm-suppress-shortcuts", "true");
        slider.oninput = () => { model.set("asked", Number(slider.value)); model.save_changes(); };
        model.on("change:answer", () => { answer.textContent = model.get("answer"); });
        el.append(slider, answer);
    } };"""
    asked = traitlets.Int(10).tag(sync=True, echo_update=False)
    answer = traitlets.Int(10).tag(sync=True)
    @traitlets.observe("asked")
    def _echo(self, change):
        self.answer = change["new"]
Echo()
''',
}
DEPTH = "50 layers, chapter 2"
CELLS[DEPTH] = depth_picture()
CONTROL = {"this project": ".nn-live input", "floor": "input[type=range]", DEPTH: ".nn-control:last-of-type input"}
THEIRS = ".noUi-handle"

# Arms a promise before the key is pressed: the time from the key to the frame in which the answer is painted.
ARM = """(cell) => { window.nnAnswer = new Promise((resolve) => {
    let pressed = 0;
    const painted = () => pressed && requestAnimationFrame(() => { stop(); resolve(performance.now() - pressed); });
    const onKey = () => { pressed = performance.now(); };
    const onLoad = (event) => event.target.tagName === 'IMG' && painted();
    const draw = CanvasRenderingContext2D.prototype.drawImage;
    CanvasRenderingContext2D.prototype.drawImage = function (...given) {
        if (cell.contains(this.canvas)) painted();
        return draw.apply(this, given);
    };
    const answers = new MutationObserver(painted);
    for (const output of cell.querySelectorAll('.nn-none, output:not(.nn-control output)'))
        answers.observe(output, { childList: true, characterData: true, subtree: true });
    document.addEventListener('keydown', onKey, true);
    cell.addEventListener('load', onLoad, true);
    const stop = () => {
        answers.disconnect();
        CanvasRenderingContext2D.prototype.drawImage = draw;
        document.removeEventListener('keydown', onKey, true);
        cell.removeEventListener('load', onLoad, true);
    };
}); }"""

# Sends input events at 60 Hz; answers how long after the last one its own frame was painted.
DRAG = """([cell, seconds]) => new Promise((resolve) => {
    const slider = cell.querySelector('.nn-live input'), image = cell.querySelector('.nn-frame');
    const caption = cell.querySelector('.nn-caption'), begun = performance.now();
    let value = 100, last = 0, frames = 0;
    image.addEventListener('load', function painted() {
        frames += 1;
        if (!last || !caption.textContent.includes(`k = ${value}`)) return;
        image.removeEventListener('load', painted);
        requestAnimationFrame(() => resolve([performance.now() - last, frames]));
    });
    const timer = setInterval(() => {
        value += 1;
        slider.value = value;
        slider.dispatchEvent(new Event('input'));
        if (performance.now() - begun < 1000 * seconds) return;
        clearInterval(timer);
        last = performance.now();
    }, 1000 / 60);
})"""


@dataclass
class Frames:
    """Milliseconds from key press to new pixels, by kind of slider; after a drag, to the frame of its last value."""

    presses: dict[str, list[float]] = field(default_factory=lambda: {kind: [] for kind in CELLS})
    after_drag: float = 0.0
    frames_a_second: float = 0.0

    def median(self, kind: str) -> float:
        return statistics.median(self.presses[kind])

    def late(self, kind: str) -> float:
        """The 95th percentile."""
        return statistics.quantiles(self.presses[kind], n=20)[-1]


def measure() -> Frames:
    """Press keys in turns, then drag."""
    frames = Frames()
    with tempfile.TemporaryDirectory() as folder:
        cells = [new_code_cell(source.strip()) for source in (CURVES, *CELLS.values())]
        nbformat.write(new_notebook(cells=cells, metadata=NOTEBOOK_METADATA), Path(folder) / "bench.ipynb")
        with serving(Path(folder)) as address, browsing() as browser:
            notebook = Notebook(browser.new_page(viewport={"width": 1400, "height": 1000}), address, "bench.ipynb")
            notebook.run_all()
            for _ in range(ROUNDS):
                for index, kind in enumerate(CELLS, start=1):
                    frames.presses[kind] += presses(notebook, index, CONTROL.get(kind, THEIRS))
            cell = notebook.show(1).element_handle()
            frames.after_drag, shown = notebook.page.evaluate(DRAG, [cell, DRAG_SECONDS])
            frames.frames_a_second = shown / DRAG_SECONDS
            notebook.close()
    return frames


def presses(notebook: Notebook, index: int, control: str) -> list[float]:
    """Milliseconds for each of a few presses of the right arrow. The first one of a turn only warms up."""
    cell = notebook.show(index)
    cell.locator(control).first.focus()
    times = []
    for _ in range(PRESSES + 1):
        cell.evaluate(ARM)
        notebook.page.keyboard.press("ArrowRight")
        times.append(notebook.page.evaluate("() => window.nnAnswer"))
        notebook.page.wait_for_timeout(REST_MS)
    return times[1:]
