"""Sealed revisions: who, where, when and with which form in clear; all that was said in a box.

The box is made where there are keys (`security`); this is what goes into it, and the dictionary
that makes a single interview small.
"""

from __future__ import annotations

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
    from collections.abc import Iterator, Mapping

    from fieldtool.forms.nodes import Node

BOX = "sealed"
# What stays readable: lists, counts and tallies are made of it.
_CLEAR = ("form", "hash", "number", "result", "site", "version")
_DAY = "day"
_LONGEST_DAY = 10
# A time as every interview has two of; only its digits differ.
_TIME = "2026-01-01T00:00:00.000+00:00"


def split(content: dict[str, Encodable]) -> tuple[dict[str, Encodable], bytes]:
    """Return what of a revision's payload stays in clear, and the rest as it goes into the box."""
    clear = {name: content[name] for name in _CLEAR}
    clear[_DAY] = str(content["started"])[:_LONGEST_DAY]
    return clear, encode({name: said for name, said in content.items() if name not in _CLEAR})


def joined(clear: Mapping[str, Encodable], inside: bytes) -> dict[str, Tree]:
    """Return the whole payload of a sealed revision, of which the opened box holds *inside*.

    Raises:
        Problem: what was in the box is none of ours.
    """
    try:
        said = parse(inside)
    except NotCanonicalError:
        said = ""
    if not isinstance(said, dict):
        raise Problem(Code.CONTENT_NOT_VALID, {"kind": BOX, "part": "{}"})
    # What is in clear is what everybody saw; a box cannot say otherwise.
    return {**said, **{name: str(clear[name]) for name in _CLEAR}}


def box_of(tree: dict[str, Tree]) -> bytes:
    """Return the box of a payload; empty where it is not sealed."""
    if BOX not in tree:
        return b""
    try:
        return from_base64(Fields.of_tree(tree, BOX).text(BOX))
    except NotCanonicalError as error:
        raise Problem(Code.CONTENT_NOT_VALID, {"kind": BOX, "part": BOX}) from error


def outline(clear: dict[str, Encodable], box: bytes) -> dict[str, Encodable]:
    """Return the payload of a sealed revision."""
    return {**clear, BOX: to_base64(box)}


def unknown(tree: dict[str, Tree]) -> dict[str, Tree]:
    """Return the payload of a sealed revision as if nothing had been said in it."""
    fields = Fields.of_tree(tree, BOX)
    nothing: dict[str, Tree] = {"answers": {}, "finished": "", "language": "", "paradata": {}}
    return {**nothing, **tree, "started": fields.short(_DAY)}


@lru_cache(maxsize=8)
def dictionary(xform: str) -> bytes:
    """Return what a box for this form version is compressed with; a function of the XForm alone.

    It looks like an interview: the languages, two times, and each question in the order in which
    canonical JSON has them, answered with 1.
    """
    # What reads forms is not loaded by a laptop that has just been started.
    from fieldtool.forms.xmltext import read_xml

    elements = list(_elements(read_xml(xform)))
    languages = [one.attribute("lang") for one in elements if one.local_name == "translation"]
    sets = [one.attribute("nodeset") for one in elements if one.local_name == "bind"]
    # `/data/person/age` is the answer `person/age`.
    paths = {path.split("/", 2)[2] for path in sets if path.count("/") > 1}
    said = ",".join(f'"{path}":"1"' for path in sorted(paths))
    tongues = "".join(f'"language":"{one}",' for one in dict.fromkeys(languages))
    start = f'"paradata":{{}},"started":"{_TIME}"}}'
    return f'{tongues}{start}{{"answers":{{{said}}},"finished":"{_TIME}",'.encode()


def _elements(document: Node) -> Iterator[Node]:
    waiting = list(document.elements())
    while waiting:
        one = waiting.pop(0)
        yield one
        waiting[:0] = one.elements()
