"""A node and a hub against a hostile page, link or file: each attack by its name."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.desk.world import ADMINISTRATOR, World
from tests.web import odd
from tests.web.laptop import Facilitator, Laptop

ELSEWHERE = (
    "//elsewhere.example/", "https://elsewhere.example/", "/\\elsewhere.example", "\\\\elsewhere",
    "javascript:alert(1)", "http:elsewhere.example", "/%09/elsewhere.example", "data:text/html,x",
    "\t//elsewhere.example", "https:///elsewhere.example", "/\t/elsewhere.example",
    "/\t\\elsewhere.example", "/\n\\elsewhere.example", "/\r/elsewhere.example",
)  # fmt: skip
PATHS = (
    "/static/../../app.py", "/static/%2e%2e/%2e%2e/app.py", "/static/..%2f..%2fapp.py",
    "/static/vendor/..\\..\\..\\app.py", "/static//etc/passwd", "/static/%2fetc%2fpasswd",
    "/interviews/aaaaaaaaaaaaaaaa/media/..%2f..%2fkeys.json", "/interviews/..%2f..%2f/review",
)  # fmt: skip


@pytest.fixture(params=["node", "hub"])
def face(
    request: pytest.FixtureRequest, facilitator: Facilitator, laptop: Laptop, world: World
) -> tuple[Flask, FlaskClient]:
    """Return both programs, each with somebody signed in."""
    if request.param == "node":
        return laptop.app, facilitator.client
    return world.app, world.browser(ADMINISTRATOR).client


def pages(app: Flask, method: str = "GET") -> Iterator[str]:
    for rule in odd.rules(app, method):
        named = re.sub(r'<any\("([^"]+)"[^>]*>', r"\1", rule.rule)
        numbered = re.sub(r"<int:[^>]+>", "1", named)
        yield re.sub(r"<[^>]+>", "aaaaaaaaaaaaaaaa", numbered)


def at_once(app: Flask) -> set[str]:
    """Return what must work from an old page of a laptop, too: it locks, and changes nothing."""
    is_laptop = "field.home" in app.view_functions and "desk.overview" not in app.view_functions
    return {"/hide", "/interrupt", "/lock"} if is_laptop else set()


def test_csrf_every_address_that_changes_something_wants_the_token(
    face: tuple[Flask, FlaskClient],
) -> None:
    app, client = face
    asked = [address for address in pages(app, "POST") if address not in at_once(app)]
    answers = {
        address: client.post(address, data={"csrf_token": token, "passphrase": "x"})
        for address in asked
        for token in ("", "wrong")
    }

    assert len(asked) > 10
    assert {address for address, answer in answers.items() if "FT-701" not in answer.text} == set()
    assert {answer.status_code for answer in answers.values()} == {400}


def test_no_page_is_kept_and_each_has_the_policy(face: tuple[Flask, FlaskClient]) -> None:
    app, client = face
    for address in pages(app):
        answer = client.get(address)
        headers = answer.headers
        assert headers["Cache-Control"] == "no-store", address
        assert "default-src 'none'" in headers["Content-Security-Policy"], address
        assert "unsafe" not in headers["Content-Security-Policy"], address
        assert headers["X-Content-Type-Options"] == "nosniff", address
        assert headers["X-Frame-Options"] == "DENY", address
        assert "Access-Control-Allow-Origin" not in headers, address
        assert "Server" not in headers, address
        answer.close()


def test_cookies_are_unreadable_for_scripts_and_stay_here(face: tuple[Flask, FlaskClient]) -> None:
    app, client = face
    found = [
        one for address in pages(app) for one in client.get(address).headers.getlist("Set-Cookie")
    ]
    found += client.get("/sign-in").headers.getlist("Set-Cookie")

    assert all("HttpOnly" in one and "SameSite=Strict" in one for one in found)
    assert all("Domain=" not in one for one in found)


def test_dns_rebinding_no_page_is_shown_under_another_name(laptop: Laptop) -> None:
    client = laptop.app.test_client()
    for address in pages(laptop.app):
        for name in ("elsewhere.example", "127.0.0.1.elsewhere.example", "localhost:80@evil", ""):
            answer = client.get(address, headers={"Host": name})
            assert answer.status_code in {400, 403}, (address, name)


def as_read(address: str) -> str:
    """Return *address* as browsers take it: they pass over these signs wherever they stand."""
    return re.sub(r"[\t\r\n]", "", address)


def test_open_redirect_no_form_leads_elsewhere(laptop: Laptop) -> None:
    person = Facilitator(laptop.app)
    page = person.open("/sign-in")
    token = str(page.soup.select("[name=csrf_token]")[0]["value"])
    asked = [(address, target) for address in ELSEWHERE for target in ("/language", "/sign-in")]
    for address, target in asked:
        form = {"csrf_token": token, "next": address, "language": "en", "passphrase": ""}
        place = as_read(person.client.post(target, data=form).headers.get("Location", "/"))
        assert place.startswith("/"), (address, place)
        assert not place.startswith(("//", "/\\")), (address, place)
    for address in ELSEWHERE:
        shown = person.client.get("/sign-in", query_string={"next": address}).text
        kept = [as_read(one) for one in re.findall(r'name="next" value="([^"]*)"', shown)]
        assert kept
        assert all(one.startswith("/") and one[1:2] not in {"/", "\\"} for one in kept), address


def test_session_fixation_the_session_is_another_one_after_signing_in(laptop: Laptop) -> None:
    person = Facilitator(laptop.app)
    person.open("/sign-in")
    with person.client.session_transaction() as session:
        session["work"] = "chosen-by-somebody-else"
        session["site"] = "AF0601"
    person.sign_in_here()
    with person.client.session_transaction() as session:
        assert session["work"] != "chosen-by-somebody-else"
        assert len(session["work"]) >= 30
        assert "site" not in session
    stranger = laptop.app.test_client()
    with stranger.session_transaction() as session:
        session["work"] = "chosen-by-somebody-else"
    assert stranger.get("/interviews").status_code == 302


def test_path_tricks_lead_nowhere(face: tuple[Flask, FlaskClient]) -> None:
    for address in PATHS:
        answer = face[1].get(address, follow_redirects=True)

        assert answer.status_code in {404, 400}, (address, answer.status)
        assert "root:" not in answer.text
        assert "create_app" not in answer.text
