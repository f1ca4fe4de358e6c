"""What each role may do at the desk; the one table that says so."""

from __future__ import annotations

from fieldtool.security.accounts import Role

# For pages that are there before anybody has signed in.
ANYBODY = "anybody"

_ALL = frozenset(Role)
_ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})

PERMISSIONS: dict[str, frozenset[Role]] = {
    "overview.read": _ALL,
    "about.read": _ALL,
    "assignment.read": _ALL,
    "assignment.write": _ALL,
    "person.read": _ALL,
    "person.add": _ALL,
    "enrolment.make": _ALL,
    "workspace.revoke": _ALL,
    "incident.manage": _ALL,
    "entry.retry": _ALL,
    "project.change": _ADMINISTRATORS,
    "recovery.manage": _ADMINISTRATORS,
    "recovery.give": _ADMINISTRATORS,
    "seal.manage": _ADMINISTRATORS,
    "seal.unlock": _ADMINISTRATORS,
    "seal.lock": _ALL,
    "workspace.readmit": _ADMINISTRATORS,
    "late.decide": _ADMINISTRATORS,
    "interview.read": _ALL,
    "interview.settle": _ALL,
    "interview.review": _ALL,
    "interview.export": _ALL,
    "interview.erase": _ADMINISTRATORS,
    "stick.read": _ALL,
    "relay.read": _ALL,
    "relay.pass": _ALL,
    "relay.make": _ADMINISTRATORS,
    "form.read": _ALL,
    "form.try": _ALL,
    "form.publish": _ADMINISTRATORS,
    "audit.read": _ADMINISTRATORS,
    "account.read": _ADMINISTRATORS,
    "account.open": _ADMINISTRATORS,
}


def may(role: str, permission: str) -> bool:
    """Return whether somebody with *role* may do what *permission* names."""
    return permission == ANYBODY or role in PERMISSIONS[permission]
