"""Drafts: a journal that forgets nothing and overwrites nothing silently."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fieldtool.collect import drafts
from fieldtool.collect.drafts import Begun
from fieldtool.problems import Code, Problem, Problems
from fieldtool.security.workspace import Workspace
from fieldtool.storage.queries import drafts as stored
from fieldtool.storage.queries.drafts import Draft
from tests.clocks import StepClock


@pytest.fixture
def draft(workspace: Workspace, clock: StepClock) -> Draft:
    return drafts.start(workspace, Begun("m4xahrt7q2zz5k3f", "f" * 64, "hrt-3", "دری"), clock)


class Window:
    """A browser window that knows the journal up to some line."""

    def __init__(self, ws: Workspace, draft: Draft, clock: StepClock, name: str) -> None:
        self.ws, self.draft, self.clock, self.name = ws, draft, clock, name
        self.base = 0
        self.reload()

    def reload(self) -> dict[str, str]:
        values, self.base = drafts.answers_of(self.ws, self.draft.id)
        return values

    def send(self, **answers: str) -> drafts.Saved:
        saved = drafts.save_answers(
            self.ws, self.draft.id, answers, self.base, self.name, self.clock
        )
        self.base = saved.seq
        return saved


@pytest.fixture
def left(workspace: Workspace, draft: Draft, clock: StepClock) -> Window:
    return Window(workspace, draft, clock, "leftaaaaaa")


@pytest.fixture
def right(workspace: Workspace, draft: Draft, clock: StepClock) -> Window:
    return Window(workspace, draft, clock, "rightaaaaa")


def test_an_answer_that_was_saved_is_in_the_journal(left: Window) -> None:
    left.send(why="شب‌ها تاریک است")
    left.send(why="چراغ نیست")

    assert left.reload() == {"why": "چراغ نیست"}
    with left.ws.database.read() as session:
        journal = stored.journal(session, left.ws.project_id, left.draft.id)
    assert [(line.seq, line.value) for line in journal] == [
        (1, "شب‌ها تاریک است"),
        (2, "چراغ نیست"),
    ]


def test_the_same_answer_again_writes_nothing(left: Window) -> None:
    first = left.send(why="بلی")
    again = left.send(why="بلی")

    assert again.seq == first.seq
    assert again.written == {}


def test_a_reply_that_was_lost_is_answered_the_same_when_it_is_sent_again(left: Window) -> None:
    base = left.base
    first = left.send(why="بلی", age="۳۳")
    left.base = base
    again = left.send(why="بلی", age="۳۳")

    assert again.seq == first.seq


def test_an_older_page_does_not_overwrite_and_both_values_are_shown(
    left: Window, right: Window
) -> None:
    left.send(why="چپ")
    with pytest.raises(Problem) as caught:
        right.send(why="راست")

    assert caught.value.code is Code.ANSWER_OLDER
    assert caught.value.status == 409
    assert (caught.value.values["saved"], caught.value.values["typed"]) == ("چپ", "راست")
    assert left.reload() == {"why": "چپ"}


def test_the_sentence_shows_both_and_the_short_form_shows_neither(
    left: Window, right: Window
) -> None:
    left.send(why="چپ")
    with pytest.raises(Problem) as caught:
        right.send(why="راست")

    assert "چپ" in caught.value.sentence()
    assert "راست" in caught.value.sentence()
    assert "چپ" not in str(caught.value)


def test_after_looking_again_the_other_window_may_change_it(left: Window, right: Window) -> None:
    left.send(why="چپ")
    right.reload()
    right.send(why="راست")

    assert left.reload() == {"why": "راست"}


def test_windows_that_answer_different_questions_do_not_disturb_each_other(
    left: Window, right: Window
) -> None:
    left.send(why="چپ")
    right.send(age="33")

    assert left.reload() == {"why": "چپ", "age": "33"}


def test_two_windows_that_say_the_same_agree(left: Window, right: Window) -> None:
    left.send(why="بلی")

    assert right.send(why="بلی").written == {}


def test_a_whole_page_sent_by_an_older_window_keeps_what_it_did_not_change(
    left: Window, right: Window
) -> None:
    left.send(why="پیش", age="33")
    right.reload()
    left.send(why="تازه")
    saved = right.send(why="پیش", age="44")

    assert saved.kept == {"why": "تازه"}
    assert left.reload() == {"why": "تازه", "age": "44"}


def test_the_other_answers_of_a_page_with_one_older_answer_are_saved(
    left: Window, right: Window
) -> None:
    left.send(why="چپ")
    with pytest.raises(Problem):
        right.send(why="راست", age="44")

    assert left.reload() == {"why": "چپ", "age": "44"}


def test_several_older_answers_are_all_told(left: Window, right: Window) -> None:
    left.send(why="چپ", age="33")
    with pytest.raises(Problems) as caught:
        right.send(why="راست", age="44")

    assert [problem.values["path"] for problem in caught.value.problems] == ["why", "age"]


def test_the_same_window_may_go_back_and_change_its_own_answer(left: Window) -> None:
    left.send(why="یک")
    left.base = 0

    assert left.send(why="دو").written == {"why": "دو"}


def test_an_answer_that_was_emptied_stays_empty(left: Window) -> None:
    left.send(why="بلی")
    left.send(why="")

    assert left.reload() == {"why": ""}


def test_short_numbers_count_per_workspace(workspace: Workspace, clock: StepClock) -> None:
    numbers = [
        drafts.start(workspace, Begun(f"interview{n:07}", "f" * 64, "x", "y"), clock).number
        for n in range(3)
    ]

    assert numbers == ["HRT-07-001", "HRT-07-002", "HRT-07-003"]


def test_a_deleted_draft_is_out_of_the_way_and_comes_back_whole(
    left: Window, clock: StepClock
) -> None:
    left.send(why="بلی")
    ws, draft = left.ws, left.draft
    drafts.delete(ws, draft.id, "شخص منصرف شد", clock)
    gone = drafts.open_drafts(ws)
    put_away = drafts.deleted_drafts(ws)
    with pytest.raises(Problem) as caught:
        left.send(why="نخیر")
    drafts.undo_delete(ws, draft.id, clock)

    assert gone == []
    assert [one.reason for one in put_away] == ["شخص منصرف شد"]
    assert caught.value.code is Code.DRAFT_DELETED
    assert [one.id for one in drafts.open_drafts(ws)] == [draft.id]
    assert left.reload() == {"why": "بلی"}


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_deleting_wants_a_reason(left: Window, clock: StepClock, reason: str) -> None:
    with pytest.raises(Problem) as caught:
        drafts.delete(left.ws, left.draft.id, reason, clock)

    assert caught.value.code is Code.REASON_MISSING
    assert len(drafts.open_drafts(left.ws)) == 1


def test_a_draft_of_nobody_is_unknown(workspace: Workspace, clock: StepClock) -> None:
    with pytest.raises(Problem) as caught:
        drafts.save_answers(workspace, "nosuchdraftaaaaa", {"why": "x"}, 0, "w", clock)

    assert caught.value.code is Code.DRAFT_UNKNOWN


def test_the_place_and_the_language_are_remembered(left: Window) -> None:
    drafts.move(left.ws, left.draft.id, "person")
    drafts.speak(left.ws, left.draft.id, "پښتو (ps)")
    found = drafts.read(left.ws, left.draft.id)

    assert (found.place, found.language) == ("person", "پښتو (ps)")


def test_the_draft_worked_on_last_comes_first(workspace: Workspace, clock: StepClock) -> None:
    made = [
        drafts.start(workspace, Begun(f"interview{n:07}", "f" * 64, "x", "y"), clock)
        for n in range(2)
    ]
    drafts.save_answers(workspace, made[0].id, {"why": "بلی"}, 0, "w", clock)

    assert [one.number for one in drafts.open_drafts(workspace)] == ["HRT-07-001", "HRT-07-002"]


def test_a_clock_put_back_loses_no_answer(left: Window, clock: StepClock) -> None:
    left.send(why="یک")
    clock.put(timedelta(days=-400))
    left.send(why="دو")

    assert left.reload() == {"why": "دو"}
