"""Who read, downloaded or changed what: for administrators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import render_template, request, url_for

from fieldtool.log.kinds import PROJECT_LOG, team_log
from fieldtool.storage.queries import audit
from fieldtool.storage.queries.audit import AuditLine
from fieldtool.web.desk.blueprint import desk
from fieldtool.web.desk.interviews.interviews import Window
from fieldtool.web.desk.labels import COUNTS, DETAILS, EVENTS, REASON_WORDS, RESULTS, ROLES, label
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts.filters import number
from fieldtool.web.parts.languages import gettext as _

LINES = 100
_OF_ONE = frozenset({"interview:read", "interview:print", "interview:file", "interview:settle"})


@dataclass(frozen=True)
class Told:
    """One line in the reader's words; `interview` is the id of the interview it is about."""

    at: datetime | None
    login: str
    event: str
    subject: str
    interview: str
    details: list[tuple[str, str]]


@desk.get("/audit")
@permitted("audit.read")
def all_audit(visit: Visit) -> Answer:
    """Show the audit, the newest line first."""
    total = audit.count(visit.session, visit.project)
    text = request.args.get("page", "0")
    wanted = int(text) if text.isdecimal() and len(text) < 7 else 0
    first = min(wanted * LINES, max(0, total - 1) // LINES * LINES)
    lines = audit.lines(visit.session, visit.project, first, LINES)
    return render_template(
        "desk/audit.html",
        lines=[_told(visit, line) for line in lines],
        window=_window(first, len(lines), total),
    )


def _told(visit: Visit, line: AuditLine) -> Told:
    details = dict(line.details)
    interview = details.pop("id", "") if line.event in _OF_ONE else ""
    return Told(
        visit.moment(line.at),
        line.login,
        label(EVENTS, line.event),
        line.subject,
        interview,
        [
            (label(DETAILS, name), _words(name, text))
            for name, text in sorted(details.items())
            if text
        ],
    )


def _words(name: str, text: str) -> str:
    """Return a detail as the reader says it; codes, days and addresses stay as they were noted."""
    if name in COUNTS and text.isdecimal():
        return number(int(text))
    if name == "audience":
        return _("Everybody") if text == PROJECT_LOG else text.replace(team_log(""), "")
    words = {"reason": REASON_WORDS, "role": ROLES, "result": RESULTS}
    return label(words.get(name, {}), text)


def _window(first: int, shown: int, total: int) -> Window:
    return Window(
        first + 1,
        first + shown,
        total,
        url_for("desk.all_audit", page=first // LINES - 1) if first else "",
        url_for("desk.all_audit", page=first // LINES + 1) if first + shown < total else "",
    )
