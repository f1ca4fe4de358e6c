"""Every problem has a number of its own and a sentence that says what to do."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

from fieldtool.problems import CATALOGUE, Code, Problem, ProblemKind, Problems
from tests.house import tree

PLACEHOLDER = re.compile(r"%(?!\(\w+\)s)(?!%)")


def test_no_number_is_used_twice() -> None:
    counts = Counter(code.number for code in CATALOGUE.values())

    assert [number for number, count in counts.items() if count > 1] == []


def test_each_part_of_the_catalogue_has_a_hundred_of_its_own() -> None:
    hundreds = [
        {kind.number // 100 for kind in vars(part).values() if isinstance(kind, ProblemKind)}
        for part in Code.__bases__
    ]

    assert [len(hundred) for hundred in hundreds] == [1] * len(hundreds)
    assert len(set.union(*hundreds)) == len(hundreds)


def test_no_name_stands_in_two_parts_of_the_catalogue() -> None:
    names = Counter(
        name
        for part in Code.__bases__
        for name, kind in vars(part).items()
        if isinstance(kind, ProblemKind)
    )

    assert [name for name, count in names.items() if count > 1] == []


def test_a_sentence_is_whole_and_its_placeholders_have_names() -> None:
    sentences = [code.sentence for code in CATALOGUE.values()]

    assert [one for one in sentences if PLACEHOLDER.search(one)] == []
    assert [one for one in sentences if one != one.strip()] == []
    assert [one for one in sentences if not re.search(r"([.!?…]|%\(\w+\)s)$", one)] == []


def test_a_status_is_one_a_browser_knows() -> None:
    assert [code for code in CATALOGUE.values() if not 400 <= code.status < 600] == []


def _uses() -> Counter[str]:
    names: Counter[str] = Counter()
    for path in tree.files(tree.PACKAGE, "*.py"):
        for part in ast.walk(ast.parse(tree.text(path))):
            if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name):
                names[part.attr] += part.value.id == "Code"
    return names


def test_every_problem_can_really_happen() -> None:
    uses = _uses()

    assert [code.name for code in CATALOGUE.values() if not uses[code.name]] == []


def _given_values(path: Path) -> list[tuple[str, str, set[str]]]:
    """Return place, code and value names of each Problem(Code.X, {…literal…}) of a module."""
    found = []
    for call in ast.walk(ast.parse(tree.text(path))):
        match call:
            case ast.Call(
                func=ast.Name(id="Problem"),
                args=[ast.Attribute(value=ast.Name(id="Code"), attr=name), *rest],
            ) if not rest or isinstance(rest[0], ast.Dict):
                keys = rest[0].keys if rest and isinstance(rest[0], ast.Dict) else []
                if all(isinstance(key, ast.Constant) for key in keys):
                    given = {str(key.value) for key in keys if isinstance(key, ast.Constant)}
                    found.append((f"{tree.name(path)}:{call.lineno}", name, given))
    return found


def test_every_problem_is_raised_with_the_values_its_sentence_names() -> None:
    wrong = [
        (place, name)
        for path in tree.files(tree.PACKAGE, "*.py")
        for place, name, given in _given_values(path)
        if name not in CATALOGUE
        or set(re.findall(r"%\((\w+)\)s", CATALOGUE[name].sentence)) - given
    ]

    assert wrong == []


def test_a_sentence_is_translated_when_it_is_shown() -> None:
    problem = Problem(Code.SETTING_UNKNOWN, {"name": "زبان"})

    assert problem.sentence(lambda _: "تنظیم «%(name)s» وجود ندارد.") == "تنظیم «زبان» وجود ندارد."
    assert problem.sentence().startswith("There is no setting “زبان”")


def test_what_a_person_typed_is_not_in_the_text_of_an_exception() -> None:
    problem = Problem(Code.DATE_NOT_UNDERSTOOD, {"text": "راز", "example": "1405/8/1"})
    several = Problems((problem, problem))

    assert str(problem) == "FT-201 DATE_NOT_UNDERSTOOD"
    assert "راز" not in str(several) + repr(several) + repr(problem)
