"""Who took part and who did not: the response rate, as counts alone."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import g, render_template

from fieldtool.log.refusals import REFUSED, UNREACHABLE, WITHDRAWN
from fieldtool.storage.queries import forms, refusals, sites
from fieldtool.storage.queries.refusals import Counted
from fieldtool.web.desk.blueprint import desk
from fieldtool.web.desk.labels import named
from fieldtool.web.desk.registers.places import places_of
from fieldtool.web.desk.visits import Answer, Visit, permitted

_HELD = ("complete", "partial")


@dataclass
class Row:
    """What came of one person's interviews with one form at one place.

    Attributes:
        women, men, unknown: who did not want to take part, or withdrew.
    """

    site: list[str]
    person: str
    held: int = 0
    women: int = 0
    men: int = 0
    unknown: int = 0
    withdrawn: int = 0
    unreachable: int = 0

    @property
    def declined(self) -> int:
        """Return how many were asked and did not take part."""
        return self.women + self.men + self.unknown

    @property
    def rate(self) -> float | None:
        """Return the share of those asked who took part; None where nobody was asked."""
        asked = self.held + self.declined
        return self.held / asked if asked else None

    def add(self, one: Counted) -> None:
        """Count one more line of the log."""
        if one.outcome in _HELD:
            self.held += one.count
        elif one.outcome == UNREACHABLE:
            self.unreachable += one.count
        elif one.outcome in (REFUSED, WITHDRAWN):
            place = {"female": "women", "male": "men"}.get(one.sex, "unknown")
            setattr(self, place, getattr(self, place) + one.count)
            self.withdrawn += one.count if one.outcome == WITHDRAWN else 0


@dataclass
class Table:
    """One form."""

    title: str
    rows: dict[tuple[str, str], Row] = field(default_factory=dict)


@desk.get("/response")
@permitted("interview.read")
def response(visit: Visit) -> Answer:
    """Show per form, place and person who took part and who did not; nothing of anybody."""
    session, project = visit.session, visit.project
    places = places_of(sites.all_of(session, project), g.locale.code)
    titles = {form.form_id: form.title for form in forms.current(session, project)}
    tables = dict[str, Table]()
    for one in (*refusals.held(session, project), *refusals.counts(session, project)):
        title = named(titles.get(one.form_id, {}), g.locale.code, one.form_id)
        table = tables.setdefault(one.form_id, Table(title))
        name = places.full_name(one.site) if one.site else []
        table.rows.setdefault((one.site, one.person), Row(name, one.person)).add(one)
    return render_template("desk/response.html", tables=list(tables.values()))
