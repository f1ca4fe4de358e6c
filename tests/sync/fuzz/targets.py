"""Whatever reads what others wrote: each is given one input, made from an honest one."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from random import Random
from typing import TYPE_CHECKING

from fieldtool.log import canonical, columns, rows
from fieldtool.log import entry as log_entry
from fieldtool.log.canonical import NotCanonicalError, Tree
from fieldtool.log.columns import Budget
from fieldtool.log.kinds import PROJECT_LOG, is_of_hub
from fieldtool.problems import Code, Problem, ProblemKind
from fieldtool.security import backups, workspace_files
from fieldtool.security.enrolment import Answer, EnrolmentFile, Request
from fieldtool.security.enrolment import lookup as lookup_of
from fieldtool.security.keys import seal
from fieldtool.storage import backups as folders
from fieldtool.storage import erased_list
from fieldtool.sync.hub import hub_blobs
from fieldtool.sync.hub import receiving as hub
from fieldtool.sync.hub.enrolment import answer_enrolment
from fieldtool.sync.laptop import taking
from fieldtool.sync.wire import bundles, container, protocol, refusals, requests
from fieldtool.sync.wire.messages import GET, PUT, Range
from tests.log import samples
from tests.sync.fuzz.hostile import kept_entry
from tests.sync.fuzz.mutations import bytes_of, json_of, tree_of
from tests.sync.fuzz.world import HUB, LAPTOP, P, World

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from pathlib import Path

Outcome = ProblemKind | str
ACCEPTED, NOT_CANONICAL = "accepted", "not canonical"


@dataclass(frozen=True)
class Target:
    """Something that reads; `share` is how many of a thousand inputs it is given.

    `writes`: an input that it accepts may change what is stored; one that it refuses must not.
    """

    name: str
    share: int
    give: Callable[[World, Random], Outcome]
    writes: bool = False


def _entry(said: str) -> log_entry.Entry:
    return samples.samples()[said]


@cache
def _wire() -> tuple[dict[str, Tree], tuple[str, ...]]:
    made = samples.samples()
    run = [made["finalise"], made["finalise-photo"], made["stub"], made["form"]]
    return rows.encode(run), tuple(made)


def _read(what: Callable[[], object]) -> Outcome:
    try:
        what()
    except Problem as problem:
        return _readable(problem)
    except NotCanonicalError:
        return NOT_CANONICAL
    return ACCEPTED


def _readable(problem: Problem) -> ProblemKind:
    """Return the code of a problem that its reader can be told."""
    assert problem.sentence()
    return problem.code


# -- formats of the log


def _canonical(_world: World, chance: Random) -> Outcome:
    made = samples.samples()
    one = made[chance.choice(sorted(made))]
    raw = json_of(chance, chance.choice((one.header.raw, one.payload or b"{}")))

    def read() -> None:
        tree = canonical.decode(raw)
        assert canonical.encode(tree) == raw

    return _read(read)


def _columns(_world: World, chance: Random) -> Outcome:
    run, _names = _wire()
    column = tree_of(chance, chance.choice((run["headers"], run["sets"][0]["bodies"])))  # type: ignore[index,call-overload]
    count = chance.choice((2, 4, 4, 4, 1, 3))
    return _read(lambda: columns.decode(column, count, Budget(1 << 20)))


def _rows(_world: World, chance: Random) -> Outcome:
    tree = tree_of(chance, _wire()[0])
    return _read(lambda: rows.decode(tree, ""))


def _stored(_world: World, chance: Random) -> Outcome:
    one = _entry(chance.choice(_wire()[1]))
    header = json_of(chance, one.header.raw) if chance.random() < 0.7 else one.header.raw
    salt = bytes_of(chance, one.salt) if one.salt and chance.random() < 0.3 else one.salt
    payload = bytes_of(chance, one.payload) if one.payload and chance.random() < 0.5 else None
    return _read(lambda: log_entry.restored(header, salt, payload))


# -- messages


def _request_header(world: World, chance: Random) -> Outcome:
    tree = tree_of(chance, world.header())
    return _read(lambda: protocol.read_request(tree))


def _answer_header(world: World, chance: Random) -> Outcome:
    tree = tree_of(chance, container.peek(world.honest[1]).header)
    return _read(lambda: protocol.read_answer(tree))


def _answer_body(world: World, chance: Random) -> Outcome:
    tree = tree_of(chance, _opened(world))
    return _read(lambda: protocol.read_answer_body(tree))


@cache
def _opened(world: World) -> Tree:
    return container.peek(world.honest[1]).body(HUB.verify_key, LAPTOP)


def _refusal(_world: World, chance: Random) -> Outcome:
    raw = refusals.to_bytes(Problem(Code.BLOB_GAP, {"here": 3}))

    def read() -> None:
        assert refusals.of_bytes(json_of(chance, raw), 409).sentence()

    return _read(read)


# -- containers and bundles


def signed(header: bytes, body: bytes, *, by: object = LAPTOP, length: int | None = None) -> bytes:
    """Return a container of any *header* and *body*, with a good signature."""
    size = len(header) if length is None else length
    whole = container.MAGIC + (size & 0xFFFFFFFF).to_bytes(4, "big") + header + body
    return whole + by.sign(container.SIGNED_PREFIX + whole)  # type: ignore[attr-defined, no-any-return]


def sealed(header: dict[str, Tree], plain: bytes, *, up: bool = True) -> bytes:
    """Return a container whose body is *plain*, sealed and signed as it should be."""
    clear = canonical.encode({**header, "plain": str(len(plain))})
    box = (HUB if up else LAPTOP).box_key
    return signed(clear, seal(box, zstd.compress(plain, level=1)), by=LAPTOP if up else HUB)


def _container(world: World, chance: Random) -> Outcome:
    raw = bytes_of(chance, world.honest[0])
    outcome = _read(lambda: container.peek(raw).body(LAPTOP.verify_key, HUB))
    assert outcome != ACCEPTED or raw == world.honest[0]
    return outcome


def _resigned(world: World, chance: Random) -> Outcome:
    """Reach what is behind the signature: header, seal, zstd, JSON."""
    header = canonical.encode({**world.header(), "plain": "2000"})
    packed = zstd.compress(_plain(), level=1)
    which = chance.randrange(4)
    if which == 0:
        header = json_of(chance, header)
    body = seal(HUB.box_key, bytes_of(chance, packed) if which == 1 else packed)
    if which == 2:
        body = bytes_of(chance, body)
    length = chance.choice((None, 0, 1, len(header) - 1, 1 << 31)) if which == 3 else None
    raw = signed(header, body, length=length)
    return _read(lambda: container.peek(raw).body(LAPTOP.verify_key, HUB))


@cache
def _plain() -> bytes:
    return canonical.encode({"runs": [_wire()[0]]})


def _bundle(world: World, chance: Random) -> Outcome:
    whole = _bundled(world)[:-32]
    end = 8 + int.from_bytes(whole[4:8], "big")
    which = chance.randrange(3)
    if which == 0:
        header = json_of(chance, whole[8:end])
        whole = whole[:4] + len(header).to_bytes(4, "big") + header + whole[end:]
    elif which == 1:
        whole = bytes_of(chance, whole[:end]) + whole[end:]
    else:
        whole = whole[:end] + bytes_of(chance, whole[end:])
    # Half of them with the right sum, so that it does not refuse them first.
    raw = (
        whole + hashlib.sha256(whole).digest()
        if chance.random() < 0.8
        else bytes_of(chance, _bundled(world))
    )
    return _read(lambda: bundles.parse(raw).content(HUB))


@cache
def _bundled(world: World) -> bytes:
    own = bundles.address(LAPTOP.box_key)
    return bundles.pack(bundles.REQUEST, own, HUB.box_key, world.honest[0])


def _part(world: World, chance: Random) -> Outcome:
    part = bundles.Part(world.photo.name, 40, 0)
    whole = bundles.pack_part(part, "a" * 16, "b" * 16, world.ciphertext[:40])[:-32]
    changed = json_of(chance, whole)
    return _read(lambda: bundles.parse(changed + hashlib.sha256(changed).digest()))


# -- files


def _enrolment_file(world: World, chance: Random) -> Outcome:
    made = EnrolmentFile("https://hub.invalid", world.code, "هرات", 1, HUB.verify_key)
    raw = json_of(chance, made.to_bytes())
    return _read(lambda: EnrolmentFile.of_bytes(raw))


def _enrolment_answer(world: World, chance: Random) -> Outcome:
    keys = (HUB.verify_key, HUB.box_key)
    made = Answer(P, "هرات", "Asia/Kabul", "HRT-07", "female", True, "fa_AF", *keys)
    return _read(lambda: Answer.of_bytes(json_of(chance, made.to_bytes())))


def _keys(world: World, chance: Random) -> Outcome:
    path = world.folder / "fuzz-keys.json"
    path.write_bytes(json_of(chance, _file(world.ws.folder / workspace_files.KEYS)))
    return _read(lambda: workspace_files.slot_of(path))


def _backup(world: World, chance: Random) -> Outcome:
    whole = _backed_up(world)
    folder = world.folder / "fuzz-backup"
    folder.mkdir(exist_ok=True)
    about, box = _file(whole / "about.json"), _file(whole / "key.box")
    is_box = chance.random() < 0.3
    (folder / "about.json").write_bytes(about if is_box else json_of(chance, about))
    (folder / "key.box").write_bytes(bytes_of(chance, box) if is_box else box)

    def read() -> None:
        found = folders.read(folder)
        backups.key_of(found, world.ws.backup_key)

    return _read(read)


@cache
def _backed_up(world: World) -> Path:
    place = world.folder / "backed-up"
    ws = world.ws
    return backups.make(ws.folder, ws.backup_key, ws.database, 1, place).folder


def _erased(world: World, chance: Random) -> Outcome:
    path = world.folder / "fuzz-erased" / "erased.txt"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(bytes_of(chance, f"{P} {'m4xa' * 4} withdrawn\n".encode()))
    return _read(lambda: erased_list.read(path.parent))


@cache
def _file(path: Path) -> bytes:
    return path.read_bytes()


# -- the hub's doors and the laptop's, in whole


def _sync(world: World, chance: Random) -> Outcome:
    header = world.header()
    plain = canonical.encode(world.body())
    which = chance.randrange(4)
    if which == 0:
        changed = tree_of(chance, header)
        header = changed if isinstance(changed, dict) else header
    elif which == 1:
        plain = json_of(chance, plain)
    else:
        plain = _encoded(tree_of(chance, world.body()), plain)
    try:
        raw = sealed(header, plain)
    except NotCanonicalError:
        return NOT_CANONICAL
    return _read(lambda: hub.answer(world.database, world.identity, raw, world.clock, world.blobs))


def _taken(world: World, chance: Random) -> Outcome:
    """Give the laptop an answer that its hub signed."""
    header = container.peek(world.honest[1]).header
    plain = _encoded(tree_of(chance, _opened(world)), b"{}")
    raw = sealed(header, plain, up=False)

    def read() -> None:
        given, body = requests.checked(world.ws, raw)
        taking.take(world.ws, given, body, world.clock.now())

    return _read(read)


def _range(world: World, chance: Random) -> Outcome:
    """Bring or ask for part of a photo; what is brought is always the wrong one."""
    kind = chance.choice((PUT, GET))
    asked = Range(kind, P, world.ws.log, world.photo.name, 0, 16)
    changed = tree_of(chance, asked.to_tree())
    content = world.ciphertext[:16] if kind == PUT else b""
    try:
        raw = signed(canonical.encode(changed), content)
    except NotCanonicalError:
        return NOT_CANONICAL
    if kind == GET:
        return _read(lambda: hub_blobs.give_range(world.database, world.blobs, raw))
    return _read(lambda: hub_blobs.take_range(world.database, world.blobs, raw))


def _enrolment(world: World, chance: Random) -> Outcome:
    asked = Request(
        lookup_of(world.code), "n2e4w6aaaa"[:8], "d2e4v6i8ce"[:10], LAPTOP.verify_key,
        LAPTOP.box_key,
    )  # fmt: skip
    # Another code: with the right one a wrong proof burns it, which is a change and meant to be.
    raw = json_of(chance, replace(asked, lookup="0" * 20).to_bytes())
    return _read(lambda: answer_enrolment(world.database, world.identity, raw, world.clock))


def _encoded(tree: Tree, otherwise: bytes) -> bytes:
    try:
        return canonical.encode(tree)
    except NotCanonicalError:
        return otherwise


def _own_entry(world: World, chance: Random) -> Outcome:
    return kept_entry(world, chance, world.ws.log)


def _hub_entry(world: World, chance: Random) -> Outcome:
    assert is_of_hub(PROJECT_LOG)
    return kept_entry(world, chance, PROJECT_LOG)


TARGETS = (
    Target("canonical JSON", 160, _canonical),
    Target("columns", 160, _columns),
    Target("rows", 120, _rows),
    Target("stored entries", 100, _stored),
    Target("header of a request", 30, _request_header),
    Target("header of an answer", 30, _answer_header),
    Target("body of an answer", 20, _answer_body),
    Target("refusals", 40, _refusal),
    Target("containers", 60, _container),
    Target("containers signed anew", 40, _resigned),
    Target("bundles", 20, _bundle),
    Target("parts of photos on a stick", 40, _part),
    Target("enrolment files", 30, _enrolment_file),
    Target("answers to enrolment", 30, _enrolment_answer),
    Target("files of keys", 12, _keys),
    Target("backups", 10, _backup),
    Target("the list of what was erased", 10, _erased),
    Target("requests to sync, sealed and signed anew", 10, _sync, writes=True),
    Target("answers taken, sealed and signed anew", 8, _taken, writes=True),
    Target("ranges, signed anew", 12, _range, writes=True),
    Target("requests to enrol", 12, _enrolment),
    Target("entries of a laptop, signed anew", 10, _own_entry),
    Target("entries of the hub, signed anew", 10, _hub_entry),
)
