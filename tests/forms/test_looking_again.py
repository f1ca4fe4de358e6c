"""What is kept from one look to the next is what a new look finds, whatever was done between."""

from __future__ import annotations

from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from fieldtool.forms import Interview, NodeState, compile_form
from tests.differential.invented import ANSWERS, SITES, invent
from tests.forms.workshop import interview

KABUL = ZoneInfo("Asia/Kabul")
NOON = datetime(2026, 11, 22, 12, tzinfo=KABUL)


def _do_something(walk: Interview, chance: Random) -> None:
    if chance.random() < 0.15:
        walk.set_language(chance.choice(walk.form.languages).name)
        return
    states = [state for page in range(len(walk.pages())) for state in walk.states_on(page)]
    repeats = [each for each in states if each.kind == "repeat" and not each.counted]
    if repeats and chance.random() < 0.3:
        repeat = chance.choice(repeats)
        if repeat.rows and chance.random() < 0.5:
            walk.remove_row(chance.choice(repeat.rows))
        else:
            walk.add_row(repeat.path)
        return
    questions = [each for each in states if each.kind == "question"]
    if questions:
        question = chance.choice(questions)
        walk.answer(question.path, _value(question, chance))


def _value(question: NodeState, chance: Random) -> str:
    codes = [choice.value for choice in question.choices]
    return chance.choice(codes or ANSWERS.get(question.type, ANSWERS["string"]))


def _looked_at(walk: Interview) -> list[tuple[object, object]]:
    return [(page, walk.states_on(number)) for number, page in enumerate(walk.pages())]


def _looked_at_anew(walk: Interview) -> list[tuple[object, object]]:
    # A second language that is the first: nothing remembered is used.
    return [walk.page_in(walk.language, number) for number in range(len(walk.pages()))]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_what_is_remembered_of_a_page_is_what_a_new_look_finds(seed: int) -> None:
    form = compile_form(invent(seed).xform(), {"sites.csv": SITES.encode()})
    walk = Interview(form, lambda: NOON, instance_id="abcdefghijklmnop")
    chance = Random(seed)  # noqa: S311 - the same walk each time

    for _ in range(12):
        _do_something(walk, chance)

        assert _looked_at(walk) == _looked_at_anew(walk)


TWO_PAGES = """
| survey | | | |
| | type | name | label::دری (fa) | label::پښتو (ps) | relevant |
| | begin group | person | شخص | کس | |
| | integer | age | سن | عمر | |
| | end group | | | | |
| | begin group | safety | مصونیت | خونديتوب | |
| | text | why | چرا در ${age}؟ | ولې په ${age}؟ | |
| | text | where | کجا؟ | چېرته؟ | |
| | select_one yn | again | دوباره؟ | بیا؟ | |
| | end group | | | | |
| choices | | |
| | list_name | name | label::دری (fa) | label::پښتو (ps) |
| | yn | y | بلی | هو |
"""


def test_a_page_on_which_nothing_changed_is_not_made_again() -> None:
    walk = interview(TWO_PAGES)
    person, safety = walk.states_on(0), walk.states_on(1)
    walk.answer("safety/where", "بازار")

    assert walk.states_on(0) is person
    assert walk.states_on(1) is not safety


def test_an_answer_in_a_label_of_another_page_is_seen_there() -> None:
    walk = interview(TWO_PAGES)
    before = walk.states_on(1)
    walk.answer("person/age", "34")

    assert walk.states_on(1) != before


def test_texts_in_a_second_language_leave_the_interview_in_its_own() -> None:
    walk = interview(TWO_PAGES, language="دری (fa)")
    first = walk.states_on(1)
    page, states = walk.page_in("پښتو (ps)", 1)

    assert (page.label, states[1].label) == (("خونديتوب",), ("چېرته؟",))
    assert states[2].choices[0].label == ("هو",)
    assert walk.language == "دری (fa)"
    assert walk.states_on(1) is first
    assert walk.state("safety/again").choices[0].label == ("بلی",)
