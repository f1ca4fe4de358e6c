"""Formats are for ever: a byte that changes here breaks every log ever written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fieldtool.log import canonical, entry, registers
from fieldtool.security.keys import Identity, verify
from tests.log import samples

GOLDEN = Path(__file__).parent / "golden"


def _read(name: str) -> dict[str, str]:
    texts: dict[str, str] = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    return texts


@pytest.mark.parametrize("name", sorted(samples.samples()))
def test_an_entry_is_byte_for_byte_the_golden_one(name: str) -> None:
    made = samples.samples()[name]
    golden = _read(name)

    assert made.header.raw == golden["header"].encode()
    assert made.id == golden["id"]
    assert (made.payload or b"") == golden["payload"].encode()
    assert (made.salt or b"").hex() == golden["salt"]


@pytest.mark.parametrize("name", sorted(samples.samples()))
def test_a_golden_entry_is_read_back_whole(name: str) -> None:
    golden = _read(name)
    is_stub = golden["salt"] == ""
    read = entry.restored(
        golden["header"].encode(),
        None if is_stub else bytes.fromhex(golden["salt"]),
        None if is_stub else golden["payload"].encode(),
    )

    assert read == samples.samples()[name]
    assert read.id == golden["id"]


def test_a_change_of_an_entity_has_the_golden_name_and_is_read_back() -> None:
    golden = _read("entity")
    name, change = registers.change_of(samples.change_entry())

    assert name == golden["change"]
    assert change == samples.CHANGE
    assert registers.written_name(samples.COUNCIL, change) == golden["change"]


def test_signatures_are_byte_for_byte_the_golden_ones() -> None:
    golden = _read("signatures")
    tip, receipt, notice = samples.signed_tip(), samples.receipt(), samples.notice()

    assert Identity(samples.SEED, samples.SEED).verify_key.hex() == golden["key"]
    assert tip.tip.message() == golden["tip message"].encode()
    assert canonical.to_base64(tip.signature) == golden["tip signature"]
    assert receipt.message(samples.PROJECT) == golden["receipt message"].encode()
    assert canonical.to_base64(receipt.signature) == golden["receipt signature"]
    assert notice.message(samples.PROJECT, samples.LOG) == golden["exchange message"].encode()
    assert canonical.to_base64(notice.signature) == golden["exchange signature"]


def test_golden_signatures_verify() -> None:
    golden = _read("signatures")
    key = bytes.fromhex(golden["key"])

    for name in ("tip", "receipt", "exchange"):
        message = golden[f"{name} message"].encode()
        signature = canonical.from_base64(golden[f"{name} signature"])
        assert verify(key, message, signature)
        assert not verify(key, message + b" ", signature)
