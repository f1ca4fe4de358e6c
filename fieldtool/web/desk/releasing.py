"""Files with restricted answers: a second person agrees before one leaves the hub (DP-14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import flash, g, redirect, render_template, url_for

from fieldtool.log import ids
from fieldtool.problems import Code, Problem
from fieldtool.storage import audit, forms, releases
from fieldtool.storage.forms import FormSource
from fieldtool.storage.releases import Release
from fieldtool.web.desk.blueprint import desk, services, state
from fieldtool.web.desk.filters import Filter
from fieldtool.web.desk.interviews import titles
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts.languages import gettext as _


@dataclass(frozen=True)
class Shown:
    """A release as the list shows it; `address` is where its asker fetches it."""

    release: Release
    form: str
    at: datetime | None
    is_own: bool
    address: str


@desk.app_template_global()
def releases_waiting() -> int:
    """Return how many files wait for the visitor to agree."""
    visit: Visit = g.visit
    return sum(1 for one in _seen(visit) if not one.agreed and one.login != visit.account.login)


@desk.get("/releases")
@permitted("release.agree")
def all_releases(visit: Visit) -> Answer:
    """Show which files somebody asked for, and who agreed."""
    names = titles(visit)
    return render_template(
        "desk/releases.html",
        releases=[
            Shown(
                one,
                names.get(one.form, one.form),
                visit.moment(one.at),
                one.login == visit.account.login,
                url_for("desk.export", **one.texts),  # type: ignore[arg-type]
            )
            for one in _seen(visit)
        ],
    )


@desk.post("/releases/<release>")
@permitted("release.agree", writes=True)
def agree_to_release(visit: Visit, release: str) -> Answer:
    """Agree that a file leaves the hub; nobody agrees to what they asked for themselves."""
    found = next((one for one in _seen(visit) if one.id == release and not one.agreed), None)
    if found is None:
        raise Problem(Code.RELEASE_NOT_HERE)
    if found.login == visit.account.login:
        raise Problem(Code.RELEASE_OWN)
    releases.agree(visit.session, visit.project, found, visit.account.login, visit.now)
    visit.audit("release:agree", found.form, person=found.login, purpose=found.purpose)
    flash(_("You agreed. Whoever asked can download the file for a day, once."), "good")
    return redirect(url_for("desk.all_releases"), 303)


def agreed(visit: Visit, chosen: Filter) -> Release | None:
    """Return the agreement to the file that the visitor asks for; None where there is none."""
    texts = _texts(chosen)
    found = releases.all_of(visit.session, visit.project, visit.now)
    return next(
        (one for one in found if one.agreed and one.covers(visit.account.login, texts)), None
    )


def use(visit: Visit, release: Release) -> None:
    """Let an agreement be good for no other file."""
    with services().database.work() as session:
        releases.remove(session, visit.project, release, visit.now)


def ask(visit: Visit, chosen: Filter, purpose: str) -> Answer:
    """Note that the visitor asks for a file, once, and say who has to agree."""
    texts, login = _texts(chosen), visit.account.login
    known = releases.all_of(visit.session, visit.project, visit.now)
    if not any(one.covers(login, texts) for one in known):
        name = ids.new_id(ids.CANDIDATE)
        made = Release(name, login, chosen["form"], purpose, visit.now, texts)
        line = visit.line("release:ask", made.form, {"purpose": purpose})
        with services().database.work() as session:
            releases.put(session, visit.project, made, visit.now)
            audit.write(session, visit.project, line)
    flash(_("The form has restricted questions: another coordinator has to agree first."), "warn")
    return redirect(url_for("desk.all_releases"), 303)


def is_restricted(visit: Visit, form_id: str) -> bool:
    """Return whether any version of a form asks what is restricted."""
    published = forms.versions(visit.session, visit.project, form_id)
    found = (forms.source(visit.session, visit.project, version.hash) for version in published)
    return any(_asks_restricted(source) for source in found if source is not None)


def _asks_restricted(source: FormSource) -> bool:
    form = state().forms.get(source.hash, lambda: source)
    return form.safety.is_restricted or bool(form.safety.of_class("C"))


def _texts(chosen: Filter) -> dict[str, str]:
    return {name: text for name, text in chosen.texts.items() if text}


def _seen(visit: Visit) -> list[Release]:
    # Who sees an area alone cannot judge a file of the whole project.
    if visit.area is not None or not visit.may("release.agree"):
        return []
    return releases.all_of(visit.session, visit.project, visit.now)
