"""Files as telephones and cameras make them, made here."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image, PngImagePlugin

SECRET = "canary-7f3a-Mahbuba"


def photo(width: int = 400, height: int = 200, orientation: int = 1) -> bytes:
    """Return a JPEG with a place, a device and a comment in it; red on top, blue below."""
    picture = Image.new("RGB", (width, height), "blue")
    picture.paste("red", (0, 0, width, height // 2))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = SECRET
    exif[0x9286] = SECRET
    exif.get_ifd(0x8825).update({1: "N", 2: (34.0, 20.0, 55.0), 3: "E", 4: (62.0, 12.0, 1.0)})
    return _saved(picture, "JPEG", exif=exif.tobytes(), comment=SECRET.encode())


def drawing() -> bytes:
    """Return a small PNG with a text in it."""
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", SECRET)
    return _saved(Image.new("RGBA", (60, 30), (0, 0, 0, 0)), "PNG", pnginfo=notes)


def recording(size: int = 2000) -> bytes:
    """Return something that begins like an OGG file and holds a word of its own."""
    return b"OggS" + SECRET.encode() + bytes(size)


def film() -> bytes:
    """Return something that begins like an MP4 file."""
    return b"\x00\x00\x00\x20ftypisom" + bytes(2000)


def noisy(width: int, height: int) -> bytes:
    """Return a PNG that does not get small."""
    return _saved(Image.effect_noise((width, height), 90).convert("RGB"), "PNG")


def opened(content: bytes) -> Image.Image:
    """Return the picture in *content*."""
    return Image.open(io.BytesIO(content))


def _saved(picture: Image.Image, form: str, **how: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **how)
    return out.getvalue()
