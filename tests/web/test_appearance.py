"""Text size and colours: chosen on any page, kept in the browser, and never anything else."""

from __future__ import annotations

from pathlib import Path

import pytest

from fieldtool.app import create_app, running
from fieldtool.config import load
from tests.web.laptop import Facilitator, Laptop
from tests.web.pages import Page


def test_size_and_colours_are_chosen_one_by_one_and_kept(laptop: Laptop) -> None:
    person = Facilitator(laptop.app)
    page = person.open("/about")

    assert (page.one("html")["data-size"], page.one("html")["data-colours"]) == ("0", "usual")

    page = person.send(page, "/appearance", {"size": "2", "next": "/about"})
    page = person.send(page, "/appearance", {"colours": "dark", "next": "/about"})
    html = page.one("html")

    assert (html["data-size"], html["data-colours"]) == ("2", "dark")
    assert [one["value"] for one in page.soup.select(".appearance [aria-current]")] == ["2", "dark"]
    assert person.open("/sign-in").one("html")["data-size"] == "2"


@pytest.mark.parametrize("cookie", ["9-dark", "2", "-", '"><script>', "2-purple-2"])
def test_a_strange_cookie_changes_only_what_it_may(laptop: Laptop, cookie: str) -> None:
    person = Facilitator(laptop.app)
    person.client.set_cookie("appearance", cookie)
    html = person.open("/about").one("html")

    assert html["data-size"] in {"0", "2"}
    assert html["data-colours"] in {"usual", "dark"}


def test_it_leads_back_to_this_site_alone(laptop: Laptop) -> None:
    person = Facilitator(laptop.app)
    page = person.open("/about")
    token = page.one(".appearance input[name=csrf_token]")["value"]
    form = {"csrf_token": token, "size": "1", "next": "//elsewhere.example"}

    assert person.client.post("/appearance", data=form).headers["Location"] == "/"


def test_the_program_goes_by_another_name(tmp_path: Path) -> None:
    settings = {"FIELDTOOL_DATA": str(tmp_path / "other"), "FIELDTOOL_NAME": "  دفتر  روزانه "}
    app = create_app(load(settings))
    try:
        page = Page.of(Facilitator(app).client.get("/about"))
    finally:
        running(app).close()

    assert page.one(".brand").get_text() == "دفتر روزانه"
    assert page.one("title").get_text().endswith(" · دفتر روزانه")
