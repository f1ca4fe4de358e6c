"""The questions of a form as columns: paths in form order, labels and choices in one language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fieldtool.forms import Form
from fieldtool.forms.definition.model import Control, Definition, Itemset, TextSource
from fieldtool.forms.definition.read_entities import is_entity, scope_of
from fieldtool.forms.nodes import Node
from fieldtool.i18n import locales

_INSTANCE = re.compile(r"^\s*instance\(\s*['\"]([^'\"]+)['\"]\s*\)")
_ITEXT = re.compile(r"^\s*jr:itext\(\s*([^()\s]+)\s*\)\s*$")
_ITEXT_FIXED = re.compile(r"^['\"](.*)['\"]$")
_NUMBERS = {"int", "decimal"}
# Kinds of questions.
ONE, MANY, NUMBER, TEXT = "one", "many", "number", "text"


@dataclass(frozen=True)
class Question:
    """One column of answers.

    Attributes:
        kind: one, many, number or text.
        choices: value to label, in list order, whatever the other answers are.
        register: whose entities are chosen from, by their ids; empty for any other question.
    """

    path: str
    kind: str
    label: str
    choices: dict[str, str]
    register: str = ""


def questions(form: Form, locale: str) -> list[Question]:
    """Return what can be answered once per interview, in form order.

    Notes have no answer; what is inside a repeat has several and is not a column.
    """
    reader = _Reader(form, locale)
    return [reader.question(each) for each in form.definitions if reader.is_column(each)]


def saved(form: Form, dataset: str, locale: str) -> dict[str, Question]:
    """Return the questions whose answers become properties of a register, by property.

    What is calculated from one chosen answer has the words of its choices.
    """
    reader, definitions = _Reader(form, locale), form.definitions
    entities = [each for each in definitions if is_entity(each)]
    scopes = {definitions[each.parent].parent for each in entities}
    own = {
        definitions[each.parent].parent
        for each in entities
        if any(name == "dataset" and text == dataset for name, _uri, text in each.attributes)
    }
    return {
        each.bind.save_to: reader.saved(each)
        for each in definitions
        if each.bind.save_to and scope_of(each, definitions, scopes) in own
    }


def merged(versions: Iterable[list[Question]]) -> list[Question]:
    """Return the union of the versions' questions, *versions* being newest first.

    A question that the newest version dropped stays beside its old neighbour; choices of all
    versions come together, the newest label holds.
    """
    order: list[str] = []
    found: dict[str, Question] = {}
    for version in versions:
        place = 0
        for question in version:
            known = found.get(question.path)
            if known is None:
                order.insert(place, question.path)
            else:
                place = order.index(question.path)
            found[question.path] = _together(known, question)
            place += 1
    return [found[path] for path in order]


def _together(newer: Question | None, older: Question) -> Question:
    if newer is None:
        return older
    kind = newer.kind if newer.kind == older.kind else TEXT
    choices, register = {**older.choices, **newer.choices}, newer.register or older.register
    return Question(newer.path, kind, newer.label, choices, register)


class _Reader:
    def __init__(self, form: Form, locale: str) -> None:
        self._form = form
        self._language = _language(form, locale)
        self._lists: dict[str, dict[str, str]] = {}

    def is_column(self, definition: Definition) -> bool:
        if definition.index == 0 or definition.children or definition.path.count("/") < 2:
            return False
        if definition.path.split("/")[2] in {"meta", "orx:meta"}:
            return False
        if any(
            self._form.definitions[one].repeat for one in self._form.ancestors[definition.index]
        ):
            return False
        control = self._form.controls.get(definition.index)
        return control is None or not (control.kind == "group" or _is_note(definition, control))

    def question(self, definition: Definition) -> Question:
        control = self._form.controls.get(definition.index)
        path = definition.path.split("/", 2)[2]
        if control is None:
            # Worked out, never typed: -3.5 is no formula, whatever type the form gave it.
            return Question(path, NUMBER, definition.name, {})
        label = self._text(control.label) or definition.name
        kind, choices = _kind(definition, control), self._choices(control)
        return Question(path, kind, label, choices, self._register(control))

    def _register(self, control: Control) -> str:
        name = _INSTANCE.match(control.itemset.nodes.source) if control.itemset else None
        return name[1] if name and name[1] in self._form.registers else ""

    def saved(self, definition: Definition) -> Question:
        found = self.question(definition)
        formula = definition.bind.calculate
        if definition.index in self._form.controls or formula is None:
            return found
        # Paths stand in formulas with blanks around them.
        read = [
            control
            for index, control in self._form.controls.items()
            if self._form.definitions[index].path in formula.source.split()
        ]
        only = read[0] if len(read) == 1 else None
        if only is None or only.kind != "select1":
            return Question(found.path, found.kind, "", {})
        return Question(found.path, ONE, self._text(only.label), self._choices(only))

    def _choices(self, control: Control) -> dict[str, str]:
        fixed = {item.value: self._text(item.label) or item.value for item in control.items}
        if control.itemset is None:
            return fixed
        key = f"{control.itemset.nodes.source}\n{control.itemset.label}"
        if key not in self._lists:
            self._lists[key] = dict(self._listed(control.itemset))
        return {**fixed, **self._lists[key]}

    def _listed(self, itemset: Itemset) -> Iterator[tuple[str, str]]:
        # Which choices are offered depends on other answers; here all of the list count.
        name = _INSTANCE.match(itemset.nodes.source)
        secondary = self._form.secondaries.get(name[1]) if name else None
        if secondary is None or secondary.document is None:
            return
        for item in _items(secondary.document):
            value = _below(item, itemset.value.source)
            if value:
                yield value, self._label(item, itemset) or value

    def _label(self, item: Node, itemset: Itemset) -> str:
        if itemset.label is None:
            return ""
        source = itemset.label.source
        itext = _ITEXT.match(source)
        if itext is None:
            return _below(item, source)
        fixed = _ITEXT_FIXED.match(itext[1])
        return self._text(TextSource(itext=fixed[1] if fixed else _below(item, itext[1])))

    def _text(self, source: TextSource) -> str:
        parts = source.parts
        if source.itext:
            parts = self._form.texts.parts(self._language, source.itext)
        # An answer inside a label differs from interview to interview.
        text = "".join(part if isinstance(part, str) else "…" for part in parts)
        return " ".join(text.split())


def _language(form: Form, locale: str) -> str:
    for language in form.languages:
        found = locales.find(language.tag)
        if found is not None and found.code == locale:
            return language.name
    return form.default_language


def _kind(definition: Definition, control: Control) -> str:
    kinds = {"select1": ONE, "select": MANY}
    return kinds.get(control.kind) or (NUMBER if definition.bind.type in _NUMBERS else TEXT)


def _is_note(definition: Definition, control: Control) -> bool:
    readonly = definition.bind.readonly
    always = readonly is not None and readonly.source.strip() in {"true()", "1"}
    return control.kind == "input" and always and definition.bind.calculate is None


def _items(document: Node) -> Iterator[Node]:
    waiting = [document]
    while waiting:
        node = waiting.pop(0)
        inner = list(node.elements())
        if any(not list(one.elements()) and one.value for one in inner):
            yield node
        else:
            waiting.extend(inner)


def _below(item: Node, name: str) -> str:
    found = item.first(name.strip())
    return found.text() if found is not None else ""
