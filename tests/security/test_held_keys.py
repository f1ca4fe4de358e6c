"""Keys that two people and a sheet of paper open, each alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fieldtool.log.canonical import encode, parse
from fieldtool.problems import Code, Problem
from fieldtool.security import held_keys, recovery
from fieldtool.security.held_keys import SHEET, HeldKey
from fieldtool.security.keys import new_identity, seal
from fieldtool.security.passphrase import MEBIBYTE, Effort

CHEAP = Effort(1, MEBIBYTE)
HOLDERS = {"کریمه": "انار شیرین کوچه", "Yusuf": "lamp river nine goats"}
NOW = 1_795_321_800_000


@pytest.fixture(scope="module")
def made() -> tuple[HeldKey, str]:
    return held_keys.make(HOLDERS, NOW, CHEAP)


def test_each_holder_and_the_sheet_open_it(made: tuple[HeldKey, str]) -> None:
    held, code = made
    sealed = seal(held.public, "رمز".encode())
    secrets = [held_keys.secret_by_passphrase(held, name, words) for name, words in HOLDERS.items()]
    secrets.append(held_keys.secret_by_sheet(held, "-".join(recovery.shown(code))))

    assert {held_keys.unseal(secret, sealed) for secret in secrets} == {"رمز".encode()}


def test_nobody_else_opens_it(made: tuple[HeldKey, str]) -> None:
    held, _code = made
    for name, words, code in (
        ("کریمه", HOLDERS["Yusuf"], Code.PASSPHRASE_WRONG),
        ("Zahra", HOLDERS["Yusuf"], Code.HOLDER_UNKNOWN),
    ):
        with pytest.raises(Problem) as raised:
            held_keys.secret_by_passphrase(held, name, words)
        assert raised.value.code is code
    with pytest.raises(Problem) as raised:
        held_keys.secret_by_sheet(held, recovery.new_code())
    assert raised.value.code is Code.RECOVERY_CODE_WRONG


@pytest.mark.parametrize(
    "holders",
    [
        {},
        {"کریمه": "انار شیرین کوچه"},
        {"کریمه": "انار شیرین کوچه", " ": "lamp river nine goats"},
        {"کریمه": "انار شیرین کوچه", "یوسف": "انار شيرين كوچه"},
        {"کریمه": "انار شیرین کوچه", SHEET: "lamp river nine goats"},
    ],
)
def test_one_person_alone_cannot_hold_it(holders: dict[str, str]) -> None:
    with pytest.raises(Problem) as raised:
        held_keys.make(holders, NOW, CHEAP)

    assert raised.value.code is Code.HOLDERS_TOO_FEW


def test_it_is_kept_closed_and_comes_back_as_it_was(made: tuple[HeldKey, str]) -> None:
    held, code = made
    raw = encode(held.to_tree())

    assert HeldKey.of_tree(parse(raw)) == held
    assert code.encode() not in raw
    assert held_keys.secret_by_passphrase(held, "Yusuf", HOLDERS["Yusuf"]) not in raw


def test_a_drill_proves_it_when_everybody_and_the_sheet_have_shown_so(
    made: tuple[HeldKey, str],
) -> None:
    held, _code = made
    shown = held.proven_by("کریمه", NOW).proven_by("Yusuf", NOW)

    assert not held.is_proven
    assert not shown.is_proven
    assert shown.proven_by(SHEET, NOW).is_proven


def test_a_public_half_that_somebody_exchanged_is_noticed(made: tuple[HeldKey, str]) -> None:
    held = replace(made[0], public=new_identity().box_key)

    with pytest.raises(Problem) as raised:
        held_keys.secret_by_passphrase(held, "Yusuf", HOLDERS["Yusuf"])
    assert raised.value.code is Code.SEALED_TO_ANOTHER


def test_a_new_key_opens_what_was_sealed_to_all_before_it() -> None:
    first, _code = held_keys.make(HOLDERS, NOW, CHEAP)
    secret = held_keys.secret_by_passphrase(first, "Yusuf", HOLDERS["Yusuf"])
    others = {"زرغونه": "سیب نیلگون دریا", "Layla": "seven quiet red doors"}
    second, _code = held_keys.make(others, NOW, CHEAP, held_keys.with_earlier(first, secret))
    newer = held_keys.secret_by_passphrase(second, "Layla", others["Layla"])
    third, code = held_keys.make(HOLDERS, NOW, CHEAP, held_keys.with_earlier(second, newer))
    read = HeldKey.of_tree(parse(encode(third.to_tree())))
    newest = held_keys.secret_by_sheet(read, "-".join(recovery.shown(code)))

    assert held_keys.with_earlier(read, newest) == (newest, newer, secret)
    assert (read.follows, second.follows, first.follows) == (second.public, first.public, b"")
