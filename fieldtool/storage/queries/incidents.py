"""Named queries on incidents: laptops that were lost or seized, and what was done about it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from fieldtool.storage import settings

_NAME = "incidents"


@dataclass(frozen=True)
class Done:
    """One step that somebody did; `at` in milliseconds UTC."""

    at: int
    login: str


@dataclass(frozen=True)
class Incident:
    """A laptop that is in other hands.

    Attributes:
        kind: `lost`, `stolen` or `seized`.
        at: when it was reported, milliseconds UTC.
        lines: (person code, interviews finalised there, of them here, last contact) as it was then.
        done: the steps that were done, by name.
    """

    id: str
    device: str
    kind: str
    at: int
    login: str
    lines: tuple[tuple[str, int, int, int | None], ...]
    done: dict[str, Done] = field(default_factory=dict)


def put(session: Session, project: str, incident: Incident) -> None:
    """Keep *incident*, in the place of what was known of it."""
    known = {one.id: one for one in _read(settings.hold(session, project, _NAME))}
    known[incident.id] = incident
    text = json.dumps([_tree(one) for one in known.values()], ensure_ascii=False)
    settings.put(session, project, _NAME, text)


def get(session: Session, project: str, name: str) -> Incident | None:
    """Return one incident."""
    return next((one for one in all_of(session, project) if one.id == name), None)


def all_of(session: Session, project: str) -> list[Incident]:
    """Return all incidents, the newest first."""
    found = _read(settings.get(session, project, _NAME))
    return sorted(found, key=lambda one: (-one.at, one.id))


def _read(text: str | None) -> list[Incident]:
    return [_incident(tree) for tree in json.loads(text)] if text else []


def _tree(incident: Incident) -> dict[str, object]:
    done = {step: [one.at, one.login] for step, one in incident.done.items()}
    return {
        "at": incident.at,
        "device": incident.device,
        "done": done,
        "id": incident.id,
        "kind": incident.kind,
        "lines": incident.lines,
        "login": incident.login,
    }


def _incident(tree: dict[str, object]) -> Incident:
    done, lines = tree["done"], tree["lines"]
    assert isinstance(done, dict)  # noqa: S101 - as _tree wrote it
    assert isinstance(lines, list)  # noqa: S101
    return Incident(
        id=str(tree["id"]),
        device=str(tree["device"]),
        kind=str(tree["kind"]),
        at=int(str(tree["at"])),
        login=str(tree["login"]),
        lines=tuple((str(a), int(b), int(c), d) for a, b, c, d in lines),
        done={str(step): Done(int(at), str(login)) for step, (at, login) in done.items()},
    )
