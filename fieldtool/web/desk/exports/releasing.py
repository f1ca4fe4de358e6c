"""Sensitive files: a second person agrees before one leaves the hub (DP-14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import flash, g, redirect, render_template, url_for

from fieldtool.log.sensitivity import Sensitivity
from fieldtool.outputs import second_person
from fieldtool.storage.queries import accounts, audit, releases
from fieldtool.storage.queries.releases import Release
from fieldtool.web.desk.blueprint import desk, services
from fieldtool.web.desk.interviews.filters import Filter
from fieldtool.web.desk.interviews.interviews import titles
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
    name = release if second_person.may_agree(visit.account) else ""
    login, project = visit.account.login, visit.project
    found = second_person.agree(visit.session, project, name, login, visit.now)
    said = {"person": found.login, "purpose": found.purpose, "label": found.label}
    visit.audit("release:agree", found.form, **said)
    flash(_("You agreed. Whoever asked can download the file for a day, once."), "good")
    return redirect(url_for("desk.all_releases"), 303)


def agreed(visit: Visit, chosen: Filter) -> Release | None:
    """Return the agreement to the file that the visitor asks for; None where there is none."""
    login, texts = visit.account.login, _texts(chosen)
    return second_person.agreed(visit.session, visit.project, login, texts, visit.now)


def use(visit: Visit, release: Release) -> None:
    """Let an agreement be good for no other file."""
    with services().database.work() as session:
        releases.remove(session, visit.project, release, visit.now)


def ask(visit: Visit, chosen: Filter, purpose: str, label: Sensitivity) -> Answer:
    """Note that the visitor asks for a file, once, and say who has to agree."""
    name, login, form = second_person.new_id(), visit.account.login, chosen["form"]
    made = Release(name, login, form, purpose, visit.now, _texts(chosen), label=label)
    line = visit.line("release:ask", form, {"purpose": purpose, "label": label})
    with services().database.work() as session:
        if second_person.ask(session, visit.project, made):
            audit.write(session, visit.project, line)
        others = accounts.all_of(session, visit.project)
    flash(_("The file is sensitive: another coordinator has to agree first."), "warn")
    if not second_person.is_anybody_else(others, login):
        flash(
            _(
                "Nobody else can agree yet. Invite a second coordinator or administrator "
                "who sees all areas."
            ),
            "bad",
        )
    return redirect(url_for("desk.all_releases"), 303)


def _texts(chosen: Filter) -> dict[str, str]:
    return {name: text for name, text in chosen.texts.items() if text}


def _seen(visit: Visit) -> list[Release]:
    # Who sees an area alone cannot judge a file of the whole project.
    if not second_person.may_agree(visit.account):
        return []
    return releases.all_of(visit.session, visit.project, visit.now)
