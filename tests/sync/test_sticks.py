"""Memory sticks: any order, any number of times, several laptops, and files that are not whole."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from fieldtool.log import kinds
from fieldtool.problems import Code, Problem
from fieldtool.security.blobs import seal
from fieldtool.storage import schema, sticks
from fieldtool.storage.blobs import BlobStore
from fieldtool.storage.database import open_file
from fieldtool.storage.models import Side
from fieldtool.storage.queries import workspaces
from fieldtool.sync.laptop import couriers, photos
from fieldtool.sync.wire import bundles
from fieldtool.sync.wire.bundles import Part
from tests.log import samples
from tests.sync.interviews import finalise
from tests.sync.photographs import photo, photograph
from tests.sync.post import Shared, read, stored
from tests.sync.rooms import Hub

P = samples.PROJECT


@pytest.fixture
def laptops(two_laptops: tuple[Shared, Shared]) -> tuple[Shared, Shared]:
    """Return a laptop of two people and one of one; each has interviews that wait."""
    first = 0
    for laptop in two_laptops:
        for person, ws in enumerate(laptop.people):
            finalise(ws, laptop.clock, range(first, first + 2))
            laptop.settle(person)
            first += 2
    return two_laptops


@pytest.fixture
def hub(laptops: tuple[Shared, Shared]) -> Hub:
    return laptops[0].hub


def proven(laptops: tuple[Shared, ...]) -> list[int]:
    """Let everybody sign in; return how many interviews of each are proven."""
    found = []
    for laptop in laptops:
        for person in range(len(laptop.people)):
            laptop.settle(person)
            found.append(laptop.proven(person))
    return found


def names(place: Path) -> list[str]:
    return sorted(path.name for path in place.iterdir())


def test_one_stick_carries_several_laptops_to_the_hub_and_their_answers_back(
    hub: Hub, laptops: tuple[Shared, Shared], stick: Path
) -> None:
    for laptop in laptops:
        assert all(went.problem is None for went in couriers.copy_all(laptop.mail, stick))
    reading = read(hub, stick)
    for laptop in laptops:
        couriers.bring(laptop.mail, stick)

    assert [(one.interviews, one.problem) for one in reading.read] == [(2, None)] * 3
    assert {one.workspace for one in reading.read} == {
        ws.id for laptop in laptops for ws in laptop.people
    }
    assert (reading.is_whole, reading.missing) == (True, ())
    assert stored(hub) == 6
    assert proven(laptops) == [2, 2, 2]
    assert [laptop.mail.waiting() for laptop in laptops] == [(), ()]


def test_any_order_and_any_number_of_times_changes_nothing(
    hub: Hub, laptops: tuple[Shared, Shared], stick: Path
) -> None:
    chance = random.Random(1405)  # noqa: S311 - an order
    one, two = laptops
    steps: list[Callable[[], object]] = [
        lambda: couriers.copy_all(one.mail, stick),
        lambda: couriers.copy_all(two.mail, stick),
        lambda: couriers.bring(one.mail, stick),
        lambda: couriers.bring(two.mail, stick),
        one.settle,
        two.settle,
        lambda: read(hub, stick),
    ]
    for _ in range(24):
        chance.choice(steps)()
    for step in (*steps[:2], steps[-1], *steps[2:4]):
        step()

    assert proven(laptops) == [2, 2, 2]
    assert stored(hub) == 6
    assert len(names(stick)) == 6, "a newer parcel replaces the older one of its mailbox"


def test_the_later_of_two_parcels_of_one_laptop_is_answered(
    hub: Hub, laptops: tuple[Shared, Shared], stick: Path
) -> None:
    one, _ = laptops
    (stick / "monday.ftb").write_bytes(one.parcel())
    finalise(one.people[0], one.clock, range(40, 45))
    one.settle()
    (stick / "a tuesday (1).FTB").write_bytes(one.parcel())
    reading = read(hub, stick)
    couriers.bring(one.mail, stick)

    assert [read.interviews for read in reading.read] == [7]
    assert proven(laptops) == [7, 0, 0]


def test_laptops_of_which_nothing_came_are_named(
    hub: Hub, laptops: tuple[Shared, Shared], stick: Path
) -> None:
    one, two = laptops
    couriers.copy_all(one.mail, stick)
    assert [missing.id for missing in read(hub, stick).missing] == [two.people[0].id]
    with hub.database.work() as session:
        workspaces.revoke(session, P, two.people[0].id, 1)

    assert read(hub, stick).missing == ()


def damaged(raw: bytes) -> dict[str, bytes]:
    """Return what may become of a file on its way."""
    chance = random.Random(1406)  # noqa: S311 - places
    places = [0, 3, 4, 7, 8, 20, 90, len(raw) - 33, len(raw) - 1]
    places += [chance.randrange(len(raw)) for _ in range(40)]
    flipped = {}
    for at in places:
        changed = bytearray(raw)
        changed[at] ^= 1 << chance.randrange(8)
        flipped[f"flip {at}"] = bytes(changed)
    cut = {f"cut {size}": raw[:size] for size in (0, 1, 8, 50, 4096, len(raw) - 1)}
    return {**flipped, **cut, "longer": raw + b"\0", "zeros": bytes(len(raw))}


def test_a_file_that_was_cut_off_or_altered_is_refused_as_a_whole_and_the_others_go_on(
    hub: Hub, laptops: tuple[Shared, Shared], stick: Path
) -> None:
    one, two = laptops
    spoiled = damaged(one.parcel())
    for name, raw in spoiled.items():
        (stick / f"{name}.ftb").write_bytes(raw)
    couriers.copy_all(two.mail, stick)
    reading = read(hub, stick)

    assert {name.removesuffix(".ftb") for name, _ in reading.refused} == set(spoiled)
    assert {problem.code for _, problem in reading.refused} == {Code.BUNDLE_DAMAGED}
    assert [(read.workspace, read.interviews) for read in reading.read] == [(two.people[0].id, 2)]
    assert stored(hub) == 2


def test_an_answer_that_was_cut_off_or_altered_is_not_brought(
    hub: Hub, laptops: tuple[Shared, Shared], stick: Path, tmp_path: Path
) -> None:
    one, _ = laptops
    couriers.copy_all(one.mail, stick)
    read(hub, stick)
    answers = [
        path.read_bytes()
        for path in stick.iterdir()
        if bundles.parse(path.read_bytes()).type == bundles.ANSWER
    ]
    spoiled = tmp_path / "spoiled"
    spoiled.mkdir()
    for name, raw in damaged(answers[0]).items():
        (spoiled / f"{name}.ftb").write_bytes(raw)
    brought = couriers.bring(one.mail, spoiled)

    assert len(brought.refused) == len(names(spoiled))
    assert brought.taken == ()
    assert proven(laptops) == [0, 0, 0]


def test_an_altered_file_with_a_right_sum_is_refused_too(
    hub: Hub, laptops: tuple[Shared, Shared], stick: Path
) -> None:
    raw = bytearray(laptops[0].parcel()[:-32])
    raw[-1] ^= 1
    (stick / "x.ftb").write_bytes(bytes(raw) + hashlib.sha256(raw).digest())
    reading = read(hub, stick)

    assert [problem.code for _, problem in reading.refused] == [Code.SEALED_TO_ANOTHER]
    assert stored(hub) == 0


def test_a_request_inside_that_the_hub_refuses_is_named_with_its_reason(
    hub: Hub, laptops: tuple[Shared, Shared], stick: Path
) -> None:
    one, two = laptops
    couriers.copy_all(one.mail, stick)
    couriers.copy_all(two.mail, stick)
    with hub.database.work() as session:
        workspaces.revoke(session, P, two.people[0].id, 1)
    reading = read(hub, stick)

    assert [problem.code for _, problem in reading.refused] == [Code.WORKSPACE_REVOKED]
    assert len(reading.read) == 2


def test_a_parcel_for_another_hub_is_left_alone(
    hub: Hub, laptops: tuple[Shared, Shared], stick: Path, tmp_path: Path
) -> None:
    from fieldtool.security import hubkeys
    from fieldtool.sync.hub import hub_bundles
    from fieldtool.sync.hub.hub_bundles import Door

    couriers.copy_all(laptops[0].mail, stick)
    before = {path.name: path.read_bytes() for path in stick.iterdir()}
    other = open_file(tmp_path / "other.db")
    schema.prepare(other, Side.HUB)
    elsewhere = Door(other, hubkeys.load_or_create(other), hub.clock, BlobStore(tmp_path))
    reading = hub_bundles.read_folder(elsewhere, stick)
    with pytest.raises(Problem) as raised:
        hub_bundles.answer(elsewhere, laptops[0].parcel())
    other.close()

    assert (reading.read, reading.refused, reading.elsewhere) == ((), (), 2)
    assert {path.name: path.read_bytes() for path in stick.iterdir()} == before
    assert raised.value.code is Code.SEALED_TO_ANOTHER


def test_an_answer_for_another_laptop_stays_on_the_stick(
    hub: Hub, laptops: tuple[Shared, Shared], stick: Path
) -> None:
    one, two = laptops
    couriers.copy_all(one.mail, stick)
    read(hub, stick)
    brought = couriers.bring(two.mail, stick)

    assert (brought.taken, brought.elsewhere, brought.refused) == ((), 4, ())
    assert len(couriers.bring(one.mail, stick).taken) == 2
    assert proven(laptops) == [2, 2, 0]


def test_only_our_files_are_opened_and_no_link_is_followed(
    hub: Hub, laptops: tuple[Shared, Shared], stick: Path, tmp_path: Path
) -> None:
    one, two = laptops
    elsewhere = tmp_path / "elsewhere.ftb"
    elsewhere.write_bytes(one.parcel(0))
    (stick / "link.ftb").symlink_to(elsewhere)
    (stick / "folder.ftb").mkdir()
    (stick / "._hidden.ftb").write_bytes(b"beside")
    (stick / "letter.docx").write_bytes(one.parcel(1))
    if hasattr(os, "mkfifo"):
        os.mkfifo(stick / "pipe.ftb")
    couriers.copy_all(two.mail, stick)
    reading = read(hub, stick)

    assert (len(reading.read), reading.refused) == (1, ())
    with pytest.raises(Problem):
        sticks.read(stick, "link.ftb", 100)


def test_a_file_beyond_all_sizes_is_not_read_into_memory(
    hub: Hub, laptops: tuple[Shared, Shared], stick: Path
) -> None:
    with (stick / "large.ftb").open("wb") as file:
        file.write(b"FTB1")
        file.truncate(3 << 30)
    reading = read(hub, stick)

    assert [problem.code for _, problem in reading.refused] == [Code.CONTAINER_TOO_LARGE]


def test_a_stick_without_room_for_the_answer_is_told_and_the_work_is_at_the_hub(
    hub: Hub, laptops: tuple[Shared, Shared], stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno

    from fieldtool.storage import files

    couriers.copy_all(laptops[1].mail, stick)

    def full(_file: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patched:
        patched.setattr(files, "flush", full)
        reading = read(hub, stick)
        went = couriers.copy_all(laptops[0].mail, stick)
    found = [*(one.problem for one in reading.read), *(one.problem for one in went)]

    assert [problem.code for problem in found if problem] == [Code.DISK_FULL] * 3
    assert not reading.is_whole
    assert stored(hub) == 2
    assert len(names(stick)) == 1


def test_a_stick_that_gives_back_something_else_is_found_out(
    laptops: tuple[Shared, Shared], stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fieldtool.storage import files

    def spoil(place: Path) -> None:
        for path in place.glob("*.ftb"):
            path.write_bytes(path.read_bytes()[:-1] + b"x")

    monkeypatch.setattr(files, "flush_folder", spoil)
    went = couriers.copy_all(laptops[1].mail, stick)

    assert [one.problem.code if one.problem else None for one in went] == [Code.STICK_FAILING]


@pytest.mark.parametrize("typed", ["", "stick", "/no/such/folder", "\0", __file__, "x" * 5000])
def test_what_is_no_folder_is_refused_with_what_to_do(typed: str) -> None:
    with pytest.raises(Problem) as raised:
        sticks.folder(typed)

    assert raised.value.code is Code.STICK_NOT_HERE


def test_a_folder_is_understood_with_the_marks_that_systems_put_around_it(stick: Path) -> None:
    assert sticks.folder(f' "{stick}" ') == stick


def test_photos_and_recordings_go_after_the_interviews_and_are_proven_too(
    hub: Hub, laptops: tuple[Shared, Shared], stick: Path
) -> None:
    _, two = laptops
    ws = two.people[0]
    refs = photograph(ws, two.clock, 50, photo(1), photo(2))
    two.settle()
    went = couriers.copy_all(two.mail, stick)
    assert [(one.problem, one.photos) for one in went] == [(None, 2)]
    reading = read(hub, stick)
    couriers.bring(two.mail, stick)
    two.settle()

    assert (reading.photos, reading.is_whole) == (2, True)
    assert all(BlobStore(hub.folder / "blobs").has(ref.name) for ref in refs)
    assert photos.photos(ws).at_hub == 2
    assert two.mail.waiting() == ()
    assert read(hub, stick).photos == 0


def test_a_large_recording_is_in_several_files_of_which_the_order_does_not_matter(
    hub: Hub, laptops: tuple[Shared, Shared], stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundles, "PART", 16 * 1024)
    _, two = laptops
    ref = photograph(two.people[0], two.clock, 50, photo(1))[0]
    two.settle()
    couriers.copy_all(two.mail, stick)
    assert len(names(stick)) == 1 + -(-ref.size // bundles.PART)
    lost = next(path for path in stick.iterdir() if _start(path) == 2 * bundles.PART)
    content = lost.read_bytes()
    lost.unlink()
    reading = read(hub, stick)
    assert {problem.code for _, problem in reading.refused} == {Code.BLOB_GAP}
    lost.write_bytes(content)

    assert read(hub, stick).photos == 1


def _start(path: Path) -> int:
    part = bundles.parse(path.read_bytes()).part
    return part.start if part else -1


def test_a_photo_that_no_interview_at_the_hub_names_is_not_taken(
    hub: Hub, laptops: tuple[Shared, Shared], stick: Path
) -> None:
    _, two = laptops
    ref = photograph(two.people[0], two.clock, 50, photo(1))[0]
    two.settle()
    couriers.copy_all(two.mail, stick)
    for path in stick.iterdir():
        if _start(path) < 0:
            path.unlink()
    reading = read(hub, stick)

    assert [problem.code for _, problem in reading.refused] == [Code.BLOB_NOT_NAMED]
    assert not BlobStore(hub.folder / "blobs").has(ref.name)


def test_a_photo_with_a_false_size_or_other_bytes_is_not_taken(
    hub: Hub, laptops: tuple[Shared, Shared], stick: Path
) -> None:
    _, two = laptops
    ws = two.people[0]
    ref = photograph(ws, two.clock, 50, photo(1))[0]
    two.settle()
    (stick / "parcel.ftb").write_bytes(two.parcel())
    read(hub, stick)
    way = two.address(), bundles.address(hub.identity.keys.box_key)
    content = ws.blobs.get(ref.name)
    short = bundles.pack_part(Part(ref.name, 100, 0), *way, content[:100])
    other = bundles.pack_part(Part(ref.name, ref.size, 0), *way, bytes(ref.size))
    found = []
    for raw in (short, other):
        (stick / "part.ftb").write_bytes(raw)
        found += [problem.code for _, problem in read(hub, stick).refused]
    (stick / "part.ftb").write_bytes(bundles.pack_part(Part(ref.name, ref.size, 0), *way, content))

    assert found == [Code.BLOB_NOT_NAMED, Code.BLOB_DAMAGED]
    assert read(hub, stick).photos == 1


def test_media_of_forms_come_to_every_laptop_that_the_stick_meets(
    hub: Hub, laptops: tuple[Shared, Shared], stick: Path
) -> None:
    one, two = laptops
    ref, ciphertext = seal("نقشهٔ ناحیه".encode() * 900, "image/png")
    BlobStore(hub.folder / "blobs").put(ref.name, ciphertext)
    form = replace(samples.FORM, version="2", hash="2" * 64, media={"نقشه.png": ref})
    hub.say(kinds.FORM, form.hash, form.to_content())
    couriers.copy_all(one.mail, stick)
    assert read(hub, stick).is_whole
    assert [couriers.bring(laptop.mail, stick).media for laptop in laptops] == [1, 1]
    assert couriers.bring(one.mail, stick).media == 0
    for person in (0, 1):
        one.settle(person)
    two.settle()

    assert all(ws.blobs.has(ref.name) for ws in one.people)
    assert one.mail.media.names() == frozenset(), "everybody has it"
    assert two.mail.media.names() == {ref.name}, "its form has not come yet"


def test_media_of_a_hub_nobody_here_works_for_are_left_alone(
    laptops: tuple[Shared, Shared], stick: Path
) -> None:
    strange = bundles.address(b"x" * 32)
    part = Part(hashlib.sha256(b"junk").hexdigest(), 4, 0)
    raw = bundles.pack_part(part, strange, strange, b"junk")
    (stick / "junk.ftb").write_bytes(raw)
    brought = couriers.bring(laptops[0].mail, stick)

    assert (brought.media, brought.elsewhere) == (0, 1)
    assert laptops[0].mail.media.names() == frozenset()


_KILLED = """
import os, signal, sys
from pathlib import Path
from fieldtool.storage import files
from tests.clocks import StepClock
from tests.sync import post

def die(*_anything):
    os.kill(os.getpid(), signal.SIGKILL)

with post.hub_in(Path(sys.argv[1]), StepClock()) as hub:
    files.replace = die
    post.read(hub, Path(sys.argv[2]))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kill -9 is of POSIX")
@pytest.mark.processes
def test_a_hub_killed_while_it_answers_has_the_work_and_answers_the_next_time(
    hub: Hub, laptops: tuple[Shared, Shared], stick: Path
) -> None:
    _, two = laptops
    couriers.copy_all(two.mail, stick)
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, str(hub.folder.parent), str(stick)],
        check=False,
        capture_output=True,
    )
    assert done.returncode == -9, done.stderr.decode()
    assert len(list(stick.glob("*.part"))) == 1
    assert stored(hub) == 2
    assert couriers.bring(two.mail, stick).taken == ()
    assert read(hub, stick).is_whole
    assert list(stick.glob("*.part")) == []
    couriers.bring(two.mail, stick)

    assert proven(laptops) == [0, 0, 2]
