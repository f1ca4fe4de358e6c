"""Sittings: the form follows the journal, in memory and after it is gone."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from fieldtool.collect import drafts
from fieldtool.collect.sitting import Sittings
from fieldtool.log.kinds import FormPublished
from fieldtool.problems import Code, Problem
from fieldtool.storage.queries.drafts import Draft
from tests.collect.conftest import DARI, PASHTO, SITE

WINDOW = "windowaaaa"
Fresh = Callable[[], Sittings]
Damage = Callable[[bytes], bytes]


@pytest.fixture
def draft(sittings: Sittings, form: FormPublished) -> Draft:
    return sittings.start(form.hash, SITE.id, DARI)


def answer(sittings: Sittings, draft: Draft, **answers: str) -> None:
    given = {path.replace("__", "/"): text for path, text in answers.items()}
    sittings.answer(draft.id, given, drafts.answers_of(sittings.workspace, draft.id)[1], WINDOW)


def values(sittings: Sittings, draft: Draft) -> dict[str, str]:
    with sittings.of(draft.id) as sitting:
        return dict(sitting.interview.answers(everything=True))


def test_an_answer_changes_what_depends_on_it(sittings: Sittings, draft: Draft) -> None:
    done = sittings.answer(draft.id, {"person/children": "1"}, 0, WINDOW)

    assert done.saved.written == {"person/children": "1"}
    assert "person/how_many" in done.changes[0].relevant


def test_what_the_program_knows_is_filled_in(sittings: Sittings, draft: Draft) -> None:
    assert values(sittings, draft)["site"] == SITE.id


def test_a_new_process_goes_on_with_every_answer(
    sittings: Sittings, draft: Draft, new_sittings: Fresh
) -> None:
    answer(sittings, draft, person__age="33", person__children="1", why="شب‌ها")
    answer(sittings, draft, person__how_many="4")
    answer(sittings, draft, person__children="2")

    assert values(new_sittings(), draft) == values(sittings, draft)


def test_the_time_of_the_start_is_not_that_of_the_last_look(
    sittings: Sittings, draft: Draft, new_sittings: Fresh
) -> None:
    before = values(sittings, draft)["start"]

    assert before
    assert values(new_sittings(), draft)["start"] == before


def test_a_moment_that_the_form_noted_is_the_same_after_a_restart(
    sittings: Sittings, draft: Draft, new_sittings: Fresh
) -> None:
    answer(sittings, draft, person__children="2")
    noted = values(sittings, draft)["consent_at"]
    answer(sittings, draft, person__children="1")

    assert noted
    assert values(new_sittings(), draft)["consent_at"] == noted


def test_an_answer_to_a_question_that_the_form_lacks_is_refused_and_nothing_saved(
    sittings: Sittings, draft: Draft
) -> None:
    with pytest.raises(Problem) as caught:
        answer(sittings, draft, why="بلی", nonsense="x")

    assert caught.value.code is Code.ANSWER_PATH_UNKNOWN
    assert "why" not in drafts.answers_of(sittings.workspace, draft.id)[0]


def test_an_older_window_is_refused_and_the_form_shows_what_is_saved(
    sittings: Sittings, draft: Draft
) -> None:
    answer(sittings, draft, why="چپ")
    with pytest.raises(Problem):
        sittings.answer(draft.id, {"why": "راست", "person/age": "44"}, 0, "otheraaaaa")
    found = values(sittings, draft)

    assert (found["why"], found["person/age"]) == ("چپ", "44")


def test_the_language_is_kept_over_a_restart(
    sittings: Sittings, draft: Draft, new_sittings: Fresh
) -> None:
    answer(sittings, draft, why="بلی")
    sittings.speak(draft.id, PASHTO)
    with new_sittings().of(draft.id) as sitting:
        language = sitting.interview.language

    assert language == PASHTO
    assert values(sittings, draft)["why"] == "بلی"


def test_a_form_that_is_not_here_is_said(sittings: Sittings) -> None:
    with pytest.raises(Problem) as caught:
        sittings.start("0" * 64, SITE.id, DARI)

    assert caught.value.code is Code.FORM_NOT_HERE


def test_a_place_that_is_not_in_the_register_is_said(
    sittings: Sittings, form: FormPublished
) -> None:
    with pytest.raises(Problem) as caught:
        sittings.start(form.hash, "kbl-99", DARI)

    assert caught.value.code is Code.SITE_NOT_HERE


def test_many_drafts_are_open_in_turn(sittings: Sittings, form: FormPublished) -> None:
    begun = [sittings.start(form.hash, SITE.id, DARI) for _ in range(6)]
    for number, draft in enumerate(begun):
        answer(sittings, draft, why=f"پاسخ {number}")

    assert [values(sittings, draft)["why"] for draft in begun] == [f"پاسخ {n}" for n in range(6)]


def test_threads_that_answer_at_once_are_all_heard(sittings: Sittings, draft: Draft) -> None:
    def type_in(path: str) -> None:
        for number in range(10):
            sittings.answer(draft.id, {path: str(number)}, 0, f"window of {path}")

    paths = ["person/age", "distance", "why", "person/how_many"]
    threads = [threading.Thread(target=type_in, args=(path,)) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = values(sittings, draft)
    on_disk = drafts.answers_of(sittings.workspace, draft.id)[0]

    assert {path: found[path] for path in paths} == dict.fromkeys(paths, "9")
    assert {path: on_disk[path] for path in paths} == dict.fromkeys(paths, "9")


def test_a_compiled_form_is_kept_on_the_disk_and_tells_nobody_what_is_asked(
    sittings: Sittings, draft: Draft, form: FormPublished, tmp_path: Path
) -> None:
    values(sittings, draft)
    (path,) = (tmp_path / "forms").iterdir()

    assert form.hash not in path.name
    assert "عمر".encode() not in path.read_bytes()
    assert form.form_id.encode() not in path.read_bytes()


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: content[:-1],
        lambda content: content[:5000],
        lambda content: content[:200] + bytes([content[200] ^ 1]) + content[201:],
        lambda content: b"\xff\xfe\x00",
    ],
    ids=["empty", "one byte short", "cut", "one bit", "rubbish"],
)
def test_a_damaged_form_on_the_disk_is_compiled_again(
    sittings: Sittings, draft: Draft, new_sittings: Fresh, tmp_path: Path, damage: Damage
) -> None:
    answer(sittings, draft, why="بلی")
    path = next((tmp_path / "forms").iterdir())
    damaged = damage(path.read_bytes())
    path.write_bytes(damaged)

    assert values(new_sittings(), draft)["why"] == "بلی"
    assert path.read_bytes() != damaged
    assert list(path.parent.iterdir()) == [path]


def test_an_answer_of_the_wrong_type_is_kept_as_it_was_typed(
    sittings: Sittings, draft: Draft, new_sittings: Fresh
) -> None:
    answer(sittings, draft, person__age="سی و سه")

    with new_sittings().of(draft.id) as sitting:
        state = sitting.interview.state("person/age")
    assert state.value == "سی و سه"
    assert state.violation is not None
    assert state.violation.kind == "type"
