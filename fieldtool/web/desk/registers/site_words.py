"""What is wrong with places, in the reader's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import g

from fieldtool.i18n.digits import ARABIC_SCRIPT
from fieldtool.i18n.locales import LOCALES
from fieldtool.problems import Problem
from fieldtool.web.desk.labels import LEVELS, label
from fieldtool.web.parts import filters
from fieldtool.web.parts.errors import said

_LANGUAGES = {locale.code: locale.name for locale in LOCALES}


def told(problem: Problem) -> str:
    """Return the sentence of *problem* with levels and languages by their names, and its number."""
    values = {
        name: _WORDS[name](str(value)) if name in _WORDS else value
        for name, value in problem.values.items()
    }
    sentence, reference = said(Problem(problem.code, values))
    return f"{sentence} ({filters.value(reference)})"


def _level(code: str) -> str:
    return label(LEVELS, code)


def _levels(codes: str) -> str:
    return _comma().join(_level(code) for code in codes.split(", "))


def _languages(codes: str) -> str:
    return _comma().join(_LANGUAGES.get(code, code) for code in codes.split(", "))


def _comma() -> str:
    return "، " if g.locale.code in ARABIC_SCRIPT else ", "


_WORDS: Mapping[str, Callable[[str], str]] = {
    "level": _level,
    "above": _level,
    "known": _levels,
    "languages": _languages,
}
