"""Which of the values that a form works out may leave the hub without whom it is about (T1).

A value is let in when its formula reads nothing but what the same file shows unaltered, and does
nothing with it that could bring in anything else. Whatever a laptop wrote in its place, a file
has of it a short number, a constant of the formula, or a choice that the formula reads; see
`docs/exports.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from fieldtool.forms import Form
from fieldtool.forms.definition.model import Definition, Expression
from fieldtool.forms.references import Reader
from fieldtool.forms.xpath import ast
from fieldtool.log.assignments import WAVES
from fieldtool.outputs.codebook import Question
from fieldtool.outputs.disclosure import DROPPED, Kept, Treatment

# What gives the same for the same values, and no value that was not there.
_FUNCTIONS = frozenset(
    {
        *("if", "coalesce", "not", "true", "false", "boolean", "selected", "count-selected"),
        *("number", "int", "round", "min", "max", "abs", "string"),
    }
)
# What the project's settings say to all its forms; nobody answered that.
_SETTINGS = "project"
_UNALTERED = (Kept.CHOICE, Kept.NUMBER)
_WAVE = "wave"


@dataclass(frozen=True)
class LetIn:
    """What becomes of a value that a form works out, and which words it may be."""

    treatment: Treatment = DROPPED
    words: frozenset[str] = frozenset()


_OUT = LetIn()


def let_in(
    versions: Iterable[Form], asked: Iterable[Question], shown: Mapping[str, Treatment]
) -> dict[str, LetIn]:
    """Return what becomes of all values that the versions of a form work out, by path.

    *asked* are the questions of all versions together, *shown* what becomes of those that people
    answer. A value that one version keeps back is kept back.
    """
    choices = {one.path: frozenset(one.choices) for one in asked}
    found: dict[str, LetIn] = {}
    for form in versions:
        for path, one in _Version(form, choices, shown).found().items():
            found[path] = _together(found[path], one) if path in found else one
    return found


def _together(one: LetIn, other: LetIn) -> LetIn:
    if one.treatment != other.treatment:
        return _OUT
    return LetIn(one.treatment, one.words | other.words)


class _Version:
    def __init__(
        self, form: Form, choices: Mapping[str, frozenset[str]], shown: Mapping[str, Treatment]
    ) -> None:
        self._form, self._choices, self._shown = form, choices, shown
        self._reader = Reader(form.definitions)
        self._known: dict[int, LetIn] = {}

    def found(self) -> dict[str, LetIn]:
        """Return what becomes of what this version works out."""
        waiting = {one.index: one for one in self._form.definitions if self._is_worked_out(one)}
        done = -1
        # Formulas read each other: what is let in may let in more.
        while done < len(self._known):
            done = len(self._known)
            for index, definition in waiting.items():
                if index not in self._known and (found := self._judged(definition)):
                    self._known[index] = found
        return {_path(one): self._known.get(index, _OUT) for index, one in waiting.items()}

    def _is_worked_out(self, one: Definition) -> bool:
        if one.children or one.path.count("/") < 2 or one.index in self._form.controls:
            return False
        return not any(self._form.definitions[each].repeat for each in self._above(one))

    def _above(self, one: Definition) -> Iterator[int]:
        above = one.index
        while above > 0:
            yield above
            above = self._form.definitions[above].parent

    def _judged(self, one: Definition) -> LetIn | None:
        said = dict(one.bind.extras)
        if said.get("class") == "C" or said.get("pii") == "yes":
            return None
        formula = one.bind.calculate
        if formula is None:
            # The program fills it in from the assignment.
            is_wave = one.name == _WAVE
            return LetIn(Treatment(Kept.WORKED_OUT), frozenset(WAVES)) if is_wave else None
        binds = (self._form.definitions[each].bind for each in self._above(one))
        conditions = [bind.relevant for bind in binds if bind.relevant is not None]
        # That it is blank tells what its condition says.
        read = [self._read(each, one.index) for each in (formula, *conditions)]
        if any(each is None for each in read):
            return None
        parts = [part for each in read for part in each or ()]
        trait = next((part.treatment.trait for part in parts if part.treatment.trait), None)
        words = frozenset(_constants(formula.tree)).union(*(part.words for part in read[0] or ()))
        return LetIn(Treatment(Kept.WORKED_OUT, trait), words)

    def _read(self, expression: Expression, index: int) -> list[LetIn] | None:
        """Return what an expression reads; None where that is anything that is kept back."""
        if not all(map(_is_harmless, _all(expression.tree))):
            return None
        places = self._reader.references(expression.tree, index)
        found = [self._part(self._form.definitions[place.node]) for place in places]
        return None if None in found else [one for one in found if one is not None]

    def _part(self, one: Definition) -> LetIn | None:
        if one.index in self._known:
            return self._known[one.index]
        treatment = self._shown.get(_path(one), DROPPED)
        if treatment.kept not in _UNALTERED:
            return None
        return LetIn(treatment, self._choices.get(_path(one), frozenset()))


def _path(one: Definition) -> str:
    return one.path.split("/", 2)[-1]


def _all(tree: ast.Ast) -> Iterator[ast.Ast]:
    yield tree
    for child in ast.children(tree):
        yield from _all(child)


def _constants(tree: ast.Ast) -> Iterator[str]:
    return (one.value for one in _all(tree) if isinstance(one, ast.Literal))


def _is_harmless(tree: ast.Ast) -> bool:
    if isinstance(tree, ast.Call):
        return tree.name in _FUNCTIONS or _is_settings(tree)
    if isinstance(tree, ast.Path):
        is_plain = all(step.axis == "child" and step.test.kind == "name" for step in tree.steps)
        return is_plain and (tree.start is None or _is_settings(tree.start))
    return not isinstance(tree, ast.Variable | ast.Filter)


def _is_settings(tree: ast.Ast) -> bool:
    return isinstance(tree, ast.Call) and tree == ast.Call("instance", (ast.Literal(_SETTINGS),))
