"""Files of a draft: sealed, on the disk before the reply, destroyed when they are no answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fieldtool.collect import attachments, drafts, finalising, rows
from fieldtool.collect.attachments import Sent
from fieldtool.collect.form_cache import FormCache
from fieldtool.collect.sitting import Sittings
from fieldtool.log.kinds import Revision
from fieldtool.problems import Code, Problem
from fieldtool.security import workspace as workspaces
from fieldtool.security.blobs import open_
from fieldtool.security.passphrase import FLOOR
from fieldtool.security.workspace import Workspace
from fieldtool.storage.queries.drafts import Draft
from tests.clocks import StepClock
from tests.collect import pictures
from tests.collect.conftest import PASSPHRASE, SITE, filled, membership, questionnaire

PLACES = """
| survey |
| | type         | name   | label::دری (fa-AF) | relevant         |
| | image        | photo  | عکس                |                  |
| | audio        | voice  | صدا                |                  |
| | text         | hide   | پنهان؟             |                  |
| | file         | paper  | سند                | ${hide} != 'بلی' |
| | begin_repeat | hazard | خطر                |                  |
| | image        | view   | عکس خطر            |                  |
| | end_repeat   |        |                    |                  |
| settings |
| | form_id | version | default_language |
| | places  | 1       | دری (fa-AF)      |
"""
HERE, THERE = "windowaaaa", "windowbbbb"


@pytest.fixture
def ws(tmp_path: Path, clock: StepClock) -> Iterator[Workspace]:
    made = workspaces.create(tmp_path, membership(), PASSPHRASE, FLOOR)
    filled(made, clock, questionnaire(PLACES))
    yield made
    made.close()


@pytest.fixture
def make(ws: Workspace, tmp_path: Path, clock: StepClock) -> Callable[[], Sittings]:
    return lambda: Sittings(ws, FormCache(tmp_path / "forms"), clock)


@pytest.fixture
def sittings(make: Callable[[], Sittings]) -> Sittings:
    return make()


@pytest.fixture
def draft(sittings: Sittings) -> Draft:
    return sittings.start(questionnaire(PLACES).hash, SITE.id, "")


def attach(sittings: Sittings, draft: Draft, path: str, content: bytes, window: str = HERE) -> str:
    base = drafts.answers_of(sittings.workspace, draft.id)[1]
    attachments.attach(sittings, draft.id, path, Sent(content, "محبوبه.ogg", base, window))
    return value(sittings, draft, path)


def value(sittings: Sittings, draft: Draft, path: str) -> str:
    with sittings.of(draft.id) as sitting:
        return sitting.interview.state(path).value


def test_a_file_is_the_answer_under_a_name_that_tells_nothing(
    make: Callable[[], Sittings], sittings: Sittings, draft: Draft
) -> None:
    file = attach(sittings, draft, "voice", pictures.recording())
    kept = attachments.of_draft(sittings.workspace, draft.id)[file]

    assert file.startswith("voice-")
    assert file.endswith(".ogg")
    assert "محبوبه" not in file
    assert value(make(), draft, "voice") == file
    assert (kept.ref.type, kept.length) == ("audio/ogg", len(pictures.recording()))
    content = attachments.content(sittings.workspace, draft.id, file)
    assert content == pictures.recording()


def test_nothing_of_a_file_is_on_the_disk_in_clear(
    sittings: Sittings, draft: Draft, tmp_path: Path
) -> None:
    file = attach(sittings, draft, "voice", pictures.recording())
    everything = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())

    assert len(sittings.workspace.blobs.names()) == 1
    assert pictures.SECRET.encode() not in everything
    assert file.encode() not in everything


def test_another_file_takes_the_place_of_the_first_and_destroys_it(
    sittings: Sittings, draft: Draft
) -> None:
    first = attach(sittings, draft, "photo", pictures.photo())
    second = attach(sittings, draft, "photo", pictures.photo(100, 50))

    assert list(attachments.of_draft(sittings.workspace, draft.id)) == [second]
    assert len(sittings.workspace.blobs.names()) == 1
    with pytest.raises(Problem) as caught:
        attachments.content(sittings.workspace, draft.id, first)
    assert caught.value.code is Code.FILE_NOT_HERE


def test_a_removed_answer_destroys_its_file(sittings: Sittings, draft: Draft) -> None:
    attach(sittings, draft, "photo", pictures.photo())
    base = drafts.answers_of(sittings.workspace, draft.id)[1]
    sittings.answer(draft.id, {"photo": ""}, base, HERE)
    attachments.tidy(sittings.workspace)

    assert attachments.of_draft(sittings.workspace, draft.id) == {}
    assert sittings.workspace.blobs.names() == frozenset()


def test_the_file_of_a_removed_row_is_kept_until_the_interview_is_finalised(
    sittings: Sittings, draft: Draft, clock: StepClock
) -> None:
    row = "hazard[aaaaaa]"
    rows.put(sittings, draft.id, row, HERE)
    file = attach(sittings, draft, f"{row}/view", pictures.photo())
    rows.remove(sittings, draft.id, row, HERE)
    attachments.tidy(sittings.workspace)

    assert file in attachments.of_draft(sittings.workspace, draft.id)

    rows.put(sittings, draft.id, row, HERE)

    assert value(sittings, draft, f"{row}/view") == file

    rows.remove(sittings, draft.id, row, HERE)
    finalising.finalise(sittings, draft.id, "partial", clock)

    assert sittings.workspace.blobs.names() == frozenset()


def test_a_deleted_draft_keeps_its_files_since_it_may_come_back(
    sittings: Sittings, draft: Draft, clock: StepClock
) -> None:
    file = attach(sittings, draft, "photo", pictures.photo())
    drafts.delete(sittings.workspace, draft.id, "دو بار شروع شد", clock)
    sittings.forget(draft.id)
    attachments.tidy(sittings.workspace)
    drafts.undo_delete(sittings.workspace, draft.id, clock)

    assert attachments.content(sittings.workspace, draft.id, file)


def test_a_finalised_interview_names_its_files_and_only_those_of_its_answers(
    sittings: Sittings, draft: Draft, clock: StepClock
) -> None:
    voice = attach(sittings, draft, "voice", pictures.recording())
    attach(sittings, draft, "paper", "سند".encode())
    sittings.answer(draft.id, {"hide": "بلی"}, 0, HERE)
    entry = finalising.finalise(sittings, draft.id, "partial", clock)
    revision = Revision.from_entry(entry)
    ref = revision.attachments[voice]
    ws = sittings.workspace

    assert list(revision.attachments) == [voice]
    assert [(blob.name, blob.size) for blob in entry.header.blobs] == [(ref.name, ref.size)]
    assert open_(ref, ws.blobs.get(ref.name)) == pictures.recording()
    assert ws.blobs.names() == {ref.name}
    assert attachments.of_draft(ws, draft.id) == {}


def test_an_interview_without_files_says_nothing_of_them(
    sittings: Sittings, draft: Draft, clock: StepClock
) -> None:
    entry = finalising.finalise(sittings, draft.id, "partial", clock)

    assert "attachments" not in entry.content()
    assert entry.header.blobs == ()


def test_a_file_for_an_answer_that_another_window_changed_is_refused_and_destroyed(
    sittings: Sittings, draft: Draft
) -> None:
    base = drafts.answers_of(sittings.workspace, draft.id)[1]
    first = attach(sittings, draft, "photo", pictures.photo())

    sent = Sent(pictures.photo(10, 10), "x.jpg", base, THERE)
    with pytest.raises(Problem) as caught:
        attachments.attach(sittings, draft.id, "photo", sent)

    assert caught.value.code is Code.FILE_IN_TWO_WINDOWS
    assert value(sittings, draft, "photo") == first
    assert len(sittings.workspace.blobs.names()) == 1


@pytest.mark.parametrize("path", ["hide", "nothing", "hazard", ""])
def test_a_file_is_attached_only_where_one_is_asked_for(
    sittings: Sittings, draft: Draft, path: str
) -> None:
    with pytest.raises(Problem) as caught:
        attachments.attach(sittings, draft.id, path, Sent(pictures.photo(), "x", 0, HERE))

    assert caught.value.code is Code.ANSWER_PATH_UNKNOWN
    assert sittings.workspace.blobs.names() == frozenset()


def test_what_was_cut_short_before_the_answer_is_taken_away(
    sittings: Sittings, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = attach(sittings, draft, "photo", pictures.photo())
    with monkeypatch.context() as at_the_plug:
        at_the_plug.setattr(sittings, "answer", _plug)
        at_the_plug.setattr(attachments, "tidy", lambda _ws: None)
        with pytest.raises(KeyboardInterrupt):
            attach(sittings, draft, "voice", pictures.recording())

    assert len(sittings.workspace.blobs.names()) == 2

    attachments.tidy(sittings.workspace)

    assert list(attachments.of_draft(sittings.workspace, draft.id)) == [kept]
    assert len(sittings.workspace.blobs.names()) == 1


def _plug(*_arguments: object) -> None:
    raise KeyboardInterrupt
