"""Tests of enrolment over HTTP: who has the code gets in, once, and only at the right hub."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from fieldtool.log import ids, kinds
from fieldtool.problems import Code, Problem, ProblemKind
from fieldtool.security import enrolment as codes
from fieldtool.security import exchange_keys, workspace
from fieldtool.security.enrolment import EnrolmentFile, Request
from fieldtool.security.keys import new_identity
from fieldtool.storage.queries import workspaces
from fieldtool.sync.hub import enrolment, inviting
from fieldtool.sync.laptop import enrol
from fieldtool.sync.laptop.enrol import Invitation
from tests.log import samples
from tests.sync.rooms import CHEAP, PERSON, WORDS, Hub, Laptop, Link

P = samples.PROJECT


def _enrol(invitation: Invitation, folder: Path, link: Link | None = None) -> workspace.Workspace:
    with httpx.Client(transport=link, timeout=20) as client:
        return enrol.enrol(client, invitation, WORDS, folder, CHEAP)


def _refusal(invitation: Invitation, folder: Path, link: Link | None = None) -> ProblemKind:
    with pytest.raises(Problem) as raised:
        _enrol(invitation, folder, link)
    assert workspace.listing(folder) == ()
    return raised.value.code


def test_a_code_becomes_a_workspace_that_knows_its_person_and_its_hub(
    hub: Hub, tmp_path: Path
) -> None:
    made = _enrol(hub.invitation(), tmp_path)
    made.close()
    opened = workspace.unlock(tmp_path, made.id, WORDS, 1)
    membership = opened.membership
    opened.close()

    assert workspace.listing(tmp_path) == ((made.id, PERSON.code),)
    assert (membership.project_id, membership.zone) == (P, "Asia/Kabul")
    assert membership.title == samples.SETTINGS.title["fa_AF"]
    assert (membership.sex, membership.trained, membership.language) == ("female", True, "fa_AF")
    assert membership.hub_key == hub.identity.keys.verify_key
    with hub.database.read() as session:
        known = workspaces.get(session, P, made.id)
        ring = exchange_keys.ring(session, hub.identity)
    assert known is not None
    assert known.sign_key == made.identity.verify_key
    assert known.device == membership.device
    assert enrol.check_number(made) == enrolment.check_number(known, hub.identity, ring)


def test_a_code_may_be_typed_in_any_way(hub: Hub, tmp_path: Path) -> None:
    invitation = hub.invitation()
    typed = invitation.code.lower().replace("-", " ").replace("o", "0").replace("2", "۲")

    _enrol(replace(invitation, code=typed), tmp_path).close()


def test_a_code_is_good_once(hub: Hub, tmp_path: Path) -> None:
    invitation = hub.invitation()
    _enrol(invitation, tmp_path / "first").close()

    assert _refusal(invitation, tmp_path / "second") is Code.CODE_USED


def test_of_two_who_use_a_code_at_the_same_moment_one_gets_in(hub: Hub, tmp_path: Path) -> None:
    invitation, both = hub.invitation(), threading.Barrier(2)

    def tries(name: str) -> str:
        asked = enrol.asked(invitation.code, new_identity(), tmp_path / name).to_bytes()
        both.wait()
        try:
            enrolment.answer_enrolment(hub.database, hub.identity, asked, hub.clock)
        except Problem as problem:
            return problem.code.name
        return "in"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(tries, ("one", "other"))) == ["CODE_USED", "in"]
    with hub.database.read() as session:
        assert len(workspaces.all_of(session, P)) == 1


def test_a_wrong_code_is_unknown_and_burns_nothing(hub: Hub, tmp_path: Path) -> None:
    invitation = hub.invitation()
    wrong = replace(invitation, code=codes.new_code())

    assert _refusal(wrong, tmp_path / "one") is Code.CODE_UNKNOWN
    assert _refusal(replace(invitation, code="ABC"), tmp_path / "one") is Code.CODE_NOT_VALID
    _enrol(invitation, tmp_path / "two").close()


def test_an_expired_code_is_refused(hub: Hub, tmp_path: Path) -> None:
    invitation = hub.invitation()
    hub.clock.put(timedelta(days=31))

    assert _refusal(invitation, tmp_path) is Code.CODE_EXPIRED


def test_a_wrong_proof_burns_the_code_for_everybody(hub: Hub, tmp_path: Path) -> None:
    invitation = hub.invitation()
    stranger = new_identity()
    guess = Request(
        codes.lookup(invitation.code),
        ids.new_id(8),
        ids.new_id(10),
        stranger.verify_key,
        stranger.box_key,
    ).proven(bytes(32))
    reply = httpx.post(f"{hub.url}/enrol", content=guess.to_bytes())

    assert json.loads(reply.content)["code"] == "CODE_BURNED"
    assert _refusal(invitation, tmp_path) is Code.CODE_BURNED


def test_keys_exchanged_on_the_way_up_burn_the_code(hub: Hub, tmp_path: Path, link: Link) -> None:
    invitation = hub.invitation()

    def exchange_keys(request: bytes) -> bytes:
        found = Request.of_bytes(request)
        return replace(found, sign_key=new_identity().verify_key).to_bytes()

    link.up = exchange_keys
    assert _refusal(invitation, tmp_path, link) is Code.CODE_BURNED
    with hub.database.read() as session:
        assert workspaces.all_of(session, P) == []


def test_keys_exchanged_on_the_way_down_are_noticed(hub: Hub, tmp_path: Path, link: Link) -> None:
    def exchange_keys(reply: bytes) -> bytes:
        found = codes.Answer.of_bytes(reply)
        return replace(found, sign_key=new_identity().verify_key).to_bytes()

    link.down = exchange_keys
    assert _refusal(hub.invitation(), tmp_path, link) is Code.ENROLMENT_ALTERED


def test_a_lost_answer_is_asked_for_again_and_costs_no_second_code(
    hub: Hub, tmp_path: Path, link: Link
) -> None:
    def lose_once(_reply: bytes) -> bytes:
        link.down = bytes
        raise httpx.ReadError("the link dropped")

    link.down = lose_once
    _enrol(hub.invitation(), tmp_path, link).close()

    with hub.database.read() as session:
        assert len(workspaces.all_of(session, P)) == 1


def test_a_file_leads_to_its_own_hub_only(hub: Hub, tmp_path: Path) -> None:
    with hub.database.work() as session:
        made = inviting.invite(session, P, PERSON.code, now=hub.clock.now().wall)
    raw = inviting.invitation_file(hub.identity, hub.url, "هرات امن‌تر", made)
    file = EnrolmentFile.of_bytes(raw)
    right = Invitation(file.hub_url, file.code, file.hub_key)
    wrong = replace(right, hub_key=new_identity().verify_key)

    assert _refusal(wrong, tmp_path / "one") is Code.ENROLMENT_ALTERED
    with hub.database.work() as session:
        again = inviting.invite(session, P, PERSON.code, now=hub.clock.now().wall)
    _enrol(replace(right, code=again.code), tmp_path / "two").close()


def test_a_short_passphrase_does_not_use_up_the_code(hub: Hub, tmp_path: Path) -> None:
    invitation = hub.invitation()
    with httpx.Client() as client, pytest.raises(Problem) as raised:
        enrol.enrol(client, invitation, "کوتاه", tmp_path, CHEAP)
    assert raised.value.code is Code.PASSPHRASE_SHORT
    _enrol(invitation, tmp_path).close()


def test_two_people_share_a_laptop(hub: Hub, tmp_path: Path) -> None:
    one, two = _enrol(hub.invitation(), tmp_path), _enrol(hub.invitation(), tmp_path)
    one.close()
    two.close()

    assert one.membership.device == two.membership.device
    assert one.id != two.id
    assert len(workspace.listing(tmp_path)) == 2


def test_a_hub_that_is_down_is_told(hub: Hub, tmp_path: Path) -> None:
    invitation = hub.invitation()
    hub.close()

    assert _refusal(invitation, tmp_path) is Code.HUB_UNREACHABLE


@pytest.mark.parametrize("raw", [b"", b"{}", b"[]", b"\xff", b"x" * 20_000, b'{"lookup":"x"}'])
def test_any_other_request_is_refused(hub: Hub, raw: bytes) -> None:
    reply = httpx.post(f"{hub.url}/enrol", content=raw)

    assert reply.status_code in {413, 422}
    assert json.loads(reply.content)["reference"].startswith("FT-3")


@pytest.mark.parametrize("workspace_id", ["../../x", "K3F2QA7M", ""])
def test_a_name_that_could_not_be_a_folder_is_refused(hub: Hub, workspace_id: str) -> None:
    invitation, own = hub.invitation(), new_identity()
    request = Request(
        codes.lookup(invitation.code), workspace_id, ids.new_id(10), own.verify_key, own.box_key
    ).proven(codes.proof_key(invitation.code))
    reply = httpx.post(f"{hub.url}/enrol", content=request.to_bytes())

    assert json.loads(reply.content)["code"] == "MESSAGE_NOT_VALID"


def test_the_name_of_another_laptop_is_taken(hub: Hub, new: Callable[..., Laptop]) -> None:
    known, invitation, own = new(), hub.invitation(), new_identity()
    request = Request(
        codes.lookup(invitation.code), known.ws.id, ids.new_id(10), own.verify_key, own.box_key
    ).proven(codes.proof_key(invitation.code))
    reply = httpx.post(f"{hub.url}/enrol", content=request.to_bytes())

    assert json.loads(reply.content)["code"] == "WORKSPACE_TAKEN"


@pytest.mark.parametrize(
    ("typed", "url"),
    [("hub.example.org", "https://hub.example.org"), (" http://127.0.0.1:8480/ ", "http://127.0.0.1:8480"),
     ("https://هرات.example/x/", "https://هرات.example/x")],
)  # fmt: skip
def test_an_address_is_understood(typed: str, url: str) -> None:
    assert enrol.address(typed) == url


@pytest.mark.parametrize("typed", ["", "ftp://x", "https://", "http://[", "file:///etc"])
def test_what_is_no_address_is_told(typed: str) -> None:
    with pytest.raises(Problem) as raised:
        enrol.address(typed)
    assert raised.value.code is Code.HUB_UNREACHABLE


def test_a_file_brings_the_roots_that_prove_the_hub(hub: Hub) -> None:
    named = (Path(__file__).parents[1] / "security" / "tls" / "root.pem").read_text("ascii")
    with hub.database.work() as session:
        made = inviting.invite(session, samples.PROJECT, PERSON.code, now=1)
    raw = inviting.invitation_file(hub.identity, hub.url, "هرات امن‌تر", made, named)

    assert EnrolmentFile.of_bytes(raw).roots == named
    with pytest.raises(Problem) as raised:
        EnrolmentFile.of_bytes(raw.replace(b"-----BEGIN", b"-----BEGUN"))
    assert raised.value.code is Code.ENROLMENT_FILE_NOT_VALID


def test_a_laptop_learns_the_hubs_new_roots_from_its_log(
    hub: Hub, laptop: Laptop, tmp_path: Path
) -> None:
    from fieldtool.storage import roots

    named = (Path(__file__).parents[1] / "security" / "tls" / "root.pem").read_text("ascii")
    assert roots.find(tmp_path / "laptop", hub.url) == ""
    settings = replace(samples.SETTINGS, roots=named)
    hub.say(kinds.PROJECT, samples.PROJECT, settings.to_content())
    laptop.sync()

    assert roots.find(tmp_path / "laptop", hub.url) == named
