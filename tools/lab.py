"""JupyterLab in a real browser, driven by a script: for the browser tests, the benchmark and the README's pictures.

    with serving(folder) as address, browsing() as browser:
        notebook = Notebook(browser.new_page(), address, "06_activations.ipynb")
        notebook.run_all()
        notebook.choose_language("zh-Hans")

The server has its own configuration, data and settings, so what a reader has installed or chosen plays no part.
"""

import contextlib
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tools import browser as chromium

ROOT = Path(__file__).parents[1]
OVERRIDES = ROOT / "tools" / "overrides.json"  # the settings that `make lab` has
SECONDS_TO_START, SECONDS_TO_RUN = 90, 240
SECONDS_TO_ANSWER = 90  # a busy machine may be slow; a wrong answer is found at once all the same
SETTLE_MS = 300
CURRENT = "window.jupyterapp.shell.currentWidget"  # the notebook in front
WIDGETS_DRAWN = f"""() => {CURRENT}.content.widgets.every(({{ model, node }}) =>
    !model.outputs?.toJSON().some(({{ data }}) => data?.["application/vnd.jupyter.widget-view+json"])
    || node.querySelector(".jp-OutputArea-output > .lm-Widget > *"))"""

# What Chromium needs in a closed container, and what keeps it from calling home.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
FLAGS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]

# Messages on the browser's console that are JupyterLab's own, each seen with a notebook that uses none of our helpers.
NOT_OURS = [
    r"favicon",
    r"Failed to load resource.*(api/workspaces|api/contents|/lsp|/api/me)",
]


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[str]:
    """A JupyterLab on the notebooks of `folder`, on a free loopback port and without a token; yields its address."""
    with tempfile.TemporaryDirectory() as home, open(Path(home) / "server.log", "w+") as log:
        port = free_port()
        server = subprocess.Popen(command(folder, port), env=environment(Path(home)), stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(address, server, Path(log.name))
            yield address
        finally:
            server.terminate()
            server.wait(30)


@contextlib.contextmanager
def browsing() -> Iterator[Browser]:
    """A Chromium without a window."""
    path = chromium.find()
    if not path:
        raise FileNotFoundError(chromium.MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


class Notebook:
    """A notebook that is open in a browser. `page` is Playwright's, for whatever has no method here."""

    def __init__(self, page: Page, address: str, name: str):
        self.page, self.address, self.name = page, address, name
        self.complaints: list[str] = []
        page.set_default_timeout(SECONDS_TO_ANSWER * 1000)
        page.on(
            "console", lambda message: self._note(message.type, f"{message.text} {message.location.get('url', '')}")
        )
        page.on("pageerror", lambda error: self._note("error", str(error)))
        self.open()

    def open(self) -> None:
        """Load the page, with no trace of an earlier visit in its layout; a kernel that lives is found again."""
        self.page.goto(f"{self.address}/lab/tree/{self.name}?reset")
        self.page.wait_for_function("() => window.jupyterapp?.shell.currentWidget?.context?.isReady")
        self.page.wait_for_function(f"() => {CURRENT}.context.sessionContext.session?.kernel?.status === 'idle'")
        self.page.locator(".jp-Notebook .jp-Cell").first.wait_for()

    def command(self, name: str, seconds: float = SECONDS_TO_ANSWER, **arguments) -> None:
        """Run one of JupyterLab's commands and wait for its end. Raises Playwright's TimeoutError."""
        self.page.evaluate(
            """([name, given]) => {
                window.nnPending = true;
                window.jupyterapp.commands.execute(name, given).finally(() => (window.nnPending = false));
            }""",
            [name, arguments],
        )
        self.page.wait_for_function("() => !window.nnPending", timeout=seconds * 1000)

    def run_all(self) -> None:
        """Run All, and wait until the last cell has run and all cells and widgets are in the page."""
        self.command("notebook:run-all-cells", seconds=SECONDS_TO_RUN)
        self.wait_for_cells()
        self.page.wait_for_function(WIDGETS_DRAWN, timeout=SECONDS_TO_RUN * 1000)

    def wait_for_cells(self) -> None:
        """JupyterLab puts about twenty cells a second into the page, from the top; wait for the last."""
        none_missing = f"() => {CURRENT}.content.widgets.every((cell) => !cell.isPlaceholder())"
        self.page.wait_for_function(none_missing, timeout=SECONDS_TO_RUN * 1000)

    def again(self) -> "Notebook":
        """The same notebook in another window of the same browser, on the same kernel: what a reload would show."""
        self.command("docmanager:save")
        return Notebook(self.page.context.new_page(), self.address, self.name)

    def cells(self) -> list[dict]:
        """Each cell's type, source, tags and execution count, from the notebook's model, scrolled away or not."""
        return self.page.evaluate(
            """() => window.jupyterapp.shell.currentWidget.content.widgets.map(({ model }, index) => ({
                index, type: model.type, source: model.sharedModel.source,
                tags: model.getMetadata('tags') ?? [], count: model.executionCount ?? null }))"""
        )

    def cell(self, index: int) -> Locator:
        """A cell, wherever it is."""
        return self.page.locator(f'.jp-Notebook .jp-Cell[data-windowed-list-index="{index}"]')

    def show(self, index: int) -> Locator:
        """Bring a cell to the top of the window and wait until the browser has laid it out; returns it."""
        cell = self.cell(index)
        cell.evaluate("(cell) => cell.scrollIntoView()")
        # What the browser has left out of its layout takes no focus, and JupyterLab re-attaches cells after a scroll.
        self.page.wait_for_timeout(SETTLE_MS)
        return cell

    def replace(self, index: int, source: str) -> Locator:
        """Write another source into a cell and run it, as a reader would; returns the cell."""
        self.page.evaluate(
            """async ([index, source]) => {
                const { content, context } = window.jupyterapp.shell.currentWidget;
                content.activeCellIndex = index;
                content.widgets[index].model.sharedModel.setSource(source);
                await window.jupyterapp.commands.execute('notebook:run-cell');
            }""",
            [index, source],
        )
        return self.show(index)

    def choose_language(self, choice: str) -> None:
        """Press the button of "en", "zh-Hant", "zh-Hans" or "both"."""
        self.page.evaluate("(choice) => document.querySelector(`.nn-switch button[value='${choice}']`).click()", choice)
        expect(self.page.locator("html")).to_have_attribute("data-nn-language", choice)

    def choose_theme(self, dark: bool) -> None:
        """JupyterLab Dark or JupyterLab Light."""
        self.command("apputils:change-theme", theme="JupyterLab Dark" if dark else "JupyterLab Light")
        self.page.wait_for_selector(f"body[data-jp-theme-light='{str(not dark).lower()}']", state="attached")

    def close(self) -> None:
        """Stop the kernel and close the page."""
        self.page.evaluate("() => window.jupyterapp.shell.currentWidget.context.sessionContext.shutdown()")
        self.page.close()

    def _note(self, kind: str, text: str) -> None:
        if kind == "error" and not any(re.search(pattern, text) for pattern in NOT_OURS):
            self.complaints.append(text)


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def command(folder: Path, port: int) -> list[str]:
    """How the server is started."""
    flags = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        "ServerApp.root_dir": folder,
        "IdentityProvider.token": "",
        "LabApp.expose_app_in_browser": True,
    }
    root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    settings = [f"--{name}={value}" for name, value in flags.items()]
    return [sys.executable, "-m", "jupyterlab", "--no-browser", *root, *settings]


def environment(home: Path) -> dict[str, str]:
    """Folders of its own for everything that Jupyter remembers, and the working tree's helpers."""
    kinds = ["JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_SETTINGS_DIR"]
    folders = {kind: str(home / kind.lower()) for kind in [*kinds, "JUPYTERLAB_WORKSPACES_DIR", "IPYTHONDIR"]}
    write_settings(Path(folders["JUPYTERLAB_SETTINGS_DIR"]))
    return {**os.environ, **folders, "PYTHONPATH": str(ROOT), "JUPYTER_PREFER_ENV_PATH": "1"}


def write_settings(folder: Path) -> None:
    """The book's settings as a user's, since the application's own may stand elsewhere."""
    for plugin, chosen in json.loads(OVERRIDES.read_text(encoding="utf-8")).items():
        package, name = plugin.split(":")
        path = folder / package / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(chosen), encoding="utf-8")


def wait_for(address: str, server: subprocess.Popen, log: Path) -> None:
    """Until the server answers. Raises with its log if it does not."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # never ask a proxy for the loopback
    for _ in range(SECONDS_TO_START * 5):
        with contextlib.suppress(OSError):
            direct.open(f"{address}/api", timeout=2).close()
            return
        if server.poll() is not None:
            break
        time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()}")
