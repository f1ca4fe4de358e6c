"""Choosing a place among thousands: by some letters of its name, or from what it lies in down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request

from fieldtool.web.field.filling import places

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fieldtool.collect.choosing import Askable
    from fieldtool.log.sites import Site

# More places than that are searched for instead of listed.
MOST_IN_LIST = 150
_MOST_SHOWN = 40


@dataclass(frozen=True)
class Row:
    """A place to choose, or one that other places lie in."""

    id: str
    name: str
    way: str
    code: str
    can_be_chosen: bool
    leads_on: bool


@dataclass(frozen=True)
class Choice:
    """What is offered now.

    Attributes:
        typed: what was searched for; empty where one goes down from above.
        inside: the place whose places are shown.
        way: pairs of id and name, from the highest place down to `inside`.
        chosen: id of the place that is marked.
        more: how many places fit and are not shown.
    """

    typed: str
    inside: str
    way: list[tuple[str, str]]
    rows: list[Row]
    chosen: str
    more: int


def is_asked(is_chosen: bool) -> bool:  # noqa: FBT001 - whether a place is marked
    """Say whether the form was sent to see places, and not to begin.

    Enter in the search field sends it as its first button does; with a place marked and nothing
    new typed it begins the interview, so that no hand has to leave the keyboard.
    """
    form = request.form
    if "open" in form:
        return True
    is_new = form.get("find", "").strip() != form.get("found", "")
    return form.get("do") == "find" and (is_new or not is_chosen)


def choice(askable: Askable, chosen: str) -> Choice:
    """Return what the request asks to see, with *chosen* marked where it can be chosen."""
    typed = request.form.get("find", "").strip()[:100]
    inside = request.form.get("open", request.form.get("inside", ""))
    if "open" in request.form:
        typed = ""
    # By no address and no hand does one come into a place that offers nothing.
    inside = inside if askable.leads_on(inside) else askable.top()
    fitting = askable.find(typed) if typed else _sorted(askable, askable.below(inside))
    shown = fitting[:_MOST_SHOWN]
    if chosen not in askable.sites:
        chosen = fitting[0] if typed and len(fitting) == 1 else ""
    if chosen and chosen not in shown:
        shown = [chosen, *shown]
    known = askable.described({*shown, inside})
    return Choice(
        typed=typed,
        inside=inside,
        way=[(one, places.named(known[one])) for one in askable.way(inside)],
        rows=[_row(askable, known, one, "" if typed else inside) for one in shown],
        chosen=chosen,
        more=max(0, len(fitting) - _MOST_SHOWN),
    )


def _row(askable: Askable, known: Mapping[str, Site], site: str, inside: str) -> Row:
    found = known[site]
    is_here = inside != "" and found.parent == inside
    return Row(
        id=site,
        name=places.named(found),
        way="" if is_here else places.way(known, site),
        code=found.code,
        can_be_chosen=site in askable.sites,
        leads_on=askable.leads_on(site),
    )


def _sorted(askable: Askable, sites: list[str]) -> list[str]:
    known = askable.described(sites)
    return sorted(sites, key=lambda site: places.order(known[site]))
