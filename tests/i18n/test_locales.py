"""Every name a browser or a form gives to our languages leads to the right one."""

from __future__ import annotations

import pytest

from fieldtool import config
from fieldtool.i18n.locales import LOCALES, by_code, find, negotiate


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("prs", "fa_AF"),
        ("prs-AF", "fa_AF"),
        ("dari", "fa_AF"),
        ("fa-AF", "fa_AF"),
        ("FA_af", "fa_AF"),
        ("fa-IR", "fa_AF"),
        ("pbt", "ps"),
        ("pbu-AF", "ps"),
        ("pus", "ps"),
        ("ps-PK", "ps"),
        ("en-US", "en"),
        ("it-CH", "it"),
    ],
)
def test_an_alias_leads_to_its_language(name: str, code: str) -> None:
    assert find(name) == by_code(code)


@pytest.mark.parametrize("name", ["", "uz", "arabic", "-", "f"])
def test_other_languages_are_not_guessed(name: str) -> None:
    assert find(name) is None


def test_the_menu_says_dari_and_not_persian() -> None:
    assert [locale.name for locale in LOCALES] == ["دری", "پښتو", "English", "Italiano"]


def test_dari_and_pashto_are_written_from_the_right() -> None:
    directions = {locale.code: locale.direction for locale in LOCALES}

    assert directions == {"fa_AF": "rtl", "ps": "rtl", "en": "ltr", "it": "ltr"}


def test_the_afghan_week_begins_on_saturday() -> None:
    saturday = 5

    assert [by_code(code).babel.first_week_day for code in ("fa_AF", "ps")] == [saturday] * 2


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("prs-AF,prs;q=0.9,en;q=0.8", "fa_AF"),
        ("en;q=0.5, ps;q=0.7", "ps"),
        ("uz-AF, it;q=0.3", "it"),
        ("fa;q=0, it", "it"),
        ("fa;q=high, en", "en"),
        ("*", "it"),
        ("", "it"),
        (",;;q=,", "it"),
    ],
)
def test_the_browser_gets_the_language_it_prefers_or_else_the_default(
    header: str, code: str
) -> None:
    assert negotiate(header, default="it").code == code


def test_the_setting_allows_exactly_these_languages() -> None:
    assert tuple(locale.code for locale in LOCALES) == config.LANGUAGES
