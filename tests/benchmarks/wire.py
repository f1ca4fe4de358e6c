"""What 200 interviews weigh on the wire, beside gzip of the same content and OpenRosa posts."""

from __future__ import annotations

import gzip
import json
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import log2
from pathlib import Path

import httpx

from fieldtool.app import hub_client
from fieldtool.cli import demo_world, projects
from fieldtool.cli.demo_world import FACILITATOR
from fieldtool.cli.faces import opened
from fieldtool.cli.processes import Child
from fieldtool.collect.form_cache import FormCache
from fieldtool.collect.sitting import Sittings
from fieldtool.config import Config, Face
from fieldtool.forms import Form, Interview
from fieldtool.log.entry import Entry
from fieldtool.log.kinds import Revision
from fieldtool.security.workspace import Workspace
from fieldtool.storage.queries import entries
from fieldtool.sync.laptop import node as laptop
from tests.benchmarks import invented
from tests.benchmarks.tables import Table, times

BATCHES = (1, 20, 200, 1000)
_HOLDERS = {"کریمه": "انجیر سیاه کنار جوی", "Toryalai": "هندوانه شیرین قندوز"}
# What is random by purpose and no coder can do without: the salt, and the id of the interview.
_SALT, _ID = 16, 10


@dataclass(frozen=True)
class Measured:
    """One batch: requests and bytes of ours, and the bytes of the same interviews elsewhere.

    Attributes:
        timed: with paradata, the seconds at which each answer was given.
        ndjson, openrosa, floor: 0 where each interview was sealed by itself.
    """

    count: int
    timed: bool
    requests: int
    ours: int
    ndjson: int
    openrosa: int
    floor: float


def measure() -> Table:
    """Sync batches of invented Q1 interviews through a real hub process, sealed and not."""
    return _table([*_measured(is_sealed=False), *_measured(is_sealed=True)])


def _measured(*, is_sealed: bool) -> list[Measured]:
    with tempfile.TemporaryDirectory() as text:
        folder = Path(text)
        codes = demo_world.begin(Config(Face.HUB, folder))
        if is_sealed:
            with opened(folder) as services:
                projects.begin_sealing(services, _HOLDERS)
        with (
            Child(("hub", "start", "--data", text)) as hub,
            hub_client(hub.address) as client,
        ):
            code = codes.by_person[FACILITATOR.code]
            ws = demo_world.enrol_person(client, hub.address, code, folder / "node")
            try:
                return [
                    _batch(ws, client, count, timed=timed)
                    for timed in (False, True)
                    for count in BATCHES
                ]
            finally:
                ws.close()


def _batch(ws: Workspace, client: httpx.Client, count: int, *, timed: bool) -> Measured:
    forms = FormCache(ws.folder / "forms")
    before = _entries(ws)
    invented.interviews(ws, forms, count, timed=timed)
    clock = invented.clock_of_project()
    result = laptop.sync(ws, client, clock)
    new = _entries(ws)[len(before) :]
    form = Sittings(ws, forms, clock).form(Revision.from_entry(new[0]).form_hash)
    if Revision.from_entry(new[0]).box:
        # What is sealed shrinks no more, and is no instance.
        return Measured(count, timed, result.requests, result.bytes_up, 0, 0, 0.0)
    return Measured(
        count,
        timed,
        result.requests,
        result.bytes_up,
        len(gzip.compress(b"\n".join(map(_line, new)), 9, mtime=0)),
        sum(_openrosa_post(form, Revision.from_entry(entry)) for entry in new),
        _floor([Revision.from_entry(entry) for entry in new]),
    )


def _floor(revisions: Sequence[Revision]) -> float:
    """Return the empirical entropy in bytes, each column by itself, without paradata.

    Of a column it counts how often each value stands there, but not what it takes to say the
    values themselves; where no two are alike, as in long texts, it says too little.
    """
    names = sorted({path for one in revisions for path in one.answers})
    columns = [[one.answers.get(path) for one in revisions] for path in names]
    columns += [[one.site for one in revisions], [one.result for one in revisions]]
    columns += [[one.started for one in revisions], [one.finished for one in revisions]]
    bits = sum(map(_entropy, columns))
    return bits / 8 + len(revisions) * (_SALT + _ID)


def _entropy(column: Sequence[str | None]) -> float:
    return sum(times * log2(len(column) / times) for times in Counter(column).values())


def _entries(ws: Workspace) -> list[Entry]:
    with ws.database.read() as session:
        return entries.after(session, ws.project_id, ws.log, "")


def _line(entry: Entry) -> bytes:
    """Return the same content as a line of JSON: header, salt and payload, without ids."""
    header = entry.header.tree()
    header.pop("hash")
    header.pop("prev")
    salt = entry.salt or b""
    return json.dumps(
        {"header": header, "salt": salt.hex(), "payload": entry.content()}, ensure_ascii=False
    ).encode()


def _openrosa_post(form: Form, revision: Revision) -> int:
    """Return the bytes of one multipart POST of the instance, request line and headers included."""
    interview = Interview(
        form, lambda: datetime.now(UTC), answers=revision.answers, instance_id=revision.interview
    )
    content = interview.to_xml().encode()
    file = {"xml_submission_file": ("submission.xml", content, "text/xml")}
    request = httpx.Request(
        "POST", "http://hub.example/submission", files=file, headers={"X-OpenRosa-Version": "1.0"}
    )
    lines = [f"{name}: {value}\r\n" for name, value in request.headers.items()]
    return len("POST /submission HTTP/1.1\r\n" + "".join(lines) + "\r\n") + len(request.read())


def _table(measured: list[Measured]) -> Table:
    return Table(
        "Bytes on the wire per interview, Q1, up, with salt, clock, seal and signature",
        (
            "batch",
            "paradata",
            "requests",
            "OpenRosa posts",
            "ours",
            "gzip -9",
            "OpenRosa",
            "entropy",
            "to gzip",
            "to OpenRosa",
        ),
        tuple(map(_row, measured)),
        "Aims at 200, paradata apart: at most 150 B and 0.7 of gzip -9; sealed one by one 430 B. "
        "Paradata are the seconds at which each answer was given; an OpenRosa instance has none. "
        "Entropy: of each answer by itself, without paradata, with salt and id; it leaves out "
        "what the values are.",
    )


def _row(one: Measured) -> tuple[str, ...]:
    sizes = (one.ours, one.ndjson, one.openrosa, one.floor)
    ours, ndjson, openrosa, floor = (size / one.count for size in sizes)
    if not one.ndjson:
        about = (f"{one.count} sealed", "with" if one.timed else "without", str(one.requests))
        return (*about, str(one.count), f"{ours:,.0f}", "–", "–", "–", "–", "–")
    return (
        str(one.count),
        "with" if one.timed else "without",
        str(one.requests),
        str(one.count),
        *(f"{size:,.0f}" for size in (ours, ndjson, openrosa, floor)),
        times(ours, ndjson),
        f"{ours / openrosa:.3f}×",
    )
