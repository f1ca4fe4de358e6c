"""The first page: how much is here, and what needs somebody."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from flask import g, render_template

from fieldtool.log.reviews import ANSWERED, ASKED, CHANGED
from fieldtool.storage.queries import forms, interviews, people, projects, revocations, sites
from fieldtool.storage.queries.interviews import UNFIT, Wanted
from fieldtool.storage.revisions import CONFLICT, UNMERGED, WAITING
from fieldtool.sync.hub.handing import STUCK
from fieldtool.web.desk.blueprint import desk
from fieldtool.web.desk.interviews import fitting
from fieldtool.web.desk.labels import named
from fieldtool.web.desk.laptops import laptops
from fieldtool.web.desk.laptops.laptops import Laptop
from fieldtool.web.desk.people import hand_overs
from fieldtool.web.desk.project import exchanging
from fieldtool.web.desk.project.retaining import Reminder, reminder
from fieldtool.web.desk.visits import Answer, Visit, permitted


@dataclass(frozen=True)
class Overview:
    """What is at the hub.

    Attributes:
        put_aside: entries that could not be read: reference, log and reason of each.
        waiting: interviews whose form version is not here yet.
        unmerged: sealed interviews in several states that nobody has read.
        late: what revoked laptops brought and nobody has decided about.
        key: what there is to do about the key for what laptops send.
        stuck: drafts that were handed over to a laptop that is locked.
        destroying: that raw answers are to be destroyed soon, or should have been.
        unfit: interviews whose merged answers do not fit the logic of their form.
        asked, answered, changed: interviews that somebody should review, see `log.reviews`.
    """

    title: str
    interviews: int
    people: int
    forms: int
    sites: int
    laptops: list[Laptop]
    put_aside: list[tuple[str, str, str]]
    waiting: int
    conflicts: int
    unfit: int
    asked: int
    answered: int
    changed: int
    unmerged: int
    late: int
    key: exchanging.Notes | None
    stuck: int
    destroying: Reminder | None
    last_received: datetime | None

    @property
    def needing(self) -> int:
        """Return how many laptops have something a coordinator should look at."""
        return sum(1 for laptop in self.laptops if laptop.needs)


@desk.get("/")
@permitted("overview.read")
def overview(visit: Visit) -> Answer:
    """Show how much is here, per laptop, and what needs somebody."""
    fitting.look(visit)
    return render_template("desk/overview.html", overview=_overview(visit))


def _overview(visit: Visit) -> Overview:
    session, project = visit.session, visit.project
    everything = Wanted()
    latest = interviews.page(session, project, everything, limit=1)
    return Overview(
        title=named(visit.settings.title, g.locale.code, project),
        interviews=interviews.count(session, project, everything),
        people=len(people.all_of(session, project)),
        forms=len(forms.current(session, project)),
        sites=sites.count(session, project),
        laptops=laptops.all_of(visit),
        put_aside=[
            (entry[:8], log, reason)
            for log, entry, _kind, reason in projects.put_aside(session, project)
        ],
        waiting=interviews.count(session, project, replace(everything, state=WAITING)),
        conflicts=interviews.count(session, project, replace(everything, state=CONFLICT)),
        unmerged=interviews.count(session, project, replace(everything, state=UNMERGED)),
        unfit=interviews.count(session, project, replace(everything, state=UNFIT)),
        asked=interviews.count(session, project, replace(everything, review=ASKED)),
        answered=interviews.count(session, project, replace(everything, review=ANSWERED)),
        changed=interviews.count(session, project, replace(everything, review=CHANGED)),
        key=exchanging.notes(visit),
        destroying=reminder(visit),
        stuck=sum(one.state == STUCK for one in hand_overs.waiting(visit)),
        late=sum(1 for one in revocations.held(session, project) if not one.is_left),
        last_received=visit.moment(latest[0].received_at) if latest else None,
    )
