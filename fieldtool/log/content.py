"""Read the fields of a tree that came from outside; a missing or wrong one is a Problem."""

from __future__ import annotations

from dataclasses import dataclass

from fieldtool.log.canonical import NotCanonicalError, Tree, whole
from fieldtool.problems import Code, Problem

MOST_SHORT = 200


@dataclass(frozen=True)
class Fields:
    """The fields of one object in *of* (an entry kind, a message) for the Problem's sentence."""

    tree: dict[str, Tree]
    of: str

    @classmethod
    def of_tree(cls, tree: Tree, of: str) -> Fields:
        """Return the fields of *tree*, which must be an object."""
        if not isinstance(tree, dict):
            raise Problem(Code.CONTENT_NOT_VALID, {"kind": of, "part": "{}"})
        return cls(tree, of)

    def text(self, name: str, default: str | None = None) -> str:
        """Return a string; *default* where the field may be absent."""
        value = self.tree.get(name, default)
        if not isinstance(value, str):
            raise self._wrong(name)
        return value

    def short(self, name: str) -> str:
        """Return a string of at most 200 characters: what rows are found by has to be short."""
        value = self.text(name)
        if len(value) > MOST_SHORT:
            raise self._wrong(name)
        return value

    def number(self, name: str) -> int:
        """Return a whole number, written as a string."""
        try:
            return whole(self.text(name))
        except NotCanonicalError:
            raise self._wrong(name) from None

    def texts(self, name: str) -> dict[str, str]:
        """Return an object that has strings only."""
        value = self.tree.get(name)
        if not isinstance(value, dict):
            raise self._wrong(name)
        texts = {key: item for key, item in value.items() if isinstance(item, str)}
        if len(texts) != len(value):
            raise self._wrong(name)
        return texts

    def names(self, name: str) -> tuple[str, ...]:
        """Return a list of strings."""
        value = self.tree.get(name)
        if not isinstance(value, list):
            raise self._wrong(name)
        texts = tuple(item for item in value if isinstance(item, str))
        if len(texts) != len(value):
            raise self._wrong(name)
        return texts

    def items(self, name: str) -> tuple[Fields, ...]:
        """Return a list of objects."""
        value = self.tree.get(name)
        if not isinstance(value, list):
            raise self._wrong(name)
        return tuple(Fields.of_tree(item, f"{self.of}/{name}") for item in value)

    def _wrong(self, name: str) -> Problem:
        return Problem(Code.CONTENT_NOT_VALID, {"kind": self.of, "part": name})
