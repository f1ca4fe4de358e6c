"""What in a free text looks like a way to find somebody, and what only looks so to a machine."""

from __future__ import annotations

import pytest

from fieldtool.i18n.digits import to_ascii
from fieldtool.i18n.personal import EMAIL, PAPER, PHONE, looks_personal

PHONES = (
    "۰۷۹۹۱۲۳۴۵۶",
    "٠٧٩٩١٢٣٤٥٦",
    "0799 123 456",
    "0799-123-456",
    "799123456",
    "+93 799 123 456",
    "+۹۳ ۷۹۹ ۱۲۳ ۴۵۶",
    "0093799123456",
    "+39 333 123 4567",
    "333 1234567",
    "0039 333 1234567",
    "061 234567",
)
PAPERS = (
    "۱۴۰۱-۰۴۰۴-۱۲۳۴۵",
    "1401040412345",
    "تذکره ۱۲۳۴۵۶۷",
    "RSSMRA85T10A562S",
    "rssmra85t10a562s",
    "RSSMRA85T10A56NV",
    "P01234567",
    "CA12345AA",
    "YA1234567",
)
MAILS = ("amina@example.org", "ایمیل: a.rossi+casa@posta.example.it")
HARMLESS = (
    "",
    "چراغ‌های سرک نزدیک مکتب از ماه حوت خراب است.",
    "۱۴۰۵/۹/۵",
    "2026-11-26",
    "26.11.2026",
    "از ۱۴۰۴ تا ۱۴۰۵، یعنی ۱۴۰۴-۱۴۰۵",
    "1 000 000",
    "12.000.000 afghani",
    "۱۰۰۰۰۰۰ افغانی",
    "1,234,567",
    "ساعت ۸:۳۰-۱۶:۳۰",
    "99 98 97",
    "۳۳ نفر، ۱۵۰۰۰ افغانی",
    "nahia 3, strada 12",
)


@pytest.mark.parametrize("text", PHONES)
def test_a_telephone_number_is_noticed_in_every_script(text: str) -> None:
    assert looks_personal(f"برادرم را زنگ بزنید {text} شب") == (PHONE,)


@pytest.mark.parametrize("text", PAPERS)
def test_the_number_of_a_paper_is_noticed(text: str) -> None:
    assert looks_personal(f"شمارهٔ {text} است") == (PAPER,)


@pytest.mark.parametrize("text", MAILS)
def test_an_e_mail_address_is_noticed(text: str) -> None:
    assert looks_personal(text) == (EMAIL,)


@pytest.mark.parametrize("text", HARMLESS)
def test_days_money_and_counts_are_left_alone(text: str) -> None:
    assert looks_personal(text) == ()


@pytest.mark.parametrize("text", [*PHONES, *PAPERS])
def test_the_script_of_the_digits_makes_no_difference(text: str) -> None:
    eastern = text.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    assert looks_personal(to_ascii(text)) == looks_personal(text)
    if PAPER not in looks_personal(text):
        assert looks_personal(eastern) == (PHONE,)


def test_marks_that_cannot_be_seen_hide_nothing() -> None:
    assert looks_personal("07\u200c99\u200e123456") == (PHONE,)


def test_each_is_told_once() -> None:
    assert looks_personal("0799123456، 0798123456، a@b.example, 1401040412345") == (
        PHONE,
        EMAIL,
        PAPER,
    )
