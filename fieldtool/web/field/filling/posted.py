"""What a page of questions sent, brought to canonical answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldtool.collect import typed
from fieldtool.web.field.controls import kinds, reading
from fieldtool.web.field.workday.tallies import is_asked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from werkzeug.datastructures import MultiDict

    from fieldtool.forms import Interview, NodeState
    from fieldtool.i18n.dates import Calendar


@dataclass(frozen=True)
class Answers:
    """Answers that a page knew up to the same line of the journal."""

    base: int
    values: dict[str, str]


def answers(
    form: MultiDict[str, str], interview: Interview, paths: Iterable[str], locale: str
) -> tuple[Answers, ...]:
    """Return the answers to *paths* in *form*, those a page knew equally far together.

    Irrelevant questions are not on the page and are left alone; so are questions that have no
    answer and got none.
    """
    found: dict[int, dict[str, str]] = {}
    for path in paths:
        state = interview.state(path)
        base = whole(form.get(f"{path}:base", ""))
        if base is None or not is_asked(state) or kinds.kind_of(state) == "upload":
            # Files come by another way, and no file chosen is not a file removed.
            continue
        value = _value(form, state, interview, locale)
        if value or state.value:
            found.setdefault(base, {})[path] = value
    return tuple(Answers(base, values) for base, values in sorted(found.items()))


def paths(form: MultiDict[str, str]) -> list[str]:
    """Return the paths of the questions that the page showed."""
    return [name.removesuffix(":base") for name in form if name.endswith(":base")]


def whole(text: str) -> int | None:
    """Return the number that a page's own hidden field holds."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else None


def calendar_of(text: str) -> Calendar:
    """Return the calendar a page named; Gregorian for anything strange."""
    return "solar" if text == "solar" else "gregorian"


def _value(form: MultiDict[str, str], state: NodeState, interview: Interview, locale: str) -> str:
    calendar = calendar_of(form.get(f"{state.path}:calendar", ""))
    now = interview.now()
    text = reading.text(form, state, reading.Shown(locale, calendar, now.tzinfo))
    # Browsers end lines with CR LF; what is stored must not depend on the sender.
    return typed.canonical(state, text.replace("\r\n", "\n"), locale, calendar, now)
