"""The record of processing (Art. 30 GDPR) and a template for the impact assessment, filled in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from flask import g, render_template

from fieldtool.forms import Form
from fieldtool.outputs.paper import notices
from fieldtool.problems import N_
from fieldtool.security.accounts import Role
from fieldtool.storage.queries import accounts, forms, retention
from fieldtool.storage.queries.forms import FormVersion
from fieldtool.web.desk.blueprint import desk, state
from fieldtool.web.desk.interviews.interviews import title
from fieldtool.web.desk.labels import ROLES, label, named
from fieldtool.web.desk.permissions import may
from fieldtool.web.desk.project.retaining import today
from fieldtool.web.desk.visits import Answer, Visit, permitted

# What roles are compared by: the permission, and the heading of its column.
ACCESS = {
    "person.read": N_("Names of those who interview"),
    "interview.read": N_("Single interviews"),
    "interview.export": N_("Files without whom they are about"),
    "interview.export-full": N_("Files of everything"),
    "interview.erase": N_("Erasing"),
}
TIERS = (
    (
        "T0",
        N_("Tables of counts by sex, small cells left out"),
        N_("everybody with an account"),
    ),
    (
        "T1",
        N_("Interviews without whom they are about: bands of age, wide places, no free text"),
        N_("analysts, coordinators, administrators"),
    ),
    (
        "T2",
        N_("Everything, for a purpose that is written down; class C with a second person"),
        N_("administrators"),
    ),
)
RISKS = (
    (
        N_("A laptop is seized, and somebody reads what people answered"),
        N_(
            "Drafts are encrypted under a passphrase; where the project seals, nobody can read "
            "a finalised interview on the laptop; answers go after some days; a lost laptop is "
            "shut out at the hub."
        ),
    ),
    (
        N_("A facilitator is forced to open the laptop, or to say who was asked"),
        N_(
            "Shipped questionnaires ask for no names; harmless questions are shown by one key; a "
            "second passphrase, if chosen, erases the work; the slip with the withdrawal code is "
            "offered, not forced."
        ),
    ),
    (
        N_("Somebody is recognised in a table or a file by what is rare"),
        N_(
            "Small cells are left out; ages are banded and places widened; rare combinations "
            "are counted before a file leaves; free text is dropped."
        ),
    ),
    (
        N_("A memory stick with interviews is lost on the way"),
        N_("Parcels are encrypted for the hub and signed; their names say nothing."),
    ),
    (
        N_("The hub is stolen, or its database copied"),
        N_(
            "Where the project seals, interviews open with the project’s key alone, which two "
            "people hold; each change and each reading is written down; raw answers are "
            "destroyed when their time is over."
        ),
    ),
    (
        N_("Answering puts somebody at risk at home or in the neighbourhood"),
        N_(
            "Consent comes first and each question may be left out; class C is asked by "
            "trained people alone; a sheet of help is shown at the end."
        ),
    ),
)


@dataclass(frozen=True)
class Asked:
    """A form, and how many questions of each class it has."""

    title: str
    version: str
    highest: str
    counts: dict[str, int]


@dataclass(frozen=True)
class Access:
    """A role, how many open accounts have it, and what it may, in the order of ACCESS."""

    name: str
    people: int
    may: list[bool]


@desk.get("/project/record")
@permitted("project.change")
def record(visit: Visit) -> Answer:
    """Show what data protection law wants in writing, to be printed, judged and signed."""
    settings, clock = visit.settings, retention.clock(visit.session, visit.project)
    said = settings.notice
    return render_template(
        "desk/record.html",
        title=named(settings.title, g.locale.code, visit.project),
        said=said,
        why=said.get(notices.why(g.locale.code), ""),
        is_task=said.get(notices.BASIS) == notices.PUBLIC_TASK,
        is_said=notices.is_whole(said),
        forms=[_asked(visit, one) for one in forms.current(visit.session, visit.project)],
        columns=list(ACCESS.values()),
        roles=_access(visit),
        tiers=TIERS,
        risks=RISKS,
        grace=settings.grace_days,
        is_sealed=bool(settings.seal_key),
        same_sex=settings.wants_same_sex,
        sensitivity=state().labels.of_project(visit.session, settings),
        clock=clock,
        today=today(visit),
    )


def _asked(visit: Visit, version: FormVersion) -> Asked:
    source = forms.source(visit.session, visit.project, version.hash)
    counts = _counts(state().forms.get(source.hash, lambda: source)) if source else {}
    highest = max((letter for letter, count in counts.items() if count), default="A")
    return Asked(title(version), version.version, highest, counts)


def _counts(form: Form) -> dict[str, int]:
    """Return how many questions each class has; what has none is ordinary."""
    safety = form.safety
    found = Counter(safety.classes.get(index, "A") for index in safety.questions())
    return {letter: found[letter] for letter in "ABC"}


def _access(visit: Visit) -> list[Access]:
    known = accounts.all_of(visit.session, visit.project)
    people = Counter(one.role for one in known if one.closed_at is None)
    return [
        Access(label(ROLES, role), people[role], [may(role, one) for one in ACCESS])
        for role in Role
    ]
