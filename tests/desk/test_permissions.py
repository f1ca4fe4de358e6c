"""Every page of the hub declares who may open it; everybody else is turned away."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from fieldtool.security.accounts import Role
from fieldtool.web import desk
from fieldtool.web.desk.labels import EVENTS
from fieldtool.web.desk.permissions import ANYBODY, PERMISSIONS, may
from tests.desk.pages import Browser
from tests.desk.world import ADMINISTRATOR, ANALYST, COORDINATOR, VIEWER, World

# Doors that are no pages of the desk: laptops' own, which sign what they send, files that are
# the same for everybody, and the choice of a language and of the text's size.
ELSEWHERE = {
    "api.sync",
    "api.bundle",
    "api.put_range",
    "api.get_range",
    "api.enrol_laptop",
    "static",
    "language.choose",
    "appearance.change",
}
# What the addresses of the test's hub are filled with.
PARTS = {
    "key": "sealing",
    "release": "a" * 10,
    "relay": "aaaaaaaa",
    "code": "HRT-07",
    "laptop": "aaaaaaaa",
    "interview": "aaaaaaaaaaaaaaaa",
}
PARTS |= {"form_hash": "a" * 64, "number": "1", "name": "photo.jpg", "candidate": "a" * 10}
PARTS |= {"login": "nobody.here", "topic": "lost", "site": "AF3201"}
PARTS |= {"questionnaire": "social-cohesion", "subject": "a" * 10}
PARTS |= {"device": "a" * 10, "entry": "a" * 32, "assignment": "a" * 10}
# Asked for after a password alone; who gave none is sent to give it.
AFTER_A_PASSWORD = {"desk.second_step", "desk.enter_second"}
PARTS |= {"dataset": "councils", "entity": "0b5e6a1c-9d5f-4e55-8f6e-2a1f7c3d9b10"}
NOBODY = ""
LOGINS = {
    Role.ADMINISTRATOR: ADMINISTRATOR,
    Role.COORDINATOR: COORDINATOR,
    Role.ANALYST: ANALYST,
    Role.VIEWER: VIEWER,
}


def rules(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            yield rule, method


def permission_of(app: Flask, rule: Rule) -> str:
    return str(getattr(app.view_functions[rule.endpoint], "permission", ""))


def address_of(app: Flask, rule: Rule) -> str:
    with app.test_request_context():
        return rule.build({name: PARTS[name] for name in rule.arguments})[1]  # type: ignore[index]


TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')


class Visits:
    """Somebody who begins each visit as if just signed in; to sign in 200 times takes long."""

    def __init__(self, world: World, role: str) -> None:
        self.world, self.login = world, LOGINS[Role(role)] if role else ""
        self._cookie = ""

    def knock(self, method: str, address: str) -> TestResponse:
        """Ask for an address, and bring the token of the session where something is sent."""
        browser = self._begun()
        if method == "GET":
            return browser.client.get(address)
        # With a token of the session, so that it is the permission that refuses.
        page = browser.client.get("/account" if self.login else "/sign-in")
        token = TOKEN.search(page.text)
        assert token is not None
        return browser.client.post(address, data={"csrf_token": token[1]})

    def _begun(self) -> Browser:
        browser = self.world.browser()
        if not self.login:
            return browser
        name = self.world.app.config["SESSION_COOKIE_NAME"]
        browser.client.set_cookie(name, self._cookie)
        if browser.client.get("/account").status_code != 200:
            # The first visit, or the one before ended the session.
            browser = self.world.browser(self.login)
            cookie = browser.client.get_cookie(name)
            assert cookie is not None
            self._cookie = cookie.value
        return browser


def test_every_route_declares_its_permission(empty: World) -> None:
    silent = {
        rule.endpoint
        for rule, _ in rules(empty.app)
        if not permission_of(empty.app, rule) and rule.endpoint not in ELSEWHERE
    }

    assert silent == set()


def test_every_permission_is_asked_for_by_a_route(empty: World) -> None:
    asked = {permission_of(empty.app, rule) for rule, _ in rules(empty.app)}

    assert asked - {""} == set(PERMISSIONS) | {ANYBODY}


@pytest.mark.parametrize("role", [NOBODY, *Role])
def test_every_route_is_open_to_its_roles_and_to_nobody_else(world: World, role: str) -> None:
    wrong = []
    visits = Visits(world, role)
    for rule, method in rules(world.app):
        if rule.endpoint in ELSEWHERE | AFTER_A_PASSWORD | {"desk.leave"}:
            continue
        answer = visits.knock(method, address_of(world.app, rule))
        permission = permission_of(world.app, rule)
        if not role and permission != ANYBODY:
            is_right = answer.status_code == 303 and "/sign-in" in answer.headers["Location"]
        elif may(role, permission):
            is_right = not (
                "FT-742" in answer.text or "/sign-in" in answer.headers.get("Location", "")
            )
        else:
            is_right = answer.status_code == 403 and "FT-742" in answer.text
        if not is_right:
            wrong.append((method, rule.endpoint, answer.status))

    assert wrong == []


def test_a_coordinator_is_not_shown_the_way_to_what_only_administrators_may(world: World) -> None:
    theirs = world.browser(COORDINATOR).open("/").links()
    all_of_it = world.browser(ADMINISTRATOR).open("/").links()

    assert {"/audit", "/accounts"} <= set(all_of_it)
    assert not {"/audit", "/accounts"} & set(theirs)


@pytest.mark.parametrize("role", list(Role))
def test_no_page_shows_a_way_that_its_reader_may_not_go(world: World, role: Role) -> None:
    laptop = world.laptop()
    world.interview(laptop)
    world.sync(laptop)
    browser = world.browser(LOGINS[role])
    found: set[str] = set()
    for address in ("/", "/about", "/account", "/forms", "/interviews"):
        answer = browser.client.get(address)
        if answer.status_code == 200:
            found |= set(browser.open(address).links())
    inner = {one.partition("#")[0] for one in found if one.startswith("/")} - {""}
    inner = {one for one in inner if not one.startswith("/static/")}
    closed = [one for one in sorted(inner) if browser.client.get(one).status_code == 403]

    assert len(inner) >= 4
    assert closed == []


def test_every_page_that_writes_adds_a_line_to_the_audit() -> None:
    writing = {
        view.name: ast.unparse(view)
        for path in Path(desk.__file__).parent.rglob("*.py")
        for view in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(view, ast.FunctionDef)
        and any("writes=True" in ast.unparse(one) for one in view.decorator_list)
    }
    # Signing out ends a session and changes nothing of the project.
    without = {name for name, code in writing.items() if "visit.audit(" not in code} - {"leave"}

    assert len(writing) >= 5
    assert without == set()


def test_every_line_of_the_audit_has_words() -> None:
    kind = re.compile(r'(?:audit|audit_reading|line)\(\s*"([a-z-]+:[a-z-]+)"')
    sources = [path.read_text("utf-8") for path in Path(desk.__file__).parent.rglob("*.py")]
    written = {found for source in sources for found in kind.findall(source)}

    assert len(written) >= 10
    assert written - set(EVENTS) == set()
