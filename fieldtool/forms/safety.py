"""What a form asks for the safety of people, and what stays closed because of the answers.

A form declares it in the columns `asks` and `sensitivity` of its sheet; conversion carries both
into the XForm as attributes of binds. The engine knows nothing of people: a `Guard` is told who
interviews, is given the answers that matter, and says what may not be shown or answered now.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fieldtool.forms.definition.form import Form
    from fieldtool.forms.definition.model import Control, Definition

NAMESPACE = "urn:fieldtool:xforms"

# What a question can ask for, as the column `asks` says.
CONSENT, GUARDIAN, ASSENT = "consent", "guardian", "assent"
RECONTACT, QUOTE, PHOTO = "recontact", "quote", "photo"
SEX, AGE = "sex", "age"
TAKING_PART = (CONSENT, GUARDIAN, ASSENT)
CONSENTS = (*TAKING_PART, RECONTACT, QUOTE, PHOTO)
ROLES = (*CONSENTS, SEX, AGE)

YES, NO, OPEN, WITHDRAWN = "yes", "no", "", "withdrawn"
ADULT, MINOR, TOO_YOUNG = "adult", "minor", "too_young"
FEMALE, MALE = "female", "male"
OF_AGE = 18

_YES = frozenset({"1", "yes", "true", "ok"})
_MEANINGS = {
    **dict.fromkeys(CONSENTS, (YES, NO, WITHDRAWN)),
    SEX: (FEMALE, MALE),
    AGE: (ADULT, MINOR, TOO_YOUNG),
}
# Ages from here on are codes for “does not know” and “does not want to say”.
_NO_AGE = 98
_LONGEST_AGE = 10  # Python reads no thousands of digits, and a hostile laptop may send them
# The first element of the first instance, and our attribute in it.
_ROOT = re.compile(r"<instance[^>]*>\s*<([^>]+)>")
_CLASS = re.compile(r'\bft:class="C"')


@dataclass(frozen=True)
class Asks:
    """What a question asks for; `meanings` says what single answers mean, by their value."""

    role: str
    meanings: Mapping[str, str] = field(default_factory=dict)


def read_asks(text: str) -> Asks | None:
    """Read a cell of the column `asks`, such as `sex 1=female 2=male`; None for what is none."""
    role, *pairs = text.lower().split() or [""]
    if role not in ROLES:
        return None
    meanings = dict(pair.split("=", 1) for pair in pairs if pair.count("=") == 1)
    known = len(meanings) == len(pairs) and set(meanings.values()) <= set(_MEANINGS[role])
    return Asks(role, meanings) if known else None


@dataclass(frozen=True)
class Rules:
    """Who interviews, and what the project wants.

    Attributes:
        sex: of the interviewer, female or male.
        trained: may open class C.
        same_sex: class C only between people of the same sex.
        youngest: below this age nobody is asked anything, whoever consents.
    """

    sex: str = ""
    trained: bool = False
    same_sex: bool = True
    youngest: int = 0


@dataclass(frozen=True)
class Standing:
    """What the answers so far say of whoever answers.

    Attributes:
        taking_part: yes, no, withdrawn, or empty while it was not asked; yes where no form asks.
        age: adult, minor, too_young, or empty.
        sex: female, male, another answer, or empty.
        given: the consents that were answered, by role: yes, no or withdrawn.
    """

    taking_part: str = YES
    age: str = ""
    sex: str = ""
    given: Mapping[str, str] = field(default_factory=dict)


class Safety:
    """What a form declares; made once per form."""

    def __init__(self, form: Form) -> None:
        self.controls = form.controls
        self.definitions = form.definitions
        self.asks: dict[int, Asks] = {}
        self.classes: dict[int, str] = {}
        for each in form.definitions:
            said = dict(each.bind.extras)
            asked = read_asks(said.get("asks", ""))
            if asked is not None:
                self.asks[each.index] = asked
            if said.get("class", "") in ("B", "C"):
                self.classes[each.index] = said["class"]
        self.is_restricted = any(
            (name, value) == ("ft:class", "C") for name, _, value in form.definitions[0].attributes
        )
        self.gate = max((i for i, one in self.asks.items() if one.role in TAKING_PART), default=-1)

    @cached_property
    def personal(self) -> frozenset[str]:
        """Return the questions, by path, that ask for personal data on purpose or take codes."""
        return frozenset(
            each.path.split("/", 2)[-1]
            for each in self.definitions
            if ("pii", "yes") in each.bind.extras
            or (each.bind.constraint is not None and "regex(" in each.bind.constraint.source)
        )

    @property
    def has_gate(self) -> bool:
        """Return whether the form asks for consent to take part."""
        return self.gate >= 0

    @property
    def is_delicate(self) -> bool:
        """Return whether it asks anything of class B or C."""
        return bool(self.classes)

    @property
    def says_sex(self) -> bool:
        """Return whether a question asks for the sex of whoever answers."""
        return any(one.role == SEX for one in self.asks.values())

    def of_class(self, letter: str) -> set[int]:
        """Return the questions of a class."""
        return {index for index, found in self.classes.items() if found == letter}

    def after_the_gate(self) -> set[int]:
        """Return the questions and notes that come after the last consent to take part.

        What a form says to somebody who declines stands in the group of the question itself.
        """
        beside = self.definitions[self.gate].parent
        return {
            index
            for index, control in self.controls.items()
            if index > self.gate
            and self.is_leaf(index)
            and not (beside > 0 and self._parent(index) == beside and self._is_note(index, control))
        }

    def questions(self) -> set[int]:
        """Return what can be answered: no groups and no notes."""
        return {
            index
            for index, control in self.controls.items()
            if self.is_leaf(index) and not self._is_note(index, control)
        }

    def pictures(self) -> set[int]:
        """Return the questions that ask for a photo."""
        return {
            index
            for index, control in self.controls.items()
            if control.kind == "upload" and control.attributes.get("mediatype") == "image/*"
        }

    def with_groups(self, closed: set[int]) -> frozenset[int]:
        """Return *closed* with the groups of which no question is left."""
        questions: dict[int, list[int]] = {}
        for index, control in self.controls.items():
            if self.is_leaf(index) and not self._is_note(index, control):
                for above in self._above(index):
                    questions.setdefault(above, []).append(index)
        whole = {group for group, inside in questions.items() if closed.issuperset(inside)}
        return frozenset(closed | whole)

    def is_leaf(self, index: int) -> bool:
        """Return whether a definition holds an answer or a note."""
        return not self.definitions[index].children

    def _is_note(self, index: int, control: Control) -> bool:
        readonly = self.definitions[index].bind.readonly
        return control.kind == "input" and readonly is not None and readonly.source == "true()"

    def _parent(self, index: int) -> int:
        return self.definitions[index].parent

    def _above(self, index: int) -> Iterator[int]:
        above = self.definitions[index].parent
        while above > 0:
            yield above
            above = self.definitions[above].parent


def is_restricted(xform: str) -> bool:
    """Return whether the XML of a form says that only trained people may open it.

    Looked for in the text: lists of forms are to be shown without compiling any.
    """
    root = _ROOT.search(xform)
    return root is not None and _CLASS.search(root[1]) is not None


# Gives the answer to the question at a place in the form, "" for none or where it is not asked.
Read = Callable[[int], str]


class Guard:
    """The rules at work on one form."""

    def __init__(self, form: Form, rules: Rules) -> None:
        self.safety = form.safety
        self.rules = rules
        self.watched = frozenset(self.safety.asks)

    def standing(self, read: Read) -> Standing:
        """Return what the answers say."""
        said: dict[str, list[str]] = {}
        for index, asked in self.safety.asks.items():
            value = read(index)
            if value:
                said.setdefault(asked.role, []).append(
                    self._meaning(asked, self.safety.definitions[index], value)
                )
        age = _youngest(said.get(AGE, []))
        given = {role: _least(said[role]) for role in CONSENTS if role in said}
        sex = next((one for one in said.get(SEX, []) if one), "")
        return Standing(self._taking_part(given, age), age, sex, given)

    def closed(self, standing: Standing) -> frozenset[int]:
        """Return what may not be shown or answered now: questions, notes and whole groups."""
        found: set[int] = set()
        if self.safety.has_gate and standing.taking_part != YES:
            found |= self.safety.after_the_gate()
        if standing.age in (MINOR, TOO_YOUNG):
            found |= set(self.safety.classes)
        elif not self._may_ask_class_c(standing):
            found |= self.safety.of_class("C")
        found |= self._pictures(standing)
        return self.safety.with_groups(found - self.watched_gate) if found else frozenset()

    @property
    def watched_gate(self) -> set[int]:
        """Return the questions that open the rest; they are never closed themselves."""
        return {
            index
            for index, asked in self.safety.asks.items()
            if asked.role in TAKING_PART or (asked.role in (AGE, SEX) and index < self.safety.gate)
        }

    def differs_in_sex(self, standing: Standing) -> bool:
        """Return whether interviewer and respondent are known to be of different sex."""
        return bool(standing.sex and self.rules.sex) and standing.sex != self.rules.sex

    def _may_ask_class_c(self, standing: Standing) -> bool:
        if not self.rules.trained:
            return False
        same = bool(standing.sex) and standing.sex == self.rules.sex
        return same or not self.rules.same_sex

    def _pictures(self, standing: Standing) -> set[int]:
        """Return the photos that nobody allowed: all if refused, delicate ones unless granted."""
        pictures = self.safety.pictures()
        answer = standing.given.get(PHOTO, "")
        if answer == YES:
            return set()
        asked = any(one.role == PHOTO for one in self.safety.asks.values())
        return pictures if asked else pictures & set(self.safety.classes)

    def _taking_part(self, given: Mapping[str, str], age: str) -> str:
        if not self.safety.has_gate:
            return YES
        if age == TOO_YOUNG:
            return NO
        wanted = (GUARDIAN, ASSENT) if age == MINOR else (CONSENT,)
        answers = [given.get(role, OPEN) for role in wanted]
        for refusal in (WITHDRAWN, NO):
            if refusal in answers:
                return refusal
        return YES if all(one == YES for one in answers) else OPEN

    def _meaning(self, asked: Asks, definition: Definition, value: str) -> str:
        if value in asked.meanings:
            return asked.meanings[value]
        if asked.role == AGE:
            return self._age(definition, value)
        if asked.role == SEX:
            return value if value in (FEMALE, MALE) else "other"
        if asked.meanings:
            return YES if value in _YES and YES not in asked.meanings.values() else NO
        return YES if value.lower() in _YES else NO

    def _age(self, definition: Definition, value: str) -> str:
        is_number = definition.bind.type == "int" and value.isdecimal()
        if not is_number or len(value) > _LONGEST_AGE or int(value) >= _NO_AGE:
            return ""
        if int(value) < self.rules.youngest:
            return TOO_YOUNG
        return MINOR if int(value) < OF_AGE else ADULT


def _youngest(ages: list[str]) -> str:
    return next((one for one in (TOO_YOUNG, MINOR, ADULT) if one in ages), "")


def _least(answers: list[str]) -> str:
    return next(one for one in (WITHDRAWN, NO, YES) if one in answers)
