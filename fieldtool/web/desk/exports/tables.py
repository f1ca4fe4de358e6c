"""Tables of counts, for everybody: how many gave which answer, small cells left out."""

from __future__ import annotations

from flask import render_template, request

from fieldtool.log import sensitivity
from fieldtool.log.sensitivity import Sensitivity
from fieldtool.outputs.counts_csv import counts_csv
from fieldtool.outputs.disclosure import COARSE
from fieldtool.problems import Code, Problem
from fieldtool.storage.queries import sites
from fieldtool.storage.queries.interviews import Wanted
from fieldtool.web.desk.blueprint import desk, services, state
from fieldtool.web.desk.exports.exporting import (
    CODES,
    COUNTED,
    LABELS,
    as_file,
    compiler,
    expect_wide_enough,
    style_given,
)
from fieldtool.web.desk.interviews.filters import inside
from fieldtool.web.desk.interviews.interviews import titles
from fieldtool.web.desk.registers import choosing_places
from fieldtool.web.desk.visits import Answer, Visit, permitted


@desk.get("/tables")
@permitted("table.export")
def tables(visit: Visit) -> Answer:
    """Ask which form and place; neither person nor day, which could single somebody out."""
    return _page(visit)


@desk.post("/tables")
@permitted("table.export")
def download_tables(visit: Visit) -> Answer:
    """Give the tables of one form as a file."""
    form, site = request.form.get("form", ""), request.form.get("site", "")
    if choosing_places.is_searching():
        return _page(visit, form, site)
    if form not in titles(visit):
        raise Problem(Code.FORM_NOT_PUBLISHED)
    expect_wide_enough(visit, site)
    register = sites.all_of(visit.session, visit.project)
    wanted = Wanted(form_id=form, sites=inside(register, site) if site else ())
    style, least = style_given(_label(visit, form)), services().config.smallest_group
    pieces = counts_csv(visit.database, visit.project, wanted, compiler(), style, least)
    visit.audit_reading(
        "tables:export",
        form,
        tier=COUNTED,
        site=site,
        written=LABELS if style.labels else CODES,
        language=style.locale,
        label=style.label or "",
    )
    return as_file(pieces, "tables.csv")


def _page(visit: Visit, form: str = "", site: str = "") -> str:
    return render_template(
        "desk/tables.html",
        forms=list(titles(visit).items()),
        form=form,
        site=site,
        offered=choosing_places.offer(visit, _places(visit), [site]),
        least=services().config.smallest_group,
    )


def _label(visit: Visit, form: str) -> Sensitivity:
    return sensitivity.of_counts(state().labels.of_form(visit.session, visit.project, form))


def _places(visit: Visit) -> list[str]:
    """Return the places that are large enough to be counted alone (DP-22)."""
    register, area = sites.all_of(visit.session, visit.project), visit.area
    return [
        one.id for one in register if one.level in COARSE and (area is None or one.id in area.sites)
    ]
