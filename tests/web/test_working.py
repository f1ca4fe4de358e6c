"""The day around the interviews: starting, deleting, finishing, sending, asking for help."""

from __future__ import annotations

from dataclasses import replace

import httpx

from tests.web.laptop import Facilitator, Laptop
from tests.web.laptop import address_of as _address
from tests.web.pages import Page


def _finish(facilitator: Facilitator, result: str = "partial") -> Page:
    address = _address(facilitator.start(), "/finish")
    return facilitator.send(facilitator.open(address), address, {"result": result})


def test_the_first_page_offers_one_thing_to_do(facilitator: Facilitator) -> None:
    page = facilitator.open("/")
    first = [one.get_text() for one in page.soup.select("main .button[data-kind=first]")]

    assert first == ["Start an interview"]


def test_places_are_listed_below_what_they_lie_in(facilitator: Facilitator) -> None:
    page = facilitator.open("/start")
    groups = {
        str(group["label"]): [one.get_text() for one in group.select("option")]
        for group in page.soup.select("#site optgroup")
    }

    assert groups == {
        "Afghanistan": ["Jalalabad (AF0601)"],
        "Afghanistan › Herat province": ["Herat (AF3201)"],
    }


def test_an_interview_needs_a_place(facilitator: Facilitator) -> None:
    page = facilitator.open("/start")
    page = facilitator.send(page, "/start", {"language": "ps"}, status=422)

    assert page.errors() == {"site": "Choose the place of the interview."}
    assert page.one("input[name=language][value=ps]").has_attr("checked")


def test_numbers_are_counted_and_can_be_said_aloud(facilitator: Facilitator) -> None:
    assert facilitator.start().heading == "Interview HRT-07-001"
    assert facilitator.start().heading == "Interview HRT-07-002"


def test_a_draft_is_deleted_with_a_reason_and_comes_back(facilitator: Facilitator) -> None:
    page = facilitator.fill(facilitator.start(), age="34")
    delete = _address(page, "/delete")
    page = facilitator.send(facilitator.open(delete), delete, {"reason": "دو بار شروع شد"})

    assert "دو بار شروع شد" in page.text
    assert "1 deleted interview" in page.text

    page = facilitator.send(page, delete.replace("delete", "undo-delete"), {})

    assert "Interview HRT-07-001 is back." in page.text
    assert facilitator.open(delete.removesuffix("/delete")).heading == "Interview HRT-07-001"


def test_a_draft_is_not_deleted_without_a_reason(facilitator: Facilitator) -> None:
    delete = _address(facilitator.start(), "/delete")
    page = facilitator.send(facilitator.open(delete), delete, {"reason": "  "}, status=422)

    assert "reason" in page.errors()


def test_an_interview_ends_early_with_a_result(facilitator: Facilitator) -> None:
    _finish(facilitator, "refused")

    assert facilitator.open("/interviews").rows()[0][2] == "Refused"


def test_complete_is_refused_while_answers_are_missing(facilitator: Facilitator) -> None:
    address = _address(facilitator.start(), "/finish")
    page = facilitator.send(facilitator.open(address), address, {"result": "complete"}, status=422)

    assert "result" in page.errors()


def test_the_review_links_to_what_is_missing(facilitator: Facilitator) -> None:
    page = facilitator.start()
    review = facilitator.open(_address(page, "/review"))

    assert _address(page, "/1#q-person/age") in review.links()


def test_a_finished_interview_cannot_be_filled_any_more(facilitator: Facilitator) -> None:
    page = facilitator.start()
    address = _address(page)
    facilitator.send(
        facilitator.open(f"{address}/finish"), f"{address}/finish", {"result": "partial"}
    )

    assert "FT-603" in facilitator.open(f"{address}/1", status=409).text


def test_what_is_sent_is_proven_and_the_list_says_since_when(facilitator: Facilitator) -> None:
    _finish(facilitator)

    assert facilitator.open("/interviews").rows()[0][4] == "On this laptop"

    page = facilitator.send(facilitator.open("/send"), "/send", {})

    assert "1 interview is now proven at the hub." in page.text
    assert facilitator.open("/interviews").rows()[0][4].startswith("At the hub since ")


def test_sending_twice_changes_nothing(facilitator: Facilitator) -> None:
    _finish(facilitator)
    facilitator.send(facilitator.open("/send"), "/send", {})
    page = facilitator.send(facilitator.open("/send"), "/send", {})

    assert "Nothing was waiting on either side." in page.text


def test_a_hub_that_is_down_loses_nothing_and_is_explained(laptop: Laptop) -> None:
    def nobody(_request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route")

    laptop.app.extensions["fieldtool"] = replace(
        laptop.services,
        hub_client=lambda _address: httpx.Client(transport=httpx.MockTransport(nobody)),
    )
    facilitator = laptop.facilitator()
    _finish(facilitator)
    page = facilitator.send(facilitator.open("/send"), "/send", {})

    assert "Everything is kept on this laptop." in page.text
    assert "Interviews: 0 of 1 at the hub" in page.text


def test_help_says_counts_and_clocks_and_no_answer(facilitator: Facilitator) -> None:
    facilitator.fill(facilitator.start(), "stay", age="34")
    page = facilitator.open("/help/call")

    assert "HRT-07" in page.text
    assert "Interviews not finished 1" in page.text
    assert "Free room on the disk" in page.text


def test_help_and_licences_are_there_without_signing_in(laptop: Laptop) -> None:
    stranger = Facilitator(laptop.app)

    assert "Free room on the disk" in stranger.open("/help/call").text
    assert "Vazirmatn" in stranger.open("/about").text
