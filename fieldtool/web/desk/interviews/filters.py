"""What a coordinator filters interviews by, as an address says it and as the query wants it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import url_for

from fieldtool.i18n.dates import parse_day
from fieldtool.i18n.digits import to_ascii
from fieldtool.i18n.letters import for_storage
from fieldtool.log.sites import Register, Site
from fieldtool.problems import Problem
from fieldtool.storage.queries.interviews import ORDERS, Wanted
from fieldtool.web.desk.labels import RESULTS, REVIEWS
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.filters import calendar

FIELDS = ("number", "form", "site", "since", "until", "person", "result", "state", "review")
USUAL_ORDER = "-received"


@dataclass(frozen=True)
class Filter:
    """The filter as typed; `days` are ISO, `errors` say which days were not understood."""

    texts: dict[str, str]
    order: str = USUAL_ORDER
    days: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        """Return what was typed into field *name*."""
        return self.texts.get(name, "")

    @property
    def is_on(self) -> bool:
        """Return whether anything is filtered."""
        return any(self.texts.values())

    def address(self, **other: str) -> dict[str, str]:
        """Return the parts of an address that gives this filter, with *other* parts changed."""
        order = {} if self.order == USUAL_ORDER else {"order": self.order}
        return {name: text for name, text in {**self.texts, **order, **other}.items() if text}

    def reversed_order(self, column: str) -> str:
        """Return the order that a click on the heading of *column* gives."""
        return f"-{column}" if self.order == column else column

    def wanted(self, places: list[Site]) -> Wanted:
        """Return the query; a place stands for all the places in it."""
        return Wanted(
            form_id=self["form"],
            sites=inside(places, self["site"]) if self["site"] else (),
            since=self.days.get("since", ""),
            until=self.days.get("until", ""),
            result=self["result"],
            person=self["person"],
            number=self["number"],
            state=self["state"],
            review=self["review"],
        )


def read(values: Mapping[str, str]) -> Filter:
    """Return the filter that an address or a form holds; days may be in either calendar."""
    texts = {name: _typed(values.get(name, "")) for name in FIELDS}
    texts["number"] = to_ascii(texts["number"]).upper()
    if texts["result"] not in RESULTS:
        texts["result"] = ""
    if texts["review"] not in REVIEWS:
        texts["review"] = ""
    days, errors = {}, {}
    for name in ("since", "until"):
        try:
            days[name] = _day(texts[name])
        except Problem as problem:
            errors[name] = said(problem)[0]
    order = values.get("order", "")
    known = order.removeprefix("-") in ORDERS
    return Filter(texts, order if known else USUAL_ORDER, days, errors)


def link(endpoint: str, chosen: Filter, **other: str) -> str:
    """Return the address of *endpoint* with the filter, and *other* parts of it changed."""
    parts: dict[str, Any] = dict(chosen.address(**other))
    return url_for(endpoint, **parts)


def inside(places: list[Site], site: str) -> tuple[str, ...]:
    """Return *site*, all places in it, however deep, and what was merged into them."""
    return Register(places).inside(site)


def _typed(text: str) -> str:
    # Without the signs that no database takes; a hand-made address may hold anything.
    return for_storage(text, "").strip()[:100]


def _day(text: str) -> str:
    return parse_day(text, calendar()).isoformat() if text else ""
