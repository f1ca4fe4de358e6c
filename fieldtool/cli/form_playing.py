"""`fieldtool forms play`: an interview from lines of text, for trying forms and testing them."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, tzinfo
from pathlib import Path
from random import Random, SystemRandom
from typing import IO
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from fieldtool.cli import form_files
from fieldtool.cli.form_reports import speaker
from fieldtool.config import LANGUAGES
from fieldtool.forms import Form, Interview
from fieldtool.forms.playing import Session
from fieldtool.problems import Code, Problem


@click.command()
@click.argument("form", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--now", help="Moment that the form sees, such as 2026-11-22T09:30:00+04:30.")
@click.option("--zone", help="IANA time zone of the form; that of this computer if left out.")
@click.option("--seed", type=int, help="Makes chance, and the ids of rows, the same every time.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of the messages.")
@form_files.profile_option
def play(
    *,
    form: Path,
    now: str | None,
    zone: str | None,
    seed: int | None,
    language: str | None,
    profile: str,
) -> None:
    """Fill a form by commands from standard input, and print what each changes as JSON.

    FORM is a workbook or an XForm. Each line is one command with tabs between its parts: set PATH
    VALUE, add PATH, del PATH, lang NAME, state, validate, eval EXPRESSION [CONTEXT], submit, new.
    A line that cannot be done is answered with its problem and changes nothing. See docs/forms.md.
    """
    voice = speaker(language)
    clock = _clock(now, zone)
    opened = form_files.opened(form)
    files = form_files.attached(form, opened.names, profile)
    _made, compiled = opened.compile(files)
    session = Session(lambda: _interview(compiled, clock, seed), voice.say)
    for line in _lines(sys.stdin.buffer):
        answer = session.answer(line)
        if answer is not None:
            _print(answer)


def _interview(form: Form, clock: Callable[[], datetime], seed: int | None) -> Interview:
    chance = SystemRandom() if seed is None else Random(seed)  # noqa: S311 - wanted to be the same
    name = f"{chance.getrandbits(128):032x}"
    return Interview(form, clock, instance_id=name, chance=chance)


def _lines(source: IO[bytes]) -> Iterator[str]:
    while line := source.readline():
        yield line.decode("utf-8-sig", errors="replace")


def _print(answer: object) -> None:
    # UTF-8 and “\n” wherever it runs, so that scripts and what they expect can be shared.
    sys.stdout.buffer.write(
        json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")
        + b"\n"
    )
    sys.stdout.buffer.flush()


def _clock(now: str | None, zone: str | None) -> Callable[[], datetime]:
    place = None if zone is None else _zone(zone)
    if now is None:
        return lambda: datetime.now(place).astimezone(place)
    moment = _moment(now)
    if moment.tzinfo is None:
        fixed = moment.replace(tzinfo=place) if place is not None else moment.astimezone()
    else:
        fixed = moment if place is None else moment.astimezone(place)
    return lambda: fixed


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Problem(Code.ZONE_UNKNOWN, {"zone": name}) from None


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(
            f"“{text}” is no ISO date and time, such as 2026-11-22T09:30:00.", param_hint="--now"
        ) from None
