"""The translated sentences of the interface, one catalogue per language, loaded once."""

from __future__ import annotations

import gettext
import io
import os
import tempfile
import threading
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
_INSIDE = Path("LC_MESSAGES", "messages.po")

_loaded: dict[str, gettext.NullTranslations] = {}
_lock = threading.Lock()


def catalogue(locale_code: str) -> gettext.NullTranslations:
    """Return gettext, ngettext, pgettext and npgettext of a language; English is the source."""
    found = _loaded.get(locale_code)
    if found is None:
        with _lock:
            found = _loaded.get(locale_code) or _load(locale_code)
            _loaded[locale_code] = found
    return found


def load(folder: Path, locale_code: str) -> gettext.NullTranslations:
    """Read the catalogue below *folder*: compiled, or compiled now when the source is newer.

    A folder that cannot be written to is no failure: the catalogue is then compiled in memory.
    """
    source = folder / locale_code / _INSIDE
    compiled = source.with_suffix(".mo")
    if _is_fresh(compiled, source):
        return gettext.GNUTranslations(io.BytesIO(compiled.read_bytes()))
    if not source.is_file():
        return gettext.NullTranslations()
    content = _compile(source)
    _keep(compiled, content)
    return gettext.GNUTranslations(io.BytesIO(content))


def _load(locale_code: str) -> gettext.NullTranslations:
    if locale_code == "en":
        return gettext.NullTranslations()
    # A wheel brings the catalogues inside the package; a checkout has them beside it.
    inside = _PACKAGE / "translations"
    return load(inside if inside.is_dir() else _PACKAGE.parent / "translations", locale_code)


def _is_fresh(compiled: Path, source: Path) -> bool:
    if not compiled.is_file():
        return False
    return not source.is_file() or source.stat().st_mtime_ns < compiled.stat().st_mtime_ns


def _compile(source: Path) -> bytes:
    # Only a checkout whose catalogue has changed needs these.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    binary = io.BytesIO()
    with source.open("rb") as text:
        write_mo(binary, read_po(text))
    return binary.getvalue()


def _keep(compiled: Path, content: bytes) -> None:
    # Whole or not at all: another process may be reading; Windows may refuse the replacement.
    unfinished = None
    try:
        with tempfile.NamedTemporaryFile(dir=compiled.parent, suffix=".tmp", delete=False) as file:
            unfinished = Path(file.name)
            file.write(content)
        os.replace(unfinished, compiled)  # noqa: PTH105 - Path.replace is the same call
    except OSError:
        if unfinished is not None:
            unfinished.unlink(missing_ok=True)
