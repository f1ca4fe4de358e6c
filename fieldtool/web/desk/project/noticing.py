"""What the project says in its information notices: who asks, why, how long, whom to turn to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for

from fieldtool.i18n.digits import to_ascii
from fieldtool.i18n.letters import for_storage
from fieldtool.i18n.locales import LOCALES
from fieldtool.outputs.paper import notices
from fieldtool.sync.hub import publishing
from fieldtool.web.desk.blueprint import desk, services
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts.languages import gettext as _

_TYPED = (notices.WHO, notices.CONTACT, notices.OFFICER, notices.AUTHORITY)
_MOST_MONTHS = 600
_LONGEST = 600


@desk.get("/project/notice")
@permitted("project.change")
def ask_notice(visit: Visit) -> Answer:
    """Show what the notices say, to be changed."""
    return _page(visit.settings.notice, {})


@desk.post("/project/notice")
@permitted("project.change", writes=True)
def change_notice(visit: Visit) -> Answer:
    """Tell it to every laptop, as part of the project's settings."""
    said = _typed()
    wrong = _wrong(said)
    if wrong:
        return _page(said, wrong), 422
    settings = replace(visit.settings, notice=said)
    if settings != visit.settings:
        hub, clock = services().identity, services().clock.now()
        publishing.publish_project(visit.session, hub, settings, clock)
        visit.audit("project:notice", visit.project)
    flash(_("Saved. Each laptop keeps to it from its next contact on."), "good")
    return redirect(url_for("desk.ask_notice"), 303)


def _typed() -> dict[str, str]:
    form = request.form
    found = {name: for_storage(form.get(name, ""), "en").strip() for name in _TYPED}
    for locale in LOCALES:
        typed = for_storage(form.get(f"why_{locale.code}", ""), locale.code)
        found[notices.why(locale.code)] = typed.strip()
    found[notices.MONTHS] = to_ascii(form.get("months", "")).strip()
    basis = form.get("basis", "")
    found[notices.BASIS] = basis if basis in notices.BASES else notices.CONSENT
    return {name: text.replace("\r\n", "\n")[:_LONGEST] for name, text in found.items() if text}


def _wrong(said: Mapping[str, str]) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if not said.get(notices.WHO):
        wrong["who"] = _("Write who asks: the name of the organisation.")
    if not said.get(notices.CONTACT):
        wrong["contact"] = _("Write whom people can turn to.")
    months = said.get(notices.MONTHS, "")
    if not (months.isdecimal() and len(months) < 5 and 1 <= int(months) <= _MOST_MONTHS):
        wrong["months"] = _("Write a number of months from 1 to 600.")
    return wrong


def _page(said: Mapping[str, str], wrong: Mapping[str, str]) -> str:
    return render_template(
        "desk/notice.html",
        said=said,
        whys=[
            (f"why_{one.code}", one.name, one.tag, said.get(notices.why(one.code), ""))
            for one in LOCALES
        ],
        wrong=wrong,
    )
