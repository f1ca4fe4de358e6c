"""Where an interview stands is a function of what is known of it, whatever order that came in."""

from __future__ import annotations

import itertools

import pytest

from fieldtool.log import kinds
from fieldtool.log.canonical import Encodable
from fieldtool.log.entry import Entry
from fieldtool.log.reviews import (
    APPROVE,
    REJECT,
    REQUEST,
    RETURN,
    REVIEW,
    Request,
    Review,
    Said,
    standing,
)
from fieldtool.log.revocations import ADMIT, LOST, REVOKE, Admission, Revocation
from fieldtool.storage import schema
from fieldtool.storage.database import Database
from fieldtool.storage.queries import interviews, reviews
from tests.clocks import StepClock
from tests.storage.test_projections import LOG, Book, revision, rows, take

HUB = kinds.log_to("hratabcd")
ASK = Request("correct", "mistake", "سن او ۴۳ است").to_content()
INTERVIEW = revision().interview


def said(verdict: str, name: str = "abcdefghij") -> dict[str, Encodable]:
    back = revision() if verdict == RETURN else None
    return Review(name, verdict, "کدام کوچه؟", {"safe": "چرا؟"}, back).to_content()


def _state(database: Database, project: str) -> str:
    with database.read() as session:
        found = interviews.get(session, project, INTERVIEW)
    return found.interview.review if found else "?"


def story(clock: StepClock) -> list[tuple[str, Entry, str]]:
    """Return what happened to an interview: log, entry, and where it stood then."""
    laptop, hub = Book(clock, LOG), Book(clock, HUB)
    first = laptop.finalise(revision())
    asked = laptop.write(REQUEST, INTERVIEW, ASK)
    back = hub.write(REVIEW, INTERVIEW, said(RETURN), [first.id, asked.id])
    second = laptop.finalise(revision(answer="نخیر"), [first.id, back.id])
    good = hub.write(REVIEW, INTERVIEW, said(APPROVE, "bbbbbbbbbb"), [second.id, back.id])
    later = laptop.finalise(revision(answer="شاید"), [second.id])
    return [
        (LOG, first, ""),
        (LOG, asked, "asked"),
        (HUB, back, "returned"),
        (LOG, second, "answered"),
        (HUB, good, "approved"),
        (LOG, later, "changed"),
    ]


def test_each_step_moves_it(hub_database: Database, project: str, clock: StepClock) -> None:
    for log, entry, expected in story(clock):
        take(hub_database, project, log, entry)

        assert _state(hub_database, project) == expected


@pytest.mark.parametrize("length", [4, 5, 6])
def test_logs_may_arrive_in_any_order(
    node_database: Database, clock: StepClock, length: int
) -> None:
    told = story(clock)[:length]
    own = [one for one in told if one[0] == LOG]
    hub = [one for one in told if one[0] == HUB]
    orders = {tuple(order) for order in itertools.permutations([LOG] * len(own) + [HUB] * len(hub))}
    for number, order in enumerate(sorted(orders)):
        project, left = f"project{number:03}", {LOG: iter(own), HUB: iter(hub)}
        for log in order:
            take(node_database, project, log, next(left[log])[1])

        assert _state(node_database, project) == told[-1][2], order


def test_of_two_reviews_that_have_not_seen_each_other_the_return_holds() -> None:
    two = [Said("a", ("r",), "one", APPROVE), Said("b", ("r",), "two", RETURN)]

    for order in (two, two[::-1]):
        assert standing(order, ["r"], ["r"]).state == "returned"
    three = [*two, Said("c", ("a", "b", "r"), "three", REJECT)]
    assert standing(three, ["r"], ["r"]).state == "rejected"


def test_the_same_review_in_two_logs_is_one() -> None:
    both = [Said("a", ("r",), "one", RETURN), Said("b", ("r",), "one", RETURN)]

    assert standing(both, ["r"], []).holding == {"a", "b"}
    assert standing(both, ["s"], ["r", "b"]).state == "answered"
    # Said again after a restore it names the one that was lost.
    again = [*both, Said("c", ("a", "r"), "one", RETURN)]
    assert standing(again, ["r"], []).is_returned


def test_only_the_hub_reviews_and_only_laptops_ask(
    hub_database: Database, project: str, clock: StepClock
) -> None:
    laptop, hub, desk = Book(clock, LOG), Book(clock, kinds.PROJECT_LOG), Book(clock, HUB)
    take(hub_database, project, LOG, laptop.finalise(revision()))
    take(hub_database, project, LOG, laptop.write(REVIEW, INTERVIEW, said(APPROVE)))
    take(hub_database, project, hub.log, hub.write(REVIEW, INTERVIEW, said(APPROVE)))
    take(hub_database, project, HUB, desk.write(REQUEST, INTERVIEW, ASK))

    assert _state(hub_database, project) == ""
    with hub_database.read() as session:
        assert reviews.told(session, project, INTERVIEW) == []


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"verdict": "perhaps", "comment": "", "comments": {}, "review": "a"},
        {"verdict": RETURN, "comment": "", "comments": {}, "review": "a"},
        {"verdict": RETURN, "comment": "", "comments": {}, "review": "a", "revision": {}},
        {"verdict": APPROVE, "comment": "", "comments": {"a": {}}, "review": "a"},
    ],
)
def test_a_review_that_cannot_be_read_is_put_aside_and_decides_nothing(
    node_database: Database, project: str, clock: StepClock, content: dict[str, Encodable]
) -> None:
    laptop, desk = Book(clock, LOG), Book(clock, HUB)
    take(node_database, project, LOG, laptop.finalise(revision()))
    take(node_database, project, HUB, desk.write(REVIEW, INTERVIEW, content))

    assert _state(node_database, project) == ""
    with node_database.read() as session:
        assert reviews.standing_of(session, project, INTERVIEW).state == ""


def test_what_a_revoked_laptop_asked_too_late_counts_only_when_it_is_admitted(
    hub_database: Database, project: str, clock: StepClock
) -> None:
    laptop, everybody = Book(clock, LOG), Book(clock, kinds.PROJECT_LOG)
    first = laptop.finalise(revision())
    asked = laptop.write(REQUEST, INTERVIEW, ASK)
    take(hub_database, project, LOG, first, asked)
    # The hub that revoked it had only the interview then.
    content = Revocation(LOST, (first.id,)).to_content()
    take(hub_database, project, everybody.log, everybody.write(REVOKE, "hratabcd", content))
    assert _state(hub_database, project) == ""
    before = rows(hub_database)
    schema.rebuild(hub_database)
    assert rows(hub_database) == before
    admitted = everybody.write(ADMIT, "hratabcd", Admission(accepted=(asked.id,)).to_content())
    take(hub_database, project, everybody.log, admitted)

    assert _state(hub_database, project) == "asked"
