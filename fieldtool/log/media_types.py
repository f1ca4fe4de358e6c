"""What a file is, by its first bytes: names and claims of senders are not believed."""

from __future__ import annotations

UNKNOWN = "application/octet-stream"
# Kinds that a browser shows, plays and never runs. No SVG: it can hold scripts.
_BEGINNINGS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"fLaC", "audio/flac"),
    (b"#!AMR", "audio/amr"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"%PDF-", "application/pdf"),
)
_RIFF = {b"WAVE": "audio/wav", b"WEBP": "image/webp", b"AVI ": "video/x-msvideo"}
_BRANDS = {b"M4A ": "audio/mp4", b"M4B ": "audio/mp4", b"qt  ": "video/quicktime"}
# Pictures of telephones, packed like films.
_BRANDS |= dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"), "image/heif")
_BRANDS |= dict.fromkeys((b"avif", b"avis"), "image/avif")
_SHOWN = ("image/", "audio/", "video/")


def type_of(content: bytes) -> str:
    """Return the type of *content*, of which the first bytes are enough."""
    for beginning, name in _BEGINNINGS:
        if content.startswith(beginning):
            return name
    if content[:4] == b"RIFF":
        return _RIFF.get(content[8:12], UNKNOWN)
    if content[4:8] == b"ftyp":
        return _BRANDS.get(content[8:12], "audio/mp4" if content[8:11] == b"3gp" else "video/mp4")
    if len(content) > 1 and content[0] == 0xFF and content[1] & 0xE6 == 0xE2:
        return "audio/mpeg"
    return UNKNOWN


def kind_of(content_type: str) -> str:
    """Return `image`, `audio` or `video`; empty for what is only handed out as a file."""
    return content_type.partition("/")[0] if content_type.startswith(_SHOWN) else ""
