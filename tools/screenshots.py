"""The README's pictures, taken of the real notebook in a real browser: `make screenshots`."""

import shutil
import tempfile
from pathlib import Path

from PIL import Image

from tools.lab import ROOT, Notebook, browsing, serving

FOLDER = ROOT / "docs"
WINDOW = {"width": 1180, "height": 860}
COLOURS = 128
SHARP_MS = 1500  # the frame at rest, twice as sharp, has come by then

# notebook -> {file: (words in the cell, language, dark theme)}
PICTURES = {
    "01_defining_networks.ipynb": {"shapes-en.png": ("def sizes_through", "en", False)},
    "06_activations.ipynb": {
        "activations-en.png": ("def gelu_approximations", "en", False),
        "activations-zh-dark.png": ("def through_depth", "zh-Hant", True),
    },
}


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name in PICTURES:
            shutil.copy(ROOT / "notebooks" / name, folder)
        with serving(Path(folder)) as address, browsing() as browser:
            for name, pictures in PICTURES.items():
                context = browser.new_context(viewport=WINDOW, device_scale_factor=2)
                take_all(Notebook(context.new_page(), address, name), pictures)


def take_all(notebook: Notebook, pictures: dict) -> None:
    """Every picture of one notebook."""
    notebook.run_all()
    notebook.command("application:toggle-left-area")
    for name, picture in pictures.items():
        take(notebook, FOLDER / name, *picture)
        print(f"{name}: {(FOLDER / name).stat().st_size // 1000} kB")
    notebook.close()


def take(notebook: Notebook, path: Path, words: str, language: str, dark: bool) -> None:
    """One picture: the live picture of the cell that holds these words, in the middle of the window."""
    notebook.choose_language(language)
    notebook.choose_theme(dark)
    index = next(cell["index"] for cell in notebook.cells() if words in cell["source"])
    picture = notebook.show(index).locator(".nn-live")
    for _ in range(2):  # cells above are laid out only when they come near, and push this one away
        picture.evaluate("(picture) => picture.scrollIntoView({ block: 'center' })")
        notebook.page.wait_for_timeout(SHARP_MS)
    notebook.page.locator(".jp-NotebookPanel").first.screenshot(path=path)
    Image.open(path).convert("RGB").quantize(COLOURS).save(path, optimize=True)


if __name__ == "__main__":
    main()
