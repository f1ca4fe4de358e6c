"""Tests of sealing: what comes back, what is refused, what a size tells."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldtool.log.blobs import BlobRef
from fieldtool.problems import Code, Problem
from fieldtool.security import blobs
from fieldtool.security.blobs import CHUNK

SIZES = (0, 1, 2, 4_000, CHUNK - 2, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 5)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("last", [b"", b"\x00", b"\x80", b"\x80\x00\x00"])
def test_what_was_sealed_comes_back(size: int, last: bytes) -> None:
    content = bytes(number % 251 for number in range(size)) + last
    ref, ciphertext = blobs.seal(content, "image/jpeg")

    assert blobs.open_(ref, ciphertext) == content
    assert ref.name == hashlib.sha256(ciphertext).hexdigest()
    assert ref.size == len(ciphertext)
    assert ref.type == "image/jpeg"


def test_the_same_photo_twice_has_two_names_and_two_keys() -> None:
    one, first = blobs.seal(b"face" * 10_000)
    other, second = blobs.seal(b"face" * 10_000)

    assert one.name != other.name
    assert one.key != other.key
    assert b"face" not in first + second


def test_a_reference_in_a_trace_does_not_show_the_key() -> None:
    ref, _ciphertext = blobs.seal(b"face")

    assert repr(ref.key) not in repr(ref)
    assert "key" not in repr(ref)


@pytest.mark.parametrize("place", [0, 23, 24, 60, CHUNK, CHUNK + 50, -1])
def test_one_other_bit_is_noticed(place: int) -> None:
    ref, ciphertext = blobs.seal(bytes(2 * CHUNK))
    altered = bytearray(ciphertext)
    altered[place] ^= 1

    _is_refused(ref, bytes(altered))
    # Also by somebody who could give it a fitting name.
    _is_refused(replace(ref, name=hashlib.sha256(altered).hexdigest()), bytes(altered))


@pytest.mark.parametrize("size", [0, 10, 24, 30, 24 + CHUNK + 17, 24 + 2 * (CHUNK + 17)])
def test_a_blob_that_was_cut_off_is_noticed(size: int) -> None:
    ref, ciphertext = blobs.seal(bytes(3 * CHUNK))
    cut = ciphertext[:size]

    _is_refused(replace(ref, name=hashlib.sha256(cut).hexdigest()), cut)


def test_messages_in_another_order_are_noticed() -> None:
    ref, ciphertext = blobs.seal(bytes(4 * CHUNK))
    step = CHUNK + 17
    first, second = ciphertext[24 : 24 + step], ciphertext[24 + step : 24 + 2 * step]
    swapped = ciphertext[:24] + second + first + ciphertext[24 + 2 * step :]

    _is_refused(replace(ref, name=hashlib.sha256(swapped).hexdigest()), swapped)


def test_another_key_does_not_open_it() -> None:
    ref, ciphertext = blobs.seal(b"face")
    other, _unused = blobs.seal(b"face")

    _is_refused(replace(ref, key=other.key), ciphertext)


@given(size=st.integers(0, 1 << 32))
def test_a_size_is_rounded_up_by_little(size: int) -> None:
    padded = blobs.padded_size(size)

    assert size < padded <= max(size + 2, size * 1.12 + 1)
    assert blobs.padded_size(padded - 1) == padded


def test_photos_of_nearly_the_same_size_look_the_same() -> None:
    sizes = {blobs.padded_size(size) for size in range(200_001, 400_001)}

    assert len(sizes) < 40


def _is_refused(ref: BlobRef, ciphertext: bytes) -> None:
    with pytest.raises(Problem) as raised:
        blobs.open_(ref, ciphertext)
    assert raised.value.code is Code.BLOB_DAMAGED
