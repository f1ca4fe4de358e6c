"""Sealed revisions: who, where, when and with which form in clear; all that was said in a box.

The box is made where there are keys (`security`); this is what goes into it, and the dictionary
that makes a single interview small.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from fieldtool.log.canonical import (
    Encodable,
    NotCanonicalError,
    Tree,
    encode,
    from_base64,
    parse,
    to_base64,
)
from fieldtool.log.content import Fields
from fieldtool.problems import Code, Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from fieldtool.forms.nodes import Node

# A box that the project's key opens, and one that a laptop opens.
BOX, BOX_FOR = "sealed", "for"
# Which form's dictionary a box is compressed with, where nothing else says so.
_FORM = "hash"
# What stays readable: lists, counts and tallies are made of it.
_CLEAR = ("form", "hash", "number", "result", "site", "version")
# What it was held for, where it was assigned: progress is counted without a key.
_CLEAR_WHERE_SAID = ("assignment", "counts")
_IN_CLEAR = frozenset({*_CLEAR, *_CLEAR_WHERE_SAID})
_DAY = "day"
_LONGEST_DAY = 10
_BOXES = frozenset({BOX, BOX_FOR})
# Times as every interview has some of; only their digits differ.
_TIME = "2026-01-01T00:00:00+00:00"
_USUAL = {"dateTime": "2026-01-01T00:00:00.000+00:00", "date": "2026-01-01"}
# What is said of the questions of a form stands in a row, by the field that it is taken from.
_ROWS = {"answers": "values", "paradata": "times"}
_ABSENT: list[Tree] = []
# Versions of the dictionary. The box says which one it is: see `security.sealing`.
FIRST, NEWEST = 1, 2
# The hash of a text that was agreed to, as long as every such hash.
_TEXT = "0123456789abcdef"


def clear_of(content: Mapping[str, Encodable]) -> dict[str, Encodable]:
    """Return what of a revision's payload stays in clear."""
    clear = {name: content[name] for name in _CLEAR}
    clear |= {name: content[name] for name in _CLEAR_WHERE_SAID if name in content}
    return {**clear, _DAY: str(content["started"])[:_LONGEST_DAY]}


def inside_of(content: Mapping[str, Encodable], xform: str) -> bytes:
    """Return the rest of a revision's payload, as it goes into the box.

    Answers to the questions of the form stand one behind the other, without their paths.
    """
    said = {name: value for name, value in content.items() if name not in _IN_CLEAR}
    paths = _shape(xform).paths
    known = frozenset(paths)
    for name, row in _ROWS.items():
        texts = said[name]
        assert isinstance(texts, Mapping)  # noqa: S101 - a revision has both
        if not known.isdisjoint(texts):
            said[name] = {path: text for path, text in texts.items() if path not in known}
            said[row] = [texts.get(path, _ABSENT) for path in paths]
    return encode(said)


def joined(clear: Mapping[str, Encodable], inside: bytes, xform: str) -> dict[str, Tree]:
    """Return the whole payload of a sealed revision, of which the opened box holds *inside*.

    Raises:
        Problem: what was in the box is none of ours.
    """
    said = _object(inside)
    paths = _shape(xform).paths
    for name, row in _ROWS.items():
        texts, values = said.get(name), said.pop(row, [_ABSENT] * len(paths))
        if not isinstance(texts, dict) or not isinstance(values, list) or len(values) != len(paths):
            raise Problem(Code.CONTENT_NOT_VALID, {"kind": BOX, "part": row})
        given = zip(paths, values, strict=True)
        said[name] = {**texts, **{path: text for path, text in given if text != _ABSENT}}
    # What is in clear is what everybody saw; a box cannot say otherwise.
    named = [*_CLEAR, *(name for name in _CLEAR_WHERE_SAID if name in clear)]
    return {**said, **{name: str(clear[name]) for name in named}}


def box_of(tree: dict[str, Tree], name: str = BOX) -> bytes:
    """Return a box of a payload; empty where it has none of that *name*."""
    if name not in tree:
        return b""
    try:
        return from_base64(Fields.of_tree(tree, BOX).text(name))
    except NotCanonicalError as error:
        raise Problem(Code.CONTENT_NOT_VALID, {"kind": BOX, "part": name}) from error


def parted(
    content: Mapping[str, Encodable], clear: Collection[str], form_hash: str
) -> tuple[dict[str, Encodable], bytes]:
    """Return what of any payload stays in clear, and the rest as it goes into boxes."""
    inside = {name: said for name, said in content.items() if name not in clear}
    return {**{name: content[name] for name in clear}, _FORM: form_hash}, encode(inside)


def boxed(clear: Mapping[str, Encodable], boxes: Mapping[str, bytes]) -> dict[str, Encodable]:
    """Return the payload with its *boxes*, by BOX or BOX_FOR."""
    return {**clear, **{name: to_base64(box) for name, box in boxes.items()}}


def whole(tree: dict[str, Tree], inside: bytes) -> dict[str, Tree]:
    """Return a payload that was parted, with what the opened box holds.

    Raises:
        Problem: what was in the box is none of ours.
    """
    return {**_object(inside), **{name: said for name, said in tree.items() if name not in _BOXES}}


def fields_of(tree: Tree) -> dict[str, Tree]:
    """Return the fields of any payload as they stand; raises Problem where it is no object."""
    return Fields.of_tree(tree, BOX).tree


def form_of(tree: dict[str, Tree]) -> str:
    """Return the hash of the form whose dictionary the boxes of a payload are compressed with."""
    return Fields.of_tree(tree, BOX).short(_FORM)


def outline(clear: dict[str, Encodable], box: bytes) -> dict[str, Encodable]:
    """Return the payload of a sealed revision."""
    return {**clear, BOX: to_base64(box)}


def unknown(tree: dict[str, Tree]) -> dict[str, Tree]:
    """Return the payload of a sealed revision as if nothing had been said in it."""
    fields = Fields.of_tree(tree, BOX)
    nothing: dict[str, Tree] = {"answers": {}, "finished": "", "language": "", "paradata": {}}
    return {**nothing, **tree, "started": fields.short(_DAY)}


def beside(interview: str, content: Mapping[str, Encodable]) -> bytes:
    """Return what of a sealed revision everybody knows, to stand before the second dictionary.

    Its site, its day and its own id are said once more among the answers.
    """
    known = {name: content[name] for name in _CLEAR}
    day = str(content.get(_DAY) or content["started"])[:_LONGEST_DAY]
    return encode({**known, _DAY: day}) + f'"uuid:{interview}",'.encode()


def dictionary(xform: str, version: int = NEWEST) -> bytes:
    """Return what boxes for this form version are compressed with; a function of the XForm alone.

    It looks like an interview: an answer to each question, the languages, two times; since the
    second version of it, what is noted of a consent, and a withdrawal code.
    """
    shape = _shape(xform)
    return shape.first if version == FIRST else shape.second


@dataclass(frozen=True)
class _Shape:
    """What follows from an XForm: its questions in the order of their paths, and dictionaries."""

    paths: tuple[str, ...]
    first: bytes
    second: bytes


@lru_cache(maxsize=8)
def _shape(xform: str) -> _Shape:
    # What reads forms is not loaded by a laptop that has just been started.
    from fieldtool.forms.xmltext import read_xml

    elements = list(_elements(read_xml(xform)))
    languages = [one.attribute("lang") for one in elements if one.local_name == "translation"]
    binds = {
        # `/data/person/age` is the answer `person/age`.
        one.attribute("nodeset").split("/", 2)[2]: one
        for one in elements
        if one.local_name == "bind" and one.attribute("nodeset").count("/") > 1
    }
    paths = tuple(sorted(binds))
    values = ",".join(f'"{_usual(binds[path])}"' for path in paths)
    tongues = "".join(f'"language":"{one}",' for one in dict.fromkeys(languages))
    times = f'"paradata":{{}},"started":"{_TIME}","times":["1.5",[],"values":'
    rest = f'"finished":"{_TIME}",{tongues}{times}'
    first = f'[{values}]}}{{"answers":{{}},{rest}'
    tags = " ".join(dict.fromkeys(map(_tag, languages)))
    consent = f'"consents":{{"consent":"yes {_TIME} {tags} {_TEXT}"}},'
    second = f'[{values}],"withdrawal":"{{"answers":{{}},{consent}{rest}'
    return _Shape(paths, first.encode(), second.encode())


def _tag(language: str) -> str:
    """Return what stands in the last brackets of a language's name, else the name."""
    return language.rpartition("(")[2].rstrip(") ") or language


def _usual(bind: Node) -> str:
    """Return an answer that looks like those to a question."""
    kind = bind.attribute("type")
    if kind in _USUAL:
        return _USUAL[kind]
    is_note = bind.attribute("readonly") == "true()" and not bind.attribute("calculate")
    return "" if is_note else "1"


def _object(inside: bytes) -> dict[str, Tree]:
    try:
        said = parse(inside)
    except NotCanonicalError:
        said = ""
    if not isinstance(said, dict):
        raise Problem(Code.CONTENT_NOT_VALID, {"kind": BOX, "part": "{}"})
    return said


def _elements(document: Node) -> Iterator[Node]:
    waiting = list(document.elements())
    while waiting:
        one = waiting.pop(0)
        yield one
        waiting[:0] = one.elements()
