"""Handing a draft over to a colleague at another laptop, and what colleagues handed over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import flash, redirect, url_for

from fieldtool.collect import facts, passing_on
from fieldtool.collect.passing_on import AT_HUB, HERE
from fieldtool.log import handovers as log
from fieldtool.security import workspace as workspaces
from fieldtool.web.field.blueprint import blueprint, clock, services, sittings, workspace
from fieldtool.web.field.contact.contact import moment
from fieldtool.web.field.filling import places
from fieldtool.web.parts import filters
from fieldtool.web.parts.languages import gettext as _

if TYPE_CHECKING:
    from datetime import datetime

    from werkzeug.wrappers import Response

    from fieldtool.collect.passing_on import Passed
    from fieldtool.collect.sitting import Sitting
    from fieldtool.storage.queries.handovers import Offer

# Of what colleagues have by now so many are still shown.
_SHOWN_TAKEN = 5


@dataclass(frozen=True)
class OfferShown:
    """What a colleague handed over; `person` had it."""

    name: str
    number: str
    form: str
    place: str
    person: str
    at: datetime


@dataclass(frozen=True)
class PassedShown:
    """What was handed over, and where it is: here, at_hub or taken.

    Attributes:
        is_lost: the hub has locked the laptop that it is for.
    """

    name: str
    number: str
    place: str
    person: str
    state: str
    is_lost: bool
    at: datetime


@dataclass(frozen=True)
class HandedShown:
    """What stands above the questions of a draft that more than one person had.

    Attributes:
        by: who handed it over; empty for nobody.
        also: who has it open as well; empty for nobody.
    """

    by: str
    also: str


@blueprint.post("/handed-over/<name>/back")
def take_back(name: str) -> Response:
    """Go on here with a draft that was handed over."""
    draft = passing_on.take_back(workspace(), name, clock())
    flash(_("Interview %(number)s is yours again.") % {"number": draft.number}, "good")
    return redirect(url_for("field.home"), 303)


@blueprint.post("/handed-over/<name>/open")
def open_handed(name: str) -> Response:
    """Go on with what a colleague handed over."""
    draft = passing_on.take(sittings(), name, clock())
    return redirect(url_for("field.resume", interview=draft.id), 303)


def elsewhere() -> list[tuple[str, str]]:
    """Return workspace and name of the colleagues at other laptops."""
    ws = workspace()
    here = {name for name, _person in workspaces.listing(services().config.folder)}
    found = [one for one in passing_on.colleagues(ws) if one.colleague.workspace not in here]
    people = [one.colleague.person for one in found]
    return [
        (one.colleague.workspace, _named(one.colleague.person, moment(ws, one.at), people))
        for one in found
    ]


def _named(person: str, since: datetime, people: list[str]) -> str:
    if people.count(person) == 1:
        return person
    words = _("%(person)s, laptop set up %(day)s")
    return words % {"person": person, "day": filters.day(since)}


def offers() -> list[OfferShown]:
    """Return what colleagues handed over and is not open, the last one first."""
    return [_offer(one) for one in passing_on.offered(workspace())]


def passed() -> list[PassedShown]:
    """Return what was handed over and waits, then some of what colleagues have by now."""
    found = passing_on.passed(workspace())
    waiting = [one for one in found if one.state in (HERE, AT_HUB)]
    taken = [one for one in found if one.state == log.IS_TAKEN]
    return [_passed(one) for one in [*waiting, *taken[:_SHOWN_TAKEN]]]


def shown(sitting: Sitting) -> HandedShown | None:
    """Return who else had or has an open interview; None where nobody did."""
    ws = workspace()
    by, is_there_too = passing_on.taken_over(ws, sitting.draft)
    also = by if is_there_too else passing_on.also_at(ws, sitting.draft)
    return HandedShown(by, also) if by or also else None


def _offer(one: Offer) -> OfferShown:
    ws, said = workspace(), one.outline
    form = facts.form_version(ws, said.form_hash)
    return OfferShown(
        name=said.name,
        number=said.number,
        form=places.in_readers_language(form.title, form.form_id) if form else "",
        place=places.name(ws, said.site),
        person=said.by,
        at=moment(ws, one.at),
    )


def _passed(one: Passed) -> PassedShown:
    ws, said = workspace(), one.offer.outline
    return PassedShown(
        name=said.name,
        number=said.number,
        place=places.name(ws, said.site),
        person=one.person,
        state=one.state,
        is_lost=one.is_lost and one.state != log.IS_TAKEN,
        at=moment(ws, one.offer.at),
    )
