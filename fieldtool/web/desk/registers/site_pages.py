"""The register of places: searched, gone through from above, and one place with its history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import g, render_template, request

from fieldtool.i18n import locales
from fieldtool.i18n.sorting import name_key
from fieldtool.log.finding import Outlines
from fieldtool.log.sites import Site
from fieldtool.problems import Code, Problem
from fieldtool.storage.queries import interviews, sites
from fieldtool.web.desk.blueprint import desk
from fieldtool.web.desk.labels import LEVELS, label
from fieldtool.web.desk.registers.places import Places, places_of
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts.languages import gettext as _
from fieldtool.web.parts.languages import pgettext

ROWS = 50


@dataclass(frozen=True)
class Row:
    """A place in a list."""

    site: Site
    name: str
    way: list[str]
    below: int
    interviews: int
    into: str


@dataclass(frozen=True)
class Window:
    """Which part of a list is shown; before and after are numbers of pages, None for none."""

    first: int
    last: int
    total: int
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Said:
    """One line of the history of a place: when, and what was changed."""

    at: datetime | None
    changes: list[tuple[str, str, str]]


@desk.get("/places")
@permitted("site.read")
def all_sites(visit: Visit) -> Answer:
    """Show the places that are searched for, or the highest ones."""
    outlines = sites.outlines(visit.session, visit.project)
    typed = request.args.get("find", "").strip()[:100]
    found = outlines.find(typed, outlines.by_id) if typed else in_order(visit, top(outlines))
    rows, window = listed(visit, outlines, found)
    return render_template(
        "desk/sites.html", typed=typed, rows=rows, window=window, total=len(outlines.by_id)
    )


@desk.get("/places/at/<site>")
@permitted("site.read")
def one_site(visit: Visit, site: str) -> Answer:
    """Show one place, what lies in it, and what was ever said of it."""
    found = known(visit, site)
    outlines = sites.outlines(visit.session, visit.project)
    rows, window = listed(visit, outlines, in_order(visit, outlines.below(site)))
    around = sites.with_above(visit.session, visit.project, [site])
    places = places_of(around.values(), g.locale.code)
    merged = [one.id for one in outlines.by_id.values() if one.successor == site]
    return render_template(
        "desk/site.html",
        site=found,
        name=places.register.sites[site].names,
        heading=own_name(found),
        way=[(one, own_name(around[one])) for one in reversed(places.register.above(site))],
        into=[(found.successor, places.name(site))] if found.successor else [],
        merged=[
            (one, own_name(there))
            for one, there in sites.named(visit.session, visit.project, merged).items()
        ],
        names=[(locale, found.names.get(locale.code, "")) for locale in locales.LOCALES],
        rows=rows,
        window=window,
        interviews=held(visit, outlines)[site],
        history=history(visit, site),
    )


def known(visit: Visit, site: str) -> Site:
    """Return a place of the register, or raise the Problem that there is none."""
    found = sites.get(visit.session, visit.project, site)
    if found is None:
        raise Problem(Code.SITE_UNKNOWN)
    return found


def own_name(site: Site) -> str:
    """Return the name of a place for the reader, merged or not."""
    return places_of([site], g.locale.code).own_name(site.id)


def top(outlines: Outlines) -> list[str]:
    """Return the highest places; those of the country where there is only one country."""
    found = [one for one in outlines.by_id.values() if one.parent not in outlines.by_id]
    if len(found) == 1 and outlines.below(found[0].id):
        return outlines.below(found[0].id)
    return [one.id for one in found]


def in_order(visit: Visit, found: Iterable[str]) -> list[str]:
    """Return places in the order in which the reader expects their names."""
    named = sites.named(visit.session, visit.project, list(found))
    return sorted(named, key=lambda one: name_key(own_name(named[one]), g.locale.code))


def listed(visit: Visit, outlines: Outlines, found: list[str]) -> tuple[list[Row], Window]:
    """Return the rows of the page that the address asks for."""
    text = request.args.get("page", "0")
    page = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0
    page = min(page, max(0, len(found) - 1) // ROWS)
    shown = found[page * ROWS : (page + 1) * ROWS]
    known_sites = sites.with_above(visit.session, visit.project, shown)
    places = places_of(known_sites.values(), g.locale.code)
    counts = held(visit, outlines)
    rows = [_row(places, outlines, counts, one) for one in shown]
    window = Window(
        first=page * ROWS + 1,
        last=page * ROWS + len(shown),
        total=len(found),
        before=page - 1 if page else None,
        after=page + 1 if (page + 1) * ROWS < len(found) else None,
    )
    return rows, window


def held(visit: Visit, outlines: Outlines) -> Counter[str]:
    """Return how many interviews that the visitor sees were held in each place and all in it."""
    found = Counter[str]()
    for site, count in interviews.counts_by_site(visit.session, visit.project).items():
        for one in _counted_at(outlines, site):
            found[one] += count
    return found


def _counted_at(outlines: Outlines, site: str) -> Collection[str]:
    """Return where an interview at *site* counts: there, where that was merged into, and above."""
    found: dict[str, None] = {}
    while site in outlines.by_id and site not in found:
        found[site] = None
        one = outlines.by_id[site]
        site = one.successor or one.parent
    return found


def _row(places: Places, outlines: Outlines, counts: Counter[str], site: str) -> Row:
    found = places.sites[site]
    return Row(
        site=found,
        name=places.own_name(site),
        way=[places.own_name(one) for one in places.register.above(site) if one in places.sites],
        below=len(outlines.below(site)),
        interviews=counts[site],
        into=places.name(site) if found.successor else "",
    )


def history(visit: Visit, site: str) -> list[Said]:
    """Return what was ever said of a place, the newest first."""
    said = sites.history(visit.session, visit.project, site)
    befores: list[Site | None] = [None, *(one for _at, one in said)]
    lines = [
        Said(visit.moment(at), differences(before, after))
        for before, (at, after) in zip(befores, said, strict=False)
    ]
    return [line for line in reversed(lines) if line.changes]


def differences(before: Site | None, after: Site) -> list[tuple[str, str, str]]:
    """Return what is different: heading, what was, what is; of a new place what is."""
    was = _facts(before) if before else {}
    now = _facts(after)
    return [
        (heading, was.get(heading, ""), now.get(heading, ""))
        for heading in dict.fromkeys((*now, *was))
        if was.get(heading, "") != now.get(heading, "")
    ]


def _facts(site: Site) -> dict[str, str]:
    names = {
        locale.name: site.names[locale.code]
        for locale in locales.LOCALES
        if site.names.get(locale.code)
    }
    code = " · ".join(part for part in (site.code, site.scheme, site.valid_from) if part)
    others = "; ".join(f"{one.code} · {one.scheme}" for one in site.others)
    facts = {
        _("Lies in"): site.parent,
        _("Level"): label(LEVELS, site.level),
        **names,
        _("Code"): code,
        _("Further codes"): others,
        _("State"): pgettext("place", "closed") if site.state else "",
        _("Merged into"): site.successor,
    }
    return {heading: text for heading, text in facts.items() if text}
