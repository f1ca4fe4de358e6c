"""Where fieldtool decides otherwise than a recording, and what decides.

A decision is a rule, never a list of cases: single expressions are worked out again by the rule of
the recorded engine (`rules`), and only if that gives what was recorded does the rule explain it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations

from fieldtool.forms import Form
from fieldtool.forms.graph import Formula
from fieldtool.forms.xmltext import read_xml
from fieldtool.problems import Code, Problem
from tests.conformance import rules
from tests.conformance.cases import Case

NODES = range(4, 10)  # what is wanted is nodes
Covers = Callable[[Case, object], bool]
Outcome = Callable[[Case], tuple[str | None, object]]


@dataclass(frozen=True)
class Decision:
    """One decision: which cases of which file it covers, and why.

    A case is covered only if what came out is what the decision says; anything else is a failure.
    """

    file: str
    reason: str
    covers: Covers


def _is_number(got: object) -> bool:
    return isinstance(got, str) and re.fullmatch(r"-?\d+(\.\d+)?", got) is not None


def _recorded(case: Case) -> object:
    return case["result"].get("value")


def _blank_date(case: Case, got: object) -> bool:
    made = {"date", "date-time"} & rules.calls(case["expression"])
    return bool(made) and got in ("", "NaN") and _recorded(case) == "Invalid Date"


def _refused(case: Case, got: object) -> bool:
    failed = isinstance(got, Problem) and got.code is Code.EVALUATION_FAILED
    return failed and rules.is_nothing(_recorded(case))


def _document_text(case: Case, got: object) -> bool:
    recorded = _recorded(case)
    if not isinstance(recorded, list):
        return False
    inside = [path for path in recorded if not str(path).startswith("/text()")]
    return inside != recorded and (inside == got or _character_data(case, got))


def _namespace_nodes(case: Case, got: object) -> bool:
    if "namespace" not in rules.axes(case["expression"]):
        return False
    recorded = _recorded(case)
    if not isinstance(recorded, list):
        return True  # a name or a number of what belongs to one model only
    return sorted(rules.without_namespaces(recorded)) == sorted(rules.without_namespaces(got))


def _character_data(case: Case, got: object) -> bool:
    """Nodes apart from text are the same, and the document has sections that split its text."""
    recorded = _recorded(case)
    if not isinstance(recorded, list) or "<![CDATA[" not in case["doc"]:
        return False
    return rules.without_text(recorded) == rules.without_text(got)


def _itext_form(case: Case, got: object) -> bool:
    """The value without a form came out, and one with a form was recorded."""
    names = re.findall(r"itext\(\s*[\"']([^\"']+)", case["expression"])
    if not names:
        return False
    document = read_xml(case["doc"])
    plain = {text for name in names for text in rules.text_of(document, name, None)}
    formed = {text for name in names for text in rules.text_of(document, name, "x")}
    return got in plain and _recorded(case) in formed


DECISIONS: tuple[Decision, ...] = (
    Decision(
        "xpath",
        "Whether a context node belongs to the document is a question of the DOM interface, which "
        "this engine does not have.",
        lambda case, _got: case["context"] == "(detached)",
    ),
    Decision(
        "xpath",
        "jr:itext() gives the value without a form where there is one: JavaRosa's Localizer.",
        _itext_form,
    ),
    Decision(
        "xpath",
        "jr:itext() returns text: XForms specification, translation functions, “returns string”.",
        lambda case, _got: "itext" in rules.calls(case["expression"]) and case["want"] in NODES,
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
    Decision(
        "xpath",
        "What is no date, point or shape is an error, as in JavaRosa's XPathEvalTest; in an "
        "interview it leaves a blank.",
        lambda case, got: _refused(case, got) or _blank_date(case, got),
    ),
)


def by_other_rules(case: Case, outcome: Outcome) -> str | None:
    """Return the reason if the recorded engine's own rules give what was recorded."""
    possible = [rule for rule in rules.RULES if rule.matters(case["expression"])]
    for some in (*((rule,) for rule in possible), *combinations(possible, 2)):
        with rules.working_by(some):
            failure, _ = outcome(case)
        if failure is None:
            return " ".join(rule.reason for rule in some)
    return None


def _javas_own(case: Case, got: object) -> bool:
    """Functions and variables that the test itself gave to JavaRosa."""
    codes = (Code.FUNCTION_UNKNOWN, Code.VARIABLE_NOT_ALLOWED)
    return case["context"] == "ec" and isinstance(got, Problem) and got.code in codes


def _wider(case: Case, got: object) -> bool:
    refused = "XPathUnsupportedException" in str(case.get("error", ""))
    return refused and not isinstance(got, Problem)


def _optional(case: Case, got: object) -> bool:
    """XPath 1.0 lets these leave out their argument; JavaRosa refuses that."""
    found = re.fullmatch(r"([a-z-]+)\(\s*\)", case["expression"].strip())
    allowed = {"string", "number", "string-length", "normalize-space", "name", "local-name"}
    worked = not isinstance(got, Problem) and "error" in case
    return worked and found is not None and found[1] in {*allowed, "namespace-uri"}


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
    form, ref = getattr(found, "form", None), re.sub(r"\[\d+\]", "", getattr(found, "ref", ""))
    if form is None or ref not in form.by_path:
        return False
    return form.by_path[ref].index in _from_absent_files(form)


def _from_absent_files(form: Form) -> set[int]:
    """Return the nodes whose values, choices or labels come from files that are not there."""
    absent = {n for n, each in form.secondaries.items() if each.source and each.document is None}
    found: set[int] = set()
    for node, source in _sources(form):
        if any(re.search(rf"""['"]{re.escape(name)}['"]""", source) for name in absent):
            found.add(node)
    spreading = True
    while spreading:
        more = {f.writes for f in form.graph.formulas if _reads(f, found)} - found
        found |= more
        spreading = bool(more)
    return found


def _reads(formula: Formula, nodes: set[int]) -> bool:
    return any(each.node in nodes for each in formula.reads)


def _sources(form: Form) -> Iterator[tuple[int, str]]:
    for each in form.definitions:
        for expression in (each.bind.calculate, each.bind.relevant, each.bind.constraint):
            yield each.index, "" if expression is None else expression.source
    for index, control in form.controls.items():
        parts = [part for part in control.label.parts if not isinstance(part, str)]
        if control.itemset is not None:
            parts.append(control.itemset.nodes)
        yield from ((index, part.source) for part in parts)
    yield from ((action.target, str(action.value)) for action in form.actions)


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
