"""Enrolment cards: a code for each of many people, to be printed, cut and handed over."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import g, make_response, render_template, request

from fieldtool.i18n.locales import Locale, find
from fieldtool.problems import Code, Problem
from fieldtool.security import enrolment
from fieldtool.security.team_file import TeamFile
from fieldtool.storage.queries import enrolments, people
from fieldtool.storage.queries.people import Person
from fieldtool.sync.hub.inviting import invite
from fieldtool.sync.laptop.enrol import spoken
from fieldtool.web.desk.blueprint import desk, services
from fieldtool.web.desk.labels import named
from fieldtool.web.desk.laptops import laptops
from fieldtool.web.desk.people.enrolling import LIVES, USUAL_DAYS, hub_url
from fieldtool.web.desk.people.people import invited
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts import filters
from fieldtool.web.parts.languages import gettext as _
from fieldtool.web.parts.languages import read_by
from fieldtool.web.parts.qr import drawn


@dataclass(frozen=True)
class Card:
    """What one card says, in the language of its person.

    Attributes:
        drawing: the QR code as the path of an SVG, `size` units wide.
    """

    person: Person = field(repr=False)
    locale: Locale
    title: str
    groups: list[str] = field(repr=False)
    words: dict[str, str] = field(repr=False)
    steps: list[str]
    drawing: str = field(repr=False)
    size: int


@desk.get("/people/cards")
@permitted("enrolment.make")
def ask_cards(visit: Visit) -> Answer:
    """Ask for whom cards are to be made: whoever has no laptop and no code is proposed."""
    return _page(visit)


@desk.post("/people/cards")
@permitted("enrolment.make", writes=True)
def make_cards(visit: Visit) -> Answer:
    """Make a code for each chosen person, and show the cards, this once."""
    wanted = set(request.form.getlist("person"))
    chosen = [one for one in people.all_of(visit.session, visit.project) if one.code in wanted]
    if not chosen:
        return _page(visit, Problem(Code.NOBODY_CHOSEN)), 422
    days = request.form.get("days", "")
    life = timedelta(days=int(days) if days in {str(life) for life in LIVES} else USUAL_DAYS)
    cards = []
    for person in chosen:
        made = invite(visit.session, visit.project, person.code, now=visit.now, life=life)
        visit.audit("enrolment:make", person.code, days=str(life.days))
        cards.append(_card(visit, person, made.code, visit.moment(made.expires_at)))
    return render_template("desk/cards.html", cards=cards, hub_url=hub_url())


@desk.post("/people/cards/file")
@permitted("enrolment.make")
def cards_file(visit: Visit) -> Answer:
    """Give the codes that the page shows as one file, for a laptop that all of them share."""
    codes = {}
    for shown in request.form.getlist("code"):
        found = enrolments.get(visit.session, visit.project, enrolment.lookup(shown))
        if found is None or found.used_at is not None or found.burned_at is not None:
            raise Problem(Code.CODE_UNKNOWN)
        codes[found.person] = enrolment.understood(shown)
    if not codes:
        raise Problem(Code.CODE_UNKNOWN)
    title = named(visit.settings.title, g.locale.code, visit.project)
    key = services().identity.keys.verify_key
    response = make_response(TeamFile(hub_url(), title, key, codes).to_bytes())
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers["Content-Disposition"] = 'attachment; filename="enrolment.ft-enrol"'
    return response


def _card(visit: Visit, person: Person, code: str, until: datetime | None) -> Card:
    locale = find(person.language) or g.locale
    drawing, size = drawn(spoken(hub_url(), code))
    with read_by(locale):
        words = {
            "what": _("With this card a laptop is set up for you, once."),
            "until": _("Good until"),
            "moment": filters.moment(until) if until else "",
            "address": _("Address of the hub"),
            "code": _("The code"),
        }
        steps = [
            _("Start the program and choose “Set up this laptop for another person”."),
            _("Type the address of the hub and the code, as they stand here."),
            _("Choose a passphrase of four words or more, and tell it to nobody."),
            _("Tear this card up."),
        ]
        title = named(visit.settings.title, locale.code, visit.project)
    return Card(person, locale, title, code.split("-"), words, steps, drawing, size)


def _page(visit: Visit, problem: Problem | None = None) -> str:
    working = {one.person for one in laptops.all_of(visit) if one.revoked_at is None}
    waiting = {
        code
        for code, one in invited(visit).items()
        if not one.burned_at and one.expires_at > visit.now
    }
    return render_template(
        "desk/cards_ask.html",
        people=people.all_of(visit.session, visit.project),
        working=working,
        waiting=waiting,
        lives=LIVES,
        usual=USUAL_DAYS,
        problem=problem,
    )
