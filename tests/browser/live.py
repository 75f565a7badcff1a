"""A live picture in the page, as a reader with a keyboard meets it."""

from playwright.sync_api import Locator, Page

from tools.lab import Notebook

FRAME = """async (view) => {
    const source = view.querySelector('img').src;
    const hash = await crypto.subtle.digest('SHA-1', await (await fetch(source)).arrayBuffer());
    return { source, hash: [...new Uint8Array(hash)].join() };
}"""

# Whether an explanation is shown, or another frame than before that is a PNG: the sharp one that comes at rest.
RESTING = """async ([view, before]) => {
    if (view.querySelector('.nn-trouble').textContent) return true;
    const source = view.querySelector('img').src;
    if (source === before) return false;
    const bytes = new Uint8Array(await (await fetch(source).catch(() => new Response())).arrayBuffer());
    return bytes[1] === 'P'.charCodeAt();
}"""

# Promises the next quick frame's hash, or else the explanation that comes in its place.
NEXT = """(view) => { window.nnNext = new Promise((resolve) => {
    const [image, trouble] = [view.querySelector('img'), view.querySelector('.nn-trouble')];
    const look = async () => {
        const bytes = await (await fetch(image.src).catch(() => new Response())).arrayBuffer();
        const quick = new Uint8Array(bytes)[0] === 0xff;
        if (!quick && !trouble.textContent) return;
        changes.disconnect();
        const hash = new Uint8Array(await crypto.subtle.digest('SHA-1', bytes)).join();
        resolve(trouble.textContent || hash);
    };
    const changes = new MutationObserver(look);
    changes.observe(image, { attributes: true, attributeFilter: ['src'] });
    changes.observe(trouble, { childList: true });
}); }"""


class Picture:
    """One `.nn-live` of the page."""

    def __init__(self, view: Locator):
        self.view = view
        self.page: Page = view.page

    def frame(self) -> dict:
        """The frame that is shown: its address and its hash."""
        return self.view.evaluate(FRAME)

    def answer(self, control: Locator, key: str) -> str:
        """Press a key that changes a control; returns the hash of the quick frame that follows, or the explanation."""
        control.focus()
        self.view.evaluate(NEXT)
        self.page.keyboard.press(key)
        return self.page.evaluate("() => window.nnNext")

    def press(self, control: Locator, *keys: str) -> str:
        """Press keys on a control; returns the explanation that is then shown, or else the resting frame's hash."""
        before = self.frame()["source"]
        control.focus()
        for key in keys:
            self.page.keyboard.press(key)
        return self.rested(before)

    def reset(self) -> str:
        """Press Reset, in the same way."""
        before = self.frame()["source"]
        self.view.locator(".nn-reset").click()
        return self.rested(before)

    def rested(self, before: str) -> str:
        """What is shown once a sharp frame has followed the one at the address `before`."""
        self.page.wait_for_function(RESTING, arg=[self.view.element_handle(), before], timeout=10_000)
        return self.trouble or self.frame()["hash"]

    @property
    def trouble(self) -> str:
        """The explanation under the picture; empty if the setting is legal."""
        return self.view.locator(".nn-trouble").text_content()

    @property
    def sliders(self) -> list[Locator]:
        """Its sliders, from left to right."""
        return self.view.locator("input[type=range]").all()


def pictures(chapter: Notebook, source: str = "") -> list[tuple[int, Picture]]:
    """The live pictures of the notebook with their cells' numbers; only those whose cell contains `source`."""
    here = [cell["index"] for cell in chapter.cells() if source in cell["source"]]
    drawn = chapter.page.locator(".jp-Cell:has(.nn-live)").evaluate_all(
        "(cells) => cells.map((cell) => Number(cell.dataset.windowedListIndex))"
    )
    return [(index, Picture(chapter.cell(index).locator(".nn-live"))) for index in drawn if index in here]
