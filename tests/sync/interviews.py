"""Interviews like those of the safety questionnaire: 58 answers, three of them free text."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

from fieldtool.log import kinds
from fieldtool.log.kinds import Revision
from fieldtool.security import writer
from tests.log import samples

if TYPE_CHECKING:
    from fieldtool.log.clock import Clock
    from fieldtool.security.workspace import Workspace

_MODULES = ("consent", "demographics", "functioning", "safety", "problems", "coping", "services")
_SCALE = ("very_safe", "fairly_safe", "rather_unsafe", "very_unsafe", "97", "98")
_WORDS = tuple(
    word
    for line in (
        "شب کوچه تاریک چراغ نیست مردم می‌ترسند پولیس دیر می‌رسد جوانان بیکار راه مکتب دور است",
        "زنان تنها نمی‌روند بازار شلوغ دزدی موتر سرک خراب آب برق شورا همسایه کمک اعتماد کم شده",
        "ښځې نجونې ويره لري لاره خرابه ده",
    )
    for word in line.split()
)


def revision(number: int) -> Revision:
    """Return a finalised interview; the same for the same *number*."""
    chance = random.Random(number)  # noqa: S311 - test data
    answers = {}
    for place in range(45):
        path = f"{_MODULES[place % 7]}/question_{place:02}"
        # People answer the first options more often than the last.
        answers[path] = _SCALE[min(int(chance.expovariate(0.7)), len(_SCALE) - 1)]
    for place in range(7):
        chosen = sorted(chance.sample(("lighting", "waste", "roads", "water", "school"), 2))
        answers[f"problems/several_{place}"] = " ".join(chosen)
    for name, least, most in (("age", 18, 80), ("household", 1, 14), ("years_here", 0, 50)):
        answers[f"demographics/{name}"] = str(chance.randint(least, most))
    for place in range(3):
        words = chance.choices(_WORDS, k=chance.randint(5, 18))
        answers[f"safety/why_{place}"] = " ".join(words)
    return replace(
        samples.REVISION,
        interview="".join(chance.choices("abcdefghijklmnopqrstuvwxyz234567", k=16)),
        number=f"HRT-07-{number:03}",
        site=f"AF320{chance.randint(1, 9)}",
        started=f"2026-11-22T09:{number % 60:02}:{chance.randint(0, 59):02}.000+04:30",
        finished=f"2026-11-22T10:{number % 60:02}:{chance.randint(0, 59):02}.000+04:30",
        answers=answers,
        paradata={},
    )


def finalise(ws: Workspace, clock: Clock, numbers: range) -> list[str]:
    """Write interviews into the workspace's log and return their entries' ids."""
    made = []
    with ws.database.work() as session:
        for number in numbers:
            said = revision(number)
            entry = writer.append(
                session, ws, kinds.FINALISE, said.interview, said.to_content(), clock=clock.now()
            )
            made.append(entry.id)
    return made
