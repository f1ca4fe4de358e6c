"""Keys that people hold, on the desk: who opens one, with what, and how often it is tried."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from datetime import datetime

from flask import request

from fieldtool.i18n.letters import for_storage
from fieldtool.problems import Code, Problem
from fieldtool.security import held_keys
from fieldtool.security.held_keys import SHEET, HeldKey
from fieldtool.security.passphrase import Effort
from fieldtool.web.desk.accounts.guessing import KEY, slowly, typed
from fieldtool.web.desk.blueprint import services
from fieldtool.web.desk.visits import Visit
from fieldtool.web.parts import filters
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _

_LONGEST_NAME = 60
# Each takes 64 MiB for about a second.
_CHECKS = threading.Semaphore(1)
# Where a problem is shown, by what it is.
FIELDS = {
    Code.PASSPHRASE_WRONG: "passphrase",
    Code.RECOVERY_CODE_NOT_VALID: "code",
    Code.RECOVERY_CODE_WRONG: "code",
}


def given() -> Mapping[str, str]:
    """Return the two holders that a form names, with their passphrases."""
    return {_name(f"name{place}"): request.form.get(f"passphrase{place}", "") for place in (1, 2)}


def made(now: int, earlier: Sequence[bytes] = ()) -> tuple[HeldKey, str]:
    """Make a key for the holders that a form names; return it with the code of its sheet.

    It opens what the *earlier* private halves open, too.

    Raises:
        Problem: HOLDERS_TOO_FEW, PASSPHRASE_SHORT or PASSPHRASE_COMMON.
    """
    effort: Effort = services().effort or held_keys.USUAL
    with _CHECKS:
        return held_keys.make(given(), now, effort, earlier)


def secret(held: HeldKey, who: str) -> bytes:
    """Return the private half that *who* opens with what a form says; guesses are few."""
    with slowly(KEY, who), _CHECKS:
        if who == SHEET:
            return held_keys.secret_by_sheet(held, typed("code"))
        return held_keys.secret_by_passphrase(held, who, typed("passphrase"))


def choices(held: HeldKey) -> list[tuple[str, str]]:
    """Return who can open *held*, the sheet last."""
    return [*((name, name) for name in held.holders), (SHEET, _("The printed sheet"))]


def proven(visit: Visit, held: HeldKey) -> list[tuple[str, datetime | None]]:
    """Return when each of those last showed that it opens."""
    at = held.proven
    return [(text, visit.moment(at.get(name))) for name, text in choices(held)]


def differing() -> dict[str, str]:
    """Return what is wrong where a passphrase was not typed twice alike, by field."""
    sentence = _("The two passphrases differ. Type both again.")
    return {
        f"again{place}": sentence
        for place in (1, 2)
        if request.form.get(f"passphrase{place}") != request.form.get(f"again{place}")
    }


def told(problem: Problem) -> str:
    """Return the sentence of *problem* with its number, for the place beside a field."""
    sentence, reference = said(problem)
    return f"{sentence} ({filters.value(reference)})"


def _name(field: str) -> str:
    return for_storage(request.form.get(field, "").strip()[:_LONGEST_NAME], "")
