"""The published forms and their versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import render_template

from fieldtool.storage import forms, interviews, sites
from fieldtool.web.desk.blueprint import desk
from fieldtool.web.desk.interviews import title
from fieldtool.web.desk.visits import Answer, Visit, permitted


@dataclass(frozen=True)
class Version:
    """One version, as it stays for life."""

    version: str
    hash: str
    published: datetime | None
    interviews: int


@dataclass(frozen=True)
class Published:
    """A form with its versions, the newest first."""

    form_id: str
    title: str
    versions: list[Version]


@desk.get("/forms")
@permitted("form.read")
def all_forms(visit: Visit) -> Answer:
    """Show what is published."""
    return render_template(
        "desk/forms.html",
        forms=_published(visit),
        places=sites.count(visit.session, visit.project),
    )


def _published(visit: Visit) -> list[Published]:
    counts = interviews.counts_by_version(visit.session, visit.project)
    times = forms.published_at(visit.session, visit.project)
    found: dict[str, Published] = {}
    for one in reversed(forms.versions(visit.session, visit.project)):
        form = found.setdefault(one.form_id, Published(one.form_id, title(one), []))
        published = visit.moment(times.get(one.hash))
        form.versions.append(Version(one.version, one.hash, published, counts.get(one.hash, 0)))
    return sorted(found.values(), key=lambda form: form.title)
