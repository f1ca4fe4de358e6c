"""The fields of an assignment: what they hold, what is wrong with it, what it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from flask import g, request

from fieldtool.collect.quotas import SexAsked, sex_questions
from fieldtool.i18n import dates
from fieldtool.i18n.dates import parse_day
from fieldtool.i18n.digits import to_ascii
from fieldtool.log.assignments import WAVES, Assignment
from fieldtool.log.sites import Site
from fieldtool.problems import Code, Problem
from fieldtool.storage.queries import forms, people, sites
from fieldtool.storage.queries.forms import FormSource
from fieldtool.web.desk.blueprint import services, state
from fieldtool.web.desk.interviews.interviews import titles
from fieldtool.web.desk.visits import Visit
from fieldtool.web.parts import filters
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _

_TEAM, _PERSON = "team:", "person:"
_MOST = 100_000


@dataclass(frozen=True)
class Typed:
    """What was filled in, and what is wrong with it by field.

    Attributes:
        question: by which women and men are counted; None where they are not.
    """

    texts: Mapping[str, str]
    places: tuple[str, ...] = ()
    question: SexAsked | None = None
    errors: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        """Return what was typed into field *name*."""
        return self.texts.get(name, "")


def held_in(one: Assignment) -> Typed:
    """Return what the fields hold before something is changed."""
    texts = {"form": one.form_id, "wave": one.wave, "target": str(one.target)}
    texts |= {"women": str(one.women or ""), "men": str(one.men or "")}
    texts["asked"] = one.asked.rpartition("/")[2]
    for name, text in (("since", one.since), ("until", one.until)):
        day = day_of(text)
        texts[name] = dates.for_input(day, g.locale.code, filters.calendar()) if day else ""
    return Typed(texts, one.sites)


def day_of(text: str) -> date | None:
    """Return the day of an ISO text; None for no bound."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def typed_in(visit: Visit, known: Assignment | None) -> Typed:
    """Return what was typed, with what is wrong with it."""
    given = {name: text.strip() for name, text in request.form.items()}
    typed = Typed(given, tuple(request.form.getlist("places")))
    typed.errors.update(_wrong(visit, typed, known))
    return typed if typed.errors else _with_question(visit, typed)


def _wrong(visit: Visit, typed: Typed, known: Assignment | None) -> dict[str, str]:
    register = {site.id for site in offered(visit, known)}
    wrong = {
        "whose": (
            known is None and not _is_known(visit, typed["whose"]),
            _("Choose a team or a person."),
        ),
        "form": (typed["form"] not in titles(visit), _("Choose a form.")),
        "places": (
            not typed.places or not register.issuperset(typed.places),
            _("Choose one place or several."),
        ),
        "target": (not _number(typed["target"]), _("Write how many interviews, such as 20.")),
        "women": (_more(typed), _("Women and men together are more than all interviews.")),
    }
    errors = {name: sentence for name, (is_wrong, sentence) in wrong.items() if is_wrong}
    for name in ("since", "until"):
        try:
            _iso(typed[name])
        except Problem as problem:
            errors[name] = said(problem)[0]
    if not errors and _iso(typed["until"]) and _iso(typed["until"]) < _iso(typed["since"]):
        errors["until"] = _("The last day is before the first one.")
    return errors


def offered(visit: Visit, known: Assignment | None) -> list[Site]:
    """Return the places of the visitor's area, and those that the assignment has already."""
    register, area = sites.all_of(visit.session, visit.project), visit.area
    kept = known.sites if known else ()
    return [one for one in register if area is None or one.id in area.sites or one.id in kept]


def _is_known(visit: Visit, whose: str) -> bool:
    return whose in {value for _heading, options in audiences(visit) for value, _name in options}


def audiences(visit: Visit) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return who can get an assignment: teams and people, with headings."""
    teams = people.teams(visit.session, visit.project)
    everybody = people.all_of(visit.session, visit.project)
    return [
        (_("Teams"), [(_TEAM + team, team) for team in teams]),
        (_("People"), [(_PERSON + one.code, f"{one.code} · {one.name}") for one in everybody]),
    ]


def _number(text: str) -> int:
    digits = to_ascii(text)
    if not (digits.isascii() and digits.isdecimal()):
        return 0
    # Python reads no thousands of digits.
    return min(int(digits), _MOST) if len(digits) < 20 else _MOST


def _more(typed: Typed) -> bool:
    target = _number(typed["target"])
    return target > 0 and _number(typed["women"]) + _number(typed["men"]) > target


def _iso(text: str) -> str:
    return parse_day(text, filters.calendar()).isoformat() if text else ""


def assignment_of(assignment: str, typed: Typed) -> Assignment:
    """Return the assignment that was typed."""
    whose = typed["whose"]
    return Assignment(
        id=assignment,
        form_id=typed["form"],
        sites=tuple(dict.fromkeys(typed.places)),
        target=_number(typed["target"]),
        person=whose.removeprefix(_PERSON) if whose.startswith(_PERSON) else "",
        team=whose.removeprefix(_TEAM) if whose.startswith(_TEAM) else "",
        wave=typed["wave"] if typed["wave"] in WAVES else "",
        women=_number(typed["women"]),
        men=_number(typed["men"]),
        since=_iso(typed["since"]),
        until=_iso(typed["until"]),
        **_counting(typed),
    )


def _counting(typed: Typed) -> dict[str, str]:
    one = typed.question
    return {"asked": one.path, "woman_is": one.woman, "man_is": one.man} if one else {}


def _with_question(visit: Visit, typed: Typed) -> Typed:
    """Find the question by which women and men are counted, where numbers of them are wanted."""
    if not (_number(typed["women"]) or _number(typed["men"])):
        return typed
    found = _sex_questions(visit, typed["form"])
    named = [one for one in found if typed["asked"] in {"", one.name}]
    if named:
        return replace(typed, question=named[0])
    code = Code.QUOTA_QUESTION_UNKNOWN if found else Code.QUOTA_WITHOUT_QUESTION
    problem = Problem(code, {"names": ", ".join(one.name for one in found)} if found else {})
    typed.errors["asked" if found else "women"] = said(problem)[0]
    return typed


def _sex_questions(visit: Visit, form_id: str) -> tuple[SexAsked, ...]:
    newest = next(f for f in forms.current(visit.session, visit.project) if f.form_id == form_id)

    def source() -> FormSource:
        found = forms.source(visit.session, visit.project, newest.hash)
        assert found is not None  # noqa: S101 - it stands in the list
        return found

    form = state().forms.get(newest.hash, source)
    return sex_questions(form, lambda: services().clock.now().moment)
