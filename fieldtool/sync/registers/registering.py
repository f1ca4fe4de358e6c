"""Registers at the hub: what laptops say of entities is passed on, and coordinators say their own.

A laptop hears no other laptop. So the hub says in its own logs, word for word, what was said of an
entity: to everybody, or to the teams whose members said something of it. A log that begins to tell
of an entity tells all of it, so that whoever hears that log can merge as the hub does.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldtool.log.kinds import PROJECT_LOG, is_of_hub, team_log
from fieldtool.log.registers import ENTITY, Change, news
from fieldtool.problems import Code, Problem
from fieldtool.security import writer
from fieldtool.storage.queries import people, registers
from fieldtool.storage.queries.registers import by_dataset

if TYPE_CHECKING:
    from fieldtool.log.clock import ClockEvidence
    from fieldtool.log.merge import Merged
    from fieldtool.security.hubkeys import HubIdentity
    from fieldtool.storage.database import Session
    from fieldtool.storage.queries.registers import Said


@dataclass(frozen=True)
class Registrar:
    """The hub, about to say something of entities of one project at one moment."""

    session: Session
    hub: HubIdentity
    project: str
    clock: ClockEvidence

    def pass_on(self) -> int:
        """Say to the others what laptops said; return how many entities had something new.

        A relay says nothing: the hub above it does, when what its laptops wrote has come there.
        """
        if self.hub.higher is not None:
            return 0
        waiting = registers.due(self.session, self.project)
        for entity in waiting:
            for said in by_dataset(registers.said(self.session, self.project, entity)).values():
                self._tell(entity, said, self._audience(said))
        return len(waiting)

    def add(self, dataset: str, properties: Mapping[str, str], team: str = "") -> str:
        """Register a new entity, for everybody or for one team; return its id."""
        return self.add_as(str(uuid.uuid4()), dataset, properties, team)

    def add_as(
        self, entity: str, dataset: str, properties: Mapping[str, str], team: str = ""
    ) -> str:
        """Register an entity under an id that is known already."""
        change = Change(dataset, dict(properties), (), self._now())
        self._say(entity, change, [team_log(team) if team else PROJECT_LOG])
        return entity

    def change(self, dataset: str, entity: str, wanted: Mapping[str, str]) -> bool:
        """Say what is to be known of an entity; False where all of it is known already.

        Raises:
            Problem: the register has no such entity.
        """
        said, known = self._known(dataset, entity)
        new = news(known, wanted)
        if new:
            self._write(dataset, entity, said, known, new)
        return bool(new)

    def settle(self, dataset: str, entity: str, token: str, choices: Mapping[str, int]) -> None:
        """Write down which value was chosen, by number, for each property in conflict.

        Raises:
            Problem: nothing is in conflict, something arrived since *token* was shown, or a
                property was not decided; nothing is written then.
        """
        said, known = self._known(dataset, entity)
        if not known.conflicts:
            raise Problem(Code.NOTHING_TO_SETTLE)
        if token_of(known) != token:
            raise Problem(Code.CONFLICT_MOVED)
        chosen: dict[str, str] = {}
        for conflict in known.conflicts:
            number = choices.get(conflict.path, -1)
            if not 0 <= number < len(conflict.candidates):
                raise Problem(Code.NOT_ALL_DECIDED)
            chosen[conflict.path] = conflict.candidates[number].value or ""
        self._write(dataset, entity, said, known, chosen)

    def _known(self, dataset: str, entity: str) -> tuple[list[Said], Merged]:
        said = registers.history(self.session, self.project, dataset, entity)
        if not said:
            raise Problem(Code.ENTITY_UNKNOWN)
        return said, registers.merged_of(said)

    def _write(
        self,
        dataset: str,
        entity: str,
        said: list[Said],
        known: Merged,
        properties: Mapping[str, str],
    ) -> None:
        change = Change(dataset, dict(properties), known.heads, self._now())
        # What others have not been told yet goes first: the change names it.
        logs = self._audience(said)
        self._tell(entity, said, logs)
        self._say(entity, change, logs)

    def _audience(self, said: Iterable[Said]) -> list[str]:
        """Return the logs that tell of an entity, with those of the teams who said something."""
        logs = {one.log if is_of_hub(one.log) else self._log_of(one) for one in said}
        return [PROJECT_LOG] if PROJECT_LOG in logs else sorted(logs)

    def _log_of(self, one: Said) -> str:
        person = people.get(self.session, self.project, one.entry.header.person)
        return team_log(person.team) if person is not None and person.team else PROJECT_LOG

    def _tell(self, entity: str, said: list[Said], logs: Iterable[str]) -> None:
        for log in logs:
            told = {one.name for one in said if one.log == log}
            for one in said:
                if one.name not in told:
                    told.add(one.name)
                    # Word for word, also what this version does not know: it is the same change.
                    writer.append(
                        self.session,
                        self.hub.writer(self.project, log),
                        ENTITY,
                        entity,
                        one.entry.content(),
                        clock=self.clock,
                    )

    def _say(self, entity: str, change: Change, logs: Iterable[str]) -> None:
        for log in logs:
            own = self.hub.writer(self.project, log)
            writer.append(self.session, own, ENTITY, entity, change.to_content(), clock=self.clock)

    def _now(self) -> str:
        return self.clock.moment.isoformat(timespec="seconds")


def token_of(known: Merged) -> str:
    """Return a short name of what was known; another one means that something arrived since."""
    return "".join(head[:8] for head in sorted(known.heads))
