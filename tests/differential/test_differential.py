"""Invented forms behave as they do in JavaRosa, apart from what is listed in decisions.py."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldtool.forms import Form, compile_form
from tests.differential import javarosa
from tests.differential.invented import SITES, invent
from tests.differential.walk import walk, walks

SEED, FORMS, PARTS = 1, 120, 4


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[javarosa.JavaRosa]:
    folder: Path = tmp_path_factory.mktemp("javarosa")
    with javarosa.started(folder, {"sites.csv": SITES}) as process:
        yield process


@pytest.mark.parametrize("part", range(PARTS))
def test_invented_forms_behave_as_in_javarosa(peer: javarosa.JavaRosa, part: int) -> None:
    steps, differences = 0, []
    for seed in list(walks(SEED, FORMS))[part::PARTS]:
        walked = walk(invent(seed), seed, peer)
        steps += walked.steps
        differences += [f"{seed}: {each}" for each in walked.differences]

    assert differences == []
    assert steps > FORMS / PARTS  # they were filled, not only opened


def test_a_difference_would_be_noticed(peer: javarosa.JavaRosa) -> None:
    class Mistaken(javarosa.JavaRosa):
        """JavaRosa with every question that must be answered turned into one that need not."""

        def __init__(self) -> None:
            """Answer with what the real one says."""

        def ask(self, do: str, **values: object) -> javarosa.Reply:
            reply = peer.ask(do, **values)
            for node in reply.get("nodes", []):
                node["required"] = not node["required"]
            return reply

    walked = walk(invent(4), 4, Mistaken())

    assert {each.aspect for each in walked.differences} == {"required"}


def test_the_same_seed_invents_the_same_form() -> None:
    first, second = invent(11), invent(11)

    assert first == second
    assert isinstance(compile_form(first.xform(), {"sites.csv": SITES.encode()}), Form)
