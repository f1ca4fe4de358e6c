"""Lists of entities from a file: every problem with its line, and which entity a line is about."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fieldtool.i18n import typed_lists
from fieldtool.i18n.letters import for_storage, search_key
from fieldtool.log.registers import LABEL, is_entity_id, is_name
from fieldtool.problems import Code, Problem
from fieldtool.storage.queries import registers
from fieldtool.storage.queries.registers import SITE

if TYPE_CHECKING:
    from fieldtool.log.sites import Site
    from fieldtool.sync.registers.registering import Registrar

MOST_LINES = 2_000
CODE = "code"
_ID, _NAME = "id", "name"
_LONGEST = 1_000
# What columns may be headed beside the names of properties, compared by their search key.
_COLUMNS = {
    LABEL: ("label", "نام", "نوم", "nome"),
    CODE: ("code", "کود", "کوډ", "codice"),
    SITE: ("site", "place", "محل", "ځای", "luogo"),
}


@dataclass(frozen=True)
class Line:
    """One line of a list.

    Attributes:
        number: in the file.
        entity: id of the entity it is about; an earlier one with the same code, else a new one.
        is_new: nothing is known of the entity yet.
        problems: why it cannot be taken in.
    """

    number: int
    entity: str
    properties: Mapping[str, str] = field(repr=False)
    is_new: bool = True
    problems: tuple[Problem, ...] = ()

    @property
    def name(self) -> str:
        """Return what the entity is to be called."""
        return self.properties.get(LABEL, "")


@dataclass(frozen=True)
class Into:
    """What lists are taken into: the register, what is in it by code, and the places there are."""

    project: str
    dataset: str
    by_code: Mapping[str, str]
    known: frozenset[str]
    sites: Mapping[str, str]


def into(registrar: Registrar, dataset: str, places: list[Site]) -> Into:
    """Return what is there already; places are known by their ids and codes."""
    found = registers.page(registrar.session, registrar.project, dataset)
    codes = {one.properties[CODE]: one.id for one in found if one.properties.get(CODE)}
    by_word = {site.code: site.id for site in places if site.code}
    by_word |= {site.id: site.id for site in places}
    return Into(registrar.project, dataset, codes, frozenset(one.id for one in found), by_word)


def lines(text: str, there: Into, language: str) -> list[Line]:
    """Return the lines of a list below its headings, each with what is wrong with it.

    Raises:
        Problem: REGISTER_LIST_COLUMNS, REGISTER_LIST_PROPERTY or REGISTER_LIST_LENGTH.
    """
    rows = _rows(text)
    said = [
        (number, {name: for_storage(cell, language).strip()[:_LONGEST] for name, cell in row})
        for number, row in enumerate(rows, start=2)
        if any(cell.strip() for _name, cell in row)
    ]
    if not 0 < len(said) <= MOST_LINES:
        raise Problem(Code.REGISTER_LIST_LENGTH, {"most": MOST_LINES})
    times = Counter(_key(row) for _number, row in said)
    return [_line(number, row, there, times) for number, row in said]


def take_in(registrar: Registrar, dataset: str, wanted: list[Line], team: str) -> int:
    """Register what is new and change what differs; return how many entities that were."""
    done = 0
    for line in wanted:
        if line.is_new:
            registrar.add_as(line.entity, dataset, line.properties, team)
            done += 1
        elif registrar.change(dataset, line.entity, line.properties):
            done += 1
    return done


def _rows(text: str) -> list[list[tuple[str, str]]]:
    rows = typed_lists.rows(text)
    names = _names([cell.strip() for cell in rows[0]] if rows else [])
    return [
        [(name, cell) for name, cell in zip(names, row, strict=False) if name] for row in rows[1:]
    ]


def _names(headings: list[str]) -> list[str]:
    words = {search_key(word): name for name, all_ in _COLUMNS.items() for word in all_}
    names = [words.get(search_key(heading), heading) for heading in headings]
    if LABEL in names:
        # As ODK writes a list of entities: `name` is the id.
        names = [_ID if name == _NAME else name for name in names]
    names = [LABEL if name == _NAME else name for name in names]
    if names.count(LABEL) != 1:
        raise Problem(Code.REGISTER_LIST_COLUMNS)
    for name in names:
        if name and not (is_name(name) and names.count(name) == 1):
            raise Problem(Code.REGISTER_LIST_PROPERTY, {"column": name})
    return ["" if name.startswith("__") else name for name in names]


def _line(number: int, row: dict[str, str], there: Into, times: Counter[str]) -> Line:
    # An empty cell says nothing: it takes away nothing that is known.
    own = {name: text for name, text in row.items() if name != _ID and text}
    if own.get(SITE):
        own[SITE] = there.sites.get(own[SITE], own[SITE])
    entity = _entity(row, there)
    problems = tuple(_problems(row, own, there, times))
    return Line(number, entity, own, entity not in there.known, problems)


def _entity(row: Mapping[str, str], there: Into) -> str:
    written = row.get(_ID, "").lower()
    if is_entity_id(written):
        return written
    known = there.by_code.get(row.get(CODE, ""))
    # The same list again is about the same entities, also before a laptop has told of them.
    made = uuid.uuid5(uuid.NAMESPACE_URL, f"{there.project}/{there.dataset}/{_key(row)}")
    return known or str(made)


def _key(row: Mapping[str, str]) -> str:
    return row.get(_ID) or row.get(CODE) or row.get(LABEL, "")


def _problems(
    row: Mapping[str, str], own: Mapping[str, str], there: Into, times: Counter[str]
) -> Iterator[Problem]:
    if not own.get(LABEL):
        yield Problem(Code.REGISTER_LINE_NAMELESS)
    if row.get(_ID) and not is_entity_id(row[_ID].lower()):
        yield Problem(Code.REGISTER_LINE_ID, {"id": row[_ID]})
    if _key(row) and times[_key(row)] > 1:
        yield Problem(Code.REGISTER_LINE_TWICE, {"key": _key(row)})
    if own.get(SITE) and own[SITE] not in there.sites:
        yield Problem(Code.REGISTER_LINE_PLACE, {"place": own[SITE]})
