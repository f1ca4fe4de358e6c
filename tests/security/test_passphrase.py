"""Tests of passphrases."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldtool.log.canonical import NotCanonicalError, Tree
from fieldtool.problems import Code, Problem
from fieldtool.security import accounts, passphrase
from fieldtool.security.folding import fold
from fieldtool.security.passphrase import FLOOR, Effort, Slot

CHEAP = Effort(1, passphrase.MEBIBYTE)
SECRET = bytes(range(32))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("يك كتاب ۱۲۳", "یک کتاب 123"),  # an Arabic keyboard
        ("كتابى ١٢٣", "کتابی 123"),
        ("خانه\u200cها", "خانهها"),  # with and without the joiner that nobody sees
        ("  شب\u00a0 روز\t", "شب روز"),
        ("ګلونه ﻻله", "گلونه لاله"),  # a Pashto gaf, a ligature
        ("مُحَمَّد", "محمد"),
        ("ｋａｂｕｌ ４", "kabul 4"),
        ("it’s", "it's"),
        ("\u2067هرات\u2069", "هرات"),
    ],
)
def test_the_same_words_on_another_keyboard_are_the_same(typed: str, meant: str) -> None:
    assert fold(typed) == fold(meant) == meant


@pytest.mark.parametrize(
    ("one", "other"), [("Herat", "herat"), ("ې", "ی"), ("a b", "ab"), ("1", "2")]
)
def test_what_differs_on_every_keyboard_stays_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_a_slot_opens_with_its_passphrase_typed_on_any_keyboard() -> None:
    slot = passphrase.make("باران می‌بارد ۷۲", SECRET, CHEAP)

    assert passphrase.open_slot(slot, " باران میبارد  72") == SECRET
    assert passphrase.open_slot(Slot.of_tree(_through(slot)), "باران مي\u200cبارد ٧٢") == SECRET


def test_a_wrong_passphrase_is_told_and_opens_nothing() -> None:
    slot = passphrase.make("باران می‌بارد ۷۲", SECRET, CHEAP)

    with pytest.raises(Problem) as raised:
        passphrase.open_slot(slot, "باران می‌بارد ۷۳")
    assert raised.value.code is Code.PASSPHRASE_WRONG


def test_a_short_passphrase_is_refused_after_folding() -> None:
    with pytest.raises(Problem) as raised:
        passphrase.make("شب\u200c\u200c\u200c\u200c  روز", SECRET, CHEAP)
    assert raised.value.code is Code.PASSPHRASE_SHORT


def test_a_slot_remembers_its_own_effort() -> None:
    slot = Slot.of_tree(_through(passphrase.make("باران می‌بارد", SECRET, Effort(2, 1 << 21))))

    assert slot.effort == Effort(2, 1 << 21)
    with pytest.raises(Problem):
        passphrase.open_slot(replace(slot, effort=CHEAP), "باران می‌بارد")


@pytest.mark.parametrize(
    "change",
    [{"kdf": "md5"}, {"kind": "duress"}, {"fold": "9"}, {"passes": "1000"}, {"memory": "1"},
     {"memory": str(1 << 40)}, {"salt": "AAAA"}, {"box": "-"}, {"passes": "x"}],
)  # fmt: skip
def test_a_slot_that_was_tampered_with_is_refused(change: dict[str, str]) -> None:
    tree = _through(passphrase.make("باران می‌بارد", SECRET, CHEAP))
    assert isinstance(tree, dict)
    with pytest.raises((Problem, NotCanonicalError)):
        Slot.of_tree({**tree, **change})


def test_a_slot_shows_neither_secret_nor_passphrase() -> None:
    slot = passphrase.make("باران می‌بارد", SECRET, CHEAP)

    assert SECRET not in slot.box
    assert "box" not in repr(slot)


def test_the_effort_never_falls_below_the_floor() -> None:
    effort = passphrase.calibrate(seconds=0.001)

    assert effort.passes >= FLOOR.passes
    assert effort.memory >= FLOOR.memory


def test_two_slots_for_the_same_passphrase_have_nothing_in_common() -> None:
    one, other = (passphrase.make("باران می‌بارد", SECRET, CHEAP) for _ in range(2))

    assert one.salt != other.salt
    assert one.box != other.box


def test_an_accounts_password_is_checked_in_folded_form() -> None:
    stored = accounts.hash_password("کلید هرات ۱۲", CHEAP)

    assert accounts.check_password(stored, "كليد هرات 12")
    assert not accounts.check_password(stored, "کلید هرات ۱۳")
    assert not accounts.check_password("no hash", "کلید هرات ۱۲")
    assert "کلید" not in stored


def _through(slot: Slot) -> Tree:
    tree: Tree = json.loads(json.dumps(slot.to_tree()))
    return tree
