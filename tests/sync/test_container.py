"""Tests of the container: only what its signer made comes out, everything else is a Problem."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldtool.log import canonical
from fieldtool.log.canonical import Tree
from fieldtool.problems import Code, Problem
from fieldtool.security.keys import Identity, new_identity, seal
from fieldtool.sync.wire import container, protocol
from tests.log import samples
from tests.log.test_canonical import TEXTS, TREES

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

GOLDEN = Path(__file__).parent / "golden" / "request.ftc"
WRITER = Identity(samples.SEED, samples.SEED)
RECEIVER = Identity(samples.SEED[::-1], samples.SEED[::-1])
HEADER: dict[str, Tree] = {"protocol": "1", "type": "request"}
BODY: Tree = {"runs": [], "هرات": "شب"}


def _signed(header: bytes, body: bytes, length: int | None = None) -> bytes:
    size = len(header) if length is None else length
    sealed = seal(RECEIVER.box_key, body)
    signed = container.MAGIC + size.to_bytes(4, "big") + header + sealed
    return signed + WRITER.sign(container.SIGNED_PREFIX + signed)


@given(st.dictionaries(TEXTS.filter(lambda key: key != "plain"), TREES, max_size=4), TREES)
def test_what_was_packed_comes_out(header: dict[str, Tree], body: Tree) -> None:
    sealed = container.peek(container.pack(header, body, WRITER, RECEIVER.box_key))

    assert {key: sealed.header[key] for key in header} == header
    assert sealed.body(WRITER.verify_key, RECEIVER) == body


def test_every_flipped_bit_is_noticed() -> None:
    raw = container.pack(HEADER, BODY, WRITER, RECEIVER.box_key)
    for place in range(len(raw)):
        for bit in range(8):
            flipped = bytearray(raw)
            flipped[place] ^= 1 << bit
            with pytest.raises(Problem) as raised:
                container.peek(bytes(flipped)).body(WRITER.verify_key, RECEIVER)
            assert raised.value.code is Code.CONTAINER_DAMAGED


def test_every_truncation_and_every_addition_is_noticed() -> None:
    raw = container.pack(HEADER, BODY, WRITER, RECEIVER.box_key)
    for size in range(len(raw)):
        with pytest.raises(Problem):
            container.peek(raw[:size]).body(WRITER.verify_key, RECEIVER)
    with pytest.raises(Problem):
        container.peek(raw + b"\0").body(WRITER.verify_key, RECEIVER)


def test_a_container_of_somebody_else_is_refused() -> None:
    raw = container.pack(HEADER, BODY, new_identity(), RECEIVER.box_key)
    with pytest.raises(Problem) as raised:
        container.peek(raw).body(WRITER.verify_key, RECEIVER)
    assert raised.value.code is Code.CONTAINER_DAMAGED


def test_a_container_for_somebody_else_cannot_be_opened() -> None:
    raw = container.pack(HEADER, BODY, WRITER, new_identity().box_key)
    with pytest.raises(Problem) as raised:
        container.peek(raw).body(WRITER.verify_key, RECEIVER)
    assert raised.value.code is Code.SEALED_TO_ANOTHER


def test_who_carries_a_container_reads_nothing_of_its_body() -> None:
    raw = container.pack(HEADER, BODY, WRITER, RECEIVER.box_key)

    assert "هرات".encode() not in raw
    with pytest.raises(Problem):
        container.peek(raw).body(WRITER.verify_key, WRITER)


def test_nothing_is_unpacked_before_the_signature_was_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def never(*_arguments: object) -> bytes:
        raise AssertionError("unpacked too early")

    raw = container.pack(HEADER, BODY, new_identity(), RECEIVER.box_key)
    monkeypatch.setattr(container, "_unpacked", never)
    with pytest.raises(Problem):
        container.peek(raw).body(WRITER.verify_key, RECEIVER)


def _header(plain: int) -> bytes:
    return canonical.encode({**HEADER, "plain": str(plain)})


@pytest.mark.parametrize(
    ("claimed", "real"), [(10, 500_000_000), (10, 11), (11, 10), (-1, 10), (0, 10)]
)
def test_a_bomb_is_not_unpacked_beyond_what_it_promised(claimed: int, real: int) -> None:
    bomb = zstd.compress(b" " * real)
    with pytest.raises(Problem) as raised:
        container.peek(_signed(_header(claimed), bomb)).body(WRITER.verify_key, RECEIVER)
    assert raised.value.code in {Code.CONTAINER_DAMAGED, Code.CONTAINER_TOO_LARGE}


def test_what_promises_more_than_anybody_sends_is_refused() -> None:
    raw = _signed(_header(container.MOST_PLAIN + 1), zstd.compress(b'""'))
    with pytest.raises(Problem) as raised:
        container.peek(raw).body(WRITER.verify_key, RECEIVER)
    assert raised.value.code is Code.CONTAINER_TOO_LARGE
    with pytest.raises(Problem) as raised:
        container.peek(bytes(container.MOST_BYTES + 1))
    assert raised.value.code is Code.CONTAINER_TOO_LARGE


def test_a_window_larger_than_allowed_is_refused() -> None:
    plain = canonical.encode("x" * 100)
    wide = {
        zstd.CompressionParameter.window_log: 27,
        zstd.CompressionParameter.content_size_flag: 0,
    }
    packer = zstd.ZstdCompressor(options={int(key): value for key, value in wide.items()})
    body = packer.compress(plain) + packer.flush()
    with pytest.raises(Problem):
        container.peek(_signed(_header(len(plain)), body)).body(WRITER.verify_key, RECEIVER)


@pytest.mark.parametrize(
    ("header", "length"),
    [(b"{}", None), (b"[]", None), (b'{"plain": "2"}', None), (b'{"plain":2}', None),
     (_header(2), 0), (_header(2), 1 << 31), (_header(2), 5), (b"x" * 70_000, None),
     (b'{"plain":"x"}', None), (b'{"plain":[]}', None)],
)  # fmt: skip
def test_a_header_that_is_none_is_refused(header: bytes, length: int | None) -> None:
    raw = _signed(header, zstd.compress(b'""'), length)
    with pytest.raises(Problem):
        container.peek(raw).body(WRITER.verify_key, RECEIVER)


@pytest.mark.parametrize("plain", [b"1", b"null", b"\xff", b"", b"[" * 5000, b'{"a":"","a":""}'])
def test_a_body_that_is_not_strings_is_refused(plain: bytes) -> None:
    raw = _signed(_header(len(plain)), zstd.compress(plain))
    with pytest.raises(Problem):
        container.peek(raw).body(WRITER.verify_key, RECEIVER)


@settings(max_examples=300)
@given(st.binary(max_size=200) | st.binary(max_size=100).map(lambda raw: b"FTC1" + raw))
def test_any_bytes_end_in_a_problem(raw: bytes) -> None:
    with pytest.raises(Problem):
        container.peek(raw).body(WRITER.verify_key, RECEIVER)


@settings(max_examples=300)
@given(TREES | st.dictionaries(st.sampled_from(["runs", "known", "more", "receipts"]), TREES))
def test_any_signed_message_is_read_or_a_problem(tree: Tree) -> None:
    readers = (protocol.read_request, protocol.read_answer, protocol.read_request_body)
    for read in (*readers, protocol.read_answer_body):
        with contextlib.suppress(Problem):
            read(tree)


def test_the_golden_container_is_still_read() -> None:
    sealed = container.peek(GOLDEN.read_bytes())
    header = protocol.read_request(sealed.header)
    body = protocol.read_request_body(sealed.body(WRITER.verify_key, RECEIVER))

    assert header.log == body.runs[0].log == samples.LOG
    from fieldtool.sync.wire import runs

    run = runs.proven(body.runs[0], samples.PROJECT, WRITER.verify_key)
    assert run.entries == (samples.revision_entry(),)
    assert run.signed == samples.signed_tip()
