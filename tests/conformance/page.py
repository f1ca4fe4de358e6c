"""The page docs/conformance.md, made from the recorded cases and the list of features."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from fieldtool.forms.xpath.functions.registry import TABLE
from tests.conformance import rules
from tests.conformance.cases import FOLDER, Tally, read
from tests.conformance.features import FEATURES

PAGE = Path(__file__).parent.parent.parent / "docs" / "conformance.md"

HEAD = """# Conformance

What the form engine supports of the ODK XForms specification, and where it decides otherwise than
a recording of ODK's engines. This page is made by `python -m tests.conformance --write`; a test
fails when it is out of date. See also [the engine](engine.md).

Where ODK's two engines disagree, the specification comes first and then Collect (JavaRosa), because
phones and laptops of one project must accept the same.
"""


def page(tallies: Sequence[Tally]) -> str:
    """Return the whole page."""
    parts = [HEAD, "## Recorded cases\n", _counts(tallies), "\n## Features\n", _features()]
    parts += ["\n## Functions\n", _functions(), "\n## Decided otherwise\n", _decisions(tallies)]
    return "\n".join(parts)


def _counts(tallies: Sequence[Tally]) -> str:
    lines = ["| File | Cases | Passed | Decided otherwise | Failed |", "|---|---|---|---|---|"]
    for each in tallies:
        decided = sum(each.decided.values())
        numbers = (each.cases, each.passed, decided, len(each.failures))
        lines.append(f"| {each.name} | " + " | ".join(map(str, numbers)) + " |")
    return "\n".join(lines)


def _features() -> str:
    lines = ["| Part | What | State | Remark | Shown by |", "|---|---|---|---|---|"]
    for part, what, state, remark, proof in FEATURES:
        shown = f"`{proof.rpartition('::')[2]}`" if proof else ""
        lines.append(f"| {part} | {what} | {state} | {remark} | {shown} |")
    return "\n".join(lines)


def _functions() -> str:
    used: Counter[str] = Counter()
    for name in ("xpath", "javarosa_xpath"):
        for case in read(FOLDER, name):
            used.update(rules.calls(case["expression"]))
    words = [f"`{name}` {used[name.rpartition(':')[2]]}" for name in sorted(TABLE)]
    return (
        "Each with the number of recorded expressions that call it; 0 means that only our own "
        "tests do, or none.\n\n" + ", ".join(words) + "."
    )


def _decisions(tallies: Sequence[Tally]) -> str:
    lines = ["| File | Cases | What decides |", "|---|---|---|"]
    for tally in tallies:
        for reason, count in sorted(tally.decided.items()):
            lines.append(f"| {tally.name} | {count} | {reason} |")
    return "\n".join(lines) + "\n"
