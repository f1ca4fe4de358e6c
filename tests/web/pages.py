"""A browser without a window and without JavaScript; it checks what every page must have."""

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
    """A page or a piece of one, read."""

    soup: BeautifulSoup = field(repr=False)

    @classmethod
    def of(cls, answer: TestResponse) -> Page:
        """Read *answer* as a browser would, without checking it."""
        return cls(BeautifulSoup(answer.text, "html5lib"))

    @property
    def heading(self) -> str:
        """Return the page's h1."""
        return words(self.one("h1"))

    @property
    def text(self) -> str:
        """Return what stands on the page, without its frame."""
        return words(self.one("main"))

    def one(self, selector: str) -> Tag:
        """Return the one element that *selector* finds."""
        found = self.soup.select(selector)
        assert len(found) == 1, (selector, len(found))
        return found[0]

    def has(self, selector: str) -> bool:
        """Tell whether *selector* finds anything."""
        return bool(self.soup.select(selector))

    def question(self, path: str) -> Tag:
        """Return the element of a question."""
        (found,) = self.soup.find_all(id=f"q-{path}")
        assert isinstance(found, Tag)
        return found

    def links(self) -> list[str]:
        """Return the addresses the page leads to."""
        return [str(link["href"]) for link in self.soup.select("a[href]")]

    def rows(self) -> list[list[str]]:
        """Return the cells of every table's body."""
        return [
            [words(cell) for cell in row.select("th, td")] for row in self.soup.select("tbody tr")
        ]

    def errors(self) -> dict[str, str]:
        """Return what is wrong, by the id of the field or question."""
        return {
            str(error["id"]).removesuffix("-error"): words(error)
            for error in self.soup.select(".error[id]")
        }


class Browser:
    """Somebody's browser."""

    def __init__(self, app: Flask, accepted: str = "en") -> None:
        self.client: FlaskClient = app.test_client()
        self.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = accepted

    def open(self, address: str, *, status: int = 200) -> Page:
        """Open a page, following where it leads, and check what every page must have."""
        return self.checked(self.client.get(address, follow_redirects=True), status)

    def send(self, page: Page, action: str, fields: dict[str, str], *, status: int = 200) -> Page:
        """Fill the form of *page* that goes to *action* with *fields* and send it."""
        form = page.one(f'form[action="{action}"]')
        answer = self.client.post(action, data={**filled(form), **fields}, follow_redirects=True)
        return self.checked(answer, status)

    def checked(self, answer: TestResponse, status: int = 200) -> Page:
        """Check that *answer* is a good page with that *status*, and read it."""
        assert answer.status_code == status, (answer.status, answer.text[-900:])
        return check(answer)


def check(answer: TestResponse) -> Page:
    """Return the page that *answer* holds; it is valid HTML and has what every page must have."""
    page = Page(markup.valid(answer.text))
    assert words(page.one("title")) == f"{page.heading} · fieldtool"
    assert markup.faults(page.soup) == []
    return page


def filled(form: Tag) -> dict[str, str]:
    """Return what *form* would send as it stands, one value per name."""
    given: dict[str, str] = {}
    for one in form.select("input[name], textarea[name]"):
        if one.get("type") not in {"radio", "checkbox"} or one.has_attr("checked"):
            given[str(one["name"])] = str(one.get("value", "")) or one.get_text()
    for select in form.select("select[name]"):
        options = select.select("option[selected]") or select.select("option")
        given[str(select["name"])] = str(options[0]["value"]) if options else ""
    given.pop("file", None)
    return given


def words(tag: Tag) -> str:
    """Return the text of *tag* with single spaces."""
    return " ".join(tag.get_text(" ").split())
