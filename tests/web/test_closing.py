"""Closing one's work on a laptop: proven at the hub, erased here, on paper."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx

from fieldtool.storage.queries import interviews
from fieldtool.sync.laptop.sending import Patience, State
from tests.web.laptop import PASSPHRASE, Facilitator, Laptop, set_up
from tests.web.pages import Page
from tests.web.test_carrying import finish
from tests.web.test_enrolling import ZAHRA
from tests.web.test_sending import until

SURE = {"sure": "yes", "passphrase": PASSPHRASE}


def _files(laptop: Laptop) -> list[Path]:
    found = (laptop.folder / "node" / place for place in ("workspaces", "outbox", "inbox"))
    return [path for place in found for path in place.rglob("*") if path.is_file()]


def _lose_the_hub(laptop: Laptop) -> None:
    # A sending keeps the way that it began with.
    laptop.services.work._sendings.clear()

    def nobody(_request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route")

    laptop.app.extensions["fieldtool"] = replace(
        laptop.services,
        hub_client=lambda _address: httpx.Client(transport=httpx.MockTransport(nobody)),
    )


class Gate(httpx.BaseTransport):
    """The way to the hub: shut until somebody opens it, or broken."""

    def __init__(self, laptop: Laptop) -> None:
        self._hub = httpx.WSGITransport(app=laptop.world.app)
        self.opened = threading.Event()
        self.is_broken = False

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self.is_broken:
            raise httpx.ConnectError("no route")
        assert self.opened.wait(60.0)
        return self._hub.handle_request(request)


def _through(laptop: Laptop, gate: Gate, patience: Patience) -> None:
    laptop.app.extensions["fieldtool"] = replace(
        laptop.services,
        hub_client=lambda _address: httpx.Client(transport=gate),
        patience=patience,
    )


def _close(person: Facilitator, status: int = 200, **fields: str) -> Page:
    return person.send(person.open("/close"), "/close", {**SURE, **fields}, status=status)


def test_what_waits_is_sent_then_everything_is_erased_and_the_certificate_says_so(
    facilitator: Facilitator, laptop: Laptop
) -> None:
    finish(facilitator)
    page = _close(facilitator)
    text = page.soup.get_text()
    hub = laptop.world.services
    with hub.database.read() as session:
        here = interviews.count(session, laptop.world.project)

    assert page.heading == "Certificate: this work is closed"
    assert here == 1
    assert _files(laptop) == []
    assert list((laptop.folder / "node" / "workspaces").iterdir()) == []
    for part in ("HRT-07", "Signature of the hub", "Receipt of the hub"):
        assert part in text
    assert facilitator.client.get("/").status_code == 302


def test_a_draft_stands_against_it_and_nothing_is_erased(
    facilitator: Facilitator, laptop: Laptop
) -> None:
    facilitator.start()
    before = len(_files(laptop))
    page = _close(facilitator, 409)

    assert "FT-556" in str(page.soup)
    assert len(_files(laptop)) >= before
    assert facilitator.open("/").heading == "Your work"


def test_without_a_network_what_nobody_proved_stays(
    facilitator: Facilitator, laptop: Laptop
) -> None:
    finish(facilitator)
    _lose_the_hub(laptop)
    page = _close(facilitator, 409)

    assert "FT-556" in str(page.soup)
    assert facilitator.open("/").heading == "Your work"


def test_without_a_network_receipts_of_earlier_prove_as_much(
    facilitator: Facilitator, laptop: Laptop
) -> None:
    finish(facilitator)
    facilitator.send(facilitator.open("/send"), "/send", {})
    _lose_the_hub(laptop)
    page = _close(facilitator)

    assert "earlier receipts hold" in page.soup.get_text()
    assert _files(laptop) == []


def test_what_takes_long_goes_on_by_itself_and_nothing_is_erased_before_it_is_asked_for_again(
    facilitator: Facilitator, laptop: Laptop
) -> None:
    finish(facilitator)
    gate = Gate(laptop)
    _through(laptop, gate, Patience(page=0.0))
    page = _close(facilitator)

    assert page.heading == "Close this laptop for you"
    assert page.has('[hx-get="/close/progress"]')
    assert "Interviews: 0 of 1 at the hub" in page.text
    gate.opened.set()
    until(laptop, State.DONE)
    part = facilitator.client.get("/close/progress").text
    assert "Everything of yours is proven at the hub." in part
    assert "hx-get" not in part
    assert _files(laptop) != []
    _through(laptop, gate, Patience(page=60.0))
    assert _close(facilitator).heading == "Certificate: this work is closed"
    assert _files(laptop) == []


def test_a_broken_link_is_tried_again_while_the_page_is_looked_at(
    facilitator: Facilitator, laptop: Laptop
) -> None:
    finish(facilitator)
    gate = Gate(laptop)
    gate.is_broken = True
    gate.opened.set()
    _through(laptop, gate, Patience(page=60.0, delays=(0.2,)))
    page = _close(facilitator, 409)

    assert "FT-556" in page.text
    assert page.has('[hx-get="/close/progress"]')
    assert "The link broke." in facilitator.open("/close").text
    gate.is_broken = False
    until(laptop, State.DONE)
    assert "Everything of yours is proven at the hub." in facilitator.open("/close").text


def test_it_asks_for_the_passphrase_and_a_mark(facilitator: Facilitator, laptop: Laptop) -> None:
    for fields, field in (({"sure": ""}, "sure"), ({"passphrase": "غلط غلط غلط"}, "passphrase")):
        page = _close(facilitator, 422, **fields)
        assert f'href="#{field}"' in str(page.soup)

    assert _files(laptop) != []


def test_the_work_of_a_colleague_and_another_window_are_left_as_they_should(
    laptop: Laptop,
) -> None:
    laptop.world.add(ZAHRA)
    facilitator, window = laptop.facilitator(), laptop.facilitator()
    set_up(laptop.world, laptop.folder, ZAHRA)
    _close(facilitator)

    assert window.client.get("/").status_code == 302
    assert len(list((laptop.folder / "node" / "workspaces").iterdir())) == 1
    assert window.open("/sign-in").soup.find(string="HRT-08") is not None


def test_backups_here_and_on_another_disk_go_too(
    facilitator: Facilitator, laptop: Laptop, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    config = replace(laptop.services.config, backups=str(disk))
    laptop.app.extensions["fieldtool"] = replace(laptop.services, config=config)
    laptop.world.clock.put(timedelta(days=1))
    facilitator.send(facilitator.open("/"), "/lock", {})
    facilitator.sign_in_here()
    copies = list((tmp_path / "disk").rglob("key.box"))
    _close(facilitator)

    assert copies != []
    assert list((tmp_path / "disk").iterdir()) == []


def test_the_page_is_there_in_every_language(laptop: Laptop) -> None:
    for language in ("fa_AF", "ps", "en", "it"):
        assert laptop.facilitator(language).open("/close").heading
