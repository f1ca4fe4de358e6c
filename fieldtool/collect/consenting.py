"""What is written down of a consent: which text was shown, in which language, and when."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from fieldtool.forms import plain
from fieldtool.forms.safety import CONSENTS
from fieldtool.problems import Code, Problem

if TYPE_CHECKING:
    from fieldtool.collect.sitting import Sitting
    from fieldtool.forms import Interview
    from fieldtool.log.kinds import Revision

# No question of a form has such a path: what is beside the answers in the journal of a draft.
_BESIDE = "@consent/"
_WITHDRAWAL = "@withdrawal"
_DIGITS = 16


def noted(interview: Interview, new: Mapping[str, str], now: datetime) -> dict[str, str]:
    """Return what the journal is to say of the consents among the *new* answers.

    A line is the answer (yes, no, withdrawn), the time, the language and the first half of the hash
    of the text, such as `yes 2026-11-22T09:30:00+04:30 fa-AF 8d969eef6ecad3c2`; empty where the
    answer was taken back.
    """
    form = interview.form
    found: dict[str, str] = {}
    for index, asked in form.safety.asks.items():
        path = form.definitions[index].path.split("/", 2)[-1]
        if asked.role not in CONSENTS or path not in new:
            continue
        answer = interview.guarding.standing.given.get(asked.role, "")
        time, text = now.isoformat(timespec="seconds"), text_version(interview, path)
        line = f"{answer} {time} {_tag(interview)} {text}"
        found[_BESIDE + asked.role] = line if answer else ""
    return found


def kept(journal: Mapping[str, str]) -> dict[str, str]:
    """Return what a journal says of consents, by what was consented to."""
    return {
        path.removeprefix(_BESIDE): line
        for path, line in journal.items()
        if path.startswith(_BESIDE) and line
    }


def lines_of(revision: Revision) -> dict[str, str]:
    """Return the consents and the withdrawal code of a revision as a journal holds them."""
    lines = {_BESIDE + role: line for role, line in revision.consents.items()}
    return {**lines, _WITHDRAWAL: revision.withdrawal} if revision.withdrawal else lines


def known_code(journal: Mapping[str, str]) -> str:
    """Return the withdrawal code that was given for an interview before; empty for none."""
    return journal.get(_WITHDRAWAL, "")


def text_version(interview: Interview, path: str) -> str:
    """Return the hash of all that was shown up to a question on its page, in that language."""
    said: list[str] = []
    for number, page in enumerate(interview.pages()):
        if path not in page.items:
            continue
        for state in interview.states_on(number):
            if state.relevant:
                choices = [plain(choice.label) for choice in state.choices]
                said += [plain(state.label), plain(state.hint), *choices]
            if state.path == path:
                break
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:_DIGITS]


def refuse_without(sitting: Sitting) -> None:
    """Let nothing become an interview that nobody agreed to.

    Raises:
        Problem: CONSENT_NOT_GIVEN.
    """
    if sitting.interview.guarding.standing.taking_part != "yes":
        raise Problem(Code.CONSENT_NOT_GIVEN, {"number": sitting.draft.number})


def _tag(interview: Interview) -> str:
    tags = {one.name: one.tag for one in interview.form.languages}
    return tags.get(interview.language, "") or interview.language.replace(" ", "_") or "-"
