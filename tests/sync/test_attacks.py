"""Tests of laptops that lie: each is refused with the right reason, and nothing is stored."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

import httpx
import pytest

from fieldtool.log import entry, kinds, rows
from fieldtool.log.canonical import Tree
from fieldtool.log.chain import Tip
from fieldtool.problems import Code, Problem, ProblemKind
from fieldtool.security import writer
from fieldtool.security.keys import Identity
from fieldtool.storage.queries import entries, interviews
from fieldtool.sync.wire import container, protocol, refusals, runs
from fieldtool.sync.wire.messages import RequestBody, RequestHeader, WireRun
from tests.log import samples
from tests.sync.interviews import finalise
from tests.sync.rooms import SETTINGS, Hub, Laptop

P = samples.PROJECT


def _request(laptop: Laptop) -> tuple[RequestHeader, WireRun]:
    with laptop.ws.database.read() as session:
        run = entries.run(session, P, laptop.ws.log)
    assert run is not None
    tip = run.signed.tip
    header = RequestHeader(P, tip.log, tip.id, tip.count, tip.count, {}, laptop.clock.now())
    return header, runs.to_wire(run)


def _send(
    where: Hub, header: RequestHeader, run: WireRun, signer: Identity, **more: Tree
) -> ProblemKind | None:
    body = RequestBody((run,)).to_tree()
    key = where.identity.keys.box_key
    raw = container.pack({**header.to_tree(), **more}, body, signer, key)
    reply = httpx.post(f"{where.url}/sync", content=raw, timeout=20)
    if reply.status_code == 200:
        return None
    problem = refusals.of_bytes(reply.content, reply.status_code)
    assert problem.status == reply.status_code
    return problem.code


def _is_empty(where: Hub, log: str) -> bool:
    with where.database.read() as session:
        return entries.size(session, P, log) == 0 and interviews.count(session, P) == 0


@pytest.fixture
def full(laptop: Laptop) -> Laptop:
    finalise(laptop.ws, laptop.clock, range(3))
    return laptop


def test_the_honest_request_is_taken(hub: Hub, full: Laptop) -> None:
    header, run = _request(full)

    assert _send(hub, header, run, full.ws.identity) is None
    assert not _is_empty(hub, full.ws.log)


def test_a_foreign_project_is_refused(hub: Hub, full: Laptop) -> None:
    header, run = _request(full)
    other = replace(header, project="aaaaaaaaaa")

    assert _send(hub, other, run, full.ws.identity) is Code.PROJECT_OTHER
    assert _is_empty(hub, full.ws.log)


def test_an_unknown_workspace_is_refused(hub: Hub, full: Laptop) -> None:
    header, run = _request(full)
    other = replace(header, log="workspace/aaaaaaaa")

    assert _send(hub, other, run, full.ws.identity) is Code.WORKSPACE_UNKNOWN
    assert _send(hub, replace(header, log="project"), run, full.ws.identity) in {
        Code.WORKSPACE_UNKNOWN,
        Code.LOG_FOREIGN,
    }


def test_a_colleague_cannot_write_in_my_name(
    hub: Hub, full: Laptop, new: Callable[..., Laptop]
) -> None:
    other = new("colleague")
    header, run = _request(full)

    assert _send(hub, header, run, other.ws.identity) is Code.CONTAINER_DAMAGED
    mine = replace(header, log=other.ws.log)
    assert _send(hub, mine, run, other.ws.identity) is Code.LOG_FOREIGN
    renamed = replace(run, log=other.ws.log)
    assert _send(hub, mine, renamed, other.ws.identity) is Code.TIP_SIGNATURE_WRONG
    assert _is_empty(hub, full.ws.log)


def test_a_person_code_of_somebody_else_is_refused(hub: Hub, full: Laptop) -> None:
    from fieldtool.security.writer import sign_tip

    with full.ws.database.read() as session:
        found = entries.run(session, P, full.ws.log)
    assert found is not None
    tree = found.entries[0].header.tree()
    from fieldtool.log.entry import Entry, Header

    lying = Entry(
        Header.of_tree({**tree, "person": "KBL-01"}),
        found.entries[0].salt,
        found.entries[0].payload,
    )
    tip = Tip(P, full.ws.log, lying.id, 1)
    run = replace(found, entries=(lying,), signed=sign_tip(full.ws.identity, tip))
    header, _run = _request(full)

    assert _send(hub, header, runs.to_wire(run), full.ws.identity) is Code.LOG_FOREIGN
    assert _is_empty(hub, full.ws.log)


def _changes(run: WireRun) -> dict[str, WireRun]:
    found = rows.decode(run.rows, run.after)
    first = found[0]
    altered = entry.make(
        first.header.kind,
        first.header.subject,
        prev=first.header.prev,
        person=first.header.person,
        clock=first.header.clock,
        content={**first.content(), "answers": {"x": "y"}},
        salt=first.salt or b"",
    )
    return {
        "other answers": replace(run, rows=rows.encode([altered, *found[1:]])),
        "other order": replace(run, rows=rows.encode(found[::-1])),
        "one left out": replace(run, rows=rows.encode(found[:-1])),
        "another tip": replace(run, tip="0" * 32),
        "another count": replace(run, count=99),
        "another signature": replace(run, signature=bytes(64)),
        "another beginning": replace(run, after="1" * 32),
        "no rows": replace(run, rows={}),
        "rows that are none": replace(run, rows="x"),
    }


@pytest.mark.parametrize(
    "name",
    ["other answers", "other order", "one left out", "another tip", "another count",
     "another signature", "another beginning", "no rows", "rows that are none"],
)  # fmt: skip
def test_altered_rows_are_refused_also_when_the_container_is_signed_anew(
    hub: Hub, full: Laptop, name: str
) -> None:
    header, run = _request(full)
    refused = _send(hub, header, _changes(run)[name], full.ws.identity)

    assert refused in {Code.TIP_SIGNATURE_WRONG, Code.ENTRY_DAMAGED}
    assert _is_empty(hub, full.ws.log)


def test_a_signed_tip_with_a_wrong_count_is_refused(hub: Hub, full: Laptop) -> None:
    header, run = _request(full)
    tip = Tip(P, run.log, run.tip, 7)
    lying = replace(run, count=7, signature=full.ws.identity.sign(tip.message()))

    assert _send(hub, header, lying, full.ws.identity) is Code.CHAIN_BROKEN
    assert _is_empty(hub, full.ws.log)


def test_a_laptop_cannot_publish_forms(hub: Hub, full: Laptop) -> None:
    header, run = _request(full)
    with full.ws.database.work() as session:
        writer.append(
            session,
            full.ws,
            kinds.PROJECT,
            P,
            replace(samples.SETTINGS, zone="UTC").to_content(),
            clock=full.clock.now(),
        )
    forged = replace(run, log="project")
    assert _send(hub, header, forged, full.ws.identity) is Code.TIP_SIGNATURE_WRONG
    full.sync()
    from fieldtool.storage.queries import projects

    with hub.database.read() as session:
        assert projects.get(session, P) == SETTINGS


def test_another_version_of_the_protocol_is_told(hub: Hub, full: Laptop) -> None:
    header, run = _request(full)

    assert _send(hub, header, run, full.ws.identity, protocol="2") is Code.PROTOCOL_UNKNOWN
    assert _send(hub, header, run, full.ws.identity, type="answer") is Code.MESSAGE_NOT_VALID
    assert _send(hub, header, run, full.ws.identity, later="x") is None


@pytest.mark.parametrize("name", ["project", "log", "tip", "count", "finalised", "have", "clock"])
def test_a_header_field_that_is_wrong_is_named(hub: Hub, full: Laptop, name: str) -> None:
    header, run = _request(full)
    raw = container.pack(
        {**header.to_tree(), name: [name]},
        RequestBody((run,)).to_tree(),
        full.ws.identity,
        hub.identity.keys.box_key,
    )
    reply = httpx.post(f"{hub.url}/sync", content=raw, timeout=20)
    problem = refusals.of_bytes(reply.content, reply.status_code)

    assert problem.code is Code.MESSAGE_NOT_VALID
    assert problem.values == {"part": name}


def test_truncated_and_flipped_requests_are_refused_over_http(hub: Hub, full: Laptop) -> None:
    header, run = _request(full)
    body = RequestBody((run,)).to_tree()
    key = hub.identity.keys.box_key
    raw = container.pack(header.to_tree(), body, full.ws.identity, key)
    with httpx.Client(base_url=hub.url, timeout=20) as client:
        for place in range(0, len(raw), max(1, len(raw) // 60)):
            flipped = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
            for damaged in (raw[:place], flipped):
                reply = client.post("/sync", content=damaged)
                assert reply.status_code >= 400
                assert refusals.of_bytes(reply.content, reply.status_code).sentence()

    assert _is_empty(hub, full.ws.log)


def test_a_body_that_is_too_large_is_refused_unread(hub: Hub) -> None:
    with pytest.raises(Problem) as raised:
        _oversized(hub)
    assert raised.value.code is Code.CONTAINER_TOO_LARGE


def _oversized(where: Hub) -> None:
    reply = httpx.post(f"{where.url}/sync", content=bytes(container.MOST_BYTES + 2), timeout=30)
    raise refusals.of_bytes(reply.content, reply.status_code)


@pytest.mark.parametrize(
    ("raw", "reference"),
    [(b"", "HTTP 500"), (b"<html>", "HTTP 500"), (b"[]", "HTTP 500"), (b"[" * 4000, "HTTP 500"),
     (b'{"code":"NEW_THING","values":{},"reference":"FT-399"}', "FT-399"),
     (b'{"code":"CHAIN_BROKEN","values":{},"reference":"FT-302"}', "FT-302"),
     (b'{"code":"CHAIN_BROKEN","values":{"log":[]},"reference":"FT-302"}', "FT-302"),
     (b'{"code":["x"],"values":"x","reference":"<b>"}', "HTTP 500")],
)  # fmt: skip
def test_a_refusal_that_nobody_understands_still_says_what_to_do(
    raw: bytes, reference: str
) -> None:
    problem = refusals.of_bytes(raw, 500)

    assert problem.code is Code.HUB_REFUSED
    assert reference in problem.sentence()


def test_the_hubs_own_troubles_are_told_by_number_alone() -> None:
    told = refusals.to_bytes(Problem(Code.DISK_FULL, {"place": "/srv/secret"}))
    problem = refusals.of_bytes(told, 507)

    assert b"secret" not in told
    assert problem.code is Code.HUB_REFUSED
    assert Code.DISK_FULL.reference in problem.sentence()


def test_the_answer_names_the_request_it_answers(hub: Hub, full: Laptop) -> None:
    from fieldtool.sync.hub import receiving as hub_side

    header, run = _request(full)
    body = RequestBody((run,)).to_tree()
    key = hub.identity.keys.box_key
    raw = container.pack(header.to_tree(), body, full.ws.identity, key)
    reply = hub_side.answer(hub.database, hub.identity, raw, hub.clock, hub.blobs)
    answered = protocol.read_answer(container.peek(reply).header)

    assert answered.request == hashlib.sha256(raw).hexdigest()
