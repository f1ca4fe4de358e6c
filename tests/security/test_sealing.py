"""Tests of sealing: what is in a box only the project's key opens, and how small a box is."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from backports import zstd
from nacl.public import PrivateKey

from fieldtool.log import canonical, sealed
from fieldtool.log.canonical import Encodable, to_base64
from fieldtool.log.handovers import Colleague, Handed, passed_on
from fieldtool.log.kinds import Revision
from fieldtool.problems import Code, Problem
from fieldtool.security import held_keys, keys
from fieldtool.security.keys import Identity
from fieldtool.security.sealing import (
    MOST_PLAIN,
    OpenKeys,
    seal_key_of,
    sealed_revision,
    sealed_words,
)
from tests.forms.workshop import xform
from tests.log import samples

SECRET = bytes(range(32))
KEY = bytes(PrivateKey(SECRET).public_key)
PROJECT = samples.PROJECT
FORM = xform(
    """
    | survey | | | |
    | | type | name | label::دری (fa-AF) | label::پښتو (ps) |
    | | begin_group | person | شخص | کس |
    | | integer | age | چند ساله هستید؟ | څو کلن یاست؟ |
    | | text | note | چرا؟ | ولې؟ |
    | | end_group | | | |
    | settings | | |
    | | form_id | version |
    | | safety | 1 |
    """
)
CANARY = "ښځې ويره لري"


class Seconds:
    """A clock that nobody can set but a test."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def revision() -> Revision:
    return replace(samples.REVISION, answers={"person/age": "33", "person/note": CANARY})


def _opened(
    box: bytes | Revision, secret: bytes = SECRET, form: str = FORM, *earlier: bytes
) -> bytes:
    open_, secrets = OpenKeys(), (secret, *earlier)
    open_.unlock(PROJECT, secrets, 1)
    if isinstance(box, bytes):
        return open_.reader(PROJECT)(box, form, b"")
    known = sealed.beside(box.interview, box.to_content())
    return open_.reader(PROJECT)(box.box, form, known)


def test_a_sealed_revision_says_who_where_and_when_and_nothing_that_was_said(
    revision: Revision,
) -> None:
    made = sealed_revision(revision, KEY, FORM)
    payload = canonical.encode(made.to_content()).decode()

    assert set(made.to_content()) == {
        "day",
        "form",
        "hash",
        "number",
        "result",
        "sealed",
        "site",
        "version",
    }
    for word in (CANARY, "age", "دری", revision.started, "safety/where"):
        assert word not in payload


def test_it_comes_back_whole_with_the_projects_key(revision: Revision) -> None:
    made = sealed_revision(revision, KEY, FORM)
    read = Revision.from_content(
        revision.interview, canonical.decode(canonical.encode(made.to_content()))
    )
    assert (read.box, read.answers, read.started) == (made.box, {}, revision.started[:10])
    whole = sealed.joined(read.to_content(), _opened(read), FORM)

    assert Revision.from_content(revision.interview, whole) == revision


def test_two_boxes_of_the_same_interview_have_nothing_in_common(revision: Revision) -> None:
    one, other = (sealed_revision(revision, KEY, FORM).box for _time in range(2))

    assert one[:48] != other[:48]
    assert one[48:] != other[48:]


def test_another_key_does_not_open_it_nor_does_a_locked_hub(revision: Revision) -> None:
    box = sealed_revision(revision, KEY, FORM).box
    with pytest.raises(Problem) as raised:
        _opened(box, bytes(32))
    assert raised.value.code is Code.SEALED_TO_ANOTHER
    with pytest.raises(Problem) as raised:
        OpenKeys().reader(PROJECT)

    assert raised.value.code is Code.HUB_LOCKED


def test_the_box_cannot_say_otherwise_than_what_everybody_saw(revision: Revision) -> None:
    forged: dict[str, Encodable] = {
        "answers": {},
        "paradata": {},
        "number": "HRT-01-001",
        "site": "AF9999",
        "values": ["", "33", []],
    }
    clear = sealed.clear_of(revision.to_content())
    whole = sealed.joined(clear, canonical.encode(forged), FORM)

    assert (whole["number"], whole["site"]) == (revision.number, revision.site)


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"no zstd",
        zstd.compress(b"[]"),
        zstd.compress(b'{"answers":{}}'),
        zstd.compress(b'{"answers":{},"paradata":{},"values":["1"]}'),
        zstd.compress(b'{"answers":{}}')[:-3],
        zstd.compress(b"{}") + b"more",
        zstd.compress(bytes(MOST_PLAIN + 1)),
    ],
    ids=[
        "nothing",
        "something else",
        "a list",
        "no paradata",
        "too few",
        "cut off",
        "more behind it",
        "a bomb",
    ],
)
def test_a_box_with_something_else_in_it_is_refused(packed: bytes, revision: Revision) -> None:
    clear = sealed.clear_of(revision.to_content())
    with pytest.raises(Problem) as raised:
        sealed.joined(clear, _opened(keys.seal(KEY, packed)), FORM)

    assert raised.value.code is Code.CONTENT_NOT_VALID


def test_the_dictionary_is_a_function_of_the_form_alone() -> None:
    made = sealed.dictionary(FORM)
    sealed._shape.cache_clear()
    rest = (
        '"finished":"2026-01-01T00:00:00+00:00",'
        '"language":"دری (fa-AF)","language":"پښتو (ps)",'
        '"paradata":{},"started":"2026-01-01T00:00:00+00:00","times":["1.5",[],"values":'
    )

    assert sealed.dictionary(FORM) == made
    assert (
        sealed.dictionary(FORM, sealed.FIRST).decode() == f'["","1","1"]}}{{"answers":{{}},{rest}'
    )
    assert made.decode() == (
        '["","1","1"],"withdrawal":"{"answers":{},"consents":{"consent":"yes '
        f'2026-01-01T00:00:00+00:00 fa-AF ps 0123456789abcdef"}},{rest}'
    )


def test_what_is_noted_of_a_consent_takes_hardly_more_than_the_times_and_codes_in_it(
    revision: Revision,
) -> None:
    line = "yes 2026-11-22T09:06:00+04:30 fa-AF 8d969eef6ecad3c2"
    agreed = replace(revision, consents={"consent": line}, withdrawal="554rhjaw")
    sizes = [len(sealed_revision(one, KEY, FORM).box) for one in (revision, agreed)]

    # 8 bytes of a hash, in hexadecimal, 8 characters of a code, and a time near the others.
    assert sizes[1] - sizes[0] < 36


def test_words_that_a_laptop_reads_are_packed_as_the_first_laptops_read_them() -> None:
    content: dict[str, Encodable] = {"review": "r", "note": "چرا؟"}
    made = sealed_words(content, ("review",), ("5f" * 32, FORM), {sealed.BOX: KEY})
    box = canonical.from_base64(str(made[sealed.BOX]))
    packed = held_keys.unseal(SECRET, box)

    assert packed.startswith(bytes.fromhex("28b52ffd"))


def test_a_project_that_seals_to_no_key_finalises_nothing() -> None:
    settings = samples.SETTINGS
    assert seal_key_of(None) == seal_key_of(settings) == b""
    assert seal_key_of(replace(settings, seal_key=to_base64(KEY))) == KEY
    for wrong in ("AAAA", "no base64!", to_base64(bytes(32))):
        with pytest.raises(Problem) as raised:
            seal_key_of(replace(settings, seal_key=wrong))
        assert raised.value.code is Code.SEAL_KEY_NOT_VALID


def test_a_hub_locks_itself_when_the_hours_are_over() -> None:
    seconds = Seconds()
    open_ = OpenKeys(seconds)
    open_.unlock(PROJECT, (SECRET,), 2)
    reader = open_.reader(PROJECT)
    seconds.now += 7199
    assert open_.seconds_left(PROJECT) == 1
    assert open_.seconds_left("another") is None
    seconds.now += 1

    assert open_.seconds_left(PROJECT) is None
    with pytest.raises(Problem):
        open_.reader(PROJECT)
    # What was begun in time is finished: a file that breaks off in the middle helps nobody.
    assert callable(reader)


def test_what_was_sealed_to_an_earlier_key_is_opened_too(revision: Revision) -> None:
    box = sealed_revision(revision, KEY, FORM)
    newer = bytes(range(1, 33))

    assert _opened(box, newer, FORM, SECRET) == _opened(box)
    with pytest.raises(Problem) as raised:
        _opened(box, newer, FORM, bytes(31) + b"x")
    assert raised.value.code is Code.SEALED_TO_ANOTHER


def test_locking_now_and_stopping_let_go_of_the_key() -> None:
    open_ = OpenKeys()
    open_.unlock(PROJECT, (SECRET,), 1)
    open_.lock(PROJECT)
    assert open_.seconds_left(PROJECT) is None
    open_.unlock(PROJECT, (SECRET,), 1)
    open_.close()

    assert open_.seconds_left(PROJECT) is None
    assert SECRET.hex() not in repr(open_.__dict__)


def test_a_box_of_the_first_version_opens_for_ever() -> None:
    path = Path(__file__).parents[1] / "log" / "golden" / "sealed.json"
    golden = json.loads(path.read_text(encoding="utf-8"))
    read = Revision.from_content("m4xahrt7q2zz5k3f", canonical.parse(golden["payload"].encode()))

    first = sealed.dictionary(golden["xform"], sealed.FIRST)
    assert first.decode() == golden["dictionary"]
    inside = _opened(read, bytes.fromhex(golden["secret"]), golden["xform"])
    assert inside.decode() == golden["inside"]
    assert CANARY in golden["inside"]


def test_a_box_of_the_second_version_opens_for_ever() -> None:
    path = Path(__file__).parents[1] / "log" / "golden" / "sealed-2.json"
    golden = json.loads(path.read_text(encoding="utf-8"))
    read = Revision.from_content("m4xahrt7q2zz5k3f", canonical.parse(golden["payload"].encode()))

    assert sealed.dictionary(golden["xform"]).decode() == golden["dictionary"]
    inside = _opened(read, bytes.fromhex(golden["secret"]), golden["xform"])
    assert inside.decode() == golden["inside"]
    assert "8d969eef6ecad3c2" in golden["inside"]


def test_a_box_that_says_it_is_of_a_later_version_is_refused() -> None:
    with pytest.raises(Problem) as raised:
        _opened(keys.seal(KEY, b"\x03" + b"x" * 40))

    assert raised.value.code is Code.CONTENT_NOT_VALID


def test_a_hand_over_of_the_first_version_opens_for_ever() -> None:
    path = Path(__file__).parents[1] / "log" / "golden" / "hand.json"
    golden = json.loads(path.read_text(encoding="utf-8"))
    secret = bytes.fromhex(golden["secret"])
    tree = sealed.fields_of(canonical.parse(golden["payload"].encode()))
    inside = _opened(sealed.box_of(tree, sealed.BOX_FOR), secret, golden["xform"])
    handed = Handed.from_content(sealed.whole(tree, inside))

    assert inside.decode() == golden["inside"]
    whole = sealed.whole(tree, inside)
    assert canonical.encode(handed.to_content()) == canonical.encode(whole)
    assert [line.path for line in handed.lines] == ["consent", "safety/why"]
    assert canonical.encode(passed_on(tree, "HRT-07")).decode() == golden["passed"]
    named = Colleague.from_content("k3f2qa7m", canonical.parse(golden["colleague"].encode()))
    assert named.box_key == Identity(secret, secret).box_key
