"""Tests of enrolment codes, proofs and files."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldtool.log import ids
from fieldtool.log.canonical import NotCanonicalError
from fieldtool.problems import Code, Problem
from fieldtool.security import enrolment
from fieldtool.security.enrolment import Answer, EnrolmentFile, Request
from fieldtool.security.keys import new_identity

CODE = "K3F2-OIBA-QA7M-XYZ5"
LAPTOP, HUB = new_identity(), new_identity()
REQUEST = Request(
    lookup=enrolment.lookup(CODE),
    workspace="k3f2qa7m",
    device="b2c4d6f7ha",
    sign_key=LAPTOP.verify_key,
    box_key=LAPTOP.box_key,
)
ANSWER = Answer(
    project="hrt7q2m4xa",
    title="هرات امن‌تر",
    zone="Asia/Kabul",
    person="HRT-07",
    sex="female",
    trained=True,
    language="fa_AF",
    sign_key=HUB.verify_key,
    box_key=HUB.box_key,
)
KEY = enrolment.proof_key(CODE)


@pytest.mark.parametrize(
    "typed",
    ["k3f2oibaqa7mxyz5", " K3F2 OIBA QA7M XYZ5 ", "k3f2–0iba.qa7m_xyz5", "K3F2-01BA-QA7M-XYZ5",
     "K3F2-O18A-QA7M-XYZ5", "k۳f۲-oiba-qa٧m-xyz۵", "Ｋ３Ｆ２OIBAQA7MXYZ5", "k۳f۲-۰۱۸a-qa٧m-xyz۵"],
)  # fmt: skip
def test_a_code_is_understood_however_it_was_typed(typed: str) -> None:
    assert enrolment.understood(typed) == "k3f2oibaqa7mxyz5"
    assert enrolment.lookup(typed) == enrolment.lookup(CODE)


@pytest.mark.parametrize("typed", ["", "K3F2", CODE + "A", "K3F2-OIBA-QA7M-XYZ9", "ک" * 16])
def test_what_cannot_be_a_code_is_told(typed: str) -> None:
    with pytest.raises(Problem) as raised:
        enrolment.understood(typed)
    assert raised.value.code is Code.CODE_NOT_VALID


def test_new_codes_have_four_groups_of_four_and_differ() -> None:
    codes = {enrolment.new_code() for _ in range(50)}

    assert len(codes) == 50
    for code in codes:
        assert [len(group) for group in code.split("-")] == [4, 4, 4, 4]
        assert enrolment.shown(enrolment.understood(code)) == code


def test_the_lookup_does_not_tell_the_code() -> None:
    assert enrolment.understood(CODE) not in enrolment.lookup(CODE)
    assert enrolment.lookup(CODE) != enrolment.proof_key(CODE).hex()[:20]


@pytest.mark.parametrize("name", ["lookup", "workspace", "device", "sign_key", "box_key"])
def test_a_request_that_was_altered_on_the_way_is_not_proven(name: str) -> None:
    proven = REQUEST.proven(KEY)
    other: Any = bytes(32) if name.endswith("key") else "z" * 8

    assert proven.is_proven(KEY)
    assert not replace(proven, **{name: other}).is_proven(KEY)
    assert not proven.is_proven(enrolment.proof_key("A" * 16))


@pytest.mark.parametrize("name", [name for name in vars(ANSWER) if name != "proof"])
def test_an_answer_that_was_altered_on_the_way_is_not_proven(name: str) -> None:
    proven = ANSWER.proven(KEY, REQUEST)
    value = getattr(proven, name)
    other: Any = {bool: not value, bytes: bytes(32), str: "x"}[type(value)]

    assert proven.is_proven(KEY, REQUEST)
    assert not replace(proven, **{name: other}).is_proven(KEY, REQUEST)


def test_an_answer_is_for_one_laptop_only() -> None:
    proven = ANSWER.proven(KEY, REQUEST)
    other = replace(REQUEST, sign_key=HUB.verify_key)

    assert not proven.is_proven(KEY, other)


def test_messages_come_back_as_they_were() -> None:
    request, answer = REQUEST.proven(KEY), ANSWER.proven(KEY, REQUEST)

    assert Request.of_bytes(request.to_bytes()) == request
    assert Answer.of_bytes(answer.to_bytes()) == answer


@given(st.binary(max_size=60))
def test_any_bytes_are_a_message_or_refused(raw: bytes) -> None:
    for read in (Request.of_bytes, Answer.of_bytes):
        with pytest.raises((Problem, NotCanonicalError)):
            read(raw)


def test_an_enrolment_file_says_what_the_code_says_and_who_the_hub_is() -> None:
    file = EnrolmentFile(
        hub_url="https://hub.example.org",
        code=enrolment.understood(CODE),
        title="هرات امن‌تر",
        expires=1_795_321_800_000,
        hub_key=HUB.verify_key,
    )
    text = file.to_bytes()

    assert EnrolmentFile.of_bytes(text) == file
    assert EnrolmentFile.of_bytes(b"\xef\xbb\xbf" + text + b"\r\n") == file
    assert CODE in text.decode()
    assert "code" not in repr(file)


@pytest.mark.parametrize("name", ["format", "hub", "code", "title", "expires", "key"])
def test_a_file_with_a_part_missing_or_wrong_is_told(name: str) -> None:
    file = EnrolmentFile("https://x", enrolment.understood(CODE), "", 1, HUB.verify_key)
    tree = json.loads(file.to_bytes())
    for wrong in ({**tree, name: []}, {key: tree[key] for key in tree if key != name}):
        with pytest.raises(Problem) as raised:
            EnrolmentFile.of_bytes(json.dumps(wrong).encode())
        assert raised.value.code is Code.ENROLMENT_FILE_NOT_VALID


def test_both_sides_show_the_same_twelve_digits_only_for_the_same_keys() -> None:
    laptop, hub = (LAPTOP.verify_key, LAPTOP.box_key), (HUB.verify_key, HUB.box_key)
    number = enrolment.check_number(laptop, hub)

    assert [len(group) for group in number.split(" ")] == [4, 4, 4]
    assert number.replace(" ", "").isdecimal()
    assert number != enrolment.check_number(laptop, (HUB.verify_key, LAPTOP.box_key))
    assert number == enrolment.check_number(laptop, hub)


def test_random_ids_use_their_alphabet_only() -> None:
    made = {ids.new_id(ids.WORKSPACE) for _ in range(200)}

    assert len(made) == 200
    assert all(ids.is_id(one, ids.WORKSPACE) for one in made)
    assert not ids.is_id("../xyz23", 8)
    assert not ids.is_id("abcdefg\n", 8)
