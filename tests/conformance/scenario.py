"""Walks through forms as recorded, comparing the nodes after every step."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fieldtool.forms import Form, compile_form
from fieldtool.problems import Problems
from tests.conformance.cases import Case, Tally, is_there, read
from tests.conformance.decisions import reason_for
from tests.conformance.walk import Seen, Walk, instance_of, is_restored

_CHANGING = re.compile(r"\d{4}-\d\d-\d\dT|[0-9a-f]{8}-[0-9a-f]{4}|^0\.\d{6,}")


@dataclass(frozen=True)
class Difference:
    """One property of one node that is not as recorded."""

    ref: str
    key: str
    recorded: object
    got: object
    state: dict[str, Any]
    case: Case
    form: Form

    def __str__(self) -> str:
        return f"{self.ref} {self.key}: expected {self.recorded!r}, got {self.got!r}"


def differences(refs: set[str], expected: Seen, walk: Walk, case: Case) -> Iterator[Difference]:
    """Iterate over what is not as recorded among *refs*."""
    for ref in sorted(refs):
        recorded, seen = expected.get(ref), walk.sight.states.get(ref)
        if recorded is None or seen is None:
            if recorded is not seen:
                there = "there" if recorded is None else None
                yield Difference(ref, "node", recorded and "there", there, {}, case, walk.form)
            continue
        for key, value in recorded.items():
            if key in seen and key not in ("ref", "kind") and not same(key, value, seen[key]):
                state = {**seen, **walk.asked(ref)}
                if not (key == "value" and state.get("random")):
                    yield Difference(ref, key, value, seen[key], state, case, walk.form)


def same(key: str, recorded: object, got: object) -> bool:
    """Return whether what was seen is what was recorded."""
    if recorded == got:
        return True
    if key == "label":
        return _words(recorded) == _words(got)
    if isinstance(recorded, str) and isinstance(got, str) and _CHANGING.search(recorded):
        return bool(_CHANGING.search(got)) or recorded == got
    return recorded == got or (key == "value" and _same_numbers(str(recorded), str(got)))


def _same_numbers(recorded: str, got: str) -> bool:
    """Return whether both are the same numbers, however they are written: 89 is 89.0."""
    firsts, seconds = (text.replace(";", " ; ").strip(" ;").split() for text in (recorded, got))
    try:
        pairs = list(zip(firsts, seconds, strict=True))
        return bool(pairs) and all(
            a == b or math.isclose(float(a), float(b), rel_tol=1e-12, abs_tol=1e-9)
            for a, b in pairs
        )
    except ValueError:
        return False


def _words(text: object) -> str:
    """Return words alone, numbers without the dust of binary fractions."""
    words = " ".join(str(text or "").split())
    return re.sub(r"-?\d+\.\d+(e-\d+)?", lambda found: f"{float(found[0]):.6g}", words).replace(
        ".0 ", " "
    )


def outcome(case: Case, form: Form) -> tuple[str | None, str | None]:
    """Return (what differs, why that is decided otherwise); None when the walk is as recorded."""
    label = f"{case.get('file')} | {str(case.get('test'))[-90:]} | {case['form']}"
    first: tuple[str, str] | None = None
    try:
        for place, found in walk_through(case, form):
            reason = reason_for("scenario", case, found)
            if reason is None:
                return f"{label} | {place} | {found}", None
            first = first or (f"{label} | {place} | {found}", reason)
    except Exception as error:  # noqa: BLE001 - whatever a walk nobody has seen may hold
        return f"{label} | {type(error).__name__} {error} {getattr(error, 'values', '')}", None
    return first or (None, None)


def walk_through(case: Case, form: Form) -> Iterator[tuple[str, Difference]]:
    """Repeat the walk; iterate over every difference with the step where it is seen.

    After a step only those nodes are looked at that the recording or the engine says have changed.
    """
    expected: Seen = {state["ref"]: state for state in case["init"]}
    walk = Walk(form, case)
    everything = {*expected, *walk.sight.states}
    if is_restored(case) and any(differences(everything, expected, walk, case)):
        walk = Walk(form, case, instance_of(form, case["init"]))
        everything = {*expected, *walk.sight.states}
    for found in differences(everything, expected, walk, case):
        yield "beginning", found
    for number, step in enumerate(case["steps"], 1):
        refs = walk.do(step) | set(step["removed"]) | {state["ref"] for state in step["changed"]}
        for ref in step["removed"]:
            expected.pop(ref, None)
        expected.update({state["ref"]: state for state in step["changed"]})
        for found in differences(refs, expected, walk, case):
            yield f"step {number} {step['op']} {step['args']}", found


def _forms(folder: Path) -> Iterator[Case]:
    return read(folder, "scenario_forms") if is_there(folder, "scenario_forms") else iter(())


def run(folder: Path) -> Tally:
    """Run the file."""
    tally = Tally("scenario")
    forms: dict[str, Form | Problems] = {}
    for row in _forms(folder):
        try:
            forms[row["form"]] = compile_form(row["xml"])
        except Problems as problems:
            forms[row["form"]] = problems
    for case in read(folder, "scenario"):
        form = forms.get(case["form"])
        if form is None or isinstance(form, Problems):
            why = "is not in scenario_forms" if form is None else f"refused: {form}"
            tally.count(f"{case.get('file')} | {case['form']} | {why}", None)
            continue
        tally.count(*outcome(case, form))
    return tally
