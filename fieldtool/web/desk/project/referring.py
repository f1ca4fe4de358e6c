"""Sheets of help: where people can turn to, per place and language, for the laptops."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, g, redirect, render_template, request, url_for

from fieldtool.i18n import locales, typed_lists
from fieldtool.i18n.letters import for_storage
from fieldtool.log.referrals import Referral
from fieldtool.problems import Code, Problem
from fieldtool.storage.queries import referrals, sites
from fieldtool.sync.hub import referring
from fieldtool.web.desk.blueprint import desk, services
from fieldtool.web.desk.registers import choosing_places
from fieldtool.web.desk.registers.places import Places, places_of
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _

MOST_BYTES, MOST_LINES = 2_000_000, 2000


@dataclass(frozen=True)
class Row:
    """A sheet in the list; `first` is its beginning in the reader's language or another."""

    site: str
    place: str
    languages: list[str]
    first: str


@desk.get("/help-sheets")
@permitted("referral.write")
def help_sheets(visit: Visit) -> Answer:
    """Show the sheets that there are, and one to be written."""
    return _page(visit, request.args.get("site", ""))


@desk.post("/help-sheets")
@permitted("referral.write", writes=True)
def write_help_sheet(visit: Visit) -> Answer:
    """Keep the sheet of a place; every laptop gets it."""
    site = request.form.get("site", "")
    texts = {
        locale.code: for_storage(request.form.get(locale.code, ""), locale.code)
        for locale in locales.LOCALES
    }
    if choosing_places.is_searching():
        return _page(visit, site, typed=texts)
    _publish(visit, [Referral(site, texts)])
    visit.audit("referral:write", site)
    flash(_("Saved. Laptops get it with the next sync."), "good")
    return redirect(url_for("desk.help_sheets"), 303)


@desk.post("/help-sheets/list")
@permitted("referral.write", writes=True)
def read_help_sheets(visit: Visit) -> Answer:
    """Take many sheets from a CSV, all of them or none."""
    try:
        sheets = _read(visit, _file())
    except Problem as problem:
        return _page(visit, "", said(problem)[0]), problem.status
    _publish(visit, sheets)
    visit.audit("referral:write", sheets=str(len(sheets)))
    flash(_("Saved. Laptops get it with the next sync."), "good")
    return redirect(url_for("desk.help_sheets"), 303)


def _publish(visit: Visit, sheets: list[Referral]) -> None:
    hub, clock = services().identity, services().clock.now()
    for sheet in sheets:
        _expect_place(visit, sheet.site)
        referring.publish(visit.session, hub, visit.project, sheet, clock)


def _expect_place(visit: Visit, site: str) -> None:
    if site and sites.get(visit.session, visit.project, site) is None:
        raise Problem(Code.SITE_NOT_HERE, {"site": site})
    if visit.area is not None and site not in visit.area.sites:
        # What holds for all places is not for whoever sees some of them.
        raise Problem(Code.NOT_PERMITTED)


def _file() -> str:
    given = request.files.get("list")
    content = given.read(MOST_BYTES + 1) if given else b""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _unread(_("it is not UTF-8 text")) from None
    if not text.strip() or len(content) > MOST_BYTES:
        raise _unread(_("it is empty or too long"))
    return text


def _read(visit: Visit, text: str) -> list[Referral]:
    names, *lines = typed_lists.rows(text)
    rows = [dict(zip(names, line, strict=False)) for line in lines if any(line)]
    columns = {name: locales.find(name) for name in names}
    if "place" not in columns or not any(columns.values()) or not 0 < len(rows) <= MOST_LINES:
        raise _unread(_("its columns are not those"))
    known = sites.all_of(visit.session, visit.project)
    by_code = {site.code: site.id for site in known if site.code}
    ids = {site.id for site in known} | {""}
    found = []
    for row in rows:
        place = row.get("place", "").strip()
        site = place if place in ids else by_code.get(place)
        if site is None:
            raise _unread(_("there is no place “%(place)s”") % {"place": place})
        texts = {
            locale.code: for_storage(row.get(name, ""), locale.code)
            for name, locale in columns.items()
            if locale and name != "place"
        }
        found.append(Referral(site, texts))
    return found


def _unread(reason: str) -> Problem:
    return Problem(Code.REFERRAL_NOT_READ, {"reason": reason})


def _page(
    visit: Visit, site: str, error: str = "", *, typed: Mapping[str, str] | None = None
) -> str:
    places = places_of(sites.all_of(visit.session, visit.project), g.locale.code)
    known = referrals.all_of(visit.session, visit.project)
    texts = typed or next((sheet.texts for sheet in known if sheet.site == site), {})
    allowed = set(places.sites) if visit.area is None else visit.area.sites & set(places.sites)
    return render_template(
        "desk/help_sheets.html",
        rows=[_row(places, sheet) for sheet in known],
        site=site,
        everywhere=[("", _("All places of the project"))] if visit.area is None else [],
        offered=choosing_places.offer(visit, allowed, [site]),
        texts=[(locale, texts.get(locale.code, "")) for locale in locales.LOCALES],
        error=error,
    )


def _row(places: Places, sheet: Referral) -> Row:
    texts = {code: text for code, text in sheet.texts.items() if text}
    best = texts.get(g.locale.code) or next(iter(texts.values()))
    return Row(
        sheet.site,
        places.name(sheet.site) if sheet.site else _("All places of the project"),
        [locale.name for locale in locales.LOCALES if locale.code in texts],
        best.splitlines()[0][:80],
    )
