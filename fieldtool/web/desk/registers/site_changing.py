"""Changing single places: added, renamed, given another code, closed, opened again, merged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from flask import flash, g, redirect, render_template, request, url_for

from fieldtool.log.sites import RANKS, Register, Site
from fieldtool.problems import Code, Problem
from fieldtool.storage.queries import sites
from fieldtool.sync.hub import publishing
from fieldtool.sync.registers import site_changes, site_checks
from fieldtool.sync.registers.site_lists import LANGUAGES, Line, Listed
from fieldtool.web.desk.blueprint import desk, services
from fieldtool.web.desk.registers import site_pages
from fieldtool.web.desk.registers.places import places_of
from fieldtool.web.desk.registers.site_words import told
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts.languages import gettext as _

_FIELDS = ("id", "parent", "level", *LANGUAGES, "scheme", "code", "valid_from")
_MOST_FOUND = 20
# Which field a problem is about; all others are said of the whole.
_ABOUT = {
    Code.SITE_ID_NOT_VALID: "id",
    Code.SITE_ID_TAKEN: "id",
    Code.SITE_LEVEL_UNKNOWN: "level",
    Code.SITE_LEVEL_ORDER: "level",
    Code.SITE_PARENT_UNKNOWN: "parent",
    Code.SITE_IN_CIRCLE: "parent",
    Code.SITE_CODE_TWICE: "code",
    Code.SITE_CODE_WITHOUT_SCHEME: "scheme",
}


@dataclass(frozen=True)
class Typed:
    """A place as it was typed; `errors` are pairs of the field and the sentence."""

    texts: Mapping[str, str]
    site: Site | None = None
    errors: list[tuple[str, str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@desk.get("/places/new")
@permitted("site.write")
def new_site(visit: Visit) -> Answer:
    """Ask for a new place."""
    parent = request.args.get("in", "")
    return _form(visit, Typed({"parent": parent if _is_known(visit, parent) else ""}), None)


@desk.post("/places/new")
@permitted("site.write", writes=True)
def add_site(visit: Visit) -> Answer:
    """Put a new place on the register."""
    typed = _typed(visit, None)
    if typed.site is None or not _is_good(typed):
        return _form(visit, typed, None), 422
    _publish(visit, typed.site)
    visit.audit("site:add", typed.site.id)
    flash(_("The place is in the register. Laptops get it when they next sync."), "good")
    return redirect(url_for("desk.one_site", site=typed.site.id), 303)


@desk.get("/places/at/<site>/change")
@permitted("site.write")
def ask_change_site(visit: Visit, site: str) -> Answer:
    """Show what is known of a place, to be changed."""
    found = site_pages.known(visit, site)
    texts = {"id": found.id, "parent": found.parent, "level": found.level, **found.names}
    texts |= {"scheme": found.scheme, "code": found.code, "valid_from": found.valid_from}
    return _form(visit, Typed(texts), found)


@desk.post("/places/at/<site>/change")
@permitted("site.write", writes=True)
def change_site(visit: Visit, site: str) -> Answer:
    """Say a place anew; its id stays, and an earlier code is kept beside the new one."""
    before = site_pages.known(visit, site)
    typed = _typed(visit, before)
    if typed.site is None or not _is_good(typed):
        return _form(visit, typed, before), 422
    after = typed.site
    if request.form.get("mistake") != "yes":
        after = site_changes.with_earlier_code(before, after)
    _publish(visit, after)
    visit.audit("site:change", site)
    flash(_("The changes are written. Laptops get them when they next sync."), "good")
    return redirect(url_for("desk.one_site", site=site), 303)


@desk.post("/places/at/<site>/close")
@permitted("site.write", writes=True)
def close_site(visit: Visit, site: str) -> Answer:
    """Begin no new interviews at a place and in it."""
    site_pages.known(visit, site)
    closed = site_changes.closed(_register(visit), site)
    _publish(visit, *closed)
    visit.audit("site:close", site, places=str(len(closed)))
    flash(_("The place is closed. What was held there stays as it is."), "good")
    return redirect(url_for("desk.one_site", site=site), 303)


@desk.post("/places/at/<site>/reopen")
@permitted("site.write", writes=True)
def reopen_site(visit: Visit, site: str) -> Answer:
    """Let interviews be held at a place again."""
    site_pages.known(visit, site)
    _publish(visit, *site_changes.reopened(_register(visit), site))
    visit.audit("site:reopen", site)
    flash(_("The place is open again."), "good")
    return redirect(url_for("desk.one_site", site=site), 303)


@desk.get("/places/at/<site>/merge")
@permitted("site.write")
def ask_merge_site(visit: Visit, site: str) -> Answer:
    """Ask into which place another one is merged."""
    return _merge_page(visit, site_pages.known(visit, site))


@desk.post("/places/at/<site>/merge")
@permitted("site.write", writes=True)
def merge_site(visit: Visit, site: str) -> Answer:
    """Count what was held at a place at another one; its id stays in the register."""
    found = site_pages.known(visit, site)
    into = request.form.get("into", "")
    if not into:
        return _merge_page(visit, found, _("Choose a place.")), 422
    try:
        changed = site_changes.merged(_register(visit), site, into)
    except Problem as problem:
        return _merge_page(visit, found, told(problem)), problem.status
    _publish(visit, *changed)
    visit.audit("site:merge", site, into=into)
    flash(_("The places are merged. Laptops hear of it when they next sync."), "good")
    return redirect(url_for("desk.one_site", site=site), 303)


def _merge_page(visit: Visit, site: Site, error: str = "") -> str:
    typed = request.values.get("find", "").strip()[:100]
    outlines = sites.outlines(visit.session, visit.project)
    own = {site.id, *outlines.inside([site.id])}
    open_ones = {one.id for one in outlines.by_id.values() if one.is_open} - own
    # Without anything typed, those beside it: of two spellings of one place both lie there.
    beside = [one for one in outlines.below(site.parent) if one in open_ones]
    found = outlines.find(typed, open_ones) if typed else site_pages.in_order(visit, beside)
    shown = found[:_MOST_FOUND]
    around = sites.with_above(visit.session, visit.project, [*shown, site.id])
    places = places_of(around.values(), g.locale.code)
    return render_template(
        "desk/site_merge.html",
        site=site,
        name=places.own_name(site.id),
        typed=typed,
        found=[(one, places.full_name(one), around[one].code) for one in shown],
        more=len(found) - len(shown),
        below=len(outlines.below(site.id)),
        interviews=site_pages.held(visit, outlines)[site.id],
        error=error,
    )


def _typed(visit: Visit, before: Site | None) -> Typed:
    texts = {name: request.form.get(name, "").strip() for name in _FIELDS}
    if before is not None:
        texts["id"] = before.id
    listed = Listed("", "", (Line(0, texts),), frozenset(_FIELDS))
    register = sites.all_of(visit.session, visit.project)
    looked = site_checks.look(listed, register, ())
    errors = [(_ABOUT.get(one.problem.code, "names"), told(one.problem)) for one in looked.errors]
    if before is None and any(one.id == texts["id"] for one in register):
        taken = Problem(Code.SITE_ID_TAKEN, {"id": texts["id"]})
        return Typed(texts, None, [("id", told(taken))])
    found = looked.sites[0] if looked.sites else before
    return Typed(texts, found, errors, [told(one.problem) for one in looked.remarks])


def _is_good(typed: Typed) -> bool:
    """Return whether it can be written: nothing is wrong, and what is odd was seen."""
    return not typed.errors and (not typed.remarks or request.form.get("seen") == "yes")


def refuse_elsewhere(visit: Visit, wanted: Iterable[Site]) -> None:
    """Refuse changes of places that are not in the visitor's area.

    Raises:
        Problem: NOT_PERMITTED.
    """
    area = visit.area
    if area is None:
        return
    if not all(one.id in area.sites or one.parent in area.sites for one in wanted):
        raise Problem(Code.NOT_PERMITTED)


def _publish(visit: Visit, *wanted: Site) -> None:
    refuse_elsewhere(visit, wanted)
    hub, now = services().identity, services().clock.now()
    publishing.publish_sites(visit.session, hub, visit.project, wanted, now)


def _register(visit: Visit) -> Register:
    return Register(sites.all_of(visit.session, visit.project))


def _is_known(visit: Visit, site: str) -> bool:
    return sites.get(visit.session, visit.project, site) is not None


def _form(visit: Visit, typed: Typed, before: Site | None) -> str:
    parent = typed.texts.get("parent", "")
    around = sites.with_above(visit.session, visit.project, [parent] if parent else [])
    places = places_of(around.values(), g.locale.code)
    return render_template(
        "desk/site_edit.html",
        typed=typed,
        errors_of=dict(typed.errors),
        before=before,
        name=site_pages.own_name(before) if before else "",
        levels=list(RANKS),
        within=places.full_name(parent) if parent in around else [],
    )
