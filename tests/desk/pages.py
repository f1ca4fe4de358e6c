"""A browser without a window: it reads pages as people do and checks what all must have."""

from __future__ import annotations

from dataclasses import dataclass, field

from bs4 import BeautifulSoup
from bs4.element import Tag
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests import markup


@dataclass
class Page:
    """An answer of the hub, read."""

    status: int
    soup: BeautifulSoup = field(repr=False)

    @property
    def heading(self) -> str:
        """Return the page's h1."""
        found = self.soup.find("h1")
        return _text(found) if isinstance(found, Tag) else ""

    @property
    def text(self) -> str:
        """Return what stands on the page, without its frame."""
        main = self.soup.find("main")
        return _text(main) if isinstance(main, Tag) else ""

    def links(self) -> list[str]:
        """Return the addresses the page leads to."""
        return [str(link["href"]) for link in self.soup.select("a[href]")]

    def rows(self) -> list[list[str]]:
        """Return the cells of every table's body."""
        return [
            [_text(cell) for cell in row.find_all(["th", "td"])]
            for row in self.soup.select("tbody tr")
        ]

    def errors(self) -> dict[str, str]:
        """Return what is wrong, by field."""
        return {
            str(error["id"]).removesuffix("-error"): _text(error)
            for error in self.soup.select(".error[id]")
        }


class Browser:
    """Somebody's browser at the hub."""

    def __init__(self, app: Flask, language: str = "en") -> None:
        self.client: FlaskClient = app.test_client()
        if language:
            self.client.set_cookie("language", language)

    def open(self, address: str, *, status: int = 200) -> Page:
        """Open a page, following where it leads, and check what every page must have."""
        answer = self.client.get(address, follow_redirects=True)
        assert answer.status_code == status, (address, answer.status, answer.text[-600:])
        return check(answer)

    def send(self, page: Page, action: str, status: int = 200, /, **fields: str) -> Page:
        """Fill the form of *page* that goes to *action* and send it."""
        answer = self.post(page, action, **fields)
        assert answer.status_code == status, (action, answer.status, answer.text[-600:])
        return check(answer)

    def post(self, page: Page, action: str, /, **fields: str) -> TestResponse:
        """Send a form as `send` does, and return the answer unread."""
        form = page.soup.find("form", action=action, method="post")
        assert isinstance(form, Tag), [str(one.get("action")) for one in page.soup.find_all("form")]
        given = _filled(form)
        unknown = set(fields) - {str(one.get("name")) for one in form.select("[name]")}
        assert not unknown, unknown
        return self.client.post(action, data={**given, **fields}, follow_redirects=True)

    def sign_in(self, login: str, password: str) -> Page:
        """Sign in as somebody."""
        page = self.open("/sign-in")
        return self.send(page, "/sign-in", login=login, password=password)


def check(answer: TestResponse) -> Page:
    """Return the page that *answer* holds; it is valid HTML and has what every page must have."""
    page = Page(answer.status_code, markup.valid(answer.text))
    soup = page.soup
    assert soup.title is not None
    assert _text(soup.title) == f"{page.heading} · fieldtool"
    assert len(soup.find_all("h1")) == 1
    assert markup.faults(soup) == []
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    return page


def _filled(form: Tag) -> dict[str, str]:
    given: dict[str, str] = {}
    for one in form.select("input[name], textarea[name]"):
        is_choice = one.get("type") in {"radio", "checkbox"}
        if not is_choice or one.has_attr("checked"):
            given[str(one["name"])] = str(one.get("value", ""))
    for select in form.select("select[name]"):
        options = select.select("option[selected]") or select.select("option")
        given[str(select["name"])] = str(options[0]["value"]) if options else ""
    return given


def _text(tag: Tag) -> str:
    return " ".join(tag.get_text().split())
