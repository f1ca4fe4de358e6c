"""The walk: a Hypothesis state machine that draws acts and looks after every one."""

from __future__ import annotations

import shutil
from collections.abc import Collection

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from fieldtool.log.reviews import RETURN, VERDICTS
from tests.sync.walk import checks, decisions, entities, handed, verdicts
from tests.sync.walk.acts import World
from tests.sync.walk.forgeries import FORGERIES
from tests.sync.walk.links import Weather
from tests.sync.walk.met import met
from tests.sync.walk.oracle import PATHS, ROWS
from tests.sync.walk.questions import FORMS
from tests.sync.walk.world import YEAR, Hub, Laptop, empty_folder

_MOST_LAPTOPS, _MOST_COPIES = 5, 3
NUMBERS = st.integers(0, 7)
WHERE = st.integers(0, 1 << 20)
ANSWERS = st.dictionaries(st.sampled_from(PATHS), st.sampled_from(["1", "2", ""]), max_size=3)
CHANGES = st.dictionaries(
    st.sampled_from(PATHS), st.sampled_from(["1", "2", "", None]), min_size=1, max_size=2
)
SAID = st.dictionaries(
    st.sampled_from(entities.PROPERTIES), st.sampled_from(["1", "2"]), min_size=1, max_size=2
)
FORECASTS = st.lists(st.tuples(st.sampled_from(list(Weather)), WHERE), min_size=1, max_size=3)
# Most sticks go to the hub of their laptop and come back to it.
_STICK = ["pack", "pack", "read", "read", "bring", "bring", "find", "elsewhere", "spoil", "repeat"]
STICKS = st.lists(st.sampled_from([*_STICK, "wipe"]), min_size=1, max_size=8)
RELAY_STICKS = st.lists(
    st.sampled_from(["pack", "pack", "read", "read", "bring", "bring", "find", "spoil", "repeat"]),
    min_size=1,
    max_size=8,
)
LARGE = 128 * 1024
LIMITS = st.sampled_from([600, LARGE])


class Walk(RuleBasedStateMachine):
    """Laptops, their clones and a hub, over links that do what they like."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = empty_folder()
        self.world: World | None = None
        self.interviews: list[str] = []

    # Whether there is a relay in every walk, in none, or (None) in one of two.
    with_relay: bool | None = None
    # The only bad weather there is; any where none is named.
    weather: Weather | None = None

    @initialize(seed=st.integers(0, 1 << 16), has_relay=st.booleans())
    def begin(self, seed: int, *, has_relay: bool) -> None:
        """Begin on the first day."""
        is_there = has_relay if self.with_relay is None else self.with_relay
        self.world = World(self.folder, seed, is_there)

    @property
    def there(self) -> World:
        """Return the world."""
        assert self.world is not None
        return self.world

    def _hub(self, number: int) -> Hub:
        hubs = list(self.there.hubs.values())
        return hubs[number % len(hubs)]

    def _laptop(self, number: int) -> Laptop:
        return self.there.laptops[number % len(self.there.laptops)]

    @rule(
        number=NUMBERS,
        answers=ANSWERS,
        form=st.sampled_from([0, 1, 2, 3, 3]),
        photo=st.sampled_from([b"", b"", b"photo"]),
    )
    def finalise(self, number: int, answers: dict[str, str], form: int, photo: bytes) -> None:
        """Somebody finalises an interview, perhaps with a form that the hub never had."""
        self.there.form = FORMS[form]
        self.interviews.append(self.there.finalise(self._laptop(number), answers, photo))

    @precondition(lambda self: self.interviews)
    @rule(number=NUMBERS, which=NUMBERS, changes=CHANGES)
    def edit(self, number: int, which: int, changes: dict[str, str | None]) -> None:
        """Somebody changes an interview, perhaps one that another laptop began."""
        interview = self.interviews[-1 - which % len(self.interviews)]
        self.there.edit(self._laptop(number), interview, changes)

    @precondition(lambda self: self.interviews)
    @rule(
        number=NUMBERS,
        which=NUMBERS,
        row=st.sampled_from(ROWS),
        value=st.sampled_from(["1", "2", None]),
    )
    def edit_row(self, number: int, which: int, row: str, value: str | None) -> None:
        """Somebody adds a row of a repeat, changes it or removes it."""
        interview = self.interviews[-1 - which % len(self.interviews)]
        self.there.edit_row(self._laptop(number), interview, row, value)

    @precondition(lambda self: self.interviews)
    @rule(which=NUMBERS)
    def erase(self, which: int) -> None:
        """Somebody erases an interview at the hub, whether it came already or not."""
        self.there.erase(self.interviews[-1 - which % len(self.interviews)])

    @rule(number=NUMBERS, values=st.permutations(["1", "2"]), form=st.integers(0, 3))
    def quarrel(self, number: int, values: list[str], form: int) -> None:
        """Two laptops finalise one interview with different answers, and both sync."""
        self.there.form = FORMS[form]
        one, other = self._laptop(number), self._laptop(number + 1)
        self.interviews.append(self.there.finalise(one, {"age": values[0]}))
        self.there.edit(other, self.interviews[-1], {"age": values[1]})
        for laptop in (one, other):
            self.there.sync(laptop, [], LARGE)

    @rule(number=NUMBERS, choice=NUMBERS)
    def settle(self, number: int, choice: int) -> None:
        """A coordinator chooses."""
        self.there.settle(number, choice)

    @precondition(lambda self: self.interviews)
    @rule(number=NUMBERS, verdict=st.sampled_from(VERDICTS))
    def review(self, number: int, verdict: str) -> None:
        """A coordinator approves, returns or rejects an interview."""
        decisions.review(self.there, number, verdict)

    @precondition(lambda self: self.interviews)
    @rule(number=NUMBERS, which=NUMBERS, answers=ANSWERS)
    def go_through(self, number: int, which: int, answers: dict[str, str]) -> None:
        """Somebody goes through an interview that was returned, and finalises it again."""
        decisions.go_through(self.there, self._laptop(number), which, answers)

    @rule(number=NUMBERS, answers=ANSWERS, again=ANSWERS, form=st.sampled_from([3, 3, 3, 0]))
    def correct(
        self, number: int, answers: dict[str, str], again: dict[str, str], form: int
    ) -> None:
        """An interview is returned, its laptop hears so, and it is finalised again at once."""
        laptop = self._laptop(number)
        self.there.form = FORMS[form]
        self.interviews.append(self.there.finalise(laptop, answers))
        self._through(laptop)
        decisions.review(self.there, -1, RETURN, laptop.log)
        self._through(laptop)
        self.there.sync(laptop, [], LARGE)
        decisions.go_through(self.there, laptop, 0, again)

    @rule(number=NUMBERS, answers=ANSWERS, is_accepted=st.booleans())
    def be_late(self, number: int, answers: dict[str, str], *, is_accepted: bool) -> None:
        """A revoked laptop goes on to write, and somebody looks at it."""
        laptop = self._laptop(number)
        if not verdicts.is_revoked(self.there, laptop):
            decisions.revoke(self.there, laptop)
        self.interviews.append(self.there.finalise(laptop, answers))
        self._through(laptop)
        decisions.decide(self.there, -1, is_accepted=is_accepted)

    def _through(self, laptop: Laptop) -> None:
        self.there.sync(laptop, [], LARGE)
        if laptop.home == "relay":
            self.there.pass_on([], LARGE)

    @precondition(lambda self: self.interviews)
    @rule(number=NUMBERS, which=NUMBERS, reason=st.sampled_from(["mistake", "withdrawn"]))
    def ask(self, number: int, which: int, reason: str) -> None:
        """Somebody asks for a correction, or that an interview does not count."""
        decisions.ask(self.there, self._laptop(number), which, reason)

    @rule(number=NUMBERS, which=NUMBERS, answers=ANSWERS)
    def hand_over(self, number: int, which: int, answers: dict[str, str]) -> None:
        """Somebody begins an interview and sends it over to a colleague."""
        handed.hand_over(self.there, self._laptop(number), which, answers)

    @rule(number=NUMBERS, which=NUMBERS, answers=ANSWERS, is_back=st.booleans())
    def take_over(self, number: int, which: int, answers: dict[str, str], *, is_back: bool) -> None:
        """Somebody goes on with a colleague's draft, or takes one back."""
        if is_back:
            handed.take_back(self.there, self._laptop(number), which)
        else:
            handed.take(self.there, self._laptop(number), which, answers)

    @rule(number=NUMBERS, which=NUMBERS, answers=ANSWERS, again=ANSWERS)
    def pass_along(
        self, number: int, which: int, answers: dict[str, str], again: dict[str, str]
    ) -> None:
        """A draft goes to a colleague, who goes on with it at once."""
        one, other = self._laptop(number), self._laptop(number + 1)
        for laptop in (one, other, one):
            self._through(laptop)
        handed.hand_over(self.there, one, which, answers)
        for laptop in (one, other):
            self._through(laptop)
        handed.take(self.there, other, 0, again)

    @rule(number=NUMBERS, who=st.sampled_from([*decisions.ASSIGNED, ""]))
    def assign(self, number: int, who: str) -> None:
        """Somebody is given something to do; or (with nobody) something is taken away again."""
        if who:
            decisions.assign(self.there, number, who)
        else:
            decisions.take_away(self.there, number)

    @rule(number=NUMBERS, which=NUMBERS, said=SAID)
    def visit(self, number: int, which: int, said: dict[str, str]) -> None:
        """An interview registers a council, or updates one."""
        entities.visit(self.there, self._laptop(number), which, said)

    @rule(number=NUMBERS, which=NUMBERS, values=st.permutations(["1", "2"]))
    def differ(self, number: int, which: int, values: list[str]) -> None:
        """Two laptops say different things of one council, and both sync."""
        one, other = self._laptop(number), self._laptop(number + 1)
        for laptop, value in zip((one, other), values, strict=True):
            entities.visit(self.there, laptop, which, {"status": value})
        for laptop in (one, other):
            self._through(laptop)

    @rule(which=NUMBERS, said=SAID, choice=NUMBERS)
    def register(self, which: int, said: dict[str, str], choice: int) -> None:
        """A coordinator registers a council, changes it, or chooses where people differ."""
        entities.change(self.there, which, said, choice)

    @rule(which=NUMBERS)
    def erase_entity(self, which: int) -> None:
        """Somebody erases a council at the hub; often nobody does."""
        if which == 0:
            self.there.erase(entities.ENTITIES[0])

    @rule(number=NUMBERS)
    def revoke(self, number: int) -> None:
        """A workspace is revoked, or trusted again."""
        decisions.revoke(self.there, self._laptop(number))

    @precondition(lambda self: self.there.is_revoked)
    @rule(number=NUMBERS, is_accepted=st.booleans())
    def decide(self, number: int, *, is_accepted: bool) -> None:
        """Somebody looks at what a revoked workspace wrote late."""
        decisions.decide(self.there, number, is_accepted=is_accepted)

    @rule(what=st.sampled_from(["title", "place 1", "place 2", "retire", 0, 1, 2, 3]))
    def publish(self, what: str | int) -> None:
        """The hub says something to everybody."""
        if isinstance(what, int):
            self.there.offer(FORMS[what])
        elif what == "title":
            self.there.rename()
        elif what == "retire":
            self.there.offer(None)
        else:
            self.there.place(int(what[-1]))

    @rule(number=NUMBERS, limit=LIMITS)
    def sync(self, number: int, limit: int) -> None:
        """Sync over a good link."""
        self.there.sync(self._laptop(number), [], limit)

    @rule(number=NUMBERS, forecast=FORECASTS, limit=LIMITS)
    def sync_in_bad_weather(
        self, number: int, forecast: list[tuple[Weather, int]], limit: int
    ) -> None:
        """Sync over a link that does what it likes."""
        if self.weather is not None:
            forecast = [(self.weather, where) for _drawn, where in forecast]
        self.there.sync(self._laptop(number), forecast, limit)

    @precondition(lambda self: self.world.has_relay)
    @rule(forecast=FORECASTS, limit=LIMITS, is_good=st.booleans())
    def pass_on(self, forecast: list[tuple[Weather, int]], limit: int, *, is_good: bool) -> None:
        """The relay passes on, over a good link or over one that does what it likes."""
        self.there.pass_on([] if is_good else forecast, limit)

    @precondition(lambda self: self.world.photos)
    @rule(number=NUMBERS, forecast=FORECASTS, is_good=st.booleans())
    def carry(self, number: int, forecast: list[tuple[Weather, int]], *, is_good: bool) -> None:
        """Photos go up, from a laptop or from the relay."""
        # The hub above has nobody to carry to.
        places = self.there.places[1:]
        place = places[number % len(places)]
        if isinstance(place, Laptop):
            self.there.sync(place, [], LARGE)
        self.there.carry(place, [] if is_good else forecast)

    @precondition(lambda self: self.world.has_relay)
    @rule(number=NUMBERS)
    def move(self, number: int) -> None:
        """A laptop of the relay syncs with the hub above from now on."""
        self.there.move(self._laptop(number))

    @rule(number=NUMBERS, acts=STICKS, where=WHERE)
    def stick(self, number: int, acts: list[str], where: int) -> None:
        """A memory stick goes around."""
        for act in acts:
            self.there.carry_stick(act, number, where)

    @precondition(lambda self: self.world.has_relay)
    @rule(acts=RELAY_STICKS, where=WHERE)
    def relay_stick(self, acts: list[str], where: int) -> None:
        """A memory stick goes between the relay and the hub above."""
        for act in acts:
            self.there.carry_relay_stick(act, where)

    @rule(number=WHERE)
    def arrive(self, number: int) -> None:
        """A request arrives late, or again."""
        self.there.arrive(number)

    @rule(number=NUMBERS, way=st.sampled_from(list(FORGERIES)), where=WHERE)
    def forge(self, number: int, way: str, where: int) -> None:
        """A request comes that no sound program makes."""
        self.there.forge(self._laptop(number), way, where)

    @precondition(lambda self: len(self.world.laptops) < _MOST_LAPTOPS)
    @rule(number=NUMBERS)
    def clone(self, number: int) -> None:
        """Somebody copies a laptop's folder to another laptop."""
        self.there.clone(self._laptop(number))

    @rule(number=NUMBERS)
    def back_up(self, number: int) -> None:
        """Somebody copies a laptop's folder away."""
        laptop = self._laptop(number)
        if len(laptop.copies) < _MOST_COPIES:
            laptop.back_up()

    @precondition(lambda self: any(one.copies for one in self.world.laptops))
    @rule(number=NUMBERS, copy=NUMBERS)
    def restore(self, number: int, copy: int) -> None:
        """A laptop goes on from an old copy."""
        kept = [one for one in self.there.laptops if one.copies]
        self.there.restore(kept[number % len(kept)], copy)

    @rule(number=NUMBERS)
    def back_up_hub(self, number: int) -> None:
        """Somebody copies a hub's folder away."""
        hub = self._hub(number)
        if len(hub.copies) < _MOST_COPIES:
            hub.back_up()

    @precondition(lambda self: any(one.copies for one in self.world.hubs.values()))
    @rule(number=NUMBERS, copy=NUMBERS, is_known=st.booleans())
    def restore_hub(self, number: int, copy: int, *, is_known: bool) -> None:
        """A hub goes on from an old copy, and knows it or not."""
        name = self._hub(number).folder.name
        self.there.restore_hub(copy, is_known=is_known, name=name)

    @rule(number=NUMBERS)
    def another_key(self, number: int) -> None:
        """Laptops are to seal to another key of a hub."""
        self.there.another_key(self._hub(number))

    @rule(number=NUMBERS)
    def retire_keys(self, number: int) -> None:
        """The earlier keys of a hub are destroyed, whoever still needs them."""
        self.there.retire_keys(self._hub(number))

    @rule(number=NUMBERS, years=st.integers(-9, 9), is_hub=st.booleans())
    def jump(self, number: int, years: int, *, is_hub: bool) -> None:
        """A clock is set, by years."""
        clock = (self._hub(number) if is_hub else self._laptop(number)).clock
        clock.put(years * YEAR)
        self.there.is_steady = False
        met("clock set")

    @invariant()
    def holds(self) -> None:
        """Nothing is lost so far."""
        if self.world is not None:
            checks.after_every_act(self.world)

    def teardown(self) -> None:
        """Everybody syncs, and everything is where it belongs."""
        try:
            if self.world is not None:
                checks.at_the_end(self.world)
        finally:
            if self.world is not None:
                self.world.close()
            shutil.rmtree(self.folder)


_ALL = frozenset(
    name for name, one in vars(Walk).items() if hasattr(one, "hypothesis_stateful_rule")
)
# Another exchange key of a hub, and the end of those before it: in walks that name these alone.
KEYS = frozenset({"another_key", "retire_keys"})
ACTS = _ALL - KEYS


def walk(
    examples: int,
    number: int,
    *,
    steps: int = 30,
    phases: tuple[Phase, ...] = (Phase.generate,),
    acts: Collection[str] = ACTS,
    with_relay: bool | None = None,
    weather: Weather | None = None,
) -> None:
    """Walk *examples* times, the same walks for the same *number*; raise where something broke.

    With fewer *acts* a walk meets sooner what they alone lead to.
    """
    unknown = set(acts) - _ALL
    if unknown:
        raise LookupError(unknown)
    left_out = dict.fromkeys(_ALL - set(acts))
    always = {"with_relay": with_relay, "weather": weather}
    run_state_machine_as_test(
        seed(number)(type("SeededWalk", (Walk,), {**left_out, **always})),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            phases=phases,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
