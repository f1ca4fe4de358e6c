"""Tests of canonical JSON."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldtool.log import canonical
from fieldtool.log.canonical import NotCanonicalError, Tree

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
TREES = st.recursive(
    TEXTS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4)
)


@given(TREES)
def test_every_tree_comes_back_as_it_was(tree: Tree) -> None:
    assert canonical.decode(canonical.encode(tree)) == tree


def _bitten(raw: bytes) -> st.SearchStrategy[bytes]:
    places = st.integers(0, len(raw) - 1)
    return st.tuples(places, st.integers(0, 255)).map(
        lambda change: raw[: change[0]] + bytes([change[1]]) + raw[change[0] + 1 :]
    )


@given(st.binary(max_size=60) | TREES.map(canonical.encode).flatmap(_bitten))
def test_any_bytes_are_read_as_themselves_or_refused(raw: bytes) -> None:
    try:
        tree = canonical.decode(raw)
    except NotCanonicalError:
        return
    assert canonical.encode(tree) == raw


def test_keys_stand_in_the_order_of_code_points_and_letters_as_themselves() -> None:
    raw = canonical.encode({"ی": "۳", "b": ["", ("x",)], "B": {"\U0001f600": "\n", "�": '"'}})

    assert raw.decode() == '{"B":{"�":"\\"","😀":"\\n"},"b":["",["x"]],"ی":"۳"}'


@pytest.mark.parametrize("value", [1, 1.5, True, None, b"x", {1: "x"}, {"x": {"y": [0]}}])
def test_numbers_truth_and_nothing_are_never_hashed(value: Tree) -> None:
    with pytest.raises(TypeError):
        canonical.encode(value)


@pytest.mark.parametrize(
    "text",
    ['{"b":"","a":""}', '{"a": ""}', '{"a":"","a":""}', '"\\u0041"', "1", "null", "true", "[NaN]",
     '{"a":1}', "", '"\\ud800"', "[" * 100_000, '{"a":' * 40 + '""' + "}" * 40, '"\\/"'],
)  # fmt: skip
def test_any_other_spelling_is_refused(text: str) -> None:
    with pytest.raises(NotCanonicalError):
        canonical.decode(text.encode())


@pytest.mark.parametrize("text", ["01", "+1", "-0", "1.0", "", "۳", " 1", "1" * 19, "0x1"])
def test_a_whole_number_has_one_spelling(text: str) -> None:
    with pytest.raises(NotCanonicalError):
        canonical.whole(text)


@pytest.mark.parametrize("text", ["YQ", "YR==", "Y Q==", "ژ", "YQ==\n"])
def test_base64_has_one_spelling(text: str) -> None:
    assert canonical.from_base64("YQ==") == b"a"
    with pytest.raises(NotCanonicalError):
        canonical.from_base64(text)
