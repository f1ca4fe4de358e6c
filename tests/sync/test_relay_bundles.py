"""A provincial hub without a network: its work goes to the national hub on a stick, and back."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from fieldtool.log.kinds import PROJECT_LOG, FormPublished
from fieldtool.problems import Code
from fieldtool.security.blobs import open_, seal
from fieldtool.storage.mail import Mail
from fieldtool.storage.queries import forms, interviews, proofs, relays
from fieldtool.sync.hub import erasing
from fieldtool.sync.hub.hub_bundles import Reading, read_folder
from fieldtool.sync.hub.offering import Offering
from fieldtool.sync.laptop import couriers, outbox
from fieldtool.sync.relay import relay_bundles
from fieldtool.sync.relay.relay_bundles import Written
from fieldtool.sync.relay.standing import standing
from fieldtool.sync.wire import bundles, exchange, protocol
from tests.log import samples
from tests.sync.interviews import finalise, revision
from tests.sync.photographs import photo, photograph
from tests.sync.province import BEHIND, DIRECT, P, Province, copy_of, ids, restored


@pytest.fixture
def worked(herat: Province) -> Province:
    """Return the province after two laptops brought the relay three interviews each."""
    for place, name in enumerate(BEHIND):
        finalise(herat.laptops[name], herat.clock, range(10 * place, 10 * place + 3))
        herat.sync(name)
    return herat


def write(herat: Province, stick: Path) -> Written:
    return relay_bundles.write(herat.relay, stick)


def above(herat: Province, stick: Path) -> Reading:
    return read_folder(herat.door_above, stick)


def home(herat: Province, stick: Path) -> Reading:
    return read_folder(herat.door, stick)


def trip(herat: Province, stick: Path) -> Reading:
    """Let the stick go to the national hub and back; return what was read at the relay."""
    write(herat, stick)
    assert above(herat, stick).is_whole
    return home(herat, stick)


def at_the_top(herat: Province) -> int:
    with herat.national.database.read() as session:
        return interviews.count(session, P)


def waiting(herat: Province) -> int:
    with herat.hub.database.read() as session:
        return standing(session, herat.relay).waiting


def test_one_stick_brings_laptops_and_what_they_wrote_and_its_answer_proves_it(
    worked: Province, stick: Path
) -> None:
    written = write(worked, stick)
    reading = above(worked, stick)

    assert (written.requests, written.entries, written.photos) == (1, 6, 0)
    assert [(one.name, one.interviews, one.problem) for one in reading.relays] == [
        ("هرات", 6, None)
    ]
    assert at_the_top(worked) == 6
    assert [one.id for one in reading.missing] == [worked.laptops[DIRECT].id]
    assert waiting(worked) == 6

    back = home(worked, stick)

    assert (back.above.answers, back.above.proven, back.refused) == (1, 6, ())
    assert back.is_whole
    assert waiting(worked) == 0


def test_the_signatures_of_the_writers_arrive(worked: Province, stick: Path) -> None:
    trip(worked, stick)

    for name in BEHIND:
        assert ids(worked.national, worked.log(name)) == ids(worked.hub, worked.log(name))


def test_what_the_national_hub_says_comes_back_and_reaches_the_laptops(
    worked: Province, stick: Path
) -> None:
    trip(worked, stick)
    interview = revision(0).interview
    with worked.national.database.work() as session:
        erasing.erase(
            session,
            worked.national.identity,
            P,
            interview,
            reason="withdrawn",
            clock=worked.clock.now(),
        )
    back = trip(worked, stick)

    assert back.above.has_erased
    assert ids(worked.hub, PROJECT_LOG) == ids(worked.national, PROJECT_LOG)
    with worked.hub.database.read() as session:
        assert interviews.get(session, P, interview) is None
    worked.sync(BEHIND[0])
    with worked.laptops[BEHIND[0]].database.read() as session:
        assert interviews.get(session, P, interview) is None


def test_reading_everything_again_changes_nothing(worked: Province, stick: Path) -> None:
    trip(worked, stick)
    again = above(worked, stick)
    back = home(worked, stick)

    assert [one.interviews for one in again.relays] == [0]
    assert (back.above.proven, back.above.received) == (0, 0)
    assert (back.refused, waiting(worked), at_the_top(worked)) == ((), 0, 6)


def test_an_older_answer_that_comes_after_a_newer_one_undoes_nothing(
    worked: Province, stick: Path, tmp_path: Path
) -> None:
    write(worked, stick)
    above(worked, stick)
    older = shutil.copytree(stick, tmp_path / "older stick")
    before = copy_of(worked.national, "before.db")
    finalise(worked.laptops[BEHIND[0]], worked.clock, range(20, 22))
    worked.sync(BEHIND[0])
    # The older answer is of another epoch of the hub.
    restored(worked.national, before, is_known=True)
    trip(worked, stick)
    assert waiting(worked) == 0
    back = home(worked, older)

    assert (back.above.answers, back.refused) == (0, ())
    assert waiting(worked) == 0


def test_an_older_request_that_comes_after_a_newer_one_loses_nothing(
    worked: Province, stick: Path, tmp_path: Path
) -> None:
    write(worked, stick)
    older = shutil.copytree(stick, tmp_path / "older stick")
    finalise(worked.laptops[BEHIND[0]], worked.clock, range(20, 22))
    worked.sync(BEHIND[0])
    write(worked, stick)
    above(worked, stick)
    above(worked, older)
    for place in (older, stick):
        assert home(worked, place).refused == ()
    assert at_the_top(worked) == 8
    trip(worked, stick)

    assert waiting(worked) == 0


def test_more_laptops_than_one_request_holds_go_in_several_files(
    worked: Province, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "MOST_RUNS", 2)
    written = write(worked, stick)
    reading = above(worked, stick)
    back = home(worked, stick)

    assert (written.requests, len(list(stick.glob("*.ftb")))) == (2, 4)
    assert [one.interviews for one in reading.relays] == [6]
    assert (back.above.answers, waiting(worked)) == (2, 0)


def test_photos_go_along(herat: Province, stick: Path) -> None:
    photograph(herat.laptops[BEHIND[0]], herat.clock, 1, photo(1, 70_000))
    herat.sync(BEHIND[0])
    herat.carry(BEHIND[0])
    (name,) = herat.hub.blobs.names()
    written = write(herat, stick)
    reading = above(herat, stick)

    assert (written.photos, reading.photos, reading.refused) == (1, 1, ())
    assert herat.national.blobs.has(name)
    home(herat, stick)
    assert write(herat, stick).photos == 0


MEDIA = {"نقشه.png": ("نقشهٔ ناحیه", "image/png"), "سؤال.m4a": ("آواز سؤال", "audio/mp4")}
LISTS = {"places.csv": "name,label\nchawk,چوک\n"}


def publish_above(herat: Province, size: int = 900) -> FormPublished:
    """Publish a form with a picture, a recording and a list at the national hub."""
    found = {}
    for name, (words, kind) in MEDIA.items():
        found[name], ciphertext = seal(words.encode() * size, kind)
        herat.national.blobs.put(found[name].name, ciphertext)
    form = replace(samples.FORM, version="2", hash="2" * 64, media=found, files=LISTS)
    with herat.national.database.work() as session:
        Offering(session, herat.national.identity, P, herat.clock.now()).publish(form)
    return form


def shown_at(herat: Province, name: str) -> dict[str, bytes]:
    """Return what a laptop can show of what the form needs."""
    ws = herat.laptops[name]
    with ws.database.read() as session:
        source = forms.source(session, P, "2" * 64)
        refs = forms.media(session, P, "2" * 64)
    assert source is not None
    pictures = {each: open_(ref, ws.blobs.get(ref.name)) for each, ref in refs.items()}
    return {**pictures, **{each: text.encode() for each, text in source.files.items()}}


def test_what_forms_show_comes_from_above_and_goes_on_to_laptops_by_the_same_stick(
    herat: Province, stick: Path
) -> None:
    form = publish_above(herat)
    names = {ref.name for ref in form.media.values()}
    back = trip(herat, stick)
    assert (back.above.media, back.refused) == (2, ())
    assert names <= herat.hub.blobs.names()

    for name in BEHIND:
        mail, ws = Mail(herat.folder / name), herat.laptops[name]
        outbox.settle(ws, mail, herat.clock, asks=True)
        couriers.copy_all(mail, stick)
        assert home(herat, stick).is_whole
        assert couriers.bring(mail, stick).media == 2
        outbox.settle(ws, mail, herat.clock)
        assert shown_at(herat, name) == {
            **{each: words.encode() * 900 for each, (words, _kind) in MEDIA.items()},
            **{each: text.encode() for each, text in LISTS.items()},
        }


def test_a_large_medium_in_several_files_and_one_that_was_cut_off_come_in_any_order(
    herat: Province, stick: Path
) -> None:
    form = publish_above(herat, size=300_000)
    write(herat, stick)
    assert above(herat, stick).is_whole
    one = max(stick.glob("*.ftb"), key=lambda path: path.stat().st_size)
    kept = one.read_bytes()
    one.write_bytes(kept[: len(kept) // 2])
    refused = {problem.code for _name, problem in home(herat, stick).refused}
    assert refused == {Code.BUNDLE_DAMAGED, Code.BLOB_GAP}
    one.write_bytes(kept)
    back = home(herat, stick)

    assert back.refused == ()
    assert {ref.name for ref in form.media.values()} <= herat.hub.blobs.names()


def test_a_national_hub_that_was_restored_gets_everything_again(
    worked: Province, stick: Path
) -> None:
    before = copy_of(worked.national, "before.db")
    with worked.national.database.work() as session:
        clock = worked.clock.now()
        erasing.erase(
            session, worked.national.identity, P, "subjectaaaaaaaaa", reason="test", clock=clock
        )
    trip(worked, stick)
    said = set(ids(worked.national, PROJECT_LOG))
    restored(worked.national, before, is_known=True)
    assert at_the_top(worked) == 0
    for _ in range(3):
        trip(worked, stick)

    assert at_the_top(worked) == 6
    assert said <= set(ids(worked.national, PROJECT_LOG))
    assert waiting(worked) == 0


def test_a_restored_relay_takes_no_answer_that_it_does_not_remember_asking_for(
    worked: Province, stick: Path
) -> None:
    before = copy_of(worked.hub, "before.db")
    write(worked, stick)
    above(worked, stick)
    restored(worked.hub, before, is_known=True)
    back = home(worked, stick)

    assert [problem.code for _name, problem in back.refused] == [Code.ANSWER_NOT_ASKED]
    trip(worked, stick)
    assert waiting(worked) == 0


def test_a_network_and_a_stick_go_together(worked: Province, stick: Path) -> None:
    write(worked, stick)
    above(worked, stick)
    worked.pass_on()
    assert waiting(worked) == 0
    with worked.hub.database.read() as session:
        proven = proofs.counts(session, P)
    assert home(worked, stick).above.answers == 0

    with worked.hub.database.read() as session:
        assert proofs.counts(session, P) == proven


def test_the_relays_file_is_left_alone_by_laptops_and_by_the_relay_itself(
    worked: Province, stick: Path
) -> None:
    write(worked, stick)
    reading = home(worked, stick)

    assert (reading.read, reading.relays, reading.refused, reading.elsewhere) == ((), (), (), 0)


def test_a_damaged_file_of_a_relay_is_refused_and_changes_nothing(
    worked: Province, stick: Path
) -> None:
    write(worked, stick)
    (path,) = stick.glob("*.ftb")
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)
    reading = above(worked, stick)

    assert [problem.code for _name, problem in reading.refused] == [Code.BUNDLE_DAMAGED]
    assert at_the_top(worked) == 0


def test_a_revoked_relays_file_is_refused(worked: Province, stick: Path) -> None:
    write(worked, stick)
    with worked.national.database.work() as session:
        now = worked.clock.now().wall
        relays.revoke(session, P, worked.relay.higher.relay, now)
    reading = above(worked, stick)

    assert [problem.code for _name, problem in reading.refused] == [Code.RELAY_REVOKED]
    assert (reading.relays, at_the_top(worked)) == ((), 0)


def test_a_courier_sends_the_file_and_brings_the_answer(worked: Province, stick: Path) -> None:
    write(worked, stick)
    (path,) = stick.glob("*.ftb")
    with httpx.Client(transport=httpx.WSGITransport(app=worked.national.app)) as client:
        url, kind = "http://hub/bundles", bundles.CONTENT_TYPE
        reply = exchange.post(client, url, path.read_bytes(), kind)
    (stick / "answer.ftb").write_bytes(reply)

    assert home(worked, stick).above.answers == 1
    assert waiting(worked) == 0
