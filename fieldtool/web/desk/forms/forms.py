"""The published forms and their versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import render_template

from fieldtool.log.kinds import team_of
from fieldtool.storage.queries import candidates, forms, interviews, sites
from fieldtool.web.desk.blueprint import desk
from fieldtool.web.desk.forms.preparing import looked
from fieldtool.web.desk.interviews.interviews import title
from fieldtool.web.desk.visits import Answer, Visit, permitted


@dataclass(frozen=True)
class Version:
    """One version, as it stays for life."""

    version: str
    hash: str
    published: datetime | None
    interviews: int
    audiences: list[str]


@dataclass(frozen=True)
class Published:
    """A form with its versions, the newest first; `retired` when nobody starts it any more."""

    form_id: str
    title: str
    versions: list[Version]

    @property
    def retired(self) -> bool:
        """Return whether no version is offered to anybody."""
        return not any(version.audiences for version in self.versions)


@desk.get("/forms")
@permitted("form.read")
def all_forms(visit: Visit) -> Answer:
    """Show what is published."""
    return render_template(
        "desk/forms.html",
        forms=_published(visit),
        candidates=[looked(visit, one) for one in candidates.all_of(visit.session, visit.project)],
        places=sites.count(visit.session, visit.project),
    )


def _published(visit: Visit) -> list[Published]:
    counts = interviews.counts_by_version(visit.session, visit.project)
    times = forms.published_at(visit.session, visit.project)
    audiences = _audiences(visit)
    found: dict[str, Published] = {}
    for one in reversed(forms.versions(visit.session, visit.project)):
        form = found.setdefault(one.form_id, Published(one.form_id, title(one), []))
        published = visit.moment(times.get(one.hash))
        count, whom = counts.get(one.hash, 0), audiences.get(one.hash, [])
        form.versions.append(Version(one.version, one.hash, published, count, whom))
    return sorted(found.values(), key=lambda form: form.title)


def _audiences(visit: Visit) -> dict[str, list[str]]:
    """Return for each version who starts new interviews with it: teams, "" for everybody."""
    newest = {
        (offer.log, offer.form_id): offer.hash
        for offer in forms.offers(visit.session, visit.project)
        if not offer.retired
    }
    found: dict[str, list[str]] = {}
    for (log, _form_id), form_hash in sorted(newest.items()):
        found.setdefault(form_hash, []).append(team_of(log))
    return found
