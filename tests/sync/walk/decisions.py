"""What coordinators decide on the walk, and what facilitators make of it at their laptops."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldtool.collect import asking, finalising, returning
from fieldtool.collect.form_cache import FormCache
from fieldtool.collect.sitting import Sittings
from fieldtool.log import reviews as verdicts
from fieldtool.log.assignments import WITHDRAWN, Assignment
from fieldtool.log.revocations import SEIZED
from fieldtool.problems import Code, Problem
from fieldtool.review import reviewing
from fieldtool.review.reviewing import Verdict
from fieldtool.storage.queries import assignments, interviews, revocations
from fieldtool.storage.queries.interviews import Wanted
from fieldtool.sync.hub import assigning, revoking
from tests.sync.walk.met import met
from tests.sync.walk.questions import FORM
from tests.sync.walk.truths import P, demand
from tests.sync.walk.world import NAMES, TEAM, first_day

if TYPE_CHECKING:
    from tests.sync.walk.acts import World
    from tests.sync.walk.world import Laptop

_WINDOW = "windowaaaa"
_LATE = 99
# Whose laptops assignments are for.
ASSIGNED = [*(f"HRT-0{number}" for number in range(1, len(NAMES) + 2)), TEAM]
_CACHE: list[FormCache] = []


def review(world: World, number: int, verdict: str, log: str = "") -> None:
    """Let a coordinator say something of an interview (of *log*) that is not in conflict."""
    with world.hub.database.read() as session:
        found = interviews.page(session, P, Wanted(log=log), order="number")
        whole = [
            (one.id, known.token)
            for one in found
            if (known := reviewing.reviewed(session, P, one.id)) and not known.open_.conflicts
        ]
    if not whole:
        return
    interview, token = whole[number % len(whole)]
    given = Verdict(verdict, "لطفاً دوباره ببینید", {"age": "؟"}, token)
    now = world.hub.clock.now()
    try:
        with world.hub.database.work() as session:
            reviewing.review(session, world.hub.identity, P, interview, given, now)
    except Problem as problem:
        demand(problem.code is Code.RETURN_TO_NOBODY, f"no review: {problem.code.name}")
        return
    world.note_new_of_hub()
    world.touch(world.hub)
    met(f"review: {verdict}")


def go_through(world: World, laptop: Laptop, which: int, changes: dict[str, str]) -> None:
    """Let a facilitator open an interview that was returned, and finalise it again."""
    waiting = returning.waiting(laptop.ws)
    if not waiting:
        return
    if not _CACHE:
        _CACHE.append(FormCache(first_day() / "forms"))
    sittings = Sittings(laptop.ws, _CACHE[0], laptop.clock)
    interview = waiting[which % len(waiting)].interview
    try:
        draft = returning.open_again(sittings, interview, laptop.clock)
        sittings.answer(draft.id, changes, _LATE, _WINDOW)
        made = finalising.finalise(sittings, draft.id, finalising.PARTIAL, laptop.clock)
    except Problem as problem:
        # The walk finalises with versions that its laptops never got.
        demand(problem.code is Code.FORM_NOT_HERE, f"not opened: {problem.code.name}")
        met("returned interview whose form is not at the laptop")
        return
    world.note(made)
    world.touch(laptop)
    is_done = interview not in {one.interview for one in returning.waiting(laptop.ws)}
    demand(is_done, "an interview that was gone through again goes on to be returned")
    met("returned interview finalised again")


def ask(world: World, laptop: Laptop, which: int, reason: str) -> None:
    """Let a facilitator ask for a correction, or that an interview does not count."""
    with laptop.database.read() as session:
        own = interviews.page(session, P, Wanted(log=laptop.log), order="number")
    if not own:
        return
    try:
        made = asking.ask(laptop.ws, own[which % len(own)].id, reason, "غلط شد", laptop.clock)
    except Problem as problem:
        is_answered = problem.code is Code.REQUEST_NOT_POSSIBLE
        demand(is_answered, f"nothing was asked: {problem.code.name}")
        return
    world.note(made)
    world.touch(laptop)
    met(f"request: {verdicts.wish_of(reason)}")


def assign(world: World, number: int, who: str) -> None:
    """Give somebody, or a team, an assignment."""
    is_team = who == TEAM
    wanted = Assignment(
        id="",
        form_id=FORM.form_id,
        sites=(f"AF320{number}",),
        target=number + 1,
        person="" if is_team else who,
        team=who if is_team else "",
    )
    now = world.hub.clock.now()
    try:
        with world.hub.database.work() as session:
            assigning.assign(session, world.hub.identity, P, wanted, now)
    except Problem as problem:
        demand(problem.code is Code.ASSIGNMENT_WITHOUT_LAPTOP, "nothing was assigned")
        return
    world.note_new_of_hub()
    world.touch(world.hub)
    met(f"assignment given to a {'team' if is_team else 'person'}")


def take_away(world: World, number: int) -> None:
    """Take an assignment away again."""
    now = world.hub.clock.now()
    with world.hub.database.work() as session:
        known = [one for one in assignments.all_of(session, P) if one.state != WITHDRAWN]
        if not known:
            return
        taken = known[number % len(known)]
        assigning.withdraw(session, world.hub.identity, P, taken.id, now)
    world.note_new_of_hub()
    world.touch(world.hub)
    met("assignment taken away")


def revoke(world: World, laptop: Laptop) -> None:
    """Revoke a workspace, or trust it again where it was revoked."""
    now = world.hub.clock.now()
    with world.hub.database.work() as session:
        own = world.hub.identity.writer(P)
        if revocations.find(session, P, laptop.workspace) is not None:
            revoking.readmit(session, own, laptop.workspace, now)
            met("workspace trusted again")
        else:
            hub = world.hub.identity
            revoking.revoke(session, hub, P, laptop.workspace, reason=SEIZED, clock=now)
            world.is_revoked = True
            met("workspace revoked")
    world.note_new_of_hub()
    world.touch(world.hub)


def decide(world: World, number: int, *, is_accepted: bool) -> None:
    """Decide about one entry that a revoked workspace wrote late."""
    with world.hub.database.read() as session:
        held = [one.entry.id for one in revocations.held(session, P)]
    if not held:
        return
    met("late work held when somebody looked")
    own, now = world.hub.identity.writer(P), world.hub.clock.now()
    with world.hub.database.work() as session:
        chosen = [held[number % len(held)]]
        revoking.decide(session, own, chosen, is_accepted=is_accepted, clock=now)
    world.note_new_of_hub()
    world.touch(world.hub)
    met(f"late work {'accepted' if is_accepted else 'left aside'}")
