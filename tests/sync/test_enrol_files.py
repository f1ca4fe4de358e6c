"""Enrolling without a network: two files, of which none is of use to anybody else."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldtool.log.canonical import encode, to_base64
from fieldtool.problems import Code, Problem
from fieldtool.security.keys import new_identity
from fieldtool.sync.hub.enrolment import answer_enrolment
from fieldtool.sync.laptop import enrol_files, node
from fieldtool.sync.laptop.enrol import Invitation, check_number
from fieldtool.sync.laptop.enrol_files import Waiting
from tests.clocks import StepClock
from tests.sync.rooms import CHEAP, Hub
from tests.sync.rooms import WORDS as P


@pytest.fixture
def brought(hub: Hub) -> Invitation:
    hub.begin()
    return hub.invitation()


@pytest.fixture
def waits(tmp_path: Path, brought: Invitation) -> Waiting:
    return enrol_files.begin(tmp_path, brought, P, 1000, CHEAP)


def _answer(hub: Hub, waits: Waiting) -> bytes:
    asked = enrol_files.asked_in(enrol_files.request_file(waits))
    return enrol_files.answer_file(
        asked, answer_enrolment(hub.database, hub.identity, asked, hub.clock)
    )


def test_two_files_set_up_work_that_syncs_when_there_is_a_network(
    hub: Hub, tmp_path: Path, waits: Waiting, clock: StepClock
) -> None:
    made = enrol_files.finish(tmp_path, _answer(hub, waits), P, CHEAP)
    with httpx.Client(timeout=20) as client:
        node.sync(made, client, clock)

    assert made.person == "HRT-07"
    assert made.membership.hub_url == hub.url
    assert len(check_number(made)) == 14
    assert enrol_files.waiting(tmp_path) == ()
    made.close()


def test_the_request_and_what_waits_hold_neither_code_nor_keys(
    hub: Hub, tmp_path: Path, waits: Waiting, brought: Invitation
) -> None:
    plain = brought.code.replace("-", "")
    everything = b"".join(path.read_bytes() for path in (tmp_path / "enrolling").iterdir())
    for raw in (everything, enrol_files.request_file(waits), _answer(hub, waits)):
        assert plain.lower().encode() not in raw.lower()
        assert brought.code.encode() not in raw


def test_the_answer_opens_only_with_the_passphrase_that_was_chosen(
    hub: Hub, tmp_path: Path, waits: Waiting
) -> None:
    raw = _answer(hub, waits)
    with pytest.raises(Problem) as raised:
        enrol_files.finish(tmp_path, raw, "غلط غلط غلط", CHEAP)

    assert raised.value.code is Code.PASSPHRASE_WRONG
    assert len(enrol_files.waiting(tmp_path)) == 1
    enrol_files.finish(tmp_path, raw, P, CHEAP).close()


def test_an_answer_of_somebody_who_put_other_keys_into_it_is_refused(
    hub: Hub, tmp_path: Path, waits: Waiting
) -> None:
    asked = enrol_files.asked_in(enrol_files.request_file(waits))
    answer = answer_enrolment(hub.database, hub.identity, asked, hub.clock)
    tree = json.loads(answer)
    tree["sign_key"] = to_base64(new_identity().verify_key)
    forged = enrol_files.answer_file(asked, encode(tree))
    with pytest.raises(Problem) as raised:
        enrol_files.finish(tmp_path, forged, P, CHEAP)

    assert raised.value.code is Code.ENROLMENT_ALTERED
    assert not list(tmp_path.glob("workspaces/*/keys.json"))


def test_an_answer_for_another_laptop_is_told(hub: Hub, tmp_path: Path, waits: Waiting) -> None:
    with pytest.raises(Problem) as raised:
        enrol_files.finish(tmp_path / "other", _answer(hub, waits), P, CHEAP)

    assert raised.value.code is Code.ENROLMENT_NOT_ASKED


def test_the_same_request_twice_gets_the_same_answer_and_another_one_none(
    hub: Hub, tmp_path: Path, waits: Waiting, brought: Invitation
) -> None:
    assert _answer(hub, waits) == _answer(hub, waits)
    second = enrol_files.begin(tmp_path, brought, P, 2000, CHEAP)
    with pytest.raises(Problem) as raised:
        _answer(hub, second)

    assert raised.value.code is Code.CODE_USED


def test_a_request_that_was_thrown_away_is_gone_and_its_code_still_good(
    hub: Hub, tmp_path: Path, waits: Waiting, brought: Invitation
) -> None:
    enrol_files.forget(tmp_path, waits.workspace)
    assert enrol_files.waiting(tmp_path) == ()
    second = enrol_files.begin(tmp_path, brought, P, 2000, CHEAP)
    enrol_files.finish(tmp_path, _answer(hub, second), P, CHEAP).close()


def test_a_short_or_common_passphrase_asks_nothing(tmp_path: Path, brought: Invitation) -> None:
    for words in ("کوتاه", "password1234"):
        with pytest.raises(Problem):
            enrol_files.begin(tmp_path, brought, words, 1000, CHEAP)

    assert enrol_files.waiting(tmp_path) == ()


def test_a_damaged_file_of_what_waits_is_passed_over(tmp_path: Path, waits: Waiting) -> None:
    (tmp_path / "enrolling" / "aaaa2222.json").write_text("{", encoding="utf-8")
    (tmp_path / "enrolling" / "bbbb2222.json").write_bytes(
        (tmp_path / "enrolling" / f"{waits.workspace}.json").read_bytes()
    )

    assert [one.workspace for one in enrol_files.waiting(tmp_path)] == [waits.workspace]


@given(st.binary(max_size=300))
def test_any_bytes_are_a_request_file_or_refused(raw: bytes) -> None:
    with pytest.raises(Problem) as raised:
        enrol_files.asked_in(raw)

    assert raised.value.code is Code.ENROLMENT_CARRIED_NOT_VALID


def test_any_name_is_a_workspace_or_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem):
        enrol_files.forget(tmp_path, "../../hub")
