"""Sending or carrying what waits on this laptop: for everybody, without a passphrase."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flask import g, render_template, request

from fieldtool.problems import Problem
from fieldtool.storage import drives, sticks
from fieldtool.sync.laptop import couriers
from fieldtool.web.field.blueprint import blueprint, open_to_all, services, workspace
from fieldtool.web.field.contact import mailbox
from fieldtool.web.parts import filters
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _
from fieldtool.web.parts.languages import ngettext

if TYPE_CHECKING:
    from pathlib import Path

    from fieldtool.sync.laptop.couriers import Brought, Went

Answer = str | tuple[str, int]


@dataclass
class _Told:
    """What the page says of what was just done.

    Attributes:
        notices: kind and sentence of each.
        problems: what it is about, sentence and number of each.
        error: what is wrong with the folder that was chosen.
    """

    notices: list[tuple[str, str]] = field(default_factory=list)
    problems: list[tuple[str, str, str]] = field(default_factory=list)
    error: str = ""

    def good(self, sentence: str) -> None:
        self.notices.append(("good", sentence))

    def info(self, sentence: str) -> None:
        self.notices.append(("info", sentence))

    def wrong(self, about: str, problem: Problem) -> None:
        self.problems.append((about, *said(problem)))


@blueprint.get("/carry")
@open_to_all
def carry() -> str:
    """Show what waits, without telling whose it is."""
    return _page(_Told())


@blueprint.post("/carry/send")
@open_to_all
def send_waiting() -> Answer:
    """Send all that waits over the network."""
    _settle_own(asks=False)
    told = _Told()
    went = couriers.send_all(mailbox.mail(), services().hub_client)
    _tell_of_problems(told, went)
    sent = sum(1 for one in went if one.problem is None)
    if sent:
        sentence = ngettext(
            "%(n)s parcel is at the hub. Its person sees the proof after signing in.",
            "%(n)s parcels are at the hub. Their people see the proof after signing in.",
            sent,
        )
        told.good(sentence % {"n": filters.number(sent)})
    if not went:
        told.info(_("Nothing waits on this laptop"))
    _settle_own(asks=False)
    return _answered(told)


@blueprint.post("/carry/copy")
@open_to_all
def copy_waiting() -> Answer:
    """Copy all that waits onto a memory stick."""
    return _with_stick(_copy)


@blueprint.post("/carry/bring")
@open_to_all
def bring_answers() -> Answer:
    """Take the hub's answers from a memory stick."""
    return _with_stick(_bring)


def _copy(told: _Told, place: Path) -> None:
    _settle_own(asks=True)
    went = couriers.copy_all(mailbox.mail(), place)
    _tell_of_problems(told, went)
    copied = sum(1 for one in went if one.problem is None)
    if copied:
        sentence = ngettext(
            "%(n)s parcel is on the memory stick. It was read again and is whole.",
            "%(n)s parcels are on the memory stick. They were read again and are whole.",
            copied,
        )
        told.good(sentence % {"n": filters.number(copied)})
        _tell_of_photos(told, sum(one.photos for one in went))
        told.good(_("Remove the stick now."))
    if not went:
        told.info(_("Nothing waits on this laptop"))


def _tell_of_photos(told: _Told, count: int) -> None:
    if count:
        sentence = ngettext(
            "%(n)s photo or recording is on it too.",
            "%(n)s photos or recordings are on it too.",
            count,
        )
        told.good(sentence % {"n": filters.number(count)})


def _bring(told: _Told, place: Path) -> None:
    brought = couriers.bring(mailbox.mail(), place)
    _tell_of_answers(told, brought)
    for name, problem in brought.refused:
        told.wrong(name, problem)
    if brought.elsewhere:
        sentence = ngettext(
            "%(n)s file there is for the hub or another laptop. It was left as it is.",
            "%(n)s files there are for the hub or other laptops. They were left as they are.",
            brought.elsewhere,
        )
        told.info(sentence % {"n": filters.number(brought.elsewhere)})
    _settle_own(asks=False)


def _tell_of_answers(told: _Told, brought: Brought) -> None:
    found = len(brought.taken) + brought.known
    if found:
        sentence = ngettext(
            "%(n)s answer of the hub is on this laptop. Its person sees it after signing in.",
            "%(n)s answers of the hub are on this laptop. Their people see them after signing in.",
            found,
        )
        told.good(sentence % {"n": filters.number(found)})
    if brought.media:
        told.good(_("Pictures and other files of questionnaires came too."))
    if not found and not brought.media:
        told.info(_("There is no answer for this laptop on the stick."))


def _with_stick(do: Callable[[_Told, Path], None]) -> Answer:
    told = _Told()
    try:
        do(told, sticks.folder(request.form.get("drive") or request.form.get("place", "")))
    except Problem as problem:
        sentence, reference = said(problem)
        told.error = f"{sentence} ({filters.value(reference)})"
        return _page(told), 422
    return _answered(told)


def _tell_of_problems(told: _Told, went: Sequence[Went]) -> None:
    for one in went:
        if one.problem is not None:
            number = filters.number(one.parcel.number)
            told.wrong(_("Parcel %(number)s") % {"number": number}, one.problem)


def _settle_own(*, asks: bool) -> None:
    if g.sittings is not None:
        mailbox.settle(workspace(), asks=asks)


def _answered(told: _Told) -> Answer:
    return _page(told), 200 if told.notices or not told.problems else 502


def _page(told: _Told) -> str:
    return render_template(
        "field/carry.html",
        parcels=mailbox.mail().waiting(),
        drives=[str(place) for place in drives.removable()],
        chosen=request.form.get("drive", ""),
        place=request.form.get("place", ""),
        told=told,
    )
