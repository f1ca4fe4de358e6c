"""Where fieldtool decides otherwise than a recording, and what decides."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

from fieldtool.problems import Code, Problem
from tests.conformance.cases import Case

Covers = Callable[[Case, object], bool]


@dataclass(frozen=True)
class Decision:
    """One decision: which cases of which file it covers, and why.

    A case is covered only if what came out is what the decision says; anything else is a failure.
    """

    file: str
    reason: str
    covers: Covers


def _recorded_number(case: Case) -> float:
    try:
        return float(case["result"]["value"])
    except (TypeError, ValueError):
        return math.nan


def _whole_days(case: Case, got: object) -> bool:
    """The recording counts days in UTC with a fraction; Phoenix is seven hours behind."""
    recorded = _recorded_number(case)
    number = float(str(got)) if isinstance(got, float) or _is_number(got) else math.nan
    if math.isnan(recorded) or math.isnan(number):
        return False
    return number == math.floor(recorded - 7 / 24 + 1e-9) or _plus(case, number, recorded)


def _plus(case: Case, number: float, recorded: float) -> bool:
    """Sums with a date differ by the same seven hours."""
    return bool(re.search(r"date|\d{4}-\d\d-\d\d", case["expression"])) and math.isclose(
        recorded - number, 7 / 24, abs_tol=1e-6
    )


def _is_number(got: object) -> bool:
    return isinstance(got, str) and re.fullmatch(r"-?\d+(\.\d+)?", got) is not None


def _rounded(case: Case, got: object) -> bool:
    recorded = _recorded_number(case)
    geo = re.match(r"\s*(area|distance)\(", case["expression"]) is not None
    return geo and isinstance(got, float) and math.isclose(recorded, got, abs_tol=0.006)


def _day_from_number(case: Case, got: object) -> bool:
    expression = case["expression"]
    if not re.match(r"date(-time)?\(-?[\d.]+\)|date\(decimal-date-time", expression):
        return False
    same_year = isinstance(got, str) and str(case["result"]["value"])[:4] == got[:4]
    return same_year or "date(0)" in expression


def _day_against_moment(case: Case, got: object) -> bool:
    """In Phoenix the given midnight of Greenwich is still the day before."""
    pattern = r"date\(-?\d+\) !?= date\(.\d{4}-\d\d-\d\dT00:00:00.000(Z|\+00:00).\)"
    return re.fullmatch(pattern, case["expression"]) is not None and isinstance(got, bool)


def _refused(case: Case, got: object) -> bool:
    blank_date = got == "" and case["expression"] == "date(number('invalid'))"
    named = case["expression"].startswith(("date", "geofence", "area"))
    return blank_date or (isinstance(got, Problem) and named)


def _document_text(case: Case, _got: object) -> bool:
    recorded = case["result"]["value"]
    return isinstance(recorded, list) and any(str(path).startswith("/text()") for path in recorded)


def _namespace_nodes(case: Case, _got: object) -> bool:
    return "namespace::" in case["expression"]


def _character_data(case: Case, _got: object) -> bool:
    return case["file"] in ("native/node-type.test.ts", "native/axis.test.ts") and (
        "<![CDATA[" in case["doc"]
    )


DECISIONS: tuple[Decision, ...] = (
    Decision(
        "xpath",
        "A number made a date is that day in local time, so it differs from the same day in UTC: "
        "JavaRosa, date(1) = date('1970-01-02T00:00:00.000Z') is false in Phoenix.",
        _day_against_moment,
    ),
    Decision(
        "xpath",
        "date-time() of a whole number is midnight UTC in local time: JavaRosa, "
        "date-time(decimal-date-time(today() - 60)) is the day before in Phoenix.",
        lambda case, _got: "date-time(decimal-date-time(today()" in case["expression"],
    ),
    Decision(
        "xpath",
        "Whether a context node belongs to the document is a question of the DOM interface, which "
        "this engine does not have.",
        lambda case, _got: case["context"] == "(detached)",
    ),
    Decision(
        "xpath",
        "A date or date-time used as a number counts whole days in local time: JavaRosa, "
        "XPathFuncExpr.toNumeric.",
        _whole_days,
    ),
    Decision(
        "xpath",
        "A number made a date loses its time of day and is the same day in every zone: JavaRosa, "
        "date(1.5) is 1970-01-02.",
        _day_from_number,
    ),
    Decision(
        "xpath",
        "What is no date, point or shape is an error, as in JavaRosa's XPathEvalTest; in an "
        "interview it leaves a blank.",
        _refused,
    ),
    Decision(
        "xpath",
        "area() and distance() are not rounded: JavaRosa, XPathEvalTest and GeoUtils.",
        _rounded,
    ),
    Decision(
        "xpath",
        "regex() matches the whole text: JavaRosa's Pattern.matches(); phones must accept "
        "what laptops accept.",
        lambda case, _got: case["expression"].startswith("regex("),
    ),
    Decision(
        "xpath",
        "Text in scientific notation is no number: JavaRosa, int('1.1e6') is NaN.",
        lambda case, _got: re.search(r"int\(.\d+\.\d+e-?\d+.\)", case["expression"]) is not None,
    ),
    Decision(
        "xpath",
        "jr:itext() gives the value without a form where there is one: JavaRosa's Localizer.",
        lambda case, got: case["result"]["value"] == "Ignored" and got == "Trois",
    ),
    Decision(
        "xpath",
        "jr:itext() returns text: XForms specification, translation functions, “returns string”.",
        lambda case, _got: "itext(" in case["expression"] and case["want"] == 5,
    ),
    Decision(
        "xpath",
        "min() and max() leave blank answers out: JavaRosa, XPathFuncExpr.",
        lambda case, _got: case["expression"].startswith(("max(/root/item)", "min(/root/item)")),
    ),
    Decision(
        "xpath",
        "White space around the document element is no text node: XPath 1.0, 5.1 and 5.7.",
        _document_text,
    ),
    Decision(
        "xpath",
        "Character data are one text node, also around CDATA sections: XPath 1.0, 5.7.",
        _character_data,
    ),
    Decision(
        "xpath",
        "Namespace nodes are those in scope, `xml` too, apart from attributes: XPath 1.0, 5.4.",
        _namespace_nodes,
    ),
)


def _javas_own(case: Case, got: object) -> bool:
    """Functions and variables that the test itself gave to JavaRosa."""
    codes = (Code.FUNCTION_UNKNOWN, Code.VARIABLE_NOT_ALLOWED)
    return case["context"] == "ec" and isinstance(got, Problem) and got.code in codes


def _wider(case: Case, _got: object) -> bool:
    return "XPathUnsupportedException" in case.get("error", "")


def _optional(case: Case, _got: object) -> bool:
    return case["expression"] in ("normalize-space()", "string-length()", "number()")


JAVAROSA = (
    Decision(
        "javarosa_xpath",
        "The row tests functions and variables that Java code adds to JavaRosa; forms cannot.",
        _javas_own,
    ),
    Decision(
        "javarosa_xpath",
        "Unions, descendants and paths from expressions work here: XForms specification, “all "
        "XPath 1.0 operators are supported”, and `//node` among its valid paths.",
        _wider,
    ),
    Decision(
        "javarosa_xpath",
        "Without an argument the context node is meant: XPath 1.0, 4.2 and 4.4.",
        _optional,
    ),
)


def _kept_as_typed(_case: Case, found: object) -> bool:
    """What does not fit its type is blank in the recording; here it stays and is a violation."""
    state = getattr(found, "state", {})
    return state.get("violation") == "type" and getattr(found, "key", "") in ("value", "violation")


def _is_new_id(found: object) -> bool:
    named = str(getattr(found, "ref", "")).endswith("instanceID")
    return named and str(getattr(found, "got", "")).startswith("uuid:")


def _empty_sum(_case: Case, found: object) -> bool:
    calculate = getattr(found, "state", {}).get("calculate", "")
    pair = (getattr(found, "recorded", None), getattr(found, "got", None))
    return "sum(" in calculate and pair == ("", "0")


def _rounded_place(_case: Case, found: object) -> bool:
    calculate = getattr(found, "state", {}).get("calculate", "")
    if not re.search(r"(area|distance)\(", calculate) or getattr(found, "key", "") != "value":
        return False
    recorded, got = (str(getattr(found, name)) for name in ("recorded", "got"))
    return _is_number(recorded) and _is_number(got) and abs(float(recorded) - float(got)) < 0.006


def _range_relevance(_case: Case, found: object) -> bool:
    return (
        getattr(found, "key", "") == "relevant" and getattr(found, "state", {}).get("range") is True
    )


def _long_form(_case: Case, found: object) -> bool:
    if getattr(found, "key", "") != "label":
        return False
    recorded, got = str(getattr(found, "recorded", "")), str(getattr(found, "got", ""))
    return bool(got) and recorded.startswith(got)


def _file_not_recorded(_case: Case, found: object) -> bool:
    """The recording does not hold attached files: what comes from them cannot be compared."""
    form = getattr(found, "form", None)
    if form is None:
        return False
    absent = any(each.source and each.document is None for each in form.secondaries.values())
    return absent and getattr(found, "key", "") in ("choices", "value", "label")


def _answer_as_condition(_case: Case, found: object) -> bool:
    """The recording takes any answer for true, also a blank one, since the node is there."""
    form, ref = getattr(found, "form", None), str(getattr(found, "ref", ""))
    if form is None or getattr(found, "key", "") != "relevant":
        return False
    definition = form.by_path.get(re.sub(r"\[\d+\]", "", ref))
    relevant = None if definition is None else definition.bind.relevant
    return relevant is not None and bool(re.fullmatch(r"\s*[\w./-]+\s*", relevant.source))


def _default_of_hidden(_case: Case, found: object) -> bool:
    """The recording sets no default where a question is not asked when the form is opened."""
    form, ref = getattr(found, "form", None), str(getattr(found, "ref", ""))
    if form is None or getattr(found, "key", "") != "value" or getattr(found, "recorded", "-"):
        return False
    return any(
        "odk-instance-first-load" in action.events
        and form.definitions[action.target].path == re.sub(r"\[\d+\]", "", ref)
        for action in form.actions
    )


SCENARIO = (
    Decision(
        "scenario",
        "A dynamic default is set when the form is opened, also where the question is not asked "
        "yet: JavaRosa, FormDef.initialize.",
        _default_of_hidden,
    ),
    Decision(
        "scenario",
        "An answer alone as a condition counts by its value, so a blank or 0 is false: JavaRosa, "
        "XPathFuncExpr.toBoolean.",
        _answer_as_condition,
    ),
    Decision(
        "scenario",
        "What does not fit its type is kept and reported as a violation, never dropped: an answer "
        "that somebody typed is not lost.",
        _kept_as_typed,
    ),
    Decision(
        "scenario",
        "An edited interview always has a new instanceID: OpenRosa metadata, deprecatedID.",
        lambda _case, found: _is_new_id(found),
    ),
    Decision(
        "scenario",
        "The sum of nothing is 0: XPath 1.0, 4.4, and JavaRosa's XPathFuncExpr.",
        _empty_sum,
    ),
    Decision(
        "scenario",
        "area() and distance() are not rounded: JavaRosa, GeoUtils.",
        _rounded_place,
    ),
    Decision(
        "scenario",
        "A repeat is shown while any of its rows is relevant: in JavaRosa "
        "relevance belongs to rows.",
        _range_relevance,
    ),
    Decision(
        "scenario",
        "A text with several forms shows its default or long form alone: JavaRosa's Localizer.",
        _long_form,
    ),
    Decision(
        "scenario",
        "The recording does not hold the attached file that the answer comes from.",
        _file_not_recorded,
    ),
)


def reason_for(file: str, case: Case, got: object) -> str | None:
    """Return the reason to differ from *case*, None when there is none."""
    for decision in (*DECISIONS, *JAVAROSA, *SCENARIO):
        if decision.file == file and decision.covers(case, got):
            return decision.reason
    return None
