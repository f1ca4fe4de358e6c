"""Interviews as people give them over the last days: one answer some seconds after the other."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from fieldtool.app import hub_client
from fieldtool.cli import demo_world
from fieldtool.cli.demo_world import FACILITATOR
from fieldtool.cli.processes import Child
from fieldtool.collect import consenting, facts, finalising
from fieldtool.collect.form_cache import FormCache
from fieldtool.collect.sitting import Sitting, Sittings
from fieldtool.collect.synthetic import fill
from fieldtool.config import Config, Face
from fieldtool.log.clock import ClockEvidence, SystemClock, ZonedClock
from fieldtool.log.kinds import Revision
from fieldtool.storage.queries import drafts as stored
from fieldtool.storage.queries import entries
from fieldtool.storage.queries.drafts import Line

if TYPE_CHECKING:
    from fieldtool.security.workspace import Workspace

SITES = ("AF3201", "AF2101", "AF0601")
_DAY = 24 * 60 * 60 * 1000
_CHANGED = 0.04  # of all answers are put right at once


@dataclass
class Earlier:
    """The clock of this computer, some milliseconds behind."""

    clock: ZonedClock
    behind: int

    def now(self) -> ClockEvidence:
        """Return the evidence that a clock would have given then."""
        evidence = self.clock.now()
        return replace(evidence, wall=evidence.wall - self.behind)


def interviews(ws: Workspace, forms: FormCache, count: int, *, timed: bool) -> None:
    """Finalise so many interviews with Q1 in Dari; the same ones for the same *count*.

    Without *timed* nothing is known of how they were filled, as if the form itself had answered.
    """
    chance = Random(count)  # noqa: S311 - invented answers, not secrets
    version = facts.forms(ws)[0].hash
    for _number in range(count):
        earlier = chance.randrange(_DAY // 4) + _DAY * chance.randrange(1, 12)
        clock = Earlier(clock_of_project(), earlier)
        sittings = Sittings(ws, forms, clock)
        form = sittings.form(version)
        language = next(each.name for each in form.languages if each.tag == "fa-AF")
        draft = sittings.start(version, chance.choice(SITES), language).id
        with sittings.of(draft) as sitting:
            answers, consents = _given(ws, sitting, clock, chance)
            lines = list(_lines(answers, clock.now().wall, sitting.seq, chance, timed=timed))
            lines += _beside(consents, lines[-1])
        with ws.database.work() as session:
            stored.write(session, ws.project_id, draft, lines)
        sittings.forget(draft)  # the journal knows more than memory
        clock.behind -= lines[-1].at - clock.now().wall
        finalising.finalise(sittings, draft, _result(sittings, draft), clock)


@cache
def pool(count: int = 240) -> tuple[Revision, ...]:
    """Return interviews with Q1 that a laptop of the demo finalised; made once, in seconds."""
    with tempfile.TemporaryDirectory() as text:
        folder = Path(text)
        codes = demo_world.begin(Config(Face.HUB, folder))
        with Child(("hub", "start", "--data", text)) as hub, hub_client(hub.address) as client:
            code = codes.by_person[FACILITATOR.code]
            ws = demo_world.enrol_person(client, hub.address, code, folder / "node")
        try:
            interviews(ws, FormCache(ws.folder / "forms"), count, timed=True)
            with ws.database.read() as session:
                found = entries.after(session, ws.project_id, ws.log, "")
        finally:
            ws.close()
    return tuple(map(Revision.from_entry, found))


def clock_of_project() -> ZonedClock:
    """Return this computer's clock in the zone of the project."""
    return ZonedClock(SystemClock(demo_world.UTC_ZONE), demo_world.PROJECT_ZONE)


def _given(
    ws: Workspace, sitting: Sitting, clock: Earlier, chance: Random
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the answers of somebody who takes part, and what is noted of the consents."""
    interview, now = sitting.interview, facts.now(ws, clock)
    fill(interview, chance, lambda: now, agreeing=True)
    given = interview.answers().items()
    answers = {path: text for path, text in given if interview.state(path).kind == "question"}
    return answers, consenting.noted(interview, answers, now)


def _beside(consents: Mapping[str, str], last: Line) -> Iterator[Line]:
    for number, (path, text) in enumerate(consents.items(), last.seq + 1):
        yield Line(number, path, text, "", last.at)


def _lines(
    answers: Mapping[str, str], at: int, seq: int, chance: Random, *, timed: bool
) -> Iterator[Line]:
    """Yield the journal: most questions take five to twenty seconds, some take minutes."""
    window = "bench" if timed else ""
    for path, value in answers.items():
        for _ in range(2 if chance.random() < _CHANGED else 1):
            at += int(1000 * (1.5 + chance.lognormvariate(2.2, 0.7)))
            seq += 1
            yield Line(seq, path, value, window, at)


def _result(sittings: Sittings, draft: str) -> str:
    with sittings.of(draft) as sitting:
        if finalising.check(sitting):
            return finalising.PARTIAL
        eligible = sitting.interview.answers().get("eligible", "1")
    return finalising.COMPLETE if eligible == "1" else finalising.REFUSED
