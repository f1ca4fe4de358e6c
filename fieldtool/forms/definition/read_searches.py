"""Choices that `search()` in an appearance takes from an attached CSV file, as Collect does."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CALL = re.compile(r"(?:^|\s)search\s*\((.*)\)", re.DOTALL)
_PARTS = re.compile(r"""'[^']*'|"[^"]*"|\((?:[^()]|\([^()]*\))*\)|[^,'"()]+""")
_COLUMN = re.compile(r"[\w.-]+")
_WAYS = {
    "contains": "contains({column}, {value})",
    "startswith": "starts-with({column}, {value})",
    "endswith": "ends-with({column}, {value})",
    "matches": "{column} = {value}",
}


@dataclass(frozen=True)
class Search:
    """Where the choices come from: expressions for the rows, and for value and label in a row.

    Attributes:
        file: its name without the ending.
    """

    file: str
    nodes: str
    value: str
    label: str


def search(appearance: str, value: str, label: str, itext: str) -> Search | None:
    """Return what `search()` in *appearance* means, None where there is none of that kind.

    *value* and *label* are what the form's only choice has in their places: names of columns.
    With *itext*, each language has a column of its own.
    """
    found = _CALL.search(appearance)
    arguments = _arguments(found[1]) if found else []
    if not arguments or not _COLUMN.fullmatch(value):
        return None
    if not itext and not _COLUMN.fullmatch(label):
        return None
    file = _unquoted(arguments[0]).removesuffix(".csv")
    conditions = _conditions(arguments[1:])
    if not _COLUMN.fullmatch(file) or conditions is None:
        return None
    kept = "".join(f"[{condition}]" for condition in conditions)
    shown = f"*[name() = jr:itext('{itext}')]" if itext else label
    return Search(file, f"instance('{file}')/root/item{kept}", value, shown)


def _arguments(text: str) -> list[str]:
    arguments = [""]
    at = 0
    while at < len(text):
        part = _PARTS.match(text, at)
        if part is None:
            arguments.append("")
            at += 1
            continue
        arguments[-1] += part[0]
        at = part.end()
    return [argument.strip() for argument in arguments]


def _unquoted(text: str) -> str:
    return text[1:-1] if text[:1] in {"'", '"'} and text[-1:] == text[:1] else text


def _conditions(arguments: list[str]) -> list[str] | None:
    """Return conditions on a row: way, columns, value; or a column and its value as well."""
    if not arguments:
        return []
    way = _WAYS.get(_unquoted(arguments[0]))
    pairs = list(zip(arguments[1::2], arguments[2::2], strict=False))
    if way is None or len(pairs) not in {1, 2} or len(arguments) != 1 + 2 * len(pairs):
        return None
    found = []
    for number, (columns, value) in enumerate(pairs):
        names = [name.strip() for name in _unquoted(columns).split(",")]
        if not all(map(_COLUMN.fullmatch, names)):
            return None
        # The second pair is always equal: it narrows the list before it is searched.
        written = _WAYS["matches"] if number else way
        # Inside of a row of the file, the question is no longer where one stands.
        asked = f"current()/{value}" if value.startswith("..") else value
        found.append(" or ".join(written.format(column=name, value=asked) for name in names))
    return found
