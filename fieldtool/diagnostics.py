"""The program's own log file: one JSON object a line, ids and counts only.

Answers, names and what people typed cannot get in by accident: a value is a number, a truth value
or a short identifier, and anything else is written as `<text>`.
"""

from __future__ import annotations

import json
import logging
import logging.handlers
import re
from contextlib import suppress
from pathlib import Path

_LOGGER = logging.getLogger("fieldtool")
# Ids, codes, names of kinds and forms: no spaces, no letters outside ASCII, short.
_IDENTIFIER = re.compile(r"[A-Za-z0-9._:/@#+-]{0,80}")

Value = str | int | float | bool | None


def open_log(folder: Path, level: str) -> None:
    """Write events of *level* and above to `log/fieldtool.log` in *folder*; five files of 1 MB."""
    path = folder / "log" / "fieldtool.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = _File(path, maxBytes=1_000_000, backupCount=4, encoding="utf-8", delay=True)
    handler.setFormatter(_Lines())
    close_log()
    _LOGGER.addHandler(handler)
    _LOGGER.setLevel(level.upper())
    _LOGGER.propagate = False


def close_log() -> None:
    """Close the file; Windows cannot delete the folder before."""
    for handler in list(_LOGGER.handlers):
        _LOGGER.removeHandler(handler)
        # A full disk does not take the last lines.
        with suppress(OSError):
            handler.close()


def event(name: str, level: int = logging.INFO, **values: Value) -> None:
    """Record that *name* (`subject:verb`) happened, with ids and counts."""
    _LOGGER.log(
        level, name, extra={"values": {key: _harmless(value) for key, value in values.items()}}
    )


def _harmless(value: Value) -> Value:
    if isinstance(value, str) and not _IDENTIFIER.fullmatch(value):
        return "<text>"
    return value


class _File(logging.handlers.RotatingFileHandler):
    """The file, which a disk that takes nothing more leaves as it is."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - as logging has it
        """Say nothing: it would print where it was, and whoever works is told by a page."""


class _Lines(logging.Formatter):
    """JSON lines; an exception is told by type and place: its message may quote an answer."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": int(record.created * 1000),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        line.update(getattr(record, "values", {}))
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"] = type(record.exc_info[1]).__name__
            line["where"] = _place(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "?"
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
