"""What a Picture is drawn on. It keeps the background of each scale, so that a frame draws only what moves."""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import lru_cache

from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from PIL import Image

DPI = 100  # dots an inch in a picture shown at its own size: one dot is one CSS pixel
_KEPT = 4  # a chapter has up to fifty pictures, and a background takes 1 to 5 MB; a reader moves one or two in turns
_drawn: list[Canvas] = []  # those that hold backgrounds, the one used last at the end


class Canvas:
    """The pixels of a figure.

    >>> canvas = Canvas(figure)
    >>> canvas.scale = 2
    >>> canvas.draw(artists), canvas.encoded("PNG")
    """

    def __init__(self, figure: Figure):
        self._figure, self._agg = figure, _Agg(figure)
        self._backgrounds: dict[int, object] = {}

    @property
    def scale(self) -> int:
        """How many dots a CSS pixel has in each direction."""
        return round(self._figure.dpi / DPI)

    @scale.setter
    def scale(self, scale: int) -> None:
        if self.scale != scale:
            self._figure.dpi = DPI * scale

    def renew(self) -> None:
        """Draw the background anew before the next frame."""
        self._backgrounds.clear()

    def draw(self, artists: Iterable[Artist]) -> None:
        """The background, and on it these artists in their order."""
        self._keep()
        if self.scale not in self._backgrounds:
            self._agg.draw()
            self._backgrounds[self.scale] = self._agg.copy_from_bbox(self._figure.bbox)
        self._agg.restore_region(self._backgrounds[self.scale])
        for artist in artists:
            artist.axes.draw_artist(artist)

    def encoded(self, form: str) -> bytes:
        """An image file, straight from the buffer: a copy through numpy would cost more than the encoding."""
        pixels = self._agg.buffer_rgba()
        height, width, _ = pixels.shape
        image = Image.frombuffer("RGBA", (width, height), pixels, "raw", "RGBA", 0, 1)
        options = {"PNG": {"compress_level": 1}, "JPEG": {"quality": 90, "subsampling": 0}}[form]
        file = io.BytesIO()
        image.convert("RGB").save(file, form, **options)
        return file.getvalue()

    def _keep(self) -> None:
        """Of all canvases the few that were used last hold their backgrounds; the others draw them again."""
        if self in _drawn:
            _drawn.remove(self)
        _drawn.append(self)
        while len(_drawn) > _KEPT:
            _drawn.pop(0).renew()


class _Agg(FigureCanvasAgg):
    """Pictures of one size share their pixels: a frame begins with its whole background, and is encoded at once."""

    def get_renderer(self) -> RendererAgg:
        width, height = self.figure.bbox.size
        self.renderer = _renderer(round(width), round(height), self.figure.dpi)  # 4.1 inches are 409.99… dots
        return self.renderer


@lru_cache(maxsize=8)
def _renderer(width: int, height: int, dpi: float) -> RendererAgg:
    return RendererAgg(width, height, dpi)
