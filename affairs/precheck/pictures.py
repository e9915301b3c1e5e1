"""Looking at pictures: do they open whole, are they blank, black or blurred, what do they look like.

Pictures are decoded in grey and no larger than needed, so that 12 megapixels take some 50 ms.
"""

import io
import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from affairs.precheck.facts import Fault, Side

__all__ = ["Look", "look_at", "looks_alike", "print_of", "sharpness", "side_of"]

LONG_SIDE = 1600
"""Pixels of the long side at which pictures are judged, about 140 dots an inch of A4."""
TILE = 32
PNG_PIXELS = 40_000_000
"""A4 at 600 dots an inch has 35 million; JPEG may have more, as it can be decoded smaller."""
FORMATS = ("JPEG", "PNG")
CONTRAST = 100.0
"""Variance of grey (0–255) above which a tile has structure to judge sharpness by."""
GRAIN = 20.0
"""The Laplacian (4, -1, -1, -1, -1) of white noise has 4² + 4 times its variance."""
MARKED = 32.0
"""Difference from a tile's mean that counts as a mark on the paper."""
FEWEST_MARKS = 0.0003
"""Share of marked pixels below which a page is empty: a single line of small text has about 0.001."""
BLACK = 30.0
PRINT_SIDE = 16
PRINT_STEP = 2.0
"""Difference of grey between neighbours that noise does not make."""
FEWEST_BITS = 24
ALIKE = 0.12


@dataclass(frozen=True, slots=True)
class Look:
    """What one picture turned out to be."""

    side: Side
    fault: Fault | None = None
    print: str = ""


def look_at(data: bytes) -> Look:
    """A JPEG or PNG. Never raises for what is in it (MemoryError aside)."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            warnings.filterwarnings("ignore", category=UserWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
                return _opened(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Look(Side(), Fault.TOO_MANY_PIXELS)
    except UnidentifiedImageError:
        return Look(Side(), Fault.BROKEN)
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, OverflowError) as fault:
        return Look(Side(), Fault.TRUNCATED if "truncated" in str(fault) else Fault.BROKEN)


def _opened(picture: Image.Image) -> Look:
    width, height = picture.size
    if getattr(picture, "is_animated", False) and picture.format == "PNG":
        return Look(Side(width, height), Fault.ANIMATED)
    if picture.format == "PNG" and width * height > PNG_PIXELS:
        return Look(Side(width, height), Fault.TOO_MANY_PIXELS)
    picture.draft("L", (LONG_SIDE, LONG_SIDE))
    picture.load()
    grey = _grey(picture)
    side = side_of(grey, width, height)
    return Look(side, print="" if side.blank or side.black else print_of(grey))


def _grey(picture: Image.Image) -> Image.Image:
    if picture.has_transparency_data:
        # What is see-through is shown upon white paper.
        rgba = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba)
    grey = picture.convert("L")
    if max(grey.size) > LONG_SIDE:
        grey.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.BOX)
    return grey


def side_of(grey: Image.Image, width: int = 0, height: int = 0) -> Side:
    """The facts of a picture that was decoded to grey; ``width`` and ``height`` are those before."""
    # At half the size grain is half as strong, and letters still are marks.
    seen = grey.reduce(2) if min(grey.size) >= 8 * TILE else grey
    tiles = _tiles(np.asarray(seen, dtype=np.float32))
    marks = np.abs(tiles - tiles.mean(axis=(2, 3), keepdims=True)) > MARKED
    empty = float(marks.mean()) < FEWEST_MARKS
    dark = float(tiles.mean()) < BLACK
    return Side(width, height, empty and not dark, empty and dark, None if empty else sharpness(grey))


def sharpness(grey: Image.Image) -> float | None:
    """The variance of the Laplacian over that of the grey itself, median of the tiles that have any structure.

    Dividing makes pale and dark photos alike: crisp text has 1 and more, text that cannot be
    read 0.05 and less. None when fewer than three tiles have structure.
    """
    pixels = np.asarray(grey, dtype=np.float32)
    if min(pixels.shape) < TILE + 2:
        return None
    centre = pixels[1:-1, 1:-1]
    laplacian = 4 * centre - pixels[:-2, 1:-1] - pixels[2:, 1:-1] - pixels[1:-1, :-2] - pixels[1:-1, 2:]
    contrast, energy = _tiles(centre).var(axis=(2, 3)), _tiles(laplacian).var(axis=(2, 3))
    # The grain of a sensor is as fine as sharp edges are: what bare paper shows of it is taken off.
    busy = contrast - np.percentile(energy, 10) / GRAIN > CONTRAST
    if int(busy.sum()) < 3:
        return None
    quiet = energy[~busy]
    grain = float(np.percentile(quiet, 75)) if quiet.size >= 3 else 0.0
    lines = np.maximum(contrast[busy] - grain / GRAIN, 1.0)
    return round(float(np.median(np.maximum(energy[busy] - grain, 0) / lines)), 4)


def _tiles(pixels: NDArray[np.float32]) -> NDArray[np.float32]:
    """The picture cut into squares: rows, columns, then their pixels; a rest narrower than a tile is left out."""
    tall, wide = (max(1, side // TILE) for side in pixels.shape)
    high, broad = min(TILE, pixels.shape[0]), min(TILE, pixels.shape[1])
    cut = pixels[: tall * high, : wide * broad]
    return cut.reshape(tall, high, wide, broad).swapaxes(1, 2)


def print_of(grey: Image.Image) -> str:
    """Where it grows brighter from left to right, on a grid of 16 by 16: 256 bits, hexadecimal."""
    grid = grey.resize((PRINT_SIDE + 1, PRINT_SIDE), Image.Resampling.BOX)
    pixels = np.asarray(grid, dtype=np.float32)
    bits = (pixels[:, 1:] - pixels[:, :-1]) > PRINT_STEP
    return np.packbits(bits).tobytes().hex()


def looks_alike(first: str, second: str) -> bool:
    """Whether two prints are those of the same picture; never for pictures with hardly anything on them."""
    if not first or not second:
        return False
    one, other = int(first, 16), int(second, 16)
    either = (one | other).bit_count()
    return either >= FEWEST_BITS and (one ^ other).bit_count() <= ALIKE * either
