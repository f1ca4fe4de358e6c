"""What each role may do at the desk; the one table that says so."""

from __future__ import annotations

from fieldtool.security.accounts import Role

# For pages that are there before anybody has signed in.
ANYBODY = "anybody"

_ALL = frozenset(Role)
# Those who work with people and interviews; analysts read and download, viewers see counts.
_COORDINATORS = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR})
_READERS = _COORDINATORS | {Role.ANALYST}
_ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})

PERMISSIONS: dict[str, frozenset[Role]] = {
    "overview.read": _ALL,
    "about.read": _ALL,
    "account.own": _ALL,
    "assignment.read": _COORDINATORS,
    "assignment.write": _COORDINATORS,
    "handover.decide": _COORDINATORS,
    "person.read": _COORDINATORS,
    "person.add": _COORDINATORS,
    "enrolment.make": _COORDINATORS,
    "workspace.revoke": _COORDINATORS,
    "incident.manage": _COORDINATORS,
    "entry.retry": _COORDINATORS,
    "project.change": _ADMINISTRATORS,
    "key.manage": _ADMINISTRATORS,
    "recovery.give": _ADMINISTRATORS,
    "seal.unlock": _ADMINISTRATORS,
    "seal.lock": _COORDINATORS,
    "workspace.readmit": _ADMINISTRATORS,
    "late.decide": _ADMINISTRATORS,
    "register.read": _READERS,
    "register.write": _COORDINATORS,
    "interview.read": _READERS,
    "interview.settle": _COORDINATORS,
    "interview.review": _COORDINATORS,
    "table.export": _ALL,
    "interview.export": _READERS,
    "interview.export-full": _ADMINISTRATORS,
    "release.agree": _COORDINATORS,
    "interview.erase": _ADMINISTRATORS,
    "referral.write": _COORDINATORS,
    "stick.read": _COORDINATORS,
    "relay.read": _COORDINATORS,
    "relay.pass": _COORDINATORS,
    "relay.make": _ADMINISTRATORS,
    "site.read": _READERS,
    "site.write": _COORDINATORS,
    "form.read": _ALL,
    "form.try": _COORDINATORS,
    "form.publish": _ADMINISTRATORS,
    "audit.read": _ADMINISTRATORS,
    "team.place": _ADMINISTRATORS,
    "account.read": _ADMINISTRATORS,
    "account.open": _ADMINISTRATORS,
    "account.change": _ADMINISTRATORS,
}


def may(role: str, permission: str) -> bool:
    """Return whether somebody with *role* may do what *permission* names."""
    return permission == ANYBODY or role in PERMISSIONS[permission]
