"""Who may talk to a node: its own pages at its own address, with their token."""

from __future__ import annotations

import pytest

from tests.web.laptop import Facilitator, Laptop


def test_a_change_without_the_token_is_refused(facilitator: Facilitator) -> None:
    answer = facilitator.client.post("/start", data={"site": "AF3201"})

    assert "FT-701" in facilitator.checked(answer, 400).text


@pytest.mark.parametrize(
    "host", ["elsewhere.example", "localhost.elsewhere.example", "127.0.0.1:1"]
)
def test_another_name_is_not_answered(laptop: Laptop, host: str) -> None:
    answer = laptop.app.test_client().get("/about", headers={"Host": host})

    assert answer.status_code == 403
    assert "FT-702" in answer.text


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.0.0.1:80"])
def test_its_own_names_are_answered(laptop: Laptop, host: str) -> None:
    assert laptop.app.test_client().get("/about", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:8480"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_change_from_another_site_is_refused(
    facilitator: Facilitator, headers: dict[str, str]
) -> None:
    answer = facilitator.client.post("/lock", headers=headers)

    assert answer.status_code == 403
    assert facilitator.open("/").heading == "Your work"


def test_pages_are_kept_nowhere_and_framed_by_nobody(facilitator: Facilitator) -> None:
    headers = facilitator.client.get("/").headers

    assert headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_session_cookie_is_for_this_site_alone(laptop: Laptop) -> None:
    facilitator = Facilitator(laptop.app)
    cookies = facilitator.client.get("/sign-in").headers.getlist("Set-Cookie")

    assert all("HttpOnly" in one and "SameSite=Strict" in one for one in cookies)
    assert cookies[0].startswith("fieldtool-node-")


def test_a_vendored_file_may_be_kept_for_ever_and_our_own_is_asked_for_again(
    laptop: Laptop,
) -> None:
    client = laptop.app.test_client()
    vendored = client.get("/static/vendor/htmx-4.0.1.min.js")
    ours = client.get("/static/app.css")

    assert "immutable" in vendored.headers["Cache-Control"]
    assert ours.headers["Cache-Control"] == "no-cache"
    vendored.close()
    ours.close()


def test_an_unknown_page_says_what_to_do(facilitator: Facilitator) -> None:
    page = facilitator.open("/nowhere", status=404)

    assert page.heading == "This page does not exist"
    assert "FT-704" in page.text


def test_a_page_that_is_only_for_changes_says_so(facilitator: Facilitator) -> None:
    assert "FT-705" in facilitator.open("/lock", status=405).text


def test_a_request_that_is_too_large_is_refused(facilitator: Facilitator) -> None:
    answer = facilitator.client.post("/start", data={"site": "x" * 3_000_000})

    assert "FT-706" in facilitator.checked(answer, 413).text
