"""Starting an interview: which questionnaire, in which language, at which place."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from flask import flash, g, redirect, render_template, request, session, url_for

from fieldtool.collect import assigned, facts, meeting
from fieldtool.collect.choosing import Askable
from fieldtool.collect.practising import begin_filled
from fieldtool.collect.registers import chooser
from fieldtool.collect.sitting import NEW_MEETING, About, Beginning
from fieldtool.i18n import locales
from fieldtool.problems import N_
from fieldtool.storage.queries.registers import SITE
from fieldtool.web.field.blueprint import blueprint, clock, sittings, workspace
from fieldtool.web.field.filling import choosing, places
from fieldtool.web.field.workday import registers
from fieldtool.web.paper.wishes import address_of, named
from fieldtool.web.parts.languages import gettext as _

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from fieldtool.collect.assigned import Task
    from fieldtool.forms import Language
    from fieldtool.security.workspace import Workspace
    from fieldtool.storage.queries.drafts import Draft
    from fieldtool.storage.queries.forms import FormVersion

_MISSING = {
    "form": N_("Choose a questionnaire."),
    "language": N_("Choose a language."),
    "site": N_("Choose the place of the interview."),
}
_UNNAMED = "-"


@dataclass(frozen=True)
class _Chosen:
    form: str
    language: str
    site: str


@dataclass(frozen=True)
class _Offered:
    """What can be chosen: everything, or what an assignment or an entity of a register is about."""

    forms: list[FormVersion]
    askable: Askable
    task: Task | None = None
    meeting: str = ""
    about: About | None = None
    name: str = field(default="", repr=False)

    @property
    def sites(self) -> set[str]:
        """Return the ids of the places."""
        return self.askable.sites

    @property
    def assignment(self) -> str:
        """Return the id of the assignment; empty for none."""
        return self.task.assignment.id if self.task else ""


@blueprint.get("/start")
def start() -> str | Response:
    """Ask for the questionnaire, the language and the place, as far as they are not assigned."""
    offered = _offered()
    if not offered.forms:
        if offered.meeting:
            flash(_("No questionnaire on this laptop is the sheet of a meeting."), "warn")
        return redirect(url_for("field.home"))
    wanted = request.args.get("form", "")
    known = wanted if any(form.hash == wanted for form in offered.forms) else offered.forms[0].hash
    usual = _Chosen(known, session.get("asked_in", ""), session.get("site", ""))
    if len(offered.sites) == 1:
        usual = replace(usual, site=next(iter(offered.sites)))
    return _page(offered, usual, {})


@blueprint.post("/start/places")
def find_place() -> str:
    """Return the places that fit what is typed, for a page that shows them while one types."""
    offered = _offered()
    choice = choosing.choice(offered.askable, request.form.get("site", ""))
    return render_template("field/_places.html", choice=choice, wrong={})


@blueprint.post("/start")
def begin_interview() -> str | tuple[str, int] | Response:
    """Begin the interview and show its first page; or show the places that were asked for."""
    form = request.form
    offered = _offered()
    chosen = _Chosen(form.get("form", ""), form.get("language", ""), form.get("site", ""))
    if choosing.is_asked(chosen.site in offered.sites):
        return _page(offered, chosen, {})
    wrong = _wrong(offered, chosen)
    if wrong:
        return _page(offered, chosen, wrong), 422
    wave = offered.task.assignment.wave if offered.task else ""
    name = _name_of(chosen)
    begun = Beginning(chosen.form, chosen.site, name, wave, offered.assignment, offered.about)
    draft = _begun(replace(begun, meeting=offered.meeting))
    # The next interview is usually at the same place.
    session["site"], session["asked_in"] = chosen.site, chosen.language
    return redirect(url_for("field.resume", interview=draft.id), 303)


def _begun(chosen: Beginning) -> Draft:
    practice = g.get("practice")
    if practice is not None and request.form.get("invented") == "yes":
        return begin_filled(practice, chosen, clock())
    return sittings().begin(chosen)


def _offered() -> _Offered:
    given = request.values
    ws, assignment = workspace(), given.get("assignment", "")
    if given.get("meeting"):
        return _of_meeting(ws, given["meeting"])
    if given.get("register"):
        return _visiting(ws, given["register"], given.get("entity", ""))
    if not assignment:
        return _Offered(facts.forms(ws), Askable(ws))
    task, form = assigned.find(ws, assignment)
    return _Offered([form], Askable(ws, task.assignment.sites), task)


def _of_meeting(ws: Workspace, wanted: str) -> _Offered:
    forms = facts.forms(ws)
    if wanted == NEW_MEETING:
        sheets = [form for form in forms if meeting.is_sheet(sittings().form(form.hash))]
        return _Offered(sheets, Askable(ws), meeting=wanted)
    place = meeting.find(ws, wanted).sheet.site
    return _Offered(forms, Askable(ws, (place,)), meeting=wanted)


def _visiting(ws: Workspace, dataset: str, entity: str) -> _Offered:
    found, _said = registers.known(dataset, entity)
    forms = [one for one, form in registers.forms_of(dataset) if chooser(form, dataset)]
    # Its own place; any where it has none, or one that the register of places has not.
    own = Askable(ws, {found.properties.get(SITE, "")})
    askable = own if own.sites else Askable(ws)
    return _Offered(forms, askable, about=About(dataset, entity), name=found.name)


def _wrong(offered: _Offered, chosen: _Chosen) -> dict[str, str]:
    known = {
        "form": any(form.hash == chosen.form for form in offered.forms),
        "language": bool(chosen.language),
        "site": chosen.site in offered.sites,
    }
    return {name: _(_MISSING[name]) for name, good in known.items() if not good}


def _name_of(chosen: _Chosen) -> str:
    # Languages are chosen by tag, as every questionnaire names them in its own way.
    languages = sittings().form(chosen.form).languages
    return next((one.name for one in languages if _key(one) == chosen.language), "")


def _key(language: Language) -> str:
    """Return how the page names a language; one without a name, the only one of its form, too."""
    locale = locales.find(language.tag) if language.tag else None
    return locale.code if locale else address_of(language) or _UNNAMED


def _page(offered: _Offered, chosen: _Chosen, wrong: dict[str, str]) -> str:
    forms = offered.forms
    languages = _languages(forms)
    if chosen.language not in dict(languages):
        fitting = [key for key, _name in languages if key == g.locale.code]
        first = fitting[0] if fitting else languages[0][0]
        chosen = _Chosen(chosen.form, first, chosen.site)
    is_short = len(offered.sites) <= choosing.MOST_IN_LIST
    return render_template(
        "field/start.html",
        forms=[(form.hash, places.in_readers_language(form.title, form.form_id)) for form in forms],
        languages=languages,
        places=places.grouped(offered.askable) if is_short else [],
        choice=None if is_short else choosing.choice(offered.askable, chosen.site),
        assignment=offered.assignment,
        meeting=offered.meeting,
        about=offered.about,
        about_name=offered.name,
        chosen=chosen,
        wrong=wrong,
    )


def _languages(forms: list[FormVersion]) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for form in forms:
        for language in sittings().form(form.hash).languages:
            found.setdefault(_key(language), named(language))
    return list(found.items())
