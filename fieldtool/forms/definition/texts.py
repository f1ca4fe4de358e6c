"""Translated texts of a form (itext), kept as JSON and read when shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from fieldtool.forms.definition.model import Expression, Part
from fieldtool.forms.xpath import ast
from fieldtool.forms.xpath.ast import Json

# language → id → form ("" or guidance, image, audio, video, big-image, short) → parts
Table = dict[str, dict[str, dict[str, Json]]]


@dataclass(frozen=True)
class Texts:
    """All translations; a text that one language lacks falls back to the default language."""

    table: Table
    default: str
    namespaces: Mapping[str, str]
    _read: dict[tuple[str, str, str], tuple[Part, ...] | None] = field(default_factory=dict)

    def find(self, language: str, name: str, form: str = "") -> tuple[Part, ...] | None:
        """Return the parts of a text in *language* alone, None where it has none."""
        key = (language, name, form)
        if key not in self._read:
            written = self.table.get(language, {}).get(name, {}).get(form)
            self._read[key] = None if written is None else read_parts(written, self.namespaces)
        return self._read[key]

    def parts(self, language: str, name: str, form: str = "") -> tuple[Part, ...]:
        """Return the parts of a text, visibly falling back to the default language."""
        found = self.find(language, name, form)
        if found is None and form == "":
            found = self.find(language, name, "long")
        if (found is None or found in ((), ("-",))) and language != self.default:
            # pyxform writes “-” where a translation is missing.
            found = self.find(self.default, name, form) or found
        return found or ()

    def has(self, name: str) -> bool:
        """Return whether any language has this text."""
        return any(name in texts for texts in self.table.values())

    def media(self, language: str, name: str) -> dict[str, str]:
        """Return the media of a text by kind, such as image → file name."""
        own = {
            **self.table.get(self.default, {}).get(name, {}),
            **self.table.get(language, {}).get(name, {}),
        }
        return {
            kind: str(file)
            for kind, file in own.items()
            if kind not in ("", "guidance", "short", "long")
        }


def write_parts(parts: tuple[Part, ...]) -> Json:
    """Return parts as JSON: a string alone, or a list with expressions as [source, tree]."""
    if all(isinstance(part, str) for part in parts):
        return "".join(map(str, parts))
    return [
        part if isinstance(part, str) else [part.source, ast.to_json(part.tree)] for part in parts
    ]


def read_parts(written: Json, namespaces: Mapping[str, str]) -> tuple[Part, ...]:
    """Return what `write_parts` wrote."""
    if isinstance(written, str):
        return (written,) if written else ()
    parts: list[Part] = []
    for part in cast("list[Json]", written):
        if isinstance(part, list):
            parts.append(Expression(str(part[0]), None, namespaces, part[1]))
        else:
            parts.append(str(part))
    return tuple(parts)
