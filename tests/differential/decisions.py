"""Where fieldtool decides otherwise than JavaRosa does when both fill the same form."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from fieldtool.forms.xpath.values import number_text
from tests.differential.expressions import DAYS

if TYPE_CHECKING:
    from tests.differential.walk import Difference


@dataclass(frozen=True)
class Decision:
    """One decision: which differences it covers, and why.

    Attributes:
        ends: what follows in the same interview cannot be compared any more.
    """

    reason: str
    covers: Callable[[Difference], bool]
    ends: bool = False


def _no_translation(found: Difference) -> bool:
    return found.aspect == "label" and found.theirs == "-"


def _calculated_truth(found: Difference) -> bool:
    written = {"true": "1", "false": "0"}
    if found.aspect == "label":
        return re.sub(r"\b(true|false)!", lambda word: written[word[1]] + "!", str(found.ours)) == (
            found.theirs
        )
    return found.aspect == "value" and written.get(str(found.ours)) == found.theirs


def _calculated_day(found: Difference) -> bool:
    midnight = "T00:00:00.000+04:30"
    theirs = str(found.theirs)
    is_shown = found.aspect in ("value", "label") and midnight in theirs
    return is_shown and theirs.replace(midnight, "") == found.ours


def _stale_row(found: Difference) -> bool:
    over_rows = re.search(r"\b(join|sum|max|min|count|count-non-empty)\(", found.expressions)
    return found.step.startswith(("add ", "remove ")) and over_rows is not None


def _stale_language(found: Difference) -> bool:
    return found.step.startswith("language ") and "jr:choice-name(" in found.expressions


def _day_as_number(found: Difference) -> bool:
    days = {str(abs((date.fromisoformat(day) - date(1970, 1, 1)).days)) for day in DAYS}
    return found.aspect == "value" and found.theirs == "" and found.ours in days


def _not_worked_out(found: Difference) -> bool:
    failed = "XPath evaluation: type mismatch" in str(found.theirs)
    return failed and found.aspect in ("form", "step") and found.ours != "refused"


def _off_the_globe(found: Difference) -> bool:
    return found.aspect == "type" and "'95 10" in found.step


def _beyond_the_calendar(found: Difference) -> bool:
    is_blank = str(found.ours).rstrip("!").rstrip() == found.path.rpartition("/")[2] + " here"
    is_later = re.search(r"\b\d{5,}-\d\d-\d\d", str(found.theirs)) is not None
    return is_later and (found.ours == "" or is_blank)


def _exponent(found: Difference) -> bool:
    return found.aspect == "type" and "'1e2'" in found.step


def _comes_back(found: Difference) -> bool:
    if found.aspect != "value" or not found.chosen:
        return False
    return set(str(found.theirs).split()) < set(str(found.ours).split())


def _goes_at_once(found: Difference) -> bool:
    return found.aspect == "value" and found.filtered and found.step.startswith("answer ")


def _large(found: Difference) -> bool:
    return re.sub(r"-?\d+\.\d+E\d+", _plainly, str(found.theirs)) == found.ours


def _endless(found: Difference) -> bool:
    return found.aspect in ("value", "label") and "Infinity" in str(found.ours)


def _plainly(number: re.Match[str]) -> str:
    return number_text(float(number[0]))


DECISIONS: tuple[Decision, ...] = (
    Decision(
        "Where a translation is missing the default language is shown; JavaRosa shows the “-” that "
        "pyxform puts there.",
        _no_translation,
    ),
    Decision(
        "What is calculated as true or false is written as “true” and “false”, XPath 1.0, 4.2; "
        "JavaRosa writes 1 and 0. Expressions that read it find the same in both.",
        _calculated_truth,
    ),
    Decision(
        "A day that is calculated without a type is written as a day, XForms specification, "
        "“today()”; JavaRosa writes its midnight. Expressions that read it find the same in both.",
        _calculated_day,
    ),
    Decision(
        "A day has a year of four digits, ISO 8601; one that is counted beyond is blank. JavaRosa "
        "counts on for a hundred million years.",
        _beyond_the_calendar,
        ends=True,
    ),
    Decision(
        "A decimal has no exponent, XML Schema, 3.2.3; JavaRosa takes what Java reads as a double.",
        _exponent,
    ),
    Decision(
        "A choice that a filter took out of an answer comes back with its choice: nothing that "
        "somebody chose is lost by an answer in between. JavaRosa forgets it.",
        _comes_back,
        ends=True,
    ),
    Decision(
        "What reads a question follows at once when a filter takes its choice away; JavaRosa takes "
        "the choice away when the question is drawn, and nothing hears of it.",
        _goes_at_once,
        ends=True,
    ),
    Decision(
        "A number is written without exponent, XPath 1.0, 4.2; JavaRosa writes large ones as Java "
        "does.",
        _large,
    ),
    Decision(
        "What has no end is written as Infinity, XPath 1.0, 4.2; JavaRosa cuts it to the whole "
        "numbers that Java has.",
        _endless,
        ends=True,
    ),
    Decision(
        "What reads rows is worked out again when a row comes or goes; JavaRosa waits until an "
        "answer in it changes.",
        _stale_row,
        ends=True,
    ),
    Decision(
        "Labels that are answers follow the language; JavaRosa waits until the answer changes.",
        _stale_language,
        ends=True,
    ),
    Decision(
        "Text that is a day counts as its number of days where a number is needed, XForms "
        "specification, “number()”; in JavaRosa it is no number.",
        _day_as_number,
        ends=True,
    ),
    Decision(
        "An expression that cannot be worked out leaves a blank and is noted: no interview is lost "
        "to one question. JavaRosa raises an exception.",
        _not_worked_out,
        ends=True,
    ),
    Decision(
        "A typed point must lie on the globe; on a phone nobody types one.",
        _off_the_globe,
    ),
)


# Decided otherwise as well; invented forms keep out of these, so that they can go on.
NOT_INVENTED = (
    (
        "A counted repeat has as many rows as its count says; JavaRosa never takes one away, and "
        "begins with one where the count is 0 or blank."
    ),
    (
        "A reference that finds nothing is an empty node-set, and every comparison with it is "
        "false, XPath 1.0, 3.4; JavaRosa compares with a blank text."
    ),
    (
        "A number alone in brackets is a position, XPath 1.0, 2.4; in a list JavaRosa finds "
        "nothing with it, and wants `[position() = 1]`."
    ),
    (
        "min() and max() with what is no number is no number, as in XPath's arithmetic; JavaRosa "
        "leaves it out. Blanks are left out by both."
    ),
    "The maximum of negative numbers is one of them; JavaRosa's is 0 by a bug.",
    (
        "A dynamic default may read calculations, which are worked out before it, XForms 1.1, "
        "4.2.2; JavaRosa works them out afterwards."
    ),
    "An action may set something in every row from outside; JavaRosa raises an exception.",
    "count() of questions follows a new row at once; JavaRosa waits for an answer in it.",
)


def decision_for(found: Difference) -> Decision | None:
    """Return the decision that covers a difference, None when there is none."""
    return next((each for each in DECISIONS if each.covers(found)), None)
