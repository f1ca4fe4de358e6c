"""The bytes of a range on the wire are for ever, and the protocol's page shows its header."""

from __future__ import annotations

from pathlib import Path

from fieldtool.log import canonical
from fieldtool.security.keys import Identity
from fieldtool.sync.wire import container, protocol
from fieldtool.sync.wire.messages import PUT, Range
from tests.log import samples

GOLDEN = Path(__file__).parent / "golden" / "range.ftc"
PAGE = Path(__file__).parents[2] / "docs" / "protocol.md"
WRITER = Identity(samples.SEED, samples.SEED)
CONTENT = bytes(number % 249 for number in range(32_768))
SAID = Range(PUT, samples.PROJECT, samples.LOG, "9a" * 32, 0, 32_768)


def test_a_range_is_byte_for_byte_the_golden_one() -> None:
    assert container.pack_content(SAID.to_tree(), CONTENT, WRITER) == GOLDEN.read_bytes()


def test_the_golden_range_is_still_read() -> None:
    sealed = container.peek(GOLDEN.read_bytes())

    assert protocol.read_range(sealed.header, PUT) == SAID
    assert sealed.content(WRITER.verify_key) == CONTENT


def test_the_header_on_the_page_is_the_golden_one() -> None:
    shown = canonical.encode(SAID.to_tree()).decode()

    assert shown in PAGE.read_text(encoding="utf-8")
