"""A hundred thousand mutated inputs: each is refused with a reason or put aside, none crashes."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from dataclasses import replace

import pytest

from fieldtool.log import canonical
from fieldtool.log.canonical import Tree
from fieldtool.problems import Code, Problem, ProblemKind
from fieldtool.sync.hub import receiving as hub
from fieldtool.sync.wire import container, runs
from fieldtool.sync.wire.messages import RequestBody
from tests.log import samples
from tests.sync.fuzz.mutations import tree_of
from tests.sync.fuzz.targets import ACCEPTED, TARGETS, sealed, signed
from tests.sync.fuzz.trial import Trial
from tests.sync.fuzz.world import LAPTOP, World, world

INPUTS = 100_000
# Honest messages stay far below; a laptop with little memory has to survive the others.
MOST_MEMORY = 400 << 20


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Return a hub and a laptop for all tests here: nothing that is refused changes them."""
    with world(tmp_path_factory.mktemp("fuzz")) as fresh:
        yield fresh


@pytest.fixture(scope="module")
def trial(made: World) -> Trial:
    """Return what came of all inputs."""
    done = Trial(made)
    done.run(INPUTS)
    print(done.table())
    return done


def test_a_hundred_thousand_inputs_were_tried(trial: Trial) -> None:
    assert trial.tried >= INPUTS
    assert set(trial.outcomes) == {target.name for target in TARGETS}


def test_nothing_comes_out_but_a_problem_that_can_be_read(trial: Trial) -> None:
    assert [(name, number, text[-300:]) for name, number, text in trial.crashes] == []


def test_what_is_refused_changes_nothing(trial: Trial) -> None:
    assert trial.changes == []


@pytest.mark.parametrize(
    ("name", "reasons"),
    [
        ("requests to sync, sealed and signed anew", {"FT-301", "FT-304", "FT-311", "FT-315"}),
        ("answers taken, sealed and signed anew", {"FT-304", "FT-323"}),
        ("ranges, signed anew", {"FT-315", "FT-363", "FT-364"}),
        ("containers signed anew", {"FT-311", "FT-313"}),
        ("bundles", {"FT-313", "FT-370"}),
        ("entries of a laptop, signed anew", {"put aside: CONTENT_NOT_VALID", "applied"}),
        ("entries of the hub, signed anew", {"put aside: CONTENT_NOT_VALID", "applied"}),
        ("files of keys", {"FT-505"}),
        ("backups", {"FT-426"}),
    ],
)
def test_inputs_reach_what_lies_behind_signature_and_seal(
    trial: Trial, name: str, reasons: set[str]
) -> None:
    assert reasons <= set(trial.outcomes[name])


def test_most_of_what_is_mutated_is_refused(trial: Trial) -> None:
    harmless = {"refusals", "the list of what was erased"}
    for name, said in trial.outcomes.items():
        if name not in harmless:
            assert said[ACCEPTED] < sum(said.values()) / 2, name


def test_the_same_number_is_the_same_input(made: World) -> None:
    from random import Random

    changed = [tree_of(Random(7), made.body()) for _ in range(2)]  # noqa: S311 - test data

    assert changed[0] == changed[1] != made.body()


# -- little that says a lot


def _run(headers: Tree, count: int, bodies: Tree = "x") -> Tree:
    return {
        "count": str(count), "headers": headers, "salts": "", "set": "0",
        "sets": [{"bodies": bodies, "count": str(count), "form": ""}],
    }  # fmt: skip


_MANY = 60_000_000
_DEEP: Tree = {"record": {"a": {"record": {"b": {"record": {}}}}}}
_BOMBS: dict[str, Tree] = {
    "empty objects": _run({"record": {}}, _MANY),
    "objects in objects": _run(_DEEP, 400_000, _DEEP),
    "one long text": _run("x" * 5000, 1_000_000),
    "empty texts": _run("", _MANY),
    "a table of long texts": _run({"of": ["x" * 100_000], "at": "0" * 10_000}, 10_000),
    "rows of repeats": _run(
        {"record": {}, "rows": {"a" * 5000 + "[]": {
            "of": " ".join(["0"] * 20_000), "ids": "k3f7qa" * 20_000, "columns": {"b": "c"},
        }}},
        1,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", _BOMBS)
def test_a_run_that_unpacks_to_too_much_is_refused_before_it_does(made: World, name: str) -> None:
    assert _outcome(made, [_BOMBS[name]]) is Code.ENTRY_DAMAGED


def test_many_runs_together_may_not_unpack_to_more_than_one(
    made: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "MOST_CHARACTERS", 20_000)
    rows = runs.to_wire(made.run).rows
    one = sealed(made.header(), canonical.encode(made.body()))
    hub.answer(made.database, made.identity, one, made.clock, made.blobs)

    assert _outcome(made, [rows, rows]) is Code.ENTRY_DAMAGED


@pytest.mark.parametrize("one", ["[],", "{},", '"",', '"a",'])
def test_a_body_of_nothing_but_lists_is_refused_before_it_is_read(made: World, one: str) -> None:
    plain = f'{{"runs":[{one * (60_000_000 // len(one))}""]}}'.encode()

    assert _peak(made, sealed(made.header(), plain)) is Code.CONTAINER_TOO_LARGE


def _outcome(made: World, found: list[Tree]) -> ProblemKind:
    wire = runs.to_wire(made.run)
    body = RequestBody(tuple(replace(wire, rows=rows) for rows in found))
    return _peak(made, sealed(made.header(), canonical.encode(body.to_tree())))


def _peak(made: World, raw: bytes) -> ProblemKind:
    """Return why the hub refuses *raw*, and see that it needs little memory for that."""
    before = made.state()
    tracemalloc.start()
    try:
        with pytest.raises(Problem) as raised:
            hub.answer(made.database, made.identity, raw, made.clock, made.blobs)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MOST_MEMORY
    assert made.state() == before
    return raised.value.code


def test_a_container_without_a_good_length_is_refused(made: World) -> None:
    header = canonical.encode({**made.header(), "plain": "2"})
    for length in (0, 7, 1 << 31, (1 << 32) - 1):
        with pytest.raises(Problem) as raised:
            container.peek(signed(header, b"", length=length)).body(
                LAPTOP.verify_key, made.identity.keys
            )
        assert raised.value.code is Code.CONTAINER_DAMAGED
    assert samples.PROJECT in header.decode()
