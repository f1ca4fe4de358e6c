"""Which questions of a form say whether somebody is a woman or a man, and with which answers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from fieldtool.forms import Form, Interview, NodeState, plain
from fieldtool.i18n.letters import search_key

# How the answers are named or labelled, in our languages and in forms from elsewhere.
_WOMEN = (
    *("female", "woman", "women", "f", "w", "زن", "زنان", "اناث", "ښځه", "ښځې", "ښځينه"),
    *("donna", "donne", "femmina", "femminile"),
)
_MEN = (
    *("male", "man", "men", "m", "مرد", "مردان", "ذکور", "نارینه", "نارينه", "سړی"),
    *("uomo", "uomini", "maschio", "maschile"),
)
# Of several such questions the one about who is asked.
_USUAL = frozenset({"gender", "respondent_sex", "sex"})


@dataclass(frozen=True)
class SexAsked:
    """A question with an answer for women and one for men.

    Attributes:
        path: as in answers; `name` is the last part of it.
        woman, man: the values, with blanks between them.
    """

    path: str
    woman: str
    man: str

    @property
    def name(self) -> str:
        """Return the name of the question."""
        return self.path.rpartition("/")[2]


def sex_questions(form: Form, now: Callable[[], datetime]) -> tuple[SexAsked, ...]:
    """Return the questions of *form* that fit, the usual one first; none inside of rows."""
    interview = Interview(form, now)
    women, men = _folded(_WOMEN), _folded(_MEN)
    meant: dict[str, dict[str, set[str]]] = {}
    for language in form.languages:
        interview.set_language(language.name)
        for state in interview.states():
            if state.control == "select1" and "[" not in state.path:
                texts = meant.setdefault(state.path, {})
                for value, words in _named(state):
                    texts.setdefault(value, set()).update(words)
    found = [
        SexAsked(path, _values(texts, women), _values(texts, men)) for path, texts in meant.items()
    ]
    fitting = [one for one in found if one.woman and one.man]
    return tuple(sorted(fitting, key=lambda one: one.name not in _USUAL))


def _named(state: NodeState) -> Iterator[tuple[str, set[str]]]:
    for choice in state.choices:
        yield choice.value, {search_key(choice.value), search_key(plain(choice.label))}


def _folded(words: Collection[str]) -> frozenset[str]:
    return frozenset(search_key(word) for word in words)


def _values(texts: dict[str, set[str]], wanted: frozenset[str]) -> str:
    return " ".join(value for value, words in texts.items() if words & wanted)
