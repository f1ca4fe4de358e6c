"""When a question is asked, as something that can be said: conditions over other questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from fieldtool.forms.checking.truth import Comparison, Truth


@dataclass(frozen=True, slots=True)
class Known:
    """True or false whatever is answered."""

    value: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """One of *values* is the answer, or is among the answers where *several* can be chosen."""

    question: int
    values: tuple[str, ...]
    several: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """The answer is less or more than a value; *operator* as XPath writes it."""

    question: int
    operator: str
    value: str


@dataclass(frozen=True, slots=True)
class Answered:
    """There is an answer."""

    question: int


@dataclass(frozen=True, slots=True)
class Setting:
    """Something holds of who interviews, such as interviewer_sex: female."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """Something that cannot be said in a sentence; it depends on *questions*."""

    questions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of one of the simple conditions above."""

    part: Chosen | Answered | Setting | Unclear


@dataclass(frozen=True, slots=True)
class Every:
    """All of these."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one of these."""

    parts: tuple[Condition, ...]


Condition: TypeAlias = Known | Chosen | Compared | Answered | Setting | Unclear | Not | Every | Some
ALWAYS, NEVER = Known(value=True), Known(value=False)
_OPPOSITE = {"<": ">=", ">": "<=", "<=": ">", ">=": "<"}


def every(parts: Iterable[Condition]) -> Condition:
    """Return that all of *parts* hold, as simply as it can be said."""
    flat = _flat(parts, Every)
    if NEVER in flat:
        return NEVER
    kept = _without_answered(_together([one for one in flat if one != ALWAYS], Not))
    settled = _settled(kept)
    if settled != kept:
        return every(settled)
    return ALWAYS if not kept else kept[0] if len(kept) == 1 else Every(tuple(kept))


def some(parts: Iterable[Condition]) -> Condition:
    """Return that one of *parts* holds, as simply as it can be said."""
    flat = _flat(parts, Some)
    if ALWAYS in flat:
        return ALWAYS
    kept = _together([one for one in flat if one != NEVER], Chosen)
    return NEVER if not kept else kept[0] if len(kept) == 1 else Some(tuple(kept))


def opposite(part: Condition) -> Condition:
    """Return that *part* does not hold."""
    match part:
        case Known(value):
            return Known(not value)
        case Not(inner):
            return inner
        case Compared(question, operator, value):
            return Compared(question, _OPPOSITE[operator], value)
        case Every(parts):
            return some(map(opposite, parts))
        case Some(parts):
            return every(map(opposite, parts))
    return Not(part)


def _flat(parts: Iterable[Condition], kind: type[Every | Some]) -> list[Condition]:
    found: dict[Condition, None] = {}
    for part in parts:
        if isinstance(part, kind):
            found.update(dict.fromkeys(part.parts))
        else:
            found[part] = None
    return list(found)


def _together(parts: list[Condition], kind: type[Not | Chosen]) -> list[Condition]:
    """Say once what is said of several choices of one question."""
    values: dict[int, dict[str, None]] = {}
    for part in parts:
        one = _choice(part, kind)
        if one is not None:
            values.setdefault(one.question, {}).update(dict.fromkeys(one.values))
    made: dict[Condition, None] = {}
    for part in parts:
        one = _choice(part, kind)
        if one is None:
            made[part] = None
        else:
            joined = Chosen(one.question, tuple(values[one.question]), one.several)
            made[Not(joined) if kind is Not else joined] = None
    return list(made)


def _choice(part: Condition, kind: type[Not | Chosen]) -> Chosen | None:
    inner = part.part if kind is Not and isinstance(part, Not) else part
    return inner if isinstance(part, kind) and isinstance(inner, Chosen) else None


def _without_answered(parts: list[Condition]) -> list[Condition]:
    """Leave out that a question was answered where more is said of its answer."""
    said = {part.question for part in parts if isinstance(part, Chosen | Compared)}
    return [one for one in parts if not (isinstance(one, Answered) and one.question in said)]


def within(part: Condition, around: Condition) -> Condition:
    """Return what is left to say of *part* where *around* holds anyway."""
    known = around.parts if isinstance(around, Every) else (around,)
    parts = part.parts if isinstance(part, Every) else (part,)
    given = _given(known)
    return every(left(one, given) for one in parts if one not in known)


def _given(parts: Iterable[Condition]) -> dict[int, str]:
    """Return the answers that *parts* leave no choice about."""
    return {
        one.question: one.values[0]
        for one in parts
        if isinstance(one, Chosen) and len(one.values) == 1 and not one.several
    }


def _settled(parts: list[Condition]) -> list[Condition]:
    """Say of the other parts only what the answers that some of them name leave open."""
    given = _given(parts)
    return [
        one if isinstance(one, Chosen) and one.question in given else left(one, given)
        for one in parts
    ]


def left(part: Condition, given: Mapping[int, str]) -> Condition:
    """Return what is left of *part* once *given* is answered."""
    known = truth(part, given)
    if known is not None:
        return Known(known)
    match part:
        case Every(parts):
            return every(left(one, given) for one in parts)
        case Some(parts):
            return some(left(one, given) for one in parts)
    return part


def truth(part: Condition, given: Mapping[int, str]) -> Truth:
    """Return whether *part* holds once *given* is answered, None where that is still open."""
    match part:
        case Known(value):
            return value
        case Not(inner):
            known = truth(inner, given)
            return None if known is None else not known
        case Every(parts):
            return _joined([truth(one, given) for one in parts], decisive=False)
        case Some(parts):
            return _joined([truth(one, given) for one in parts], decisive=True)
        case Chosen() | Answered() | Compared() if part.question in given:
            return _holds(part, given[part.question])
    return None


def _holds(part: Chosen | Answered | Compared, value: str) -> bool:
    match part:
        case Chosen(_, values):
            return not set(values).isdisjoint((value, *value.split()))
        case Compared(question, operator, constant):
            return Comparison(question, operator, constant).holds(value)
    return value != ""


def _joined(known: list[Truth], *, decisive: bool) -> Truth:
    if decisive in known:
        return decisive
    return None if None in known else not decisive
