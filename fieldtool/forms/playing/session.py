"""Commands of a script, one line each, and what each of them shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeAlias

from fieldtool.forms.interview import Interview
from fieldtool.forms.playing.sight import Seen, Sight, differences
from fieldtool.forms.text import plain
from fieldtool.forms.xpath.values import Value, to_text
from fieldtool.problems import Code, Problem, Problems

Answer: TypeAlias = "dict[str, object]"  # what is written as one JSON object
Command: TypeAlias = "Callable[[list[str]], Answer]"

# How many values each command takes: the fewest, and the most.
_VALUES = {
    "set": (1, 2),
    "add": (1, 1),
    "del": (1, 1),
    "lang": (1, 1),
    "state": (0, 0),
    "validate": (0, 0),
    "eval": (1, 2),
    "submit": (0, 0),
    "new": (0, 0),
}


class Session:
    """One form being played.

    Args:
        begin: makes a new interview.
        say: writes the sentence of a problem.
    """

    def __init__(self, begin: Callable[[], Interview], say: Callable[[Problem], str]) -> None:
        self._begin = begin
        self._say = say
        self._interview = begin()
        self._sight = Sight(self._interview)

    def answer(self, line: str) -> Answer | None:
        """Return what one line does, None for a blank line or a comment; it never raises."""
        text = line.rstrip("\r\n")
        if not text.strip() or text.startswith("#"):
            return None
        name, *values = text.split("\t", 2)
        try:
            return {"ok": True, **self._command(name.strip(), values)}
        except Problem as problem:
            return self._failed(problem)
        except Problems as problems:
            return self._failed(problems.problems[0])
        except Exception:  # noqa: BLE001 - a line that breaks the engine must not end the script
            return self._failed(Problem(Code.PROGRAM_FAILED))

    def _failed(self, problem: Problem) -> Answer:
        said = {"code": problem.code.reference, "message": self._say(problem)}
        return {"ok": False, "error": said}

    def _command(self, name: str, values: list[str]) -> Answer:
        if name not in _VALUES:
            known = ", ".join(_VALUES)
            raise Problem(Code.PLAY_COMMAND_UNKNOWN, {"command": name[:100], "known": known})
        fewest, most = _VALUES[name]
        if not fewest <= len(values) <= most:
            allowed = str(fewest) if fewest == most else f"{fewest}–{most}"
            given: dict[str, str | int] = {
                "command": name,
                "given": len(values),
                "allowed": allowed,
            }
            raise Problem(Code.PLAY_VALUES_WRONG, given)
        return self._commands()[name](values)

    def _commands(self) -> dict[str, Command]:
        return {
            "set": self._set,
            "add": self._add,
            "del": self._del,
            "lang": self._lang,
            "state": self._state,
            "validate": self._validate,
            "eval": self._eval,
            "submit": self._submit,
            "new": self._new,
        }

    # -- what changes the interview

    def _set(self, values: list[str]) -> Answer:
        before = dict(self._sight.states)
        path = self._sight.path(values[0])
        changes = self._interview.answer(path, values[1] if len(values) > 1 else "")
        self._sight.look_again(changes)
        return self._changed(before)

    def _add(self, values: list[str]) -> Answer:
        before = dict(self._sight.states)
        path, _changes = self._interview.add_row(self._sight.repeat(values[0]))
        self._sight.look()
        return {"ref": self._sight.refs[path], "path": path, **self._changed(before)}

    def _del(self, values: list[str]) -> Answer:
        before = dict(self._sight.states)
        self._interview.remove_row(self._sight.path(values[0]))
        self._sight.look()
        return self._changed(before)

    def _lang(self, values: list[str]) -> Answer:
        before = dict(self._sight.states)
        self._interview.set_language(values[0].strip())
        self._sight.look()
        return self._changed(before)

    def _new(self, _values: list[str]) -> Answer:
        before = dict(self._sight.states)
        self._interview = self._begin()
        self._sight = Sight(self._interview)
        return self._changed(before)

    def _changed(self, before: dict[str, Seen]) -> Answer:
        after = self._sight.states
        return {
            "changed": list(differences(before, after)),
            "removed": [ref for ref in before if ref not in after],
        }

    # -- what only looks

    def _state(self, _values: list[str]) -> Answer:
        return {"nodes": list(self._sight.states.values())}

    def _validate(self, _values: list[str]) -> Answer:
        violations = [
            {
                "ref": self._sight.refs[each.path],
                "kind": each.kind,
                "message": plain(each.message) or None,
            }
            for each in self._interview.validate()
        ]
        return {"valid": not violations, "violations": violations}

    def _eval(self, values: list[str]) -> Answer:
        place = self._sight.path(values[1]) if len(values) > 1 else ""
        try:
            value = self._interview.value_of(values[0], place)
        except Problem as problem:
            raise Problem(problem.code, {**problem.values, "place": "eval"}) from None
        return {"type": _type(value), "value": self._value(value)}

    def _value(self, value: Value) -> object:
        if isinstance(value, list):
            return [node.text() for node in value]
        if isinstance(value, bool):
            return value
        if (
            isinstance(value, float) and value - value == 0
        ):  # neither NaN nor infinite: JSON has none
            return int(value) if value == int(value) else value
        return to_text(value)

    def _submit(self, _values: list[str]) -> Answer:
        before = dict(self._sight.states)
        self._sight.look_again(self._interview.finish())
        valid = not self._interview.validate()
        return {"valid": valid, "xml": self._interview.to_xml(), **self._changed(before)}


def _type(value: Value) -> str:
    if isinstance(value, list):
        return "nodeset"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, float):
        return "number"
    return "date" if isinstance(value, date) else "string"
