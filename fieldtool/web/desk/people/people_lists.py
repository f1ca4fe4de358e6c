"""Many people from one list: every problem with its line, and nobody added before all is well."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from flask import flash, redirect, render_template, request, url_for

from fieldtool.i18n import typed_lists
from fieldtool.i18n.digits import to_ascii
from fieldtool.i18n.letters import for_storage, search_key
from fieldtool.i18n.locales import LOCALES, find
from fieldtool.log.kinds import is_team
from fieldtool.problems import Code, Problem
from fieldtool.storage.queries import people
from fieldtool.storage.queries.people import Person
from fieldtool.web.desk.blueprint import desk
from fieldtool.web.desk.people import teams
from fieldtool.web.desk.people.people import LONGEST_NAME, Filled, errors_of
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts import filters
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import ngettext

MOST_BYTES, MOST_LINES = 500_000, 500
# What columns and values are called in the four languages, compared by their search key.
_COLUMNS = {
    "code": ("code", "کود", "کوډ", "codice"),
    "name": ("name", "نام", "نوم", "nome"),
    "sex": ("sex", "جنس", "جنسیت", "sesso"),
    "trained": ("trained", "آموزش دیده", "روزل شوی", "formato", "formata"),
    "language": ("language", "زبان", "ژبه", "lingua"),
    "team": ("team", "تیم", "ټیم", "gruppo", "squadra"),
}
_NEEDED = ("code", "name", "sex", "language")
_SEX = {
    "female": ("female", "f", "woman", "زن", "ښځه", "donna"),
    "male": ("male", "m", "man", "مرد", "نارینه", "uomo"),
}
_TRAINED = ("yes", "y", "1", "x", "true", "بلی", "بله", "هو", "sì", "si")
_LANGUAGES = {
    "fa_AF": ("دری", "فارسی", "dari", "farsi"),
    "ps": ("پښتو", "پشتو", "pashto"),
    "en": ("english", "انگلیسی", "انګلیسي", "inglese"),
    "it": ("italiano", "italian", "ایتالیایی", "ایټالوي"),
}


@dataclass(frozen=True)
class Line:
    """One line of a list: its number in the file, what it says, and what is wrong with it."""

    number: int
    filled: Filled
    team: str
    errors: list[str] = field(default_factory=list)


@desk.get("/people/list")
@permitted("person.add")
def people_list(_visit: Visit) -> Answer:
    """Ask for a list of people."""
    return _page("", [])


@desk.post("/people/list")
@permitted("person.add", writes=True)
def add_people(visit: Visit) -> Answer:
    """Show what the list says; add everybody when that was asked for and nothing is wrong."""
    typed = request.form.get("list", "")
    try:
        typed = _file() or typed
        lines = _lines(visit, typed)
    except Problem as problem:
        return _page(typed, [], _told(problem)), problem.status
    if any(line.errors for line in lines) or request.form.get("do") != "add":
        return _page(typed, lines), 422 if any(line.errors for line in lines) else 200
    for line in lines:
        people.put(visit.session, visit.project, _person(line))
    visit.audit("people:add", people=str(len(lines)))
    sentence = ngettext("%(n)s person was added.", "%(n)s people were added.", len(lines))
    flash(sentence % {"n": filters.number(len(lines))}, "good")
    return redirect(url_for("desk.ask_cards"), 303)


def read(text: str) -> list[dict[str, str]]:
    """Return the lines of a list below its headings, by our names of the columns.

    Raises:
        Problem: PEOPLE_LIST_COLUMNS or PEOPLE_LIST_LENGTH.
    """
    rows = typed_lists.rows(text)
    names = [_name_of(heading) for heading in rows[0]] if rows else []
    missing = [name for name in _NEEDED if names.count(name) != 1]
    if missing:
        raise Problem(Code.PEOPLE_LIST_COLUMNS, {"columns": ", ".join(missing)})
    if not 1 < len(rows) <= MOST_LINES + 1:
        raise Problem(Code.PEOPLE_LIST_LENGTH, {"most": MOST_LINES})
    return [
        {name: cell.strip() for name, cell in zip(names, row, strict=False) if name}
        for row in rows[1:]
    ]


def decoded(raw: bytes) -> str:
    """Return the text of a file that somebody chose.

    Raises:
        Problem: PEOPLE_LIST_ENCODING; spreadsheets save in an old encoding unless told otherwise.
    """
    is_wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return raw.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError:
        raise Problem(Code.PEOPLE_LIST_ENCODING) from None


def _file() -> str:
    chosen = request.files.get("file")
    if chosen is None or not chosen.filename:
        return ""
    raw = chosen.stream.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise Problem(Code.PEOPLE_LIST_LENGTH, {"most": MOST_LINES})
    return decoded(raw)


def _lines(visit: Visit, text: str) -> list[Line]:
    said_so = [(number, row) for number, row in enumerate(read(text), start=2) if any(row.values())]
    if not said_so:
        raise Problem(Code.PEOPLE_LIST_LENGTH, {"most": MOST_LINES})
    times = Counter(_code(row) for _number, row in said_so)
    return [_line(visit, number, row, times) for number, row in said_so]


def _line(visit: Visit, number: int, row: dict[str, str], times: Counter[str]) -> Line:
    language = _language(row.get("language", ""))
    filled = Filled(
        code=_code(row),
        name=for_storage(row.get("name", "")[:LONGEST_NAME], language),
        sex=_value(_SEX, row.get("sex", "")),
        trained=search_key(row.get("trained", "")) in {search_key(word) for word in _TRAINED},
        language=language,
    )
    team = to_ascii(row.get("team", "")).upper() or people.usual_team(filled.code)
    errors = list(errors_of(visit, filled).values())
    errors += list(_of_the_list(filled, team, times))
    if elsewhere := teams.elsewhere(visit, team):
        errors.append(elsewhere)
    return Line(number, filled, team, errors)


def _of_the_list(filled: Filled, team: str, times: Counter[str]) -> Iterator[str]:
    if times[filled.code] > 1:
        yield _told(Problem(Code.PERSON_CODE_TWICE, {"code": filled.code}))
    if team and not is_team(team):
        yield _told(Problem(Code.TEAM_UNKNOWN, {"team": team}))


def _person(line: Line) -> Person:
    one = line.filled
    return Person(one.code, one.name, one.sex, one.trained, one.language, line.team)


def _code(row: dict[str, str]) -> str:
    return to_ascii(row.get("code", "")).upper()


def _name_of(heading: str) -> str:
    return _value(_COLUMNS, heading)


def _language(text: str) -> str:
    found = find(text)
    return found.code if found else _value(_LANGUAGES, text)


def _value(words: Mapping[str, tuple[str, ...]], text: str) -> str:
    key = search_key(text)
    for value, names in words.items():
        if key and key in {search_key(name) for name in names}:
            return value
    return ""


def _told(problem: Problem) -> str:
    sentence, reference = said(problem)
    return f"{sentence} ({filters.value(reference)})"


def _page(typed: str, lines: list[Line], error: str = "") -> str:
    wrong = [line for line in lines if line.errors]
    return render_template(
        "desk/people_list.html",
        typed=typed,
        lines=lines,
        wrong=[(f"line{line.number}", text) for line in wrong for text in line.errors],
        error=error,
        locales=LOCALES,
        most=MOST_LINES,
    )
