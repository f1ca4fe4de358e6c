"""What lines of consents say, and which hold where revisions differ."""

from __future__ import annotations

from fieldtool.log import consents

YES = "yes 2026-11-22T09:30:00+04:30 fa-AF 8d969eef6ecad3c2"
NO = "no 2026-11-22T09:20:00+04:30 ps 8d969eef6ecad3c2"
WITHDRAWN = "withdrawn 2026-11-22T10:00:00+04:30 fa-AF 8d969eef6ecad3c2"


def test_a_line_says_answer_time_language_and_text() -> None:
    found = consents.read({"quote": NO})["quote"]

    assert (found.answer, found.language, found.text) == ("no", "ps", "8d969eef6ecad3c2")
    assert found.at == "2026-11-22T09:20:00+04:30"


def test_what_is_no_line_of_a_consent_is_left_out() -> None:
    wrong = {"photo": "perhaps 2026 fa-AF 8d96", "quote": "yes", "consent": "", "assent": YES + " "}

    assert consents.read(wrong) == {}


def test_where_two_revisions_differ_what_allows_less_holds_in_either_order() -> None:
    one, other = {"consent": YES, "quote": YES}, {"consent": WITHDRAWN, "photo": NO}
    whole = {"consent": WITHDRAWN, "quote": YES, "photo": NO}

    assert consents.least([one, other]) == whole
    assert consents.least([other, one]) == whole
    assert consents.least([{"consent": YES}, {"consent": NO}]) == {"consent": NO}
