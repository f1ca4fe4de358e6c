"""Conditions in the words of the person who asks, with the numbers that stand on the paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from fieldtool.outputs.paper.conditions import (
    Answered,
    Chosen,
    Compared,
    Condition,
    Every,
    Not,
    Setting,
    Some,
    Unclear,
)
from fieldtool.problems import N_

# What is quoted may run the other way than the sentence around it.
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_MOST_LABELS = 3
_LONGEST = 60
_COMPARED = {
    # Translators: part of a printed instruction, after “Ask only if”; the number is of a question.
    ">=": N_("the answer to question %(number)s is %(value)s or more"),
    # Translators: part of a printed instruction, after “Ask only if”; the number is of a question.
    "<=": N_("the answer to question %(number)s is %(value)s or less"),
    # Translators: part of a printed instruction, after “Ask only if”; the number is of a question.
    ">": N_("the answer to question %(number)s is more than %(value)s"),
    # Translators: part of a printed instruction, after “Ask only if”; the number is of a question.
    "<": N_("the answer to question %(number)s is less than %(value)s"),
}
_SETTINGS = {
    # Translators: part of a printed instruction, after “Ask only if”.
    ("interviewer_sex", "female"): N_("a woman asks the questions"),
    # Translators: part of a printed instruction, after “Ask only if”.
    ("interviewer_sex", "male"): N_("a man asks the questions"),
    # Translators: part of a printed instruction, after “Ask only if”.
    ("interviewer_trained", "yes"): N_("who asks was trained for these questions"),
    # Translators: part of a printed instruction, after “Ask only if”.
    ("interviewer_trained", "no"): N_("who asks was not trained for these questions"),
}


@dataclass(frozen=True)
class Named:
    """A question as an instruction speaks of it.

    Attributes:
        number: as it is printed; empty where the question is not on the paper.
        choices: value of each choice → what is printed for it: its number and its label.
    """

    number: str
    label: str
    choices: Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Wording:
    """Says things in one language.

    Attributes:
        translate: gettext of the language that is printed.
        digits: writes a number in its digits.
        named: returns what is printed of a question, by its definition.
    """

    translate: Callable[[str], str]
    digits: Callable[[str], str]
    named: Callable[[int], Named]

    def only_if(self, condition: Condition) -> str:
        """Return the instruction above a question that is not asked of everybody."""
        return self.translate(N_("Ask only if %(condition)s.")) % {
            "condition": self.said(condition)
        }

    def go_to(self, number: str) -> str:
        """Return where to go on after an answer; without a number that is the end."""
        if not number:
            # Translators: printed beside an answer on paper: nothing else is asked after it.
            return self.translate(N_("go to the end"))
        # Translators: printed beside an answer on paper; the number is of a question.
        return self.translate(N_("go to %(number)s")) % {"number": number}

    def said(self, condition: Condition) -> str:
        """Return *condition* as part of a sentence."""
        match condition:
            case Every(parts):
                return self._joined(N_("%(first)s, and %(second)s"), parts)
            case Some(parts):
                return self._joined(N_("%(first)s, or %(second)s"), parts)
            case Not(inner):
                return self._simple(inner, holds=False)
            case Chosen() | Answered() | Setting() | Unclear() | Compared():
                return self._simple(condition, holds=True)
        return self._unclear(())

    def _joined(self, pattern: str, parts: Iterable[Condition]) -> str:
        first, *others = (
            f"({self.said(one)})" if isinstance(one, Every | Some) else self.said(one)
            for one in parts
        )
        for other in others:
            first = self.translate(pattern) % {"first": first, "second": other}
        return first

    def _simple(
        self, condition: Chosen | Answered | Setting | Unclear | Compared, *, holds: bool
    ) -> str:
        match condition:
            case Chosen():
                return self._chosen(condition, holds=holds)
            case Answered(question):
                return self._answered(question, holds=holds)
            case Compared(question, operator, value) if self.named(question).number:
                values = {"number": self.named(question).number, "value": self.digits(value)}
                return self.translate(_COMPARED[operator]) % values
            case Compared(question):
                return self._unclear((question,))
            case Setting(name, value):
                return self._setting(name, value, holds=holds)
        return self._unclear(condition.questions)

    def _chosen(self, condition: Chosen, *, holds: bool) -> str:
        named = self.named(condition.question)
        if not named.number:
            return self._unclear((condition.question,))
        if condition.several:
            pattern = (
                # Translators: part of a printed instruction, after “Ask only if”.
                N_("%(choices)s is among the answers to question %(number)s")
                if holds
                # Translators: part of a printed instruction, after “Ask only if”.
                else N_("none of these is among the answers to question %(number)s: %(choices)s")
            )
        else:
            pattern = (
                # Translators: part of a printed instruction, after “Ask only if”.
                N_("the answer to question %(number)s is %(choices)s")
                if holds
                # Translators: part of a printed instruction, after “Ask only if”.
                else N_("the answer to question %(number)s is not %(choices)s")
            )
        values = {"number": named.number, "choices": self._choices(named, condition.values)}
        return self.translate(pattern) % values

    def _choices(self, named: Named, values: tuple[str, ...]) -> str:
        first, *others = (self._choice(named, value, len(values)) for value in values)
        for other in others:
            # Translators: of two answers, in a printed instruction.
            joined = self.translate(N_("%(first)s or %(second)s"))
            first = joined % {"first": first, "second": other}
        return first

    def _choice(self, named: Named, value: str, among: int) -> str:
        typed, label = named.choices.get(value, (self.digits(value), ""))
        if not label or among > _MOST_LABELS:
            return typed
        # Translators: an answer in a printed instruction: its words and the number before it.
        pattern = self.translate(N_("“%(label)s” (%(number)s)"))
        return pattern % {"label": isolated(label), "number": typed}

    def _answered(self, question: int, *, holds: bool) -> str:
        number = self.named(question).number
        if not number:
            return self._unclear((question,))
        pattern = (
            # Translators: part of a printed instruction, after “Ask only if”.
            N_("question %(number)s was answered")
            if holds
            # Translators: part of a printed instruction, after “Ask only if”.
            else N_("question %(number)s has no answer")
        )
        return self.translate(pattern) % {"number": number}

    def _setting(self, name: str, value: str, *, holds: bool) -> str:
        other = {"female": "male", "male": "female", "yes": "no", "no": "yes"}
        sentence = _SETTINGS.get((name, value if holds else other.get(value, "")))
        return self.translate(sentence) if sentence else self._unclear(())

    def _unclear(self, questions: Iterable[int]) -> str:
        known = [one for one in map(self.named, questions) if one.number]
        if not known:
            # Translators: part of a printed instruction, after “Ask only if”.
            return self.translate(N_("your coordinator told you to"))
        first, *others = (
            f"{one.number} ({isolated(_short(one.label))})" if one.label else one.number
            for one in known
        )
        for other in others:
            pattern = self.translate(N_("%(first)s and %(second)s"))
            first = pattern % {"first": first, "second": other}
        # Translators: part of a printed instruction, after “Ask only if”; numbers of questions.
        pattern = self.translate(N_("it fits what was answered to %(questions)s"))
        return pattern % {"questions": first}


def isolated(text: str) -> str:
    """Return *text* for the middle of a sentence of either direction."""
    return f"{_FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"
