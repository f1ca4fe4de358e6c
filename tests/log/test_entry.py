"""Tests of entries, chains and payloads."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldtool.log import canonical, chain, entry
from fieldtool.log.clock import ClockEvidence, SystemClock
from fieldtool.log.entry import Entry, Header
from fieldtool.log.kinds import FormPublished, ProjectSettings, Revision
from fieldtool.log.sites import Sites
from fieldtool.problems import Code, Problem
from tests.log import samples


def test_the_same_answers_under_another_salt_have_another_hash() -> None:
    one, other = samples.revision_entry(), samples.revision_entry(salt=bytes(16))

    assert one.payload == other.payload
    assert one.header.hash != other.header.hash


def test_a_stub_keeps_the_id_of_the_entry_it_was() -> None:
    whole = samples.revision_entry()
    stub = entry.restored(whole.header.raw, None, None)

    assert stub.is_stub
    assert stub.id == whole.id


def test_an_altered_payload_is_noticed() -> None:
    whole = samples.revision_entry()
    assert whole.payload is not None
    altered = whole.payload.replace(b"33", b"34")

    with pytest.raises(Problem) as raised:
        entry.restored(whole.header.raw, whole.salt, altered)
    assert raised.value.code is Code.ENTRY_DAMAGED
    with pytest.raises(Problem):
        entry.restored(whole.header.raw, whole.salt, None)


def test_a_header_of_a_later_version_is_kept_byte_for_byte() -> None:
    future = samples.from_the_future("")
    read = Header.parse(future.header.raw)

    assert read.raw == future.header.raw
    assert read.kind == "teleport"
    assert read.tree()["wave"] == ["baseline", {"n": "1"}]


@pytest.mark.parametrize("name", ["kind", "subject", "parents", "prev", "person", "clock", "hash"])
def test_a_header_without_one_of_its_fields_is_refused(name: str) -> None:
    tree = samples.revision_entry().header.tree()
    del tree[name]

    with pytest.raises(Problem) as raised:
        Header.of_tree(tree)
    assert raised.value.code is Code.ENTRY_DAMAGED


@pytest.mark.parametrize(
    ("name", "value"),
    [("kind", "Finalise"), ("kind", "../x"), ("prev", "x"), ("prev", []), ("parents", "x"),
     ("parents", ["x"]), ("hash", "5F" * 32), ("blobs", {"9a" * 32: "-"}),
     ("blobs", {"../x": "1"}), ("blobs", {"9A" * 32: "1"}), ("blobs", []),
     ("subject", "س" * 201), ("clock", {"wall": "1"}), ("clock", "noon"),
     ("clock", {"wall": "-1", "offset": "0", "boot": "", "mono": "0"}),
     ("clock", {"wall": "1", "offset": "1440", "boot": "", "mono": "0"})],
)  # fmt: skip
def test_a_header_with_a_wrong_field_is_refused(name: str, value: canonical.Tree) -> None:
    with pytest.raises(Problem):
        Header.of_tree({**samples.revision_entry().header.tree(), name: value})


def test_a_gap_in_the_chain_is_noticed() -> None:
    first = samples.revision_entry()
    second = samples.revision_entry(first.id)
    third = samples.revision_entry(second.id)

    assert chain.follow((first, second, third), "", samples.LOG) == third.id
    assert chain.follow((), second.id, samples.LOG) == second.id
    with pytest.raises(Problem) as raised:
        chain.follow((first, third), "", samples.LOG)
    assert raised.value.code is Code.CHAIN_BROKEN


def test_a_tip_speaks_for_one_log_of_one_project() -> None:
    tip = samples.signed_tip().tip
    others = (
        replace(tip, project="another"),
        replace(tip, log="project"),
        replace(tip, count=2),
        replace(tip, id="0" * 32),
    )

    assert tip.message() not in {other.message() for other in others}


def test_payloads_come_back_as_they_were() -> None:
    assert Revision.from_entry(samples.revision_entry()) == samples.REVISION
    assert ProjectSettings.from_content(_through(samples.SETTINGS)) == samples.SETTINGS
    assert FormPublished.from_content(_through(samples.FORM)) == samples.FORM
    assert Sites.from_content(_through(samples.SITES)) == samples.SITES


def _through(content: ProjectSettings | FormPublished | Sites) -> canonical.Tree:
    return canonical.decode(canonical.encode(content.to_content()))


@pytest.mark.parametrize("name", sorted(samples.REVISION.to_content()))
def test_a_payload_without_one_of_its_fields_says_which(name: str) -> None:
    tree = canonical.parse(canonical.encode(samples.REVISION.to_content()))
    assert isinstance(tree, dict)
    without: canonical.Tree = {key: tree[key] for key in tree if key != name}
    other: canonical.Tree = {**tree, name: [{}]}
    for wrong in (without, other):
        with pytest.raises(Problem) as raised:
            Revision.from_content("m4xahrt7q2zz5k3f", wrong)
        assert raised.value.code is Code.CONTENT_NOT_VALID
        assert raised.value.values == {"kind": "finalise", "part": name}


def test_a_payload_that_is_no_object_is_a_problem_not_a_crash() -> None:
    header = samples.revision_entry().header
    for payload in (None, b"[]", b"\xff", b'"x"', b"{}x"):
        with pytest.raises(Problem):
            Entry(header, b"", payload).content()


def test_what_an_entry_holds_is_not_in_its_repr() -> None:
    shown = repr(samples.revision_entry()) + repr(samples.REVISION)

    assert "شب" not in shown
    assert "market" not in shown


MOMENTS = st.builds(
    ClockEvidence,
    wall=st.integers(0, 253_402_128_000_000),
    offset=st.integers(-1439, 1439),
    boot=st.just("b2c4d6f7ha"),
    mono=st.integers(0, 10**15 - 1),
    stated=st.booleans(),
)


@given(MOMENTS)
def test_clock_evidence_comes_back_as_it_was(evidence: ClockEvidence) -> None:
    assert ClockEvidence.from_header(dict(evidence.to_header())) == evidence


def test_the_clock_of_this_computer_tells_the_projects_time() -> None:
    clock = SystemClock(ZoneInfo("Asia/Kabul"))
    first, second = clock.now(), clock.now()

    assert first.offset == 270
    assert first.moment.isoformat().endswith("+04:30")
    assert second.mono >= first.mono
    assert second.boot == first.boot
    assert SystemClock(ZoneInfo("Europe/Rome")).now().boot != first.boot
