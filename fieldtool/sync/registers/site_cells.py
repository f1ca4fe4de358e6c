"""The cells of one line of a list, brought to a place of the register."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from fieldtool.i18n.dates import parse_day
from fieldtool.i18n.digits import to_ascii
from fieldtool.i18n.letters import for_storage, search_key
from fieldtool.log.content import MOST_SHORT
from fieldtool.log.sites import CLOSED, RANKS, Site, SiteCode
from fieldtool.problems import Code, Problem
from fieldtool.sync.registers.site_lists import LANGUAGES, Line, others_read

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_MONTH = re.compile(r"(1[89]|20|21)\d\d-(0[1-9]|1[0-2])")
_SCRIPTS = (re.compile("[0-9]"), re.compile("[۰-۹]"), re.compile("[٠-٩]"))
_DIGITS = re.compile("[0-9۰-۹٠-٩]+")
# What programs write where a letter is not in the encoding they save in.
_LOST = re.compile("\ufffd|[?]{2,}|[؀-ۿ][?]|[?][؀-ۿ]")
_LEVELS: Mapping[str, tuple[str, ...]] = {
    "country": ("country", "کشور", "هېواد", "paese"),
    "region": ("region", "حوزه", "سیمه", "regione"),
    "province": ("province", "ولایت", "provincia"),
    "city": ("city", "شهر", "ښار", "città"),
    "district": ("district", "ولسوالی", "distretto"),
    "municipality": ("municipality", "شاروالی", "comune"),
    "nahia": ("nahia", "nahiya", "ناحیه", "circoscrizione"),
    "gozar": ("gozar", "guzar", "گذر", "ګذر", "quartiere"),
    "council": ("council", "cdc", "شورا", "شورای انکشافی", "پرمختیایي شورا", "consiglio"),
}
_CLOSED_WORDS = ("closed", "بسته", "تړل شوی", "chiuso")
_OPEN_WORDS = ("", "open", "باز", "پرانیستی", "aperto")


@dataclass
class Built:
    """A place made of a line, or None where its id cannot be read; and what is wrong."""

    site: Site | None = None
    problems: list[Problem] = field(default_factory=list)

    def read(self, cell: Callable[[str], str], text: str) -> str:
        """Return what *cell* makes of *text*; what is wrong is noted."""
        try:
            return cell(text)
        except Problem as problem:
            self.problems.append(problem)
            return ""


def site_of_line(line: Line, columns: frozenset[str], known: Mapping[str, Site]) -> Built:
    """Return the place that *line* says; what the list has no column for stays as it is."""
    built = Built()
    name = built.read(site_id, line.cells.get("id", ""))
    if not name:
        return built
    before = known.get(name) or Site(name, "", "", "", "", {})

    def cell(column: str, old: str, read: Callable[[str], str]) -> str:
        if column not in columns:
            return old
        text = line.cells.get(column, "")
        # What stands in the register already may be of an older rule.
        return old if name in known and text == old else built.read(read, text)

    others = before.others
    if "others" in columns:
        others = _others(built, line.cells.get("others", ""))
    built.site = Site(
        id=name,
        parent=cell("parent", before.parent, _code_like),
        level=cell("level", before.level, level),
        scheme=cell("scheme", before.scheme, _short),
        code=cell("code", before.code, _code_like),
        names=names(built, before.names, {one: line.cells.get(one, "") for one in columns}),
        valid_from=cell("valid_from", before.valid_from, since),
        others=others,
        state=cell("state", before.state, _state),
        successor=cell("merged_into", before.successor, _code_like),
    )
    _look_at_whole(built, built.site)
    return built


def _look_at_whole(built: Built, site: Site) -> None:
    if not site.names:
        built.problems.append(Problem(Code.SITE_WITHOUT_NAME, {"id": site.id}))
    if site.code and not site.scheme:
        built.problems.append(Problem(Code.SITE_CODE_WITHOUT_SCHEME, {"code": site.code}))


def names(built: Built, before: Mapping[str, str], cells: Mapping[str, str]) -> dict[str, str]:
    """Return the names of a place: those that *cells* have, by language, and others as before."""
    found = dict(before)
    for language in LANGUAGES:
        if language not in cells:
            continue
        text = for_storage(_one_line(cells[language]), language)
        if text != before.get(language, ""):
            text = built.read(_name, text)
        found.pop(language, None)
        if text:
            found[language] = text
    return found


def site_id(text: str) -> str:
    """Return the id that somebody wrote, with ASCII digits.

    Raises:
        Problem: SITE_ID_NOT_VALID, or its digits are of two scripts.
    """
    found = _code_like(text)
    if not _ID.fullmatch(found):
        raise Problem(Code.SITE_ID_NOT_VALID, {"id": text})
    return found


def level(text: str) -> str:
    """Return the code of a level, written in any of the languages.

    Raises:
        Problem: SITE_LEVEL_UNKNOWN.
    """
    key = search_key(text)
    for code, words in _LEVELS.items():
        if key and key in map(search_key, words):
            return code
    raise Problem(Code.SITE_LEVEL_UNKNOWN, {"level": text, "known": ", ".join(RANKS)})


def since(text: str) -> str:
    """Return the ISO day or month of an edition; a day in either calendar is understood.

    Raises:
        Problem: there is no such day, or it is not a date.
    """
    if not text:
        return ""
    one_script(text, whole=True)
    found = to_ascii(text).strip()
    return found if _MONTH.fullmatch(found) else parse_day(text).isoformat()


def one_script(text: str, *, whole: bool) -> None:
    """Refuse digits of two scripts in one number, or in the *whole* text.

    Raises:
        Problem: DIGITS_MIXED.
    """
    for part in [text] if whole else _DIGITS.findall(text):
        if sum(bool(script.search(part)) for script in _SCRIPTS) > 1:
            raise Problem(Code.DIGITS_MIXED, {"text": text})


def _others(built: Built, text: str) -> tuple[SiteCode, ...]:
    try:
        return others_read(to_ascii(text))
    except Problem as problem:
        built.problems.append(problem)
        return ()


def _name(text: str) -> str:
    one_script(text, whole=False)
    if _LOST.search(text):
        raise Problem(Code.LETTERS_LOST, {"text": text})
    return _short(text)


def _short(text: str) -> str:
    found = _one_line(text)
    if len(found) > MOST_SHORT:
        raise Problem(Code.CELL_TOO_LONG, {"text": f"{found[:40]}…", "most": MOST_SHORT})
    return found


def _code_like(text: str) -> str:
    one_script(text, whole=True)
    return _short(to_ascii(for_storage(text, "")))


def _state(text: str) -> str:
    key = search_key(text)
    if key in map(search_key, _OPEN_WORDS):
        return ""
    if key in map(search_key, _CLOSED_WORDS):
        return CLOSED
    raise Problem(Code.SITE_STATE_UNKNOWN, {"state": text})


def _one_line(text: str) -> str:
    return " ".join(text.split())
