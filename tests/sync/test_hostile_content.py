"""What an enrolled laptop may sign and no honest one writes: put aside alone, on any database."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace

import pytest

from fieldtool.log import canonical, entry, kinds
from fieldtool.log.canonical import Encodable, Tree
from fieldtool.log.chain import Run, Tip
from fieldtool.log.clock import ClockEvidence, Meeting, corrected
from fieldtool.log.entry import Entry, Header
from fieldtool.log.kinds import Revision
from fieldtool.problems import Code, Problem, ProblemKind
from fieldtool.security.enrolment import Request, lookup, proof_key
from fieldtool.security.writer import sign_tip
from fieldtool.storage.models.projections import QuarantineRow
from fieldtool.storage.queries import entries, interviews
from fieldtool.sync.hub.enrolment import answer_enrolment
from tests.log import samples
from tests.sync.interviews import finalise, revision
from tests.sync.rooms import Hub, Laptop
from tests.sync.test_attacks import _request, _send

P = samples.PROJECT
# Numbers that cannot be compressed: an index would have to hold them in whole.
LONG = "".join(chr(0x4E00 + number * 7919 % 20_000) for number in range(6000))
# What nobody can seal anything to (points of small order of Curve25519).
WEAK = (bytes(32), b"\x01" + bytes(31), bytes.fromhex("ec" + "ff" * 30 + "7f"))


def _sign(laptop: Laptop, header: dict[str, Tree], payload: bytes) -> ProblemKind | Run:
    """Return the laptop's next entry, written past its own checks."""
    with laptop.ws.database.read() as session:
        run = entries.run(session, P, laptop.ws.log)
    assert run is not None
    last = run.entries[-1]
    tree = {**last.header.tree(), **header, "prev": last.id, "blobs": {}}
    whole = {**tree, "hash": entry.payload_hash(samples.SALT, payload)}
    made = Entry(Header.of_tree(whole), samples.SALT, payload)
    tip = Tip(P, laptop.ws.log, made.id, run.signed.tip.count + 1)
    signed = sign_tip(laptop.ws.identity, tip)
    return Run("", (*run.entries, made), signed)


def _bring(hub: Hub, laptop: Laptop, subject: str, payload: bytes) -> ProblemKind | None:
    from fieldtool.sync.wire import runs

    run = _sign(laptop, {"subject": subject, "kind": kinds.FINALISE}, payload)
    header, _wire = _request(laptop)
    assert isinstance(run, Run)
    tip = run.signed.tip
    newer = replace(header, tip=tip.id, count=tip.count)
    return _send(hub, newer, runs.to_wire(run), laptop.ws.identity)


def _aside(hub: Hub) -> list[str]:
    from sqlalchemy import select

    with hub.database.read() as session:
        return list(session.execute(select(QuarantineRow.reason)).scalars())


@pytest.fixture
def full(laptop: Laptop) -> Laptop:
    finalise(laptop.ws, laptop.clock, range(2))
    return laptop


@pytest.mark.parametrize("field", ["form", "hash", "site", "number", "language", "started"])
def test_an_interview_with_a_text_too_long_for_a_row_is_put_aside_alone(
    hub: Hub, full: Laptop, field: str
) -> None:
    content: dict[str, Encodable] = {**revision(50).to_content(), field: LONG}

    assert _bring(hub, full, "a" * 16, canonical.encode(content)) is None
    assert _aside(hub) == ["CONTENT_NOT_VALID"]
    with hub.database.read() as session:
        assert interviews.count(session, P) == 2


@pytest.mark.parametrize("text", [rb"\u0000", rb"\ud800", rb"\udfff\ud800"])
def test_a_text_that_no_database_holds_is_put_aside_alone(
    hub: Hub, full: Laptop, text: bytes
) -> None:
    payload = canonical.encode(revision(50).to_content()).replace(b"HRT-07-050", text)

    assert _bring(hub, full, "a" * 16, payload) is None
    assert _aside(hub) == ["CONTENT_NOT_VALID"]


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "\ud800"])
def test_neither_halves_of_pairs_nor_nul_are_ever_hashed(text: str) -> None:
    trees: list[Encodable] = [text, {text: ""}, ["", {"a": [text]}]]
    for tree in trees:
        with pytest.raises(canonical.NotCanonicalError):
            canonical.encode(tree)
    for raw in (rb'"\u0000"', rb'{"a":["\u0000"]}', rb'{"\u0000":""}', rb'"\ud800"'):
        with pytest.raises(canonical.NotCanonicalError):
            canonical.parse(raw)


def test_what_only_looks_like_an_escape_stays() -> None:
    for text in ("\\u0000", "a\\ud800", "\x1f", "\u2028"):
        assert canonical.decode(canonical.encode({"a": text})) == {"a": text}


@pytest.mark.parametrize(
    "claims",
    [{"wall": "253402300799999"}, {"wall": "-1"}, {"mono": "1" * 18}, {"mono": "-1"},
     {"boot": "x" * 65}, {"offset": "1440"}],
)  # fmt: skip
def test_a_clock_that_no_computer_has_is_refused(claims: dict[str, str]) -> None:
    with pytest.raises(canonical.NotCanonicalError):
        ClockEvidence.from_header({**samples.CLOCK.to_header(), **claims})


def test_times_that_a_laptop_claims_can_always_be_shown() -> None:
    last = replace(samples.CLOCK, wall=253_402_128_000_000, offset=1439, mono=10**14)
    first = replace(samples.CLOCK, wall=0, offset=-1439, mono=0)
    for claimed, met in ((last, first), (first, last), (last, last), (first, first)):
        for boot in (claimed.boot, "another"):
            meeting = Meeting(boot, met.mono, met.wall, samples.CLOCK.wall)
            found = corrected(claimed, [meeting])
            assert replace(claimed, wall=found.wall).moment.year >= 1969


@pytest.mark.parametrize("key", WEAK)
def test_a_key_that_nothing_can_be_sealed_to_is_not_enrolled(
    hub: Hub, key: bytes, new: Callable[..., Laptop]
) -> None:
    code = hub.invitation().code
    own = new().ws.identity
    asked = Request(lookup(code), "aaaaaaaa", "a" * 10, own.verify_key, key)
    raw = asked.proven(proof_key(code)).to_bytes()

    with pytest.raises(Problem) as raised:
        answer_enrolment(hub.database, hub.identity, raw, hub.clock)
    assert raised.value.code is Code.MESSAGE_NOT_VALID
    assert base64.b64encode(key) in raw


def test_a_whole_revision_is_not_too_long(hub: Hub, full: Laptop) -> None:
    long = replace(revision(50), answers={"a": LONG, "b" * 3000: "ش" * 100_000})

    assert _bring(hub, full, long.interview, canonical.encode(long.to_content())) is None
    assert _aside(hub) == []
    assert Revision.from_content(long.interview, dict(long.to_content())) == long  # type: ignore[arg-type]
