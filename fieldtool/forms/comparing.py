"""What is different between two versions of a form, in the words of the form's designer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fieldtool.forms.definition.form import Form
from fieldtool.forms.definition.model import Definition, Expression, Secondary, TextSource
from fieldtool.forms.definition.texts import Texts
from fieldtool.forms.difference import TEXTS, Difference, Differences, Kind

_META = frozenset({"meta", "orx:meta"})
_LOGIC = ("relevant", "required", "readonly", "constraint", "calculate")
_CHOSEN = frozenset({"select1", "select", "rank", "range", "trigger"})
# Rows of a list that are compared one by one; of longer ones only their number.
_MOST_CHOICES = 5_000


def differences(
    old: Form,
    new: Form,
    old_files: Mapping[str, str] | None = None,
    new_files: Mapping[str, str] | None = None,
) -> Differences:
    """Return what is different in *new*.

    Files are given as name → hash of the content. A question is the same one when its path is; a
    removed and an added one that ask the same in the same way may be one that was renamed.
    """
    before, after = _Version(old), _Version(new)
    gone = [path for path in before.parts if path not in after.parts]
    come = [path for path in after.parts if path not in before.parts]
    renamed = _renamed(before, after, gone, come)
    both = [path for path in after.parts if path in before.parts]
    found = [
        *(Difference(Kind.RENAMED, path, before=path, after=renamed[path]) for path in renamed),
        *(
            Difference(Kind.ADDED, path, after=after.type(path))
            for path in come
            if path not in renamed.values()
        ),
        *(
            Difference(Kind.REMOVED, path, before=before.type(path))
            for path in gone
            if path not in renamed
        ),
        *(each for path in both for each in _of_question(before, after, path)),
        *_of_choices(before, after),
        *_of_files(old_files or {}, new_files or {}),
        *_of_languages(before, after),
    ]
    return Differences(tuple(found))


class _Version:
    """One version, looked at by path and by language."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.root = form.definitions[0].path
        self.languages = [language.name for language in form.languages]
        self.parts: dict[str, Definition] = {
            _path(each): each
            for each in form.definitions[1:]
            if each.path.split("/")[2] not in _META
        }

    def type(self, path: str) -> str:
        """Return what kind of answer the question has."""
        definition = self.parts[path]
        control = self.form.controls.get(definition.index)
        if definition.children:
            return "repeat" if definition.repeat else "group"
        if control is None:
            return "calculate"
        if control.kind in _CHOSEN:
            return control.kind
        if control.kind == "upload":
            return control.attributes.get("mediatype", "").partition("/")[0] or "file"
        return definition.bind.type.removeprefix("xsd:")

    def texts(self, path: str) -> Iterator[tuple[Kind, TextSource]]:
        """Yield the texts of a question."""
        definition = self.parts[path]
        around = self.form.repeat_labels.get(definition.index)
        control = around or self.form.controls.get(definition.index)
        if control is not None:
            yield Kind.LABEL, control.label
            yield Kind.HINT, control.hint
        yield Kind.MESSAGE, definition.bind.constraint_message
        yield Kind.REQUIRED_MESSAGE, definition.bind.required_message

    def label(self, path: str) -> str:
        """Return the label in the form's default language."""
        sources = [source for kind, source in self.texts(path) if kind is Kind.LABEL]
        return self.said(sources[0], self.form.default_language) if sources else ""

    def said(self, source: TextSource, language: str) -> str:
        """Return a text in one language, with references as the form writes them."""
        return _said(self.form.texts, source, language, self.root)

    def logic(self, path: str) -> dict[Kind, str]:
        """Return the expressions of a question, and what else decides how it behaves."""
        definition = self.parts[path]
        control = self.form.controls.get(definition.index)
        found = {Kind(name): self._written(getattr(definition.bind, name)) for name in _LOGIC}
        found[Kind.DEFAULT] = definition.default
        found[Kind.APPEARANCE] = control.appearance if control is not None else ""
        itemset = control.itemset if control is not None else None
        found[Kind.CHOICES] = self._written(itemset.nodes if itemset is not None else None)
        found[Kind.COUNT] = self._written(control.count if control is not None else None)
        return found

    def _written(self, expression: Expression | None) -> str:
        if expression is None:
            return ""
        return _short(expression.source, self.root)

    def lists(self) -> dict[str, Secondary]:
        """Return the lists of choices that the form itself holds, by name."""
        return {
            name: secondary
            for name, secondary in self.form.secondaries.items()
            if not secondary.source
        }

    def choices(self, name: str) -> dict[str, dict[str, str]]:
        """Return value → language → label of a list."""
        document = self.lists()[name].document
        root = next(document.elements(), None) if document is not None else None
        found: dict[str, dict[str, str]] = {}
        for item in root.elements() if root is not None else ():
            cells = {child.name: child.text() for child in item.elements()}
            value = cells.get("name", "")
            source = TextSource(itext=cells.get("itextId", ""))
            found[value] = {
                language: self.said(source, language) if source else cells.get("label", "")
                for language in self.languages
            }
        return found


def _path(definition: Definition) -> str:
    return definition.path.split("/", 2)[2]


def _short(source: str, root: str) -> str:
    return " ".join(source.replace(f"{root}/", "").split())


def _said(texts: Texts, source: TextSource, language: str, root: str) -> str:
    parts = source.parts
    if source.itext:
        parts = (
            texts.find(language, source.itext) or texts.find(language, source.itext, "long") or ()
        )
    return "".join(
        f"{{{_short(part.source, root)}}}" if isinstance(part, Expression) else part
        for part in parts
    )


def _renamed(before: _Version, after: _Version, gone: list[str], come: list[str]) -> dict[str, str]:
    """Return old path → new path of questions that ask the same, where there is no doubt which."""
    found: dict[str, str] = {}
    old = _by_asking(before, gone)
    for asking, paths in _by_asking(after, come).items():
        if asking[1] and len(paths) == len(old.get(asking, ())) == 1:
            found[old[asking][0]] = paths[0]
    return found


def _by_asking(version: _Version, paths: list[str]) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for path in paths:
        if not version.parts[path].children:
            found.setdefault((version.type(path), version.label(path)), []).append(path)
    return found


def _of_question(before: _Version, after: _Version, path: str) -> Iterator[Difference]:
    old, new = before.type(path), after.type(path)
    if old != new:
        yield Difference(Kind.TYPE, path, old, new)
    was, now = before.logic(path), after.logic(path)
    for kind in was:
        if was[kind] != now[kind]:
            yield Difference(kind, path, was[kind], now[kind])
    sources = dict(before.texts(path)), dict(after.texts(path))
    for language in after.languages:
        if language not in before.languages:
            continue
        for kind in TEXTS:
            texts = [
                version.said(found[kind], language) if kind in found else ""
                for version, found in zip((before, after), sources, strict=True)
            ]
            if texts[0] != texts[1]:
                yield Difference(kind, path, texts[0], texts[1], language)


def _of_choices(before: _Version, after: _Version) -> Iterator[Difference]:
    old_lists, new_lists = before.lists(), after.lists()
    for name in new_lists:
        old = before.choices(name) if name in old_lists else {}
        new = after.choices(name)
        if max(len(old), len(new)) > _MOST_CHOICES:
            if len(old) != len(new):
                yield Difference(Kind.FILE_CHANGED, name, str(len(old)), str(len(new)))
            continue
        yield from _of_list(name, old, new, before.form.default_language)
    for name in old_lists:
        if name not in new_lists:
            yield from _of_list(name, before.choices(name), {}, before.form.default_language)


def _of_list(
    name: str,
    old: Mapping[str, Mapping[str, str]],
    new: Mapping[str, Mapping[str, str]],
    language: str,
) -> Iterator[Difference]:
    for value, labels in new.items():
        if value not in old:
            label = labels.get(language) or next(iter(labels.values()), "")
            yield Difference(Kind.CHOICE_ADDED, name, after=label, choice=value)
            continue
        for tongue, label in labels.items():
            was = old[value].get(tongue)
            if was is not None and was != label:
                yield Difference(Kind.CHOICE_LABEL, name, was, label, tongue, value)
    for value, labels in old.items():
        if value not in new:
            label = labels.get(language) or next(iter(labels.values()), "")
            yield Difference(Kind.CHOICE_REMOVED, name, before=label, choice=value)


def _of_files(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Difference]:
    for name in sorted({*old, *new}):
        if name not in old:
            yield Difference(Kind.FILE_ADDED, name)
        elif name not in new:
            yield Difference(Kind.FILE_REMOVED, name)
        elif old[name] != new[name]:
            yield Difference(Kind.FILE_CHANGED, name)


def _of_languages(before: _Version, after: _Version) -> Iterator[Difference]:
    for language in after.languages:
        if language not in before.languages and language:
            yield Difference(Kind.LANGUAGE_ADDED, language)
    for language in before.languages:
        if language not in after.languages and language:
            yield Difference(Kind.LANGUAGE_REMOVED, language)
