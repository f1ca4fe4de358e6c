"""The format of bundles: what it says in the clear, its sizes, and what is refused."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldtool.log import canonical
from fieldtool.problems import Code, Problem, ProblemKind
from fieldtool.security.keys import Identity, new_identity, seal
from fieldtool.sync.wire import bundles
from fieldtool.sync.wire.bundles import REQUEST, STEP
from tests.log import samples

FOLDER = Path(__file__).parent / "golden"
GOLDEN = json.loads((FOLDER / "bundle.json").read_text(encoding="utf-8"))
PAGE = Path(__file__).parents[2] / "docs" / "protocol.md"
HUB, LAPTOP = new_identity(), new_identity()
ADDRESS = bundles.address(LAPTOP.box_key)


def packed(content: bytes) -> bytes:
    return bundles.pack(REQUEST, ADDRESS, HUB.box_key, content)


def made(header: bytes, sealed: bytes = b"") -> bytes:
    whole = b"FTB1" + len(header).to_bytes(4, "big") + header + sealed
    return whole + hashlib.sha256(whole).digest()


def refusal(raw: bytes) -> ProblemKind:
    with pytest.raises(Problem) as raised:
        bundles.parse(raw)
    return raised.value.code


def test_the_header_and_the_name_are_the_golden_ones() -> None:
    sender, receiver = (bytes.fromhex(GOLDEN[name]) for name in ("from key", "to key"))
    raw = bundles.pack(REQUEST, bundles.address(sender), receiver, b"content")
    header = raw[8 : 8 + int.from_bytes(raw[4:8], "big")]

    assert header.decode("ascii") == GOLDEN["header"]
    assert bundles.parse(raw).name == GOLDEN["name"]
    assert GOLDEN["header"] in PAGE.read_text(encoding="utf-8")


def test_the_golden_file_is_read_for_ever() -> None:
    keys = Identity(samples.SEED[::-1], samples.SEED[::-1])
    found = bundles.parse((FOLDER / "request.ftb").read_bytes())

    assert found.receiver == bundles.address(keys.box_key)
    assert found.content(keys) == (FOLDER / "request.ftc").read_bytes()


@given(size=st.integers(0, 2 * STEP))
def test_every_size_is_a_multiple_of_the_step_and_the_content_comes_back(size: int) -> None:
    content = bytes([0x80]) * (size // 2) + bytes(size - size // 2)
    raw = packed(content)

    assert len(raw) % STEP == 0
    assert len(raw) - len(content) < STEP + 300
    assert bundles.parse(raw).content(HUB) == content


@given(raw=st.binary(max_size=300))
def test_anything_else_is_refused(raw: bytes) -> None:
    assert refusal(raw) is Code.BUNDLE_DAMAGED
    assert refusal(b"FTB1" + raw) is Code.BUNDLE_DAMAGED


def test_a_later_version_is_told_from_a_damaged_file() -> None:
    header = {"bundle": "2", "from": ADDRESS, "to": ADDRESS, "type": "request"}

    assert refusal(made(canonical.encode(header))) is Code.PROTOCOL_UNKNOWN


@pytest.mark.parametrize(
    "change",
    [{"from": "../../etc"}, {"to": "A" * 16}, {"type": "a/b"}, {"bundle": ["1"]}, {"type": ""}],
)
def test_a_header_that_names_something_strange_is_refused(change: dict[str, str]) -> None:
    header = {"bundle": "1", "from": ADDRESS, "to": ADDRESS, "type": "request"} | change

    assert refusal(made(canonical.encode(header))) is Code.BUNDLE_DAMAGED


@pytest.mark.parametrize("header", [b"", b"{}", b"[]", b"{ }", b"\xff", b'{"bundle":1}'])
def test_a_header_that_is_none_is_refused(header: bytes) -> None:
    assert refusal(made(header)) is Code.BUNDLE_DAMAGED


def test_a_header_longer_than_the_file_or_than_allowed_is_refused() -> None:
    whole = b"FTB1" + (1 << 31).to_bytes(4, "big") + b"{}"

    assert refusal(whole + hashlib.sha256(whole).digest()) is Code.BUNDLE_DAMAGED
    assert refusal(made(b"x" * 2000)) is Code.BUNDLE_DAMAGED
    assert refusal(bytes(bundles.MOST_BYTES + 1)) is Code.CONTAINER_TOO_LARGE


@pytest.mark.parametrize("padded", [b"", b"content", b"content\x80\0x\0"])
def test_padding_that_is_not_ours_is_refused(padded: bytes) -> None:
    header = canonical.encode({"bundle": "1", "from": ADDRESS, "to": ADDRESS, "type": "request"})
    found = bundles.parse(made(header, seal(HUB.box_key, padded)))
    with pytest.raises(Problem) as raised:
        found.content(HUB)

    assert raised.value.code is Code.BUNDLE_DAMAGED
