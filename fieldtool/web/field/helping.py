"""Help without a network, what to tell the coordinator, and what this program is made of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from flask import current_app, g, render_template

from fieldtool import __version__
from fieldtool.collect import facts, work
from fieldtool.problems import N_
from fieldtool.security import backups
from fieldtool.security import workspace as workspaces
from fieldtool.storage import files
from fieldtool.sync.laptop.enrol import check_number
from fieldtool.web.field import help_topics
from fieldtool.web.field.blueprint import blueprint, now, open_to_all, services, workspace
from fieldtool.web.field.contact.contact import clock_offset, last_contact, moment
from fieldtool.web.parts import filters, guide
from fieldtool.web.parts.languages import gettext as _
from fieldtool.web.parts.languages import ngettext
from fieldtool.web.parts.vendored import vendored

if TYPE_CHECKING:
    from fieldtool.security.workspace import Workspace

_SEXES = {"female": N_("Woman"), "male": N_("Man")}

# What it is, its value, and whether that is a code to be read from left to right.
Facts = list[tuple[str, str, bool]]


@blueprint.get("/help")
@open_to_all
def help() -> str:  # noqa: A001 - the page's address
    """List what can go wrong and what there is to learn, each with a page of its own."""
    return render_template(
        "field/help.html", topics=guide.listing(help_topics.TOPICS, "field.help_with")
    )


@blueprint.get("/help/<topic>")
@open_to_all
def help_with(topic: str) -> str:
    """Show one of them."""
    return render_template("field/help_topic.html", topic=guide.topic(help_topics.TOPICS, topic))


@blueprint.get("/help/call")
@open_to_all
def call() -> str:
    """Show what a coordinator asks for, without any answer or name."""
    told = _of_laptop() if g.sittings is None else [*_of_work(workspace()), *_of_laptop()]
    return render_template("field/call.html", facts=told)


@blueprint.get("/about")
@open_to_all
def about() -> str:
    """Name the licences of the program and of what it ships."""
    shipped = vendored(Path(current_app.static_folder or ""))
    return render_template("field/about.html", version=__version__, vendored=shipped)


def _of_laptop() -> Facts:
    folder = services().config.folder
    people = len(workspaces.listing(folder))
    return [
        (_("Version of the program"), filters.digits(__version__), False),
        (_("People set up on this laptop"), filters.number(people), False),
        (_("Free room on the disk"), filters.size(files.free_space(folder)), False),
    ]


def _of_work(ws: Workspace) -> Facts:
    seen = work.overview(ws)
    contact = last_contact(ws)
    made = backups.last(ws)
    person = facts.person(ws)
    return [
        (_("Person"), ws.person, True),
        (_("Sex"), _(_SEXES[person.sex]) if person.sex in _SEXES else person.sex, False),
        (_("Trained for sensitive questions"), _("yes") if person.trained else _("no"), False),
        (_("Workspace"), ws.id, True),
        (_("Check number of this workspace"), check_number(ws), True),
        (_("Interviews not finished"), filters.number(len(seen.drafts)), False),
        (_("Finalised, only on this laptop"), filters.number(len(seen.to_send)), False),
        (_("Finalised, proven at the hub"), filters.number(len(seen.proven)), False),
        (_("Last contact with the hub"), filters.moment(contact) if contact else _("never"), False),
        (_("Last backup"), filters.moment(moment(ws, made)) if made else _("none yet"), False),
        (_("Clock of this laptop"), filters.moment(moment(ws, now())), False),
        (_("Clock compared with the hub"), _compared(clock_offset(ws)), False),
    ]


def _compared(seconds: int | None) -> str:
    if seconds is None:
        return _("not known yet")
    minutes = round(abs(seconds) / 60)
    if not minutes:
        return _("the same, to the minute")
    if seconds > 0:
        sentence = ngettext("%(n)s minute ahead", "%(n)s minutes ahead", minutes)
    else:
        sentence = ngettext("%(n)s minute behind", "%(n)s minutes behind", minutes)
    return sentence % {"n": filters.number(minutes)}
