"""Real programs seen as the tests see an app: their pages over HTTP, with forms that are filled."""

from __future__ import annotations

from typing import Any, cast

import httpx
from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from tests.desk.pages import Browser
from tests.web.laptop import Facilitator
from tests.web.pages import Page

SECONDS = 60


class Answer:
    """An answer of a program, with what tests ask of one."""

    def __init__(self, answer: httpx.Response) -> None:
        self.status_code = answer.status_code
        self.status = f"{answer.status_code}"
        self.headers = answer.headers
        self.data = answer.content
        self.text = answer.text
        self.url = str(answer.url)


class Wire:
    """The way to a program; it looks like the client of an app in this process."""

    def __init__(self, address: str) -> None:
        self.environ_base = {"HTTP_ACCEPT_LANGUAGE": "en"}
        self._http = httpx.Client(base_url=address, timeout=SECONDS, trust_env=False)

    def get(self, address: str, *, follow_redirects: bool = False) -> Answer:
        return self._sent("GET", address, follow_redirects)

    def post(
        self,
        address: str,
        *,
        data: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        follow_redirects: bool = False,
    ) -> Answer:
        fields = {name: value for name, value in (data or {}).items() if not _is_file(value)}
        files = {
            name: (value.filename, value.stream.read())
            for name, value in (data or {}).items()
            if _is_file(value)
        }
        return self._sent(
            "POST", address, follow_redirects, data=fields, files=files or None, headers=headers
        )

    def _sent(self, method: str, address: str, follow: bool, **content: Any) -> Answer:
        headers = {"Accept-Language": self.environ_base["HTTP_ACCEPT_LANGUAGE"]}
        content["headers"] = headers | (content.get("headers") or {})
        return Answer(self._http.request(method, address, follow_redirects=follow, **content))

    def set_cookie(self, name: str, value: str) -> None:
        self._http.cookies.set(name, value)

    def close(self) -> None:
        self._http.close()


class Program:
    """A program that runs elsewhere."""

    def __init__(self, address: str) -> None:
        self.address = address

    def test_client(self) -> Wire:
        return Wire(self.address)


def app(address: str) -> Flask:
    """Return the program at *address* as something that browsers of tests can use."""
    return cast("Flask", Program(address))


class Interviewer(Facilitator):
    """Somebody who interviews at a real program; how pages are made is tested elsewhere."""

    def checked(self, answer: TestResponse, status: int = 200) -> Page:
        """Read *answer*, which must have that *status*."""
        assert answer.status_code == status, (answer.status, answer.text[-900:])
        return Page(BeautifulSoup(answer.text, "html.parser"))


def close(browser: Interviewer | Browser) -> None:
    """Close the window."""
    cast("Wire", browser.client).close()


def _is_file(value: object) -> bool:
    return isinstance(value, FileStorage)
