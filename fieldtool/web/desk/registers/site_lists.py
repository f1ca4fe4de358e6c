"""The register as a list: downloaded, corrected in a spreadsheet, looked at, written."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fieldtool.i18n.encodings import Read, decoded
from fieldtool.problems import Code, Problem
from fieldtool.storage.queries import sites
from fieldtool.sync.hub import publishing
from fieldtool.sync.registers import site_lists
from fieldtool.sync.registers.site_checks import Change, Looked, look
from fieldtool.web.desk.blueprint import desk, services, state
from fieldtool.web.desk.registers.places import places_of
from fieldtool.web.desk.registers.site_changing import refuse_elsewhere
from fieldtool.web.desk.registers.site_pages import differences
from fieldtool.web.desk.registers.site_words import told
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts import filters
from fieldtool.web.parts.languages import ngettext

# More lines are counted and not shown: a page of thousands helps nobody to correct them.
_MOST_SHOWN = 100


@dataclass(frozen=True)
class Shown:
    """One line of what a list would change."""

    line: int
    id: str
    name: str
    level: str
    changes: list[tuple[str, str, str]]


@desk.get("/places/list")
@permitted("site.write")
def site_list(_visit: Visit) -> Answer:
    """Ask for a list of places."""
    return _page()


@desk.post("/places/list")
@permitted("site.write")
def look_at_sites(visit: Visit) -> Answer:
    """Show what a list would change and what is wrong with it; nothing is written."""
    try:
        raw = _given()
        looked = _looked(visit, raw)
    except Problem as problem:
        return _page(told(problem)), problem.status
    token = state().lists.put(visit.account.login, raw)
    return _preview(visit, looked, token), 422 if looked.errors else 200


@desk.post("/places/list/write")
@permitted("site.write", writes=True)
def write_sites(visit: Visit) -> Answer:
    """Write the list that was looked at, if it still says what was seen."""
    token = request.form.get("token", "")
    raw = state().lists.get(visit.account.login, token)
    if raw is None:
        return _page(told(Problem(Code.LIST_NOT_KEPT))), 409
    looked = _looked(visit, raw)
    if looked.errors:
        return _preview(visit, looked, token), 422
    if request.form.get("seen", "") != _seen(looked):
        moved = told(Problem(Code.REGISTER_MOVED))
        return _preview(visit, looked, token, moved), 409
    refuse_elsewhere(visit, looked.sites)
    hub, now = services().identity, services().clock.now()
    publishing.publish_sites(visit.session, hub, visit.project, looked.sites, now)
    visit.audit("sites:import", new=str(len(looked.new)), changed=str(len(looked.changed)))
    state().lists.forget(visit.account.login)
    total = len(looked.sites)
    text = ngettext(
        "%(n)s place was written into the register. Laptops get it when they next sync.",
        "%(n)s places were written into the register. Laptops get them when they next sync.",
        total,
    )
    flash(text % {"n": filters.number(total)}, "good")
    return redirect(url_for("desk.all_sites"), 303)


@desk.get("/places/register.csv")
@permitted("site.read", writes=True)
def download_sites(visit: Visit) -> Response:
    """Give the whole register as a list that, chosen again, changes nothing."""
    content = site_lists.written(sites.all_of(visit.session, visit.project))
    visit.audit("sites:download")
    return _file(content, "places.csv")


@desk.get("/places/template.csv")
@permitted("site.write")
def site_template(_visit: Visit) -> Response:
    """Give a list to fill in."""
    return _file(site_lists.template(), "places-to-fill-in.csv")


def _file(content: bytes, name: str) -> Response:
    answer = Response(content, mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _given() -> bytes:
    chosen = request.files.get("file")
    if chosen is not None and chosen.filename:
        raw = chosen.stream.read(site_lists.MOST_BYTES + 1)
    else:
        raw = request.form.get("list", "").encode("utf-8")
    if len(raw) > site_lists.MOST_BYTES:
        values = {"most": site_lists.MOST_LINES, "mega": site_lists.MOST_BYTES >> 20}
        raise Problem(Code.LIST_TOO_LONG, values)
    if not raw.strip():
        raise Problem(Code.LIST_NOT_CHOSEN)
    return raw


def _looked(visit: Visit, raw: bytes) -> Looked:
    read: Read = decoded(raw)
    register = sites.all_of(visit.session, visit.project)
    return look(site_lists.listed(read), register, visit.settings.languages)


def _seen(looked: Looked) -> str:
    """Return a mark of what would be changed: the same as long as the register is the same."""
    said = repr([(one.site, one.before) for one in (*looked.new, *looked.changed)])
    return hashlib.sha256(said.encode("utf-8")).hexdigest()[:32]


def _shown(change: Change) -> Shown:
    site = change.site
    name = places_of([site], g.locale.code).own_name(site.id)
    changed = differences(change.before, site) if change.before else []
    return Shown(change.line, site.id, name, site.level, changed)


def _page(error: str = "") -> str:
    return render_template("desk/site_list.html", looked=None, error=error)


def _preview(visit: Visit, looked: Looked, token: str, error: str = "") -> str:
    errors = [(one.line, told(one.problem)) for one in looked.errors]
    remarks = [(one.line, told(one.problem)) for one in looked.remarks]
    listed = looked.listed
    return render_template(
        "desk/site_list.html",
        looked=looked,
        error=error,
        errors=errors[:_MOST_SHOWN],
        remarks=remarks[:_MOST_SHOWN],
        errors_left=max(0, len(errors) - _MOST_SHOWN),
        remarks_left=max(0, len(remarks) - _MOST_SHOWN),
        new=[_shown(one) for one in looked.new[:_MOST_SHOWN]],
        changed=[_shown(one) for one in looked.changed[:_MOST_SHOWN]],
        new_left=max(0, len(looked.new) - _MOST_SHOWN),
        changed_left=max(0, len(looked.changed) - _MOST_SHOWN),
        is_guessed=Read("", listed.encoding).is_guessed,
        token=token,
        seen=_seen(looked),
    )
