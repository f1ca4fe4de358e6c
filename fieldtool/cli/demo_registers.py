"""What is registered in the demo's project already: councils, and a project on its way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fieldtool.sync.registers.registering import Registrar

if TYPE_CHECKING:
    from fieldtool.log.clock import ClockEvidence
    from fieldtool.storage.database import Session
    from fieldtool.web.services import HubServices

_COUNCILS = (
    ("HRT-C01", "شورای گذر خواجه علی", "AF3201", "13", "4"),
    ("HRT-C02", "شورای ناحیهٔ سوم", "AF3201", "11", "5"),
    ("JAL-C01", "د اتم ګذر شورا", "AF0601", "9", "2"),
    ("TOR-C01", "Consiglio di quartiere Aurora", "IT001272", "15", "8"),
)
_PROJECT = {
    "label": "چراغ برای راه مکتب دختران",
    "code": "HRT-001",
    "site": "AF3201",
    "kind": "1",
    "works": "1",
    "ben_all": "3454",
}
# Days ago, and the status that began then: planned, approved, ongoing.
_STATES = ((120, "1"), (75, "2"), (20, "3"))
_DAY = 24 * 60 * 60 * 1000


def register(session: Session, services: HubServices, project: str) -> None:
    """Register some councils, and a project whose status changed twice since."""
    now = services.clock.now()

    def registrar(days: int) -> Registrar:
        return Registrar(session, services.identity, project, _earlier(now, days))

    for code, label, site, members, women in _COUNCILS:
        known = {"label": label, "code": code, "site": site}
        counts = {"members_all": members, "members_women": women, "plan_approved": "2"}
        registrar(_STATES[0][0]).add("councils", known | counts)
    made = ""
    for days, status in _STATES:
        said = {"status": status, "status_date": _earlier(now, days).moment.date().isoformat()}
        if not made:
            made = registrar(days).add("projects", _PROJECT | said)
        else:
            registrar(days).change("projects", made, said)


def _earlier(now: ClockEvidence, days: int) -> ClockEvidence:
    return replace(now, wall=now.wall - days * _DAY)
