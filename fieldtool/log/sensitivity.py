"""How much harm something can do in the wrong hands: OCHA's four steps (DP-14), and what follows.

A question, a form, a project and a file each have a label; `docs/exports.md` says the rules and
where they come from.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fieldtool.forms import Form


class Sensitivity(StrEnum):
    """What happens to people if it becomes known to those who should not know it."""

    LOW = "low"  # hardly anything
    MODERATE = "moderate"  # minor harm
    HIGH = "high"  # serious harm
    SEVERE = "severe"  # their lives or freedom are in danger

    @property
    def needs_second(self) -> bool:
        """Return whether a file with this label leaves the hub only when somebody else agrees."""
        return self in (Sensitivity.HIGH, Sensitivity.SEVERE)


STEPS = tuple(Sensitivity)
# Where laptops are seized and helping women or naming a crime is persecuted, that somebody was
# asked at all can do serious harm.
_USUAL = {"afghanistan": Sensitivity.HIGH}
# Nobody knows beforehand what such an answer tells.
_OWN_WORDS = ("string", "binary", "geopoint", "geotrace", "geoshape")
_TYPED = ("input", "upload")
_OF_CLASS = {"B": Sensitivity.MODERATE, "C": Sensitivity.SEVERE}


def usual(profile: str) -> Sensitivity:
    """Return the label of a project of which nobody decided anything, by its profile."""
    return _USUAL.get(profile, Sensitivity.LOW)


def read(text: str) -> Sensitivity | None:
    """Return the label with a name; None for any other text."""
    return Sensitivity(text) if text in STEPS else None


def highest(labels: Iterable[Sensitivity]) -> Sensitivity:
    """Return the highest of *labels*; low where there is none."""
    return max(labels, key=STEPS.index, default=Sensitivity.LOW)


def from_step(label: Sensitivity) -> tuple[Sensitivity, ...]:
    """Return *label* and all that are higher."""
    return STEPS[STEPS.index(label) :]


def of_questions(form: Form) -> dict[int, Sensitivity]:
    """Return the label of each question of *form*, by its place in the form."""
    # What judges questions is not loaded by a laptop that only reads settings.
    from fieldtool.forms.checking.asked import asked_in_form
    from fieldtool.forms.checking.protection import asks_for

    personal = {one.name for one in asked_in_form(form) if one.kind != "geopoint" and asks_for(one)}
    return {index: _of_question(form, index, personal) for index in form.safety.questions()}


def of_form(form: Form) -> Sensitivity:
    """Return the label of a form: that of its most sensitive question."""
    if form.safety.is_restricted:
        return Sensitivity.SEVERE
    return highest(of_questions(form).values())


def of_everything(form: Sensitivity, project: Sensitivity) -> Sensitivity:
    """Return the label of a file with everything that was said (T2)."""
    return highest((form, project))


def of_deidentified(form: Sensitivity, project: Sensitivity) -> Sensitivity:
    """Return the label of a file without whom it is about (T1)."""
    return min(of_everything(form, project), Sensitivity.MODERATE, key=STEPS.index)


def of_counts(form: Sensitivity) -> Sensitivity:
    """Return the label of tables of counts (T0): low, unless restricted questions are counted."""
    return Sensitivity.MODERATE if form is Sensitivity.SEVERE else Sensitivity.LOW


def _of_question(form: Form, index: int, personal: set[str]) -> Sensitivity:
    definition, control = form.definitions[index], form.controls[index]
    said = dict(definition.bind.extras)
    found = [_OF_CLASS.get(said.get("class", ""), Sensitivity.LOW)]
    if said.get("pii") == "yes":
        found.append(Sensitivity.HIGH)
    is_open = control.kind in _TYPED and definition.bind.type in _OWN_WORDS
    if is_open or definition.name in personal:
        found.append(Sensitivity.MODERATE)
    return highest(found)
