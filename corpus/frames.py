"""One picture of a file, decoded as a viewer shows it: upright, on white, with the resolution that the file claims.

Only child processes load this.
"""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import dataclass

from PIL import Image, ImageOps

# Pillow opens nothing else: each of its other formats is one more parser of foreign bytes.
IMAGE_FORMATS = ("PNG", "JPEG", "TIFF", "WEBP")
# A longer scan is better kept as a PDF; a TIFF of a thousand pages is more than 25 MB anyhow.
MOST_PICTURES = 1_000
# Outside of these a resolution is a slip of the program that wrote the file.
RESOLUTIONS = range(50, 1201)
POINTS_AN_INCH = 72.0
WHITE = (255, 255, 255)

# What Pillow raises of damaged files.
DAMAGE = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    KeyError,
    IndexError,
    TypeError,
    OverflowError,
    ZeroDivisionError,
)


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of a file, upright, on white.

    Args:
        image: In RGB or grey.
        dpi: Its resolution, None where that is not known.
    """

    image: Image.Image
    dpi: float | None

    @property
    def pixels_a_unit(self) -> float:
        """Return how many pixels are one unit of length."""
        return self.dpi / POINTS_AN_INCH if self.dpi else 1.0


def counted(file: Image.Image) -> int:
    """Return how many pages a TIFF has, and 1 for other pictures; counting ends one after the limit."""
    if file.format != "TIFF":
        return 1
    for number in range(MOST_PICTURES + 1):
        try:
            file.seek(number)
        except EOFError:
            return number
    return MOST_PICTURES + 1


def upright(file: Image.Image) -> Frame:
    """Decode a picture as a viewer shows it: turned as its camera was, what is transparent on white."""
    dpi = _resolution(file)
    image = _plain(file)
    with suppress(*DAMAGE):  # a damaged note on how the camera was held turns nothing
        image = ImageOps.exif_transpose(image)
    return Frame(image, dpi)


def _plain(file: Image.Image) -> Image.Image:
    """Return a picture of any kind in grey or RGB."""
    if file.mode in ("1", "L", "RGB"):
        return file.convert("L") if file.mode == "1" else file.copy()
    if file.mode.startswith("I") or file.mode == "F":
        low, high = (float(shade) for shade in file.convert("F").getextrema())  # type: ignore[arg-type] # one band
        step = 255.0 / max(1.0, high - low)
        return file.convert("F").point(lambda shade: shade * step - low * step).convert("L")
    if "transparency" in file.info or file.mode in ("LA", "PA", "RGBA", "La", "RGBa"):
        colours = file.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", colours.size, (*WHITE, 255)), colours).convert("RGB")
    return file.convert("RGB")


def _resolution(file: Image.Image) -> float | None:
    """Return the dots an inch that a file claims, None where it claims none that can be."""
    try:
        across, down = (float(dots) for dots in file.info["dpi"])
    except DAMAGE:
        return None
    known = all(math.isfinite(dots) and round(dots) in RESOLUTIONS for dots in (across, down))
    return down if known and abs(across - down) <= 1.0 else None
