"""What people attach, made fit to be kept: known by its content, without traces of its making."""

from __future__ import annotations

import io
import re
import struct
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldtool.collect import traces
from fieldtool.log.media_types import kind_of, type_of
from fieldtool.problems import Code, Problem

if TYPE_CHECKING:
    from PIL.Image import Image

    from fieldtool.forms import NodeState

MOST_BYTES = 20_000_000
MOST_PIXELS = 1600
# A picture of a hundred million points takes 300 MB of memory to look at.
_MOST_POINTS = 100_000_000
_QUALITY = 85
# Drawings and pictures of screens stay sharp, as long as that does not make them large.
_MOST_SHARP_BYTES = 1_000_000
_PICTURES = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
# What Pillow raises of a picture that is damaged or none.
_BROKEN = (
    ArithmeticError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
)
# What a recording or a film can be packed into; the first bytes do not always say which it is.
_PACKED = frozenset({"video/webm", "video/mp4", "audio/ogg", "audio/mp4"})
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
_ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/wav": "wav",
    "audio/mp4": "m4a",
    "audio/flac": "flac",
    "audio/amr": "amr",
    "video/mp4": "mp4",
    "video/webm": "webm",
    "video/quicktime": "mov",
    "video/x-msvideo": "avi",
    "application/pdf": "pdf",
}
_ENDING = re.compile(r"\.([a-z0-9]{1,5})")


@dataclass(frozen=True)
class Given:
    """A file as it is kept; *ending* of its name, without the dot."""

    content: bytes
    type: str
    ending: str


def wanted(state: NodeState) -> str:
    """Return what a question asks for: image, audio, video, or file for anything."""
    kind = state.attributes.get("mediatype", "").partition("/")[0]
    return kind if kind in {"image", "audio", "video"} else "file"


def fit(state: NodeState, content: bytes, name: str) -> Given:
    """Return what is kept of *content*, which somebody attached to the question *state*.

    Of *name* only the ending is looked at. A picture loses where and with what it was taken, also
    where any file is asked for; so do recordings and films as far as `traces` knows them.

    Raises:
        Problem: it is empty, too large, a program, or not what the question asks for.
    """
    if not content:
        raise Problem(Code.FILE_EMPTY)
    if len(content) > MOST_BYTES:
        raise Problem(Code.FILE_TOO_LARGE, {"most": MOST_BYTES // 1_000_000})
    kind, found = wanted(state), type_of(content)
    if kind == "image" or (kind == "file" and kind_of(found) == "image"):
        return _picture(content, _most_pixels(state))
    if kind == "file":
        return _any(content, found, name)
    if kind_of(found) != kind and found not in _PACKED:
        raise Problem(Code.RECORDING_NOT_READ if kind == "audio" else Code.FILM_NOT_READ)
    return Given(traces.without(content, found), found, _ENDINGS.get(found, "bin"))


def _any(content: bytes, found: str, name: str) -> Given:
    if content.startswith(_PROGRAMS):
        raise Problem(Code.FILE_IS_PROGRAM)
    ending = _ENDING.fullmatch(name[name.rfind(".") :].lower()) if "." in name else None
    kept = traces.without(content, found)
    return Given(kept, found, _ENDINGS.get(found) or (ending[1] if ending else "bin"))


def _most_pixels(state: NodeState) -> int:
    asked = state.attributes.get("max-pixels", "")
    wished = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 0
    return min(wished, MOST_PIXELS) if wished else MOST_PIXELS


def _picture(content: bytes, most: int) -> Given:
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            # Pillow warns of large pictures; the limit here is our own.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=_PICTURES) as opened:
                if opened.width * opened.height > _MOST_POINTS:
                    raise Problem(Code.PICTURE_NOT_READ)
                was_sharp = opened.format in {"PNG", "GIF"}
                opened.draft("RGB", (most, most))
                upright = ImageOps.exif_transpose(opened)
                upright.thumbnail((most, most), Image.Resampling.LANCZOS)
                return _encoded(upright, is_sharp=was_sharp)
    except (Image.DecompressionBombError, *_BROKEN) as error:
        raise Problem(Code.PICTURE_NOT_READ) from error


def _encoded(picture: Image, *, is_sharp: bool) -> Given:
    # Place, device, comments and colour profiles travel in here.
    picture.info.clear()
    if is_sharp:
        mode = "RGBA" if "A" in picture.getbands() or picture.mode == "P" else "RGB"
        sharp = _saved(picture.convert(mode), "PNG", optimize=True)
        if len(sharp) <= _MOST_SHARP_BYTES:
            return Given(sharp, "image/png", "png")
    photo = _saved(_on_white(picture), "JPEG", quality=_QUALITY, optimize=True)
    return Given(photo, "image/jpeg", "jpg")


def _on_white(picture: Image) -> Image:
    """Return *picture* without holes: what could be seen through becomes white, not black."""
    from PIL import Image as Images

    if "A" not in picture.getbands():
        return picture.convert("RGB")
    layer = picture.convert("RGBA")
    white = Images.new("RGBA", layer.size, "white")
    return Images.alpha_composite(white, layer).convert("RGB")


def _saved(picture: Image, form: str, **how: int | bool) -> bytes:
    picture.info.clear()
    out = io.BytesIO()
    picture.save(out, form, **how)
    return out.getvalue()
