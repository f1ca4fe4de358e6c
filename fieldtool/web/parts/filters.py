"""Jinja filters: dates, numbers and digits in the reader's way."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from flask import g
from jinja2 import pass_context
from markupsafe import Markup

from fieldtool.i18n import dates, numbers
from fieldtool.i18n.digits import ARABIC_SCRIPT, to_native
from fieldtool.web.parts.texts import marked

# Tags, references such as &#39;, and the runs of text between them.
_PARTS = re.compile(r"<[^>]*>|&#?\w+;|[^<&]+|[<&]")

# What a problem quotes may run the other way than the sentence around it: paths, formulas, names.
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime
    from decimal import Decimal

    from flask import Flask
    from jinja2.runtime import Context


def install(app: Flask) -> None:
    """Add `day`, `moment`, `number`, `percent`, `bytes`, `digits`, `code` and `marked`."""
    shown: dict[str, Callable[[Any], str]] = {
        "code": code,
        "day": day,
        "moment": moment,
        "number": number,
        "percent": percent,
        "bytes": size,
        "digits": digits,
    }
    app.jinja_env.filters.update({name: _for_each_reader(show) for name, show in shown.items()})
    app.jinja_env.filters["marked"] = marked  # the same for every reader
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def _for_each_reader(show: Callable[[Any], str]) -> Callable[[Context, Any], str]:
    # Jinja computes filters of constants once, when it compiles a template: all readers would
    # then see the digits of the first. A filter that takes the context is left alone.
    @pass_context
    def shown(_context: Context, value: Any) -> str:
        return show(value)

    return shown


def calendar() -> dates.Calendar:
    """Return the calendar the reader of this request lives by."""
    return "solar" if g.locale.code in ARABIC_SCRIPT else "gregorian"


def day(value: date | None) -> str:
    """Return *value* in the reader's calendar and digits; nothing for None."""
    return dates.day(value, g.locale.code, calendar()) if value else ""


def moment(value: datetime | None) -> str:
    """Return day and time of *value*, which knows its zone; nothing for None."""
    return dates.moment(value, g.locale.code, calendar()) if value else ""


def number(value: float | Decimal | None) -> str:
    """Return *value* with the reader's separators and digits; nothing for None."""
    return numbers.number(value, g.locale.code) if value is not None else ""


def percent(share: float | Decimal | None) -> str:
    """Return *share* (0.26) as percent."""
    return numbers.percent(share, g.locale.code) if share is not None else ""


def size(count: int) -> str:
    """Return *count* bytes in a fitting unit."""
    return numbers.size_in_bytes(count, g.locale.code)


def code(text: str) -> Markup:
    """Return *text* as a code inside a sentence: never broken, never turned around."""
    return Markup('<span class="code">{}</span>').format(text)


def digits(text: str) -> str:
    """Return *text* with the reader's digits; marked-up text stays marked up."""
    if isinstance(text, Markup):
        shown = _PARTS.sub(_text_only, str(text))
        return Markup(shown)  # noqa: S704 - only digits outside tags and references changed
    return to_native(str(text), g.locale.code)


def value(given: str | int) -> str:
    """Return a value for the middle of a sentence, isolated from the sentence's direction."""
    if isinstance(given, int):
        return number(given)
    return f"{_FIRST_STRONG_ISOLATE}{given}{_POP_ISOLATE}"


def _text_only(part: re.Match[str]) -> str:
    return part[0] if part[0][0] in "<&" else to_native(part[0], g.locale.code)
