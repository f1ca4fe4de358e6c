"""The information notice: all that people have a right to know, in each language."""

from __future__ import annotations

import pytest

from fieldtool.i18n.catalogues import catalogue
from fieldtool.i18n.locales import LOCALES, Locale, by_code
from fieldtool.outputs.paper import notices
from fieldtool.outputs.paper.notices import About, Notice

SAID = {
    "who": "شاروالی هرات",
    "contact": "دفتر پروژه، ۰۷۰۰ ۱۲۳ ۴۵۶",
    "months": "12",
    "why.ps": "د سړکونو د رڼا لپاره",
}
TITLES = {"fa_AF": "احساس مصونیت", "en": "Perception of safety"}


def made(
    locale: Locale, said: dict[str, str], profile: str = "afghanistan", form: str = "own"
) -> Notice:
    return notices.notice(
        About(form, TITLES, said, profile), locale, catalogue(locale.code).gettext
    )


def text(notice: Notice) -> str:
    parts = [(part.heading, *part.lines, *part.sentences) for part in notice.parts]
    return "\n".join(line for part in parts for line in part)


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
def test_every_language_says_who_how_long_and_whom_to_turn_to(locale: Locale) -> None:
    notice = made(locale, SAID)
    said = text(notice)

    assert "شاروالی هرات" in said
    assert "دفتر پروژه" in said
    assert ("۱۲" if locale.direction == "rtl" else "12") in said
    assert len(notice.parts) == 6
    assert notice.missing == ""


def test_what_the_project_says_of_its_purpose_stands_in_its_language_alone() -> None:
    assert "د سړکونو د رڼا لپاره" in text(made(by_code("ps"), SAID))
    assert "To learn how safe people feel" in text(made(by_code("en"), SAID))


def test_a_notice_that_nobody_answers_for_says_that_it_must_not_be_handed_out() -> None:
    for gap in notices.NEEDED:
        said = {name: value for name, value in SAID.items() if name != gap}
        assert "Do not hand this out" in made(by_code("en"), said).missing


def test_the_law_is_named_where_it_holds() -> None:
    consent = text(made(by_code("it"), SAID, "italy"))
    task = text(made(by_code("it"), {**SAID, "basis": "task"}, "italy"))

    assert "lett. a)" in consent
    assert "lett. e)" in task
    assert "2016/679" not in text(made(by_code("it"), SAID))


def test_only_of_shipped_forms_it_is_said_that_they_ask_for_no_name() -> None:
    sentence = "are not asked for and not written down"

    assert sentence in text(made(by_code("en"), SAID, form="safety-perception"))
    assert sentence not in text(made(by_code("en"), SAID))
