"""Pictures, sound and film that a form brings for its labels and choices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# From a file's name to where a page can get it; None when the file is not on this computer.
Address = Callable[[str], str | None]

_ORDER = ("image", "audio", "video")


@dataclass(frozen=True)
class MediaShown:
    """One file beside a text.

    Attributes:
        url: where the page gets it, "" when it did not come with the form.
        large: where the same picture is in full size, "" when there is none.
    """

    kind: str
    name: str
    url: str
    large: str = ""


def shown(files: Mapping[str, str], address: Address | None) -> tuple[MediaShown, ...]:
    """Return the files of one text, pictures first."""
    large = _named(files.get("big-image", ""))
    return tuple(
        MediaShown(
            kind,
            _named(files[kind]),
            _url(_named(files[kind]), address),
            _url(large, address) if kind == "image" and large else "",
        )
        for kind in _ORDER
        if files.get(kind)
    )


def _named(written: str) -> str:
    return written.rpartition("/")[2]


def _url(name: str, address: Address | None) -> str:
    return (address(name) or "") if address else ""
