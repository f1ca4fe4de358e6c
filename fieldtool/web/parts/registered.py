"""Registers in the reader's words: what properties are called, and what their values mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from flask import g, request

from fieldtool.forms import Form
from fieldtool.i18n.letters import for_storage
from fieldtool.log.registers import LABEL
from fieldtool.outputs.codebook import MANY, NUMBER, ONE, Question, saved
from fieldtool.problems import N_
from fieldtool.questionnaires.registers import REGISTERS
from fieldtool.storage.database import Session
from fieldtool.storage.queries import registers
from fieldtool.storage.queries.registers import SITE, Entity
from fieldtool.web.parts import filters
from fieldtool.web.parts.languages import gettext as _

# Properties that no question of a form has a text for.
_NAMES = {
    # Translators: a property of an entry of a register.
    LABEL: N_("Name"),
    # Translators: a property of an entry of a register.
    SITE: N_("Place"),
    # Translators: a property of an entry of a register.
    "code": N_("Code"),
    # Translators: a property of an entry of a register, such as of a project.
    "status": N_("Status"),
    # Translators: a property of an entry of a register: since when the status holds.
    "status_date": N_("Since"),
    # Translators: a property of a council.
    "members_all": N_("Members"),
    # Translators: a property of a council.
    "members_women": N_("Women among the members"),
    # Translators: a property of a project.
    "ben_all": N_("Beneficiaries"),
    # Translators: a property of a training session.
    "held_on": N_("Held on"),
    # Translators: a property of a training session.
    "participants": N_("People attending"),
    # Translators: a property of a training session.
    "women": N_("Women among them"),
    # Translators: a property of a project.
    "council": N_("Council"),
}
ROWS = 50
_LONGEST_SEARCH = 100
STATUS, STATUS_DATE = "status", "status_date"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER = re.compile(r"-?[0-9.]+")


_WAVES = {"baseline": N_("Baseline"), "midline": N_("Midline"), "endline": N_("Endline")}


@dataclass(frozen=True)
class Listing:
    """What of a register the request asks to see.

    Attributes:
        sought: what is looked for, as it was typed.
        first: how many entities stand before `found`; `size` of them make a page.
        total: how many fit what is looked for; `everything` counts the whole register.
    """

    title: str
    sought: str
    found: tuple[Entity, ...] = field(repr=False)
    first: int
    total: int
    everything: int
    size: int = ROWS


def listing(session: Session, project: str, dataset: str) -> Listing:
    """Return the page of a register that the request's `q` and `page` name."""
    sought = for_storage(request.args.get("q", ""), g.locale.code)[:_LONGEST_SEARCH]
    page = request.args.get("page", "0")
    first = int(page) * ROWS if page.isdecimal() and len(page) < 5 else 0
    found = registers.page(session, project, dataset, sought=sought, limit=ROWS, offset=first)
    total = registers.count(session, project, dataset, sought)
    everything = registers.count(session, project, dataset) if sought else total
    name = title(dataset, g.locale.code)
    return Listing(name, sought, tuple(found), first, total, everything)


@dataclass(frozen=True)
class Fact:
    """A property of an entity as people say it."""

    name: str
    label: str
    value: str = field(repr=False)
    is_open: bool = False


def title(dataset: str, locale: str) -> str:
    """Return what a register is called; the forms' own name where no language has another."""
    return REGISTERS.get(dataset, {}).get(locale, dataset)


def wave(code: str) -> str:
    """Return what a wave of the survey is called."""
    return _(_WAVES[code]) if code in _WAVES else code


@dataclass(frozen=True)
class Field:
    """A property as somebody at the hub changes it; `options` where it is chosen from a list."""

    name: str
    label: str
    value: str = field(repr=False)
    options: tuple[tuple[str, str], ...] = ()
    is_place: bool = False


class Speech:
    """What *forms* say of the properties of one register, in the reader's language."""

    def __init__(self, dataset: str, forms: Iterable[Form], locale: str) -> None:
        self._questions: dict[str, Question] = {}
        # What places and other entities are called, by their ids.
        self.places: Mapping[str, str] = {}
        self.entities: Mapping[str, str] = {}
        for form in forms:
            for name, question in saved(form, dataset, locale).items():
                self._questions.setdefault(name, question)

    def label(self, name: str) -> str:
        """Return what a property is called."""
        question = self._questions.get(name)
        if name in _NAMES:
            return _(_NAMES[name])
        return question.label if question and question.label else name

    def said(self, name: str, value: str) -> str:
        """Return what a value of a property means."""
        if name == SITE:
            return self.places.get(value, value)
        if value in self.entities:
            return self.entities[value]
        if _DAY.fullmatch(value):
            return _day(value)
        question = self._questions.get(name)
        if question is not None and question.kind in (ONE, MANY) and question.choices:
            codes = value.split() if question.kind == MANY else [value]
            return ", ".join(question.choices.get(code, code) for code in codes)
        # Digits of a code stay as they are written.
        is_number = question is not None and question.kind == NUMBER
        return filters.digits(value) if is_number and _NUMBER.fullmatch(value) else value

    def fields(self, properties: Mapping[str, str]) -> list[Field]:
        """Return how each property is changed."""
        return [
            Field(
                name,
                self.label(name),
                properties[name],
                self._options(name, properties[name]),
                name == SITE,
            )
            for name in self._ordered(properties)
        ]

    def facts(self, properties: Mapping[str, str], open_: Iterable[str] = ()) -> list[Fact]:
        """Return what is known, in the order of the questions, blank values left out."""
        conflicts = set(open_)
        known = [
            name for name in self._ordered(properties) if properties[name] or name in conflicts
        ]
        return [
            Fact(name, self.label(name), self.said(name, properties[name]), name in conflicts)
            for name in known
        ]

    def changes(self, properties: Mapping[str, str]) -> tuple[Fact, ...]:
        """Return what one change said; a blank one took something away."""
        return tuple(
            Fact(name, self.label(name), self.said(name, properties[name]))
            for name in self._ordered(properties)
        )

    def _ordered(self, properties: Iterable[str]) -> list[str]:
        order = [*_NAMES, *self._questions]
        return sorted(properties, key=lambda name: _place(order, name))

    def _options(self, name: str, value: str) -> tuple[tuple[str, str], ...]:
        question = self._questions.get(name)
        if question is None or question.kind != ONE or not question.choices:
            return ()
        known = dict(question.choices)
        return tuple({**({value: value} if value and value not in known else {}), **known}.items())


def _place(order: list[str], name: str) -> tuple[int, str]:
    return (order.index(name) if name in order else len(order), name)


def _day(value: str) -> str:
    try:
        return filters.day(date.fromisoformat(value))
    except ValueError:
        return value
