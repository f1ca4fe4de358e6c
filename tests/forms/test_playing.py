"""Scripts that play a form: what each command shows, and that it is what the engine does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from fieldtool.forms import Form, Interview, compile_form
from fieldtool.forms.playing import Session
from fieldtool.problems import Problem
from tests.conformance.cases import FOLDER, Case, read
from tests.conformance.scenario import outcome, same
from tests.conformance.walk import NAME, NOW, answered, is_restored
from tests.forms import workshop

HAZARDS = """
| survey |
|  | type | name | label::دری (fa-AF) | label::English (en) | relevant | constraint | constraint_message::دری (fa-AF) | constraint_message::English (en) | required |
|  | integer | age | عمر | Age | | . < 120 | زیاد است | too high | yes |
|  | begin_repeat | hazard | خطر | Hazard | ${age} > 17 | | | | |
|  | select_one yn | light | چراغ است؟ | Is there light? | | | | | |
|  | end_repeat | | | | | | | | |
| choices |
|  | list_name | name | label::دری (fa-AF) | label::English (en) |
|  | yn | 1 | بلی | Yes |
|  | yn | 2 | نخیر | No |
"""


def play(*lines: str) -> list[dict[str, Any]]:
    """Return the answers to lines whose parts are written with “ | ” between them."""
    form = workshop.form(HAZARDS)
    session = Session(lambda: workshop.interview(form), Problem.sentence)
    answers = [session.answer(line.replace(" | ", "\t")) for line in lines]
    return [json.loads(json.dumps(each)) for each in answers if each is not None]


def refs(states: list[dict[str, Any]]) -> list[str]:
    return [state["ref"] for state in states]


def test_state_shows_every_node_in_form_order() -> None:
    (shown,) = play("state")

    assert shown["ok"] is True
    assert [(each["ref"], each["kind"]) for each in shown["nodes"]] == [
        ("/data", "root"),
        ("/data/age", "input"),
        ("/data/hazard", "repeat-range:uncontrolled"),
        ("/data/hazard[1]", "repeat-instance"),
        ("/data/hazard[1]/light", "select"),
        ("/data/meta", "group"),
        ("/data/meta/instanceID", "model-value"),
    ]
    assert shown["nodes"][1] == {
        "ref": "/data/age",
        "kind": "input",
        "relevant": True,
        "required": True,
        "readonly": False,
        "value": "",
        "violation": "required",
        "label": "عمر",
    }
    assert shown["nodes"][4]["choices"] == ["1", "2"]


def test_set_shows_what_differs_afterwards_and_nothing_else() -> None:
    answers = play("set | age | 20", "set | /data/age | 21", "set | age | 21", "set | age")

    assert refs(answers[0]["changed"]) == [
        "/data/age",
        "/data/hazard",
        "/data/hazard[1]",
        "/data/hazard[1]/light",
    ]
    assert refs(answers[1]["changed"]) == ["/data/age"]
    assert answers[2]["changed"] == []
    assert answers[3]["changed"][0]["violation"] == "required"
    assert all(each["removed"] == [] for each in answers)


def test_a_broken_constraint_is_shown_and_told_by_validate_in_the_forms_words() -> None:
    answers = play("set | age | 200", "validate", "set | age | 20", "validate")

    assert answers[0]["changed"][0]["violation"] == "constraint"
    assert answers[1] == {
        "ok": True,
        "valid": False,
        "violations": [{"ref": "/data/age", "kind": "constraint", "message": "زیاد است"}],
    }
    assert answers[3] == {"ok": True, "valid": True, "violations": []}


def test_rows_are_added_and_removed_and_keep_their_positions() -> None:
    answers = play(
        "set | age | 20",
        "add | /data/hazard",
        "set | hazard[2]/light | 2",
        "del | /data/hazard[1]",
        "eval | count(/data/hazard)",
    )

    assert answers[1]["ref"] == "/data/hazard[2]"
    assert answers[1]["path"].startswith("hazard[")
    assert refs(answers[2]["changed"]) == ["/data/hazard[2]/light"]
    assert answers[3]["removed"] == ["/data/hazard[2]", "/data/hazard[2]/light"]
    assert answers[3]["changed"][0]["value"] == "2"
    assert answers[4] == {"ok": True, "type": "number", "value": 1}


def test_paths_of_the_engine_lead_to_the_same_nodes() -> None:
    added = play("set | age | 20", "add | hazard")[1]

    changed = play("set | age | 20", "add | hazard", f"set | {added['path']}/light | 1")[2]

    assert refs(changed["changed"]) == ["/data/hazard[2]/light"]


def test_lang_changes_the_labels() -> None:
    (answer,) = play("lang | English (en)")

    assert {each["label"] for each in answer["changed"]} == {"Age", "Is there light?"}


def test_eval_tells_what_kind_of_value_comes_out() -> None:
    answers = play(
        "set | age | 20",
        "eval | /data/age + 1",
        "eval | . > 3 | /data/age",
        "eval | /data/age",
        "eval | concat('a', 'ب')",
        "eval | 1 div 3",
        "eval | 1 div 0",
    )

    assert [(each["type"], each["value"]) for each in answers[1:]] == [
        ("number", 21),
        ("boolean", True),
        ("nodeset", ["20"]),
        ("string", "aب"),
        ("number", pytest.approx(1 / 3)),
        ("number", "Infinity"),
    ]


def test_submit_gives_the_instance_and_new_begins_again() -> None:
    answers = play("set | age | 20", "submit", "new", "submit")

    assert answers[1]["valid"] is True
    assert "<age>20</age>" in answers[1]["xml"]
    assert "/data/age" in refs(answers[2]["changed"])
    assert answers[3]["valid"] is False
    assert "<age/>" in answers[3]["xml"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("jump | age", "FT-811"),
        ("set", "FT-812"),
        ("state | everything", "FT-812"),
        ("set | agee | 1", "FT-813"),
        ("set | /form/age | 1", "FT-813"),
        ("set | hazard[7]/light | 1", "FT-813"),
        ("set | hazard[zzzzzz]/light | 1", "FT-813"),
        ("set | a[[b | 1", "FT-813"),
        ("set | hazard[1] | 1", "FT-120"),
        ("add | age", "FT-120"),
        ("add | /data", "FT-813"),
        ("del | age", "FT-124"),
        ("lang | Klingon", "FT-121"),
        ("eval | nosuch(1)", "FT-109"),
        ("eval | 1 +", "FT-107"),
        ("eval | " + "not(" * 3000 + "1" + ")" * 3000, "FT-108"),
        ("eval | regex('a', '(')", "FT-122"),
    ],
)
def test_a_bad_line_is_answered_with_its_problem_and_the_next_one_works(
    line: str, code: str
) -> None:
    refused, after = play(line, "set | age | 20")

    assert refused["ok"] is False
    assert refused["error"]["code"] == code
    assert refused["error"]["message"]
    assert after["ok"] is True


def test_blank_lines_and_comments_are_no_commands() -> None:
    assert play("", "   ", "# what follows is a test", "validate\n") == play("validate")


# -- what was recorded from ODK Web Forms


def _sample() -> Iterator[tuple[Case, Form]]:
    """Iterate over recorded walks, one of each of twelve forms, that need no decision of ours."""
    written = {row["form"]: row["xml"] for row in read(FOLDER, "scenario_forms")}
    taken: set[str] = set()
    for case in read(FOLDER, "scenario"):
        fresh = case["form"] not in taken and 2 <= len(case["steps"]) <= 40
        if not fresh or is_restored(case):
            continue
        form = compile_form(written[case["form"]])
        if outcome(case, form) == (None, None):
            taken.add(case["form"])
            yield case, form
        if len(taken) == 12:
            return


SAMPLE = list(_sample())


def as_line(step: Case) -> str:
    """Return a recorded step as a command."""
    reference, *rest = step["args"]
    if step["op"] == "answer":
        return f"set\t{reference}\t{answered(step)}"
    if step["op"] == "setLanguage":
        return f"lang\t{rest[0]}"
    if step["op"] == "createNewRepeat":
        return f"add\t{reference}"
    return f"del\t{rest[0]}"


@pytest.mark.parametrize(("case", "form"), SAMPLE, ids=[case["form"] for case, _ in SAMPLE])
def test_a_recorded_walk_comes_out_the_same_when_it_is_played(case: Case, form: Form) -> None:
    def begin() -> Interview:
        chance = Random(3)  # noqa: S311 - the same walk each time
        return Interview(form, lambda: NOW, instance_id=NAME, chance=chance)

    session = Session(begin, Problem.sentence)
    expected = {state["ref"]: state for state in case["init"]}
    seen = states_of(session)
    for step in case["steps"]:
        answer = session.answer(as_line(step))
        assert answer is not None
        assert answer["ok"] is True, answer
        apply(seen, answer)
        apply(expected, step)

    assert seen == states_of(session)  # what was told to have changed is all that has changed
    assert differing(expected, seen) == []


def states_of(session: Session) -> dict[str, dict[str, Any]]:
    shown: Any = session.answer("state")
    return {state["ref"]: state for state in shown["nodes"]}


def apply(states: dict[str, Any], change: Any) -> None:
    for ref in change["removed"]:
        states.pop(ref, None)
    states.update({state["ref"]: state for state in change["changed"]})


def differing(expected: dict[str, Any], seen: dict[str, Any]) -> list[tuple[str, str, Any, Any]]:
    """Return what is not as recorded: reference, key, recorded, seen."""
    return [
        (ref, key, value, seen.get(ref, {}).get(key))
        for ref, recorded in expected.items()
        for key, value in recorded.items()
        if not same(key, value, seen.get(ref, {}).get(key))
    ]
