"""Every page of the desk in every language: valid, complete, with the right direction."""

from __future__ import annotations

import pytest

from tests.desk.world import ADMINISTRATOR, World

PAGES = (
    "/",
    "/interviews",
    "/interviews/export",
    "/interviews/export/deidentified?form=safety",
    "/tables",
    "/releases",
    "/teams",
    "/people",
    "/people/new",
    "/people/HRT-07",
    "/people/HRT-07/enrol",
    "/forms",
    "/forms/new",
    "/accounts",
    "/accounts/new",
    "/audit",
    "/about",
)


@pytest.mark.parametrize(
    ("language", "tag", "direction"),
    [("fa_AF", "fa-AF", "rtl"), ("ps", "ps-AF", "rtl"), ("en", "en", "ltr"), ("it", "it", "ltr")],
)
def test_every_page_opens_in_every_language(
    world: World, language: str, tag: str, direction: str
) -> None:
    laptop = world.laptop()
    made = world.interview(laptop)
    world.sync(laptop)
    browser = world.browser(ADMINISTRATOR, language)
    opened = [
        browser.open(page)
        for page in (*PAGES, f"/interviews/{made}", f"/laptops/{laptop.id}/revoke")
    ]
    frames = {
        (str(page.soup.html["lang"]), str(page.soup.html["dir"]))
        for page in opened
        if page.soup.html is not None
    }

    assert frames == {(tag, direction)}
    assert all(page.heading for page in opened)
    assert all("%(" not in page.text for page in opened)


def test_a_sentence_that_begins_with_what_was_typed_keeps_the_readers_direction(
    world: World,
) -> None:
    browser = world.browser(ADMINISTRATOR, "ps")
    page = browser.send(browser.open("/people/new"), "/people/new", 422, code="XX")
    links = page.soup.select("#error-summary a")

    assert links
    assert {str(link["dir"]) for link in links} == {"rtl"}
