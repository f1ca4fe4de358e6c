"""Pages in the reader's language, calendar and digits."""

from __future__ import annotations

import pytest
from flask import g
from markupsafe import Markup, escape

from fieldtool.i18n.locales import LOCALES, Locale, by_code
from fieldtool.web.parts import filters
from fieldtool.web.parts.languages import inside
from tests.web.laptop import Facilitator, Laptop


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
def test_a_page_is_in_the_language_that_was_chosen(laptop: Laptop, locale: Locale) -> None:
    person = Facilitator(laptop.app)
    page = person.open("/sign-in")
    page = person.send(page, "/language", {"language": locale.code, "next": "/about"})
    html = page.one("html")

    assert (html["lang"], html["dir"]) == (locale.tag, locale.direction)
    assert page.one(".languages [aria-current]").get_text() == locale.name


@pytest.mark.parametrize(
    ("accepted", "code"), [("prs-AF,en", "fa-AF"), ("ps", "ps-AF"), ("it-IT", "it"), ("de", "en")]
)
def test_before_anybody_chooses_the_browser_s_language_is_taken(
    laptop: Laptop, accepted: str, code: str
) -> None:
    page = Facilitator(laptop.app, accepted).open("/about")

    assert page.one("html")["lang"] == code


def test_constants_in_templates_are_shown_to_each_reader_in_their_digits(laptop: Laptop) -> None:
    template = laptop.app.jinja_env.from_string("{{ 1234 | number }}")
    shown = []
    for code in ("en", "fa_AF"):
        with laptop.app.test_request_context():
            g.locale = by_code(code)
            shown.append(template.render())

    assert shown == ["1,234", "۱٬۲۳۴"]


def test_digits_of_markup_change_only_where_they_are_text(laptop: Laptop) -> None:
    text = Markup('<a href="/1">{}</a>').format("'1' & 2")
    with laptop.app.test_request_context():
        g.locale = by_code("ps")

        assert filters.digits(text) == '<a href="/1">' + str(escape("'۱' & ۲")) + "</a>"


@pytest.mark.parametrize(
    "address", ["//elsewhere.example", "/\\elsewhere.example", "http://x/", "", "javascript:x"]
)
def test_only_paths_of_this_site_are_led_to(address: str) -> None:
    assert inside(address) == "/"
