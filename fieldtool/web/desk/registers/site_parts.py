"""Shipped places taken into the register: whole provinces of Afghanistan and Italy."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, g, redirect, render_template, request, url_for

from fieldtool.i18n.sorting import name_key
from fieldtool.problems import Code, Problem
from fieldtool.questionnaires import places as shipped
from fieldtool.questionnaires.places import Part
from fieldtool.storage.queries import sites
from fieldtool.sync.hub import publishing
from fieldtool.sync.registers.shipping import shipped_in, site_of
from fieldtool.web.desk.blueprint import desk, services
from fieldtool.web.desk.labels import named
from fieldtool.web.desk.registers.site_words import told
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts import filters
from fieldtool.web.parts.languages import ngettext


@dataclass(frozen=True)
class Offered:
    """A province that can be taken; `here` of its `size` places are in the register."""

    id: str
    name: str
    size: int
    here: int


@desk.get("/places/shipped")
@permitted("site.write")
def site_parts(visit: Visit) -> Answer:
    """Show which provinces are shipped and what of them is in the register."""
    return _page(visit)


@desk.post("/places/shipped")
@permitted("site.write", writes=True)
def take_parts(visit: Visit) -> Answer:
    """Take whole provinces; what is in the register already stays as it is there."""
    ticked = set(request.form.getlist("part"))
    if not ticked:
        return _page(visit, told(Problem(Code.PARTS_NOT_CHOSEN))), 422
    if visit.area is not None:
        raise Problem(Code.NOT_PERMITTED)
    known = set(sites.outlines(visit.session, visit.project).by_id)
    # A place that the project renamed or closed is the project's own.
    wanted = [site_of(one) for one in shipped_in(ticked) if one.id not in known]
    hub, now = services().identity, services().clock.now()
    publishing.publish_sites(visit.session, hub, visit.project, wanted, now)
    visit.audit("sites:take", places=str(len(wanted)))
    text = ngettext(
        "%(n)s place was taken into the register. Laptops get it when they next sync.",
        "%(n)s places were taken into the register. Laptops get them when they next sync.",
        len(wanted),
    )
    flash(text % {"n": filters.number(len(wanted))}, "good")
    return redirect(url_for("desk.site_parts", country=request.form.get("country", "")), 303)


def _page(visit: Visit, error: str = "") -> str:
    usual = "IT" if visit.settings.profile == "italy" else "AF"
    country = request.values.get("country", "")
    country = country if country in shipped.COUNTRIES else usual
    known = set(sites.outlines(visit.session, visit.project).by_id)
    countries = (shipped.AFGHANISTAN, shipped.ITALY)
    return render_template(
        "desk/site_parts.html",
        country=country,
        countries=[(one.id, named(one.names, g.locale.code, one.id)) for one in countries],
        groups=_groups(country, known),
        error=error,
    )


def _groups(country: str, known: set[str]) -> list[tuple[str, list[Offered]]]:
    groups: dict[str, list[Offered]] = {}
    for part in shipped.parts(country):
        offered = Offered(part.place.id, _name(part), part.size, len(part.ids & known))
        groups.setdefault(_group(part), []).append(offered)
    return [
        (heading, sorted(groups[heading], key=lambda one: name_key(one.name, g.locale.code)))
        for heading in sorted(groups, key=lambda one: name_key(one, g.locale.code))
    ]


def _name(part: Part) -> str:
    return named(part.place.names, g.locale.code, part.place.id)


def _group(part: Part) -> str:
    return named(part.group.names, g.locale.code, part.group.id) if part.group else ""
