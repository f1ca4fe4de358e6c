"""Requests that no page of ours makes, for every address of a program."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

TEMPLATES = Path(__file__).parents[2] / "fieldtool" / "web" / "templates"
# Parts of addresses, and what is typed into fields.
ODD = (
    "\x00", "a\x00b", "99999999999999999999", "NaN", "../../etc/passwd", "x" * 3000, "\u202e👩‍👩‍👧",
    "a" * 16, "' or 1=1", "<script>{{7*7}}%(x)s{0.__class__}", "\r\nSet-Cookie: x=1", " ",
)  # fmt: skip
RAW_PATHS = (
    b"/%ff%fe",
    b"/%00",
    b"//elsewhere.example/",
    b"/%2e%2e/%2e%2e/etc/passwd",
    b"/\xd9\x87",
)
METHODS = ("PUT", "OPTIONS", "HEAD", "FOO")


@cache
def field_names() -> list[str]:
    """Return the names of all fields that templates have."""
    found: set[str] = set()
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r'\bname="([a-z_]+)"', text))
        found |= set(re.findall(r'field\.[a-z]+\("([a-z_]+)"', text))
    return sorted(found - {"csrf_token", "viewport", "color-scheme"})


def rules(app: Flask, method: str) -> list[Rule]:
    """Return the rules of *app* that answer *method*, but for files and for doors of machines."""
    return [
        rule
        for rule in app.url_map.iter_rules()
        if method in (rule.methods or ())
        and rule.endpoint != "static"
        and not rule.endpoint.startswith("api.")
    ]


def addresses(rule: Rule) -> Iterator[str]:
    """Give the addresses of *rule* with odd parts, or the one that it has."""
    if not rule.arguments:
        yield rule.rule
        return
    for value in ODD:
        yield "".join(
            quote(value, safe="") if part.startswith("<") else part
            for part in re.split(r"(<[^>]+>)", rule.rule)
        )


def forms(token: str) -> Iterator[dict[str, str]]:
    """Give forms in which every field that any page has is odd."""
    names = field_names()
    for value in ODD:
        yield {**dict.fromkeys(names, value), "csrf_token": token}


def good(answer: TestResponse) -> bool:
    """Say whether *answer* is a page, a piece of one, a file or a way to another page."""
    if answer.status_code >= 500:
        return False
    if answer.status_code in {200, 204, 400, 405} or 300 <= answer.status_code < 400:
        return True
    # Whatever is refused is a page that says so.
    return answer.request.method == "HEAD" or "<h1" in answer.text or "FT-" in answer.text


def token_of(client: FlaskClient, address: str) -> str:
    """Return the token of the session of *client*."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(address).text)
    assert found
    return found[1]


def walk(app: Flask, client: FlaskClient, address: str, stays: set[str]) -> list[str]:
    """Ask for everything in every odd way; return what was answered badly.

    *stays*: endpoints that would end the session.
    """
    asked = [one for rule in rules(app, "GET") for one in _looks(rule)]
    found = list(forms(token_of(client, address)))
    asked += [
        one
        for rule in rules(app, "POST")
        if rule.endpoint not in stays
        for one in _posts(rule, found)
    ]
    return [bad for bad in (_bad(client, *one) for one in asked) if bad]


def _looks(rule: Rule) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Give what can be asked of a page: method, address, what comes with it."""
    at = ""
    for at in addresses(rule):
        yield "GET", at, {}
    yield "GET", at, {"headers": {"HX-Request": "true"}}
    for value in ODD[:6:2]:
        yield "GET", at, {"query_string": dict.fromkeys(field_names(), value)}
    for method in METHODS:
        yield method, at, {}


def _posts(rule: Rule, found: list[dict[str, str]]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    at = ""
    for number, at in enumerate(addresses(rule)):
        yield "POST", at, {"data": found[number % len(found)]}
    for form in found[:: 5 if rule.arguments else 2]:
        yield "POST", at, {"data": form}


def _bad(client: FlaskClient, method: str, address: str, more: dict[str, Any]) -> str:
    answer = client.open(address, method=method, **more)
    is_good = good(answer)
    answer.close()
    return "" if is_good else f"{method} {address[:60]!r}: {answer.status}"


def broken(client: FlaskClient) -> list[str]:
    """Send what is not even a proper request; return what was answered badly."""
    bad: list[str] = []
    for raw in RAW_PATHS:
        answer = client.get("/", environ_overrides={"PATH_INFO": raw.decode("latin-1")})
        bad += [] if good(answer) else [f"{raw!r}: {answer.status}"]
    for headers in (
        {"Cookie": "fieldtool-node-=\xff; =; ;;;=\x01"},
        {"Cookie": "session=" + "x" * 20_000},
        {"Accept-Language": "x" * 20_000},
        {"Accept-Language": "fa-;q=x,,,;q=;" * 200},
        {"X-Forwarded-For": "' or 1=1", "X-Forwarded-Proto": "gopher", "Forwarded": "for=\x01"},
        {"If-None-Match": "*" * 9000, "Range": "bytes=9-1,-0,x"},
        {"Content-Length": "-5"}, {"Content-Length": "99999999999999999999"},
        {"Content-Type": "multipart/form-data"}, {"Content-Type": "x" * 9000},
        {"HX-Request": "true", "HX-Current-URL": "javascript:alert(1)"},
    ):  # fmt: skip
        for method in ("GET", "POST"):
            answer = client.open("/sign-in", method=method, headers=headers)
            bad += [] if good(answer) else [f"{headers!r:.60}: {answer.status}"]
    for kind, body in (
        ("application/x-www-form-urlencoded", b"a=%ff%fe&%00=%00&&&=&csrf_token=\xff"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=\xff"),
        ("multipart/form-data; boundary=x", b"--x\r\n" * 5000 + b"--x--"),
        ("multipart/form-data; boundary=" + "x" * 300, b"--"),
        ("application/json", b"[" * 5000),
        ("text/plain; charset=utf-7", b"+ADw-"),
    ):
        answer = client.post("/sign-in", data=body, content_type=kind)
        bad += [] if good(answer) else [f"{kind}: {answer.status}"]
    return bad
