"""The table of interviews."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flask import g, render_template, request

from fieldtool.log.sites import Site
from fieldtool.storage.queries import erasures, forms, interviews, people, sites
from fieldtool.storage.queries.forms import FormVersion
from fieldtool.storage.queries.interviews import Interview
from fieldtool.web.desk.blueprint import desk
from fieldtool.web.desk.interviews import filters, fitting
from fieldtool.web.desk.interviews.filters import Filter
from fieldtool.web.desk.labels import named
from fieldtool.web.desk.registers.places import Places, places_of
from fieldtool.web.desk.visits import Answer, Visit, permitted

ROWS = 50


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    id: str
    number: str
    form: str
    site: str
    person: str
    result: str
    state: str
    is_unfit: bool
    review: str
    day: date | None
    received: datetime | None


@dataclass(frozen=True)
class Window:
    """Which part of the list is shown, and where the parts before and after it are."""

    first: int
    last: int
    total: int
    before: str = ""
    after: str = ""


@desk.get("/interviews")
@permitted("interview.read")
def all_interviews(visit: Visit) -> Answer:
    """Show the interviews that fit the filter, a page at a time."""
    fitting.look(visit)
    chosen = filters.read(request.args)
    register = sites.all_of(visit.session, visit.project)
    places = places_of(register, g.locale.code)
    rows, window = _rows(visit, chosen, register, places)
    return render_template(
        "desk/interviews.html",
        filter=chosen,
        rows=rows,
        window=window,
        everything=interviews.count(visit.session, visit.project),
        erased=erasures.count(visit.session, visit.project),
        **choices(visit, places),
    )


def choices(visit: Visit, places: Places) -> dict[str, object]:
    """Return what the fields of the filter offer: forms, places, people."""
    counts = interviews.counts_by_person(visit.session, visit.project)
    names = {one.code: one.name for one in people.all_of(visit.session, visit.project)}
    return {
        "form_options": list(titles(visit).items()),
        "site_options": places.options(interviews.counts_by_site(visit.session, visit.project)),
        "person_options": [
            (code, f"{code} · {names[code]}" if code in names else code) for code in sorted(counts)
        ],
    }


def titles(visit: Visit) -> dict[str, str]:
    """Return the titles of the published forms in the reader's language, by form."""
    published = forms.current(visit.session, visit.project)
    return {form.form_id: title(form) for form in published}


def title(form: FormVersion) -> str:
    """Return the form's title in the reader's language."""
    return named(form.title, g.locale.code, form.form_id)


def moment_of(text: str) -> datetime | None:
    """Return an ISO time with its offset; None where a laptop wrote something else."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _rows(
    visit: Visit, chosen: Filter, register: list[Site], places: Places
) -> tuple[list[Row], Window]:
    wanted = chosen.wanted(register)
    total = interviews.count(visit.session, visit.project, wanted)
    first = min(_page_number() * ROWS, max(0, total - 1) // ROWS * ROWS)
    found = interviews.page(
        visit.session, visit.project, wanted, limit=ROWS, offset=first, order=chosen.order
    )
    names = titles(visit)
    rows = [_row(visit, one, names, places) for one in found]
    return rows, _window(chosen, first, len(rows), total)


def _row(visit: Visit, one: Interview, names: dict[str, str], places: Places) -> Row:
    started = moment_of(one.started)
    return Row(
        id=one.id,
        number=one.number,
        form=names.get(one.form_id, one.form_id),
        site=places.name(one.site) if one.site else "",
        person=one.person,
        result=one.result,
        state=one.state,
        is_unfit=one.logic.isdecimal() and one.logic != "0",
        review=one.review,
        day=started.date() if started else None,
        received=visit.moment(one.received_at),
    )


def _window(chosen: Filter, first: int, shown: int, total: int) -> Window:
    def at(row: int) -> str:
        return filters.link("desk.all_interviews", chosen, page=str(row // ROWS))

    return Window(
        first + 1,
        first + shown,
        total,
        at(first - ROWS) if first else "",
        at(first + ROWS) if first + shown < total else "",
    )


def _page_number() -> int:
    text = request.args.get("page", "0")
    return int(text) if text.isdecimal() and len(text) < 7 else 0
