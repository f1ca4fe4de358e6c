"""Tests of the wire form of a run."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldtool.log import canonical, rows
from fieldtool.log.canonical import Tree
from fieldtool.log.entry import Entry, Header
from fieldtool.problems import Problem
from tests.log import samples
from tests.log.test_canonical import TEXTS, TREES


def _run() -> list[Entry]:
    first = samples.revision_entry()
    future = samples.from_the_future(first.id)
    stub = samples.stub_of(samples.revision_entry(future.id))
    sealed = _with_payload(stub.id, b"\x00\xff sealed by a later version")
    return [first, future, stub, sealed]


def _with_payload(prev: str, payload: bytes) -> Entry:
    import hashlib

    made = samples.revision_entry(prev)
    tree: dict[str, Tree] = {
        **made.header.tree(),
        "hash": hashlib.sha256(samples.SALT + payload).hexdigest(),
    }
    return Entry(Header.of_tree(tree), samples.SALT, payload)


def test_a_run_comes_back_byte_for_byte() -> None:
    run = _run()
    wire = canonical.encode(rows.encode(run))
    read = rows.decode(canonical.decode(wire), "")

    assert list(read) == run
    assert [item.id for item in read] == [item.id for item in run]


def test_ids_hashes_and_links_are_not_sent() -> None:
    first = samples.revision_entry()
    second = samples.revision_entry(first.id)
    wire = canonical.encode(rows.encode([first, second]))

    for entry in (first, second):
        assert entry.id.encode() not in wire
        assert entry.header.hash.encode() not in wire


def test_an_empty_run_is_empty() -> None:
    assert rows.decode(rows.encode([]), "") == ()


@given(st.lists(st.dictionaries(TEXTS, TREES, max_size=5), max_size=5), st.binary(max_size=40))
def test_any_contents_come_back(contents: list[dict[str, Tree]], other: bytes) -> None:
    run: list[Entry] = []
    for payload in [*(canonical.encode(content) for content in contents), other]:
        run.append(_with_payload(run[-1].id if run else "", payload))
    tree = canonical.decode(canonical.encode(rows.encode(run)))

    assert list(rows.decode(tree, "")) == run


@given(TREES.filter(lambda tree: tree != {}))
def test_any_tree_but_an_empty_run_is_a_problem(tree: Tree) -> None:
    with pytest.raises(Problem):
        rows.decode(tree, "")


@given(st.data())
def test_a_run_altered_anywhere_is_another_run_or_a_problem(data: st.DataObject) -> None:
    run = _run()
    altered = canonical.decode(canonical.encode(rows.encode(run)))
    data.draw(st.sampled_from(list(_alterations(altered))))()
    try:
        read = rows.decode(altered, "")
    except Problem:
        return

    assert [item.id for item in read] != [item.id for item in run]


def _alterations(tree: Tree) -> Iterator[Callable[[], None]]:
    """Give ways to change *tree* in one place."""
    places = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for place, value in list(places):
        if isinstance(value, str):
            for other in (value + "0", value[:-1], value[::-1] + "-"):
                if other != value:
                    yield partial(operator.setitem, tree, place, other)
        else:
            yield partial(operator.delitem, tree, place)
            yield from _alterations(value)


@pytest.mark.parametrize("name", ["count", "headers", "salts", "set", "sets"])
def test_a_run_with_a_part_missing_or_wrong_is_a_problem(name: str) -> None:
    whole = rows.encode(_run())
    wrong: tuple[Tree, ...] = ("", "0", "5", "YQ==", [""], [{}], [whole], {"x": ""}, {"record": {}})
    for value in wrong:
        with pytest.raises(Problem):
            rows.decode({**whole, name: value}, "")
    with pytest.raises(Problem):
        rows.decode({key: whole[key] for key in whole if key != name}, "")


def test_salts_left_over_or_missing_are_a_problem() -> None:
    whole = rows.encode(_run())
    for salts in (bytes(16 * 4), bytes(16 * 2), bytes(16 * 3 + 1), b""):
        with pytest.raises(Problem):
            rows.decode({**whole, "salts": canonical.to_base64(salts)}, "")
