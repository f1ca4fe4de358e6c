"""Work that the hub locked: nothing opens, nothing is lost, and the rest can still be sent."""

from __future__ import annotations

import pytest

from fieldtool.sync.hub import revoking
from tests.web.laptop import Facilitator, Laptop, address_of
from tests.web.test_carrying import finish, lock


def revoke(laptop: Laptop, reason: str = "seized", *, back: bool = False) -> None:
    hub, project, clock = laptop.world.services, laptop.world.project, laptop.world.clock
    (name,) = [path.name for path in (laptop.services.config.folder / "workspaces").iterdir()]
    with hub.database.work() as session:
        if back:
            revoking.readmit(session, hub.identity.writer(project), name, clock.now())
        else:
            revoking.revoke(session, hub.identity, project, name, reason=reason, clock=clock.now())


def send(person: Facilitator) -> None:
    person.client.post("/send", data={"csrf_token": token(person)}, follow_redirects=True)


def token(person: Facilitator) -> str:
    return str(person.open("/send").soup.select("[name=csrf_token]")[0]["value"])


@pytest.fixture
def draft(facilitator: Facilitator) -> str:
    """Return the address of an interview that is begun."""
    return address_of(facilitator.start())


def test_after_the_next_contact_nothing_opens(
    facilitator: Facilitator, laptop: Laptop, draft: str
) -> None:
    finish(facilitator)
    revoke(laptop)
    assert facilitator.open(draft).has("#page-form")
    send(facilitator)
    for address in ("/", "/start", draft, "/interviews", f"{draft}/review"):
        page = facilitator.open(address)
        assert page.heading == "The hub has locked this work", address
        assert "This laptop was reported taken away." in page.text
        assert "Nothing was deleted." in page.text
    for address in ("/start", f"{draft}/finish"):
        answer = facilitator.client.post(address, data={"csrf_token": token(facilitator)})
        assert answer.status_code == 403, address
        assert "FT-710" in answer.text


def test_what_is_finished_before_it_is_known_is_sent_and_shown_as_held(
    facilitator: Facilitator, laptop: Laptop
) -> None:
    revoke(laptop)
    finish(facilitator)
    assert "Send" in facilitator.open("/").text
    send(facilitator)
    page = facilitator.open("/revoked")
    facts = [" ".join(one.get_text(" ").split()) for one in page.soup.select("dl div")]

    assert "At the hub 0" in facts
    assert "At the hub, held for review 1" in facts
    assert "On this laptop alone 0" in facts


def test_it_is_locked_from_the_start_when_a_stick_or_a_colleague_brought_the_news(
    facilitator: Facilitator, laptop: Laptop
) -> None:
    finish(facilitator)
    page = lock(facilitator)
    revoke(laptop, "left")
    stranger = Facilitator(laptop.app)
    stranger.send(stranger.open("/sign-in"), "/carry/send", {})
    page = facilitator.sign_in_here()

    assert page.heading == "The hub has locked this work"
    assert "Your work for this project has ended." in page.text
    assert lock_is_there(facilitator)


def lock_is_there(person: Facilitator) -> bool:
    page = person.send(person.open("/revoked"), "/lock", {})
    return "Your work is locked" in str(page.soup)


def test_when_it_is_accepted_again_the_work_goes_on_where_it_was(
    facilitator: Facilitator, laptop: Laptop, draft: str
) -> None:
    revoke(laptop)
    send(facilitator)
    assert facilitator.open(draft).heading == "The hub has locked this work"
    revoke(laptop, back=True)
    send(facilitator)

    assert facilitator.open(draft).has("#page-form")
    assert facilitator.open("/revoked").heading != "The hub has locked this work"
