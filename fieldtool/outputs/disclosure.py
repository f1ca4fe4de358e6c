"""What of a question may leave the hub when nobody is to be recognised (DP-13 to DP-16, DP-22).

Everything is left out that is not known to be harmless: a question that nobody thought of when
this was written stays at the hub.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from fieldtool.forms import Form
from fieldtool.forms.checking.asked import asked_in_form
from fieldtool.forms.checking.protection import asks_for
from fieldtool.forms.definition.model import Control, Definition
from fieldtool.log.sites import Site

# Places that are large enough to be named.
COARSE = ("country", "region", "province", "city", "municipality", "district", "nahia")
UNDER_AGE = "0-17"
_BANDS = (
    (17, UNDER_AGE),
    (24, "18-24"),
    (34, "25-34"),
    (44, "35-44"),
    (54, "45-54"),
    (64, "55-64"),
)
_OLDEST = "65+"
BANDS = (*(name for _last, name in _BANDS), _OLDEST)
# Ages from here on are codes for “does not know” and “does not want to say”.
_NO_AGE = 98
_LONGEST_AGE = 10  # Python reads no thousands of digits, and a hostile laptop may send them


class Kept(StrEnum):
    """What becomes of an answer; DROPPED where the question is not in the file at all."""

    DROPPED = "dropped"
    CHOICE = "choice"
    NUMBER = "number"
    AGE = "age"
    MONTH = "month"
    POINT = "point"
    # The form works it out of what is in the file; see `worked_out`.
    WORKED_OUT = "worked out"
    # Only whether there is a difficulty, all such questions together.
    DIFFICULTY = "difficulty"


class Trait(StrEnum):
    """What somebody can be recognised by, together with the place."""

    SEX = "sex"
    AGE = "age"
    DISABILITY = "disability"
    DISPLACEMENT = "displacement"


@dataclass(frozen=True)
class Treatment:
    """What becomes of the answers to a question, and which trait they tell."""

    kept: Kept
    trait: Trait | None = None


DROPPED = Treatment(Kept.DROPPED)
_TRAITS = (
    (Trait.SEX, re.compile(r"^(?:sex|gender|sesso)$")),
    (Trait.AGE, re.compile(r"(?:^|_)(?:age|eta)(?:_|$)")),
    (Trait.DISABILITY, re.compile(r"^wg_|disab|^difficulty$")),
    (Trait.DISPLACEMENT, re.compile(r"displac|^idp$|^returnee$")),
)
_NUMBERS = ("int", "decimal")
_DAYS = ("date", "dateTime")
_DELICATE = ("B", "C")


def treatments(form: Form, *, points: bool, is_counted: bool = False) -> dict[str, Treatment]:
    """Return what becomes of each question of *form*, by its path; what is missing is dropped.

    *points*: whether positions may be given at all, rounded. *is_counted*: answers are added up and
    never shown one by one; then class C may be among them.
    """
    personal = {
        asked.name for asked in asked_in_form(form) if asked.kind != "geopoint" and asks_for(asked)
    }
    found = {}
    for index, control in form.controls.items():
        definition = form.definitions[index]
        if definition.children or definition.path.count("/") < 2:
            continue
        path = definition.path.split("/", 2)[2]
        if definition.name in personal:
            found[path] = DROPPED
        else:
            found[path] = _treatment(definition, control, points, is_counted)
    return found


def strictest(versions: Iterable[Mapping[str, Treatment]]) -> dict[str, Treatment]:
    """Return what becomes of the questions of several versions: what one version drops is dropped.

    So is what two versions treat differently.
    """
    found: dict[str, Treatment] = {}
    for version in versions:
        for path, treatment in version.items():
            found[path] = treatment if found.get(path, treatment) == treatment else DROPPED
    return found


def band(age: str) -> str:
    """Return the band of an age in years; empty for what is none."""
    if not age.isdecimal() or len(age) > _LONGEST_AGE or int(age) >= _NO_AGE:
        return ""
    return next((name for last, name in _BANDS if int(age) <= last), _OLDEST)


def month(day: str) -> str:
    """Return the month of an ISO date or time."""
    return day[:7] if re.match(r"\d{4}-\d{2}(?!\d)", day) else ""


def near(point: str) -> str:
    """Return a position to three decimals, about 110 m, without height and exactness."""
    try:
        latitude, longitude = (float(part) for part in point.split()[:2])
    except ValueError:
        return ""
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        return ""
    return f"{latitude:.3f} {longitude:.3f}"


def has_difficulty(answers: Iterable[str]) -> str:
    """Return `yes` where one answer says a lot of difficulty or more, `no` where all say less."""
    given = {answer for answer in answers if answer in ("1", "2", "3", "4")}
    if not given:
        return ""
    return "yes" if given & {"3", "4"} else "no"


def coarse(sites: Mapping[str, Site], site: str) -> str:
    """Return *site* or what it lies in that is large enough to be named; empty for nothing."""
    seen: set[str] = set()
    while site in sites and site not in seen:
        if sites[site].level in COARSE:
            return site
        seen.add(site)
        site = sites[site].parent
    return ""


def is_wide_enough(sites: Mapping[str, Site], site: str, area: Collection[str] | None) -> bool:
    """Return whether a file of *site*, else of all that somebody sees, is of no single community.

    *area*: the sites that somebody sees; None where those are all.
    """
    if site:
        return site in sites and sites[site].level in COARSE and (area is None or site in area)
    return area is None or any(sites[one].level in COARSE for one in area if one in sites)


def _treatment(
    definition: Definition,
    control: Control,
    points: bool,  # noqa: FBT001 - as `treatments` was told
    is_counted: bool,  # noqa: FBT001
) -> Treatment:
    said = dict(definition.bind.extras)
    if said.get("pii") == "yes" or (said.get("class") == "C" and not is_counted):
        return DROPPED
    trait = _trait(definition.name, said)
    if trait is Trait.DISABILITY and definition.name.startswith("wg_"):
        return Treatment(Kept.DIFFICULTY, trait)
    kept = _kept(definition.bind.type, control.kind)
    if kept is Kept.NUMBER and trait is Trait.AGE:
        kept = Kept.AGE
    if kept is Kept.POINT and not (points and said.get("class") not in _DELICATE):
        return DROPPED
    return Treatment(kept, trait if kept is not Kept.DROPPED else None)


def _kept(kind: str, control: str) -> Kept:
    if control in ("select1", "select"):
        return Kept.CHOICE
    if control not in ("input", "range"):
        return Kept.DROPPED
    by_type = {
        **dict.fromkeys(_NUMBERS, Kept.NUMBER),
        **dict.fromkeys(_DAYS, Kept.MONTH),
        "geopoint": Kept.POINT,
    }
    return by_type.get(kind, Kept.DROPPED)


def _trait(name: str, said: Mapping[str, str]) -> Trait | None:
    asks = said.get("asks", "").partition(" ")[0]
    if asks in (Trait.SEX, Trait.AGE):
        return Trait(asks)
    return next((trait for trait, words in _TRAITS if words.search(name)), None)
