"""Invented interviews for demonstrations, training and tests, so that real ones are not needed."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from random import Random

from fieldtool.forms import Choice, Form, Interview, NodeState, Registers, no_register
from fieldtool.log.registers import is_entity_id

# Codes that stand apart from a scale: other, does not apply, does not know, does not answer.
_APART = {"96": 0.03, "97": 0.04, "98": 0.03, "99": 0.02}
_TRIES = 40
# How often what an interview is about is in no register yet, and is registered.
_NEW = 0.4
# A page may show a question only after a later one was answered, so it is walked again.
_ROUNDS = 5

# How often each code is chosen, by the beginning of a question's name; the longest one counts.
_SHARES: Mapping[str, Mapping[str, float]] = {
    "age_check": {"1": 97, "2": 2, "3": 1},
    "consent": {"1": 96, "2": 4},
    "guardian_consent": {"1": 90, "2": 10},
    "assent": {"1": 90, "2": 10},
    "selection": {"1": 20, "2": 55, "3": 20, "4": 5},
    "sex": {"1": 50, "2": 50, "3": 0.5, "99": 0.5},
    "education": {"1": 22, "2": 12, "3": 20, "4": 16, "5": 20, "6": 10},
    "displacement": {"1": 55, "2": 18, "3": 17, "4": 10, "99": 1},
    "citizenship": {"1": 78, "2": 8, "3": 5, "4": 8, "5": 0.5, "99": 0.5},
    "children": {"1": 75, "2": 25},
    "wg_": {"1": 85, "2": 11, "3": 3, "4": 0.7, "99": 0.3},
    "waste_use": {"1": 55, "2": 45},
    "office_use": {"1": 35, "2": 65},
    "pol_contact": {"1": 20, "2": 80, "99": 1},
    "pol_meeting": {"1": 25, "2": 55, "98": 20},
    "others_present": {"1": 70, "2": 22, "3": 8},
}
# Whoever fills in a demonstration wants interviews that go on.
_AGREEING = dict.fromkeys(
    (
        *("age_check", "consent", "guardian_consent", "assent", "council_agrees"),
        *("alone", "only_one", "sheet_here", "count_right"),
    ),
    "1",
)
# Scales that begin with the answer that is bad news.
_BAD_FIRST = ("prob_", "avoid_", "go_", "carry_", "keep_", "it_burglary", "it_assault", "it_fake")
# Scales on which women answer more gravely than men.
_GRAVER_FOR_WOMEN = ("saf_", "avoid_", "go_together")

# Hands of a vote, never more than people; few enough for a small meeting.
_HANDS = tuple(f"{who}_{what}" for who in ("women", "men") for what in ("for", "against"))
_NUMBERS: Mapping[str, Callable[[Random], int]] = {
    **dict.fromkeys(_HANDS, lambda rng: rng.choice((0, 0, 1, 2, 4))),
    **dict.fromkeys(("women_abstained", "men_abstained"), lambda rng: rng.choice((0, 0, 1))),
    "adults": lambda rng: rng.choices(range(1, 9), (10, 24, 20, 18, 12, 8, 5, 3))[0],
    "age": lambda rng: rng.choice((14, 15, 16, 17)) if rng.random() < 0.1 else _age(rng),
    "household_size": lambda rng: rng.randint(1, 12),
    "population": lambda rng: rng.randint(2_000, 900_000),
    "vu_peak": lambda rng: rng.randint(10, 800),
    "years_here": lambda rng: min(97, int(rng.expovariate(1 / 14))),
}

# What is registered is called something, with a number.
_CALLED: Mapping[str, Mapping[str, str]] = {
    "council_called": {"fa": "شورای گذر", "ps": "د ګذر شورا", "en": "Council", "it": "Consiglio"},
    "place_called": {"fa": "پارک", "ps": "پارک", "en": "Park", "it": "Parco"},
    "municipality_called": {
        "fa": "شاروالی",
        "ps": "ښاروالي",
        "en": "Municipality",
        "it": "Comune",
    },
}

# What people add in their own words; nobody can be recognised from it.
_PHRASES: Mapping[str, tuple[str, ...]] = {
    "fa": (
        "چراغ‌های سرک نزدیک مکتب از ماه حوت تا حال خراب است.",
        "شب‌ها راه بازار بسیار تاریک است و زنان تنها رفته نمی‌توانند.",
        "مردم محل حاضر هستند در پاک‌کاری جوی‌ها همکاری کنند.",
        "سگ‌های ولگرد صبح وقت اطفال را در راه مکتب می‌ترسانند.",
        "اگر پارک دیوار و چراغ داشته باشد، خانواده‌ها بیشتر می‌آیند.",
    ),
    "ps": (
        "د ښوونځي لار د شپې ډېره تیاره ده.",
        "که د سړک څراغونه جوړ شي، خلک به ډېر خوندي وي.",
        "موټرسایکلونه په کوڅه کې ډېر تېز تېرېږي.",
        "د ویالو د پاکولو لپاره موږ ټول چمتو یو.",
        "ښځې غواړي چې پارک ته نږدې د کښېناستو ځای ولري.",
    ),
    "it": (
        "Dopo le dieci di sera alla fermata dell’autobus non c’è più nessuno.",
        "Da quando hanno riacceso i lampioni si esce più volentieri.",
        "Servirebbe un passaggio pedonale davanti alla scuola.",
        "Il parco è bello, ma manca l’illuminazione.",
        "Più attività per i ragazzi renderebbero il quartiere più vivo.",
    ),
    "en": (
        "The lamps near the school have been broken since spring.",
        "After ten at night nobody is at the bus stop any more.",
        "People here would help to clean the drains.",
        "Motorcycles go too fast through our lane.",
        "Families would use the park if there was light.",
    ),
}


def synthetic_answers(  # noqa: PLR0913 - who is asked what, where and when
    form: Form,
    rng: Random,
    presets: Mapping[str, str],
    language: str,
    now: Callable[[], datetime],
    *,
    agreeing: bool = False,
    registers: Registers = no_register,
) -> dict[str, str]:
    """Return the answers of one invented interview, path to text, those that are relevant.

    The same *rng* state gives the same interview. With *agreeing* nobody is too young or
    declines, so that the interview goes to its end.
    """
    interview = Interview(form, now, presets=presets, language=language, registers=registers)
    fill(interview, rng, now, agreeing=agreeing)
    return interview.answers()


def fill(
    interview: Interview,
    rng: Random,
    now: Callable[[], datetime],
    *,
    agreeing: bool = False,
) -> None:
    """Answer *interview* page by page as a person would, leaving what is answered already."""
    person = _Person(interview, rng, now(), agreeing=agreeing)
    for _ in range(_ROUNDS):
        if not person.walk():
            return


class _Person:
    """Somebody who answers: has a mood that runs through all scales, and speaks one language."""

    def __init__(self, interview: Interview, rng: Random, now: datetime, *, agreeing: bool) -> None:
        self.interview = interview
        self.rng = rng
        self.now = now
        self.agreeing = agreeing
        # 0 sees everything well, 1 everything badly. Answers of one person belong together.
        self.mood = rng.betavariate(2.2, 1.8)
        self.passed: set[str] = set()

    def walk(self) -> bool:
        """Answer what is shown and not yet answered; return whether anything was answered."""
        before = len(self.passed)
        for page in self.interview.pages():
            for path in page.items:
                state = self.interview.state(path)
                if self._may_grow(state):
                    self._add_rows(state)
                elif self._is_open(state):
                    self.passed.add(path)
                    self._answer(state)
        return len(self.passed) > before

    def _may_grow(self, state: NodeState) -> bool:
        if state.kind != "repeat" or state.counted or not state.relevant:
            return False
        return state.path not in self.passed

    def _add_rows(self, state: NodeState) -> None:
        """Add up to two rows; their questions are met on the next walk."""
        self.passed.add(state.path)
        for _ in range(self.rng.choice((0, 1, 1, 2))):
            self.interview.add_row(state.path)

    def _is_open(self, state: NodeState) -> bool:
        return (
            state.kind == "question"
            and state.relevant
            and not state.readonly
            and state.control != "note"
            and not state.value
            and state.path not in self.passed
        )

    def _answer(self, state: NodeState) -> None:
        for _ in range(_TRIES):
            value = self._value(state)
            self.interview.answer(state.path, value)
            if self.interview.state(state.path).violation is None:
                return
        # A number whose rule no guess satisfied: say that it is not known.
        self.interview.answer(state.path, "98" if state.type == "int" else "")

    def _value(self, state: NodeState) -> str:
        if state.control == "select1":
            return self._one(state)
        if state.control == "select":
            return self._several(state)
        if state.control == "rank":
            return " ".join(
                self.rng.sample([each.value for each in state.choices], len(state.choices))
            )
        return self._typed(state)

    def _one(self, state: NodeState) -> str:
        name = _name(state.path)
        offered = [each.value for each in state.choices]
        if not offered or self._is_new(state, offered[0]):
            return ""
        if self.agreeing and _AGREEING.get(name) in offered:
            return _AGREEING[name]
        shares = self._shares(name, state.choices)
        weights = [shares.get(code, 0.0) for code in offered]
        return self.rng.choices(offered, weights if any(weights) else None)[0]

    def _is_new(self, state: NodeState, listed: str) -> bool:
        can_be = is_entity_id(listed) and not state.required
        return can_be and self.rng.random() < _NEW

    def _several(self, state: NodeState) -> str:
        """Return one to four reasons in list order; codes from 97 on stand alone."""
        reasons = [each.value for each in state.choices if each.value not in ("97", "98", "99")]
        alone = [each.value for each in state.choices if each.value in ("97", "98", "99")]
        if alone and self.rng.random() < 0.04:
            return self.rng.choice(alone)
        wanted = min(len(reasons), self.rng.choice((1, 1, 2, 2, 3, 4)))
        chosen = set(self.rng.sample(reasons, wanted))
        return " ".join(code for code in reasons if code in chosen)

    def _shares(self, name: str, choices: tuple[Choice, ...]) -> Mapping[str, float]:
        known = max((each for each in _SHARES if name.startswith(each)), key=len, default="")
        if known:
            return _SHARES[known]
        scale = [each.value for each in choices if each.value not in _APART]
        shares = dict(zip(scale, self._along(name, len(scale)), strict=True))
        return shares | {code: share * sum(shares.values()) for code, share in _APART.items()}

    def _along(self, name: str, length: int) -> list[float]:
        """Return weights of the answers of a scale, from good to bad, around the person's mood."""
        mood = self.mood
        if name.startswith(_GRAVER_FOR_WOMEN) and self._is_woman():
            mood = min(1.0, mood + 0.2)
        if name.startswith(_BAD_FIRST):
            mood = 1 - mood
        centre = mood * (length - 1)
        return [math.exp(-((place - centre) ** 2) / 1.1) + 0.03 for place in range(length)]

    def _is_woman(self) -> bool:
        answers = self.interview.answers()
        return any(_name(path) == "sex" and value == "1" for path, value in answers.items())

    def _typed(self, state: NodeState) -> str:
        name = _name(state.path)
        if name.endswith("_code"):
            return f"HRT-{self.rng.randint(1, 40):03}"
        if state.type == "int":
            return str(self._number(name))
        if state.type == "decimal":
            return f"{self.rng.uniform(0, 100):.1f}"
        if state.type == "date":
            return (self.now - timedelta(days=self.rng.randint(0, 400))).date().isoformat()
        if state.type == "string" and (state.required or self.rng.random() < 0.5):
            return self._words(name)
        return ""

    def _words(self, name: str) -> str:
        if name in _CALLED:
            called = _CALLED[name]
            return f"{called.get(self._tongue(), called['en'])} {self.rng.randint(1, 40)}"
        return self.rng.choice(self._phrases())

    def _number(self, name: str) -> int:
        if self.rng.random() < 0.02:
            return self.rng.choice((98, 99))
        if name.endswith("year"):
            return self.now.year - self.rng.randint(0, 4)
        guess = _NUMBERS.get(name)
        return guess(self.rng) if guess else self.rng.randint(0, 20)

    def _phrases(self) -> tuple[str, ...]:
        return _PHRASES.get(self._tongue(), _PHRASES["en"])

    def _tongue(self) -> str:
        active = self.interview.language
        tags = {each.name: each.tag for each in self.interview.form.languages}
        return tags.get(active, "").partition("-")[0]


def _age(rng: Random) -> int:
    return min(97, 18 + int(rng.gammavariate(2.0, 10.0)))


def _name(path: str) -> str:
    return path.rpartition("/")[2]
