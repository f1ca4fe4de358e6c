"""What a list of places would change in the register, and everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from fieldtool.i18n.letters import search_key
from fieldtool.log.sites import RANKS, Register, Site, SiteCode
from fieldtool.problems import Code, Problem
from fieldtool.sync.registers.site_cells import Built, site_of_line
from fieldtool.sync.registers.site_lists import Line, Listed

# A chain of places that is named in a sentence.
_MOST_NAMED = 6


@dataclass(frozen=True)
class Finding:
    """Something about a line: what has to be corrected, or what somebody should look at."""

    line: int
    problem: Problem
    is_error: bool = True


@dataclass(frozen=True)
class Change:
    """A place as a line wants it; `before` is None for a new one."""

    line: int
    site: Site
    before: Site | None


@dataclass(frozen=True)
class Looked:
    """What a list says, looked at against the register of this moment; nothing is written by it."""

    listed: Listed
    new: tuple[Change, ...]
    changed: tuple[Change, ...]
    unchanged: int
    findings: tuple[Finding, ...] = field(default=())

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Return what has to be corrected before anything is written."""
        return tuple(one for one in self.findings if one.is_error)

    @property
    def remarks(self) -> tuple[Finding, ...]:
        """Return what may be right and should be looked at."""
        return tuple(one for one in self.findings if not one.is_error)

    @property
    def sites(self) -> tuple[Site, ...]:
        """Return the places that would be written, those that others lie in first."""
        return tuple(one.site for one in sorted((*self.new, *self.changed), key=_rank))


def look(listed: Listed, sites: Iterable[Site], languages: Iterable[str]) -> Looked:
    """Return what *listed* would change in the register of *sites*.

    *languages* are those in which the project wants names.
    """
    return _Look(listed, Register(sites), tuple(languages)).looked()


def _rank(change: Change) -> int:
    return RANKS.get(change.site.level, len(RANKS))


class _Look:
    def __init__(self, listed: Listed, register: Register, languages: tuple[str, ...]) -> None:
        self.listed, self.register, self.languages = listed, register, languages
        self.findings: list[Finding] = []
        self.lines: dict[str, int] = {}
        self.changes: list[Change] = []
        self.unchanged = 0

    def looked(self) -> Looked:
        for number in self.listed.odd:
            self.note(number, Problem(Code.LINE_TOO_LONG))
        for line in self.listed.lines:
            self._read(line)
        self.after = Register([*self.register.sites.values(), *(one.site for one in self.changes)])
        self._look_at_codes()
        self._look_at_names()
        for change in self.changes:
            for problem in self._placed(change):
                self.note(change.line, problem)
        self._look_for_circles()
        return Looked(
            self.listed,
            tuple(one for one in self.changes if one.before is None),
            tuple(one for one in self.changes if one.before is not None),
            self.unchanged,
            tuple(sorted(self.findings, key=lambda one: (not one.is_error, one.line))),
        )

    def note(self, line: int, problem: Problem, *, is_error: bool = True) -> None:
        self.findings.append(Finding(line, problem, is_error))

    def _read(self, line: Line) -> None:
        built: Built = site_of_line(line, self.listed.columns, self.register.sites)
        for problem in built.problems:
            self.note(line.number, problem)
        site = built.site
        if site is None:
            return
        if site.id in self.lines:
            at: dict[str, str | int] = {"id": site.id, "line": self.lines[site.id]}
            self.note(line.number, Problem(Code.SITE_ID_TWICE, at))
            return
        self.lines[site.id] = line.number
        before = self.register.sites.get(site.id)
        if before == site:
            self.unchanged += 1
            return
        self.changes.append(Change(line.number, site, before))

    def _placed(self, change: Change) -> Iterator[Problem]:
        """Give what is wrong with where a place lies and where it went."""
        site, known = change.site, self.after.sites
        above = known.get(site.parent)
        if site.parent and above is None:
            yield Problem(Code.SITE_PARENT_UNKNOWN, {"parent": site.parent, "id": site.id})
        elif above is not None and RANKS.get(above.level, -1) >= RANKS.get(site.level, len(RANKS)):
            values = {"id": site.id, "level": site.level, "parent": above.id, "above": above.level}
            yield Problem(Code.SITE_LEVEL_ORDER, values)
        if site.successor and site.successor not in known:
            values = {"successor": site.successor, "id": site.id}
            yield Problem(Code.SITE_SUCCESSOR_UNKNOWN, values)

    def _look_for_circles(self) -> None:
        parents = {site.id: site.parent for site in self.after.sites.values()}
        successors = {site.id: site.successor for site in self.after.sites.values()}
        for links, code in (
            (parents, Code.SITE_IN_CIRCLE),
            (successors, Code.SITE_MERGED_IN_CIRCLE),
        ):
            for chain in _circles(links):
                lines = [self.lines[one] for one in chain if one in self.lines]
                if not lines:
                    continue  # it stood in the register before, and no line can mend it
                named = " → ".join((*chain[:_MOST_NAMED], chain[0]))
                self.note(min(lines), Problem(code, {"chain": named}))

    def _look_at_codes(self) -> None:
        owners: dict[SiteCode, list[str]] = {}
        for site in self.after.sites.values():
            if not site.successor:
                for code in site.codes:
                    owners.setdefault(code, []).append(site.id)
        for change in self.changes:
            for code in change.site.codes:
                others = [one for one in owners.get(code, ()) if one != change.site.id]
                if others:
                    values = {"code": code.code, "scheme": code.scheme, "id": others[0]}
                    self.note(change.line, Problem(Code.SITE_CODE_TWICE, values))

    def _look_at_names(self) -> None:
        alike = _by_name(self.after.sites)
        for change in self.changes:
            site = change.site
            if site.names and (change.before is None or change.before.names != site.names):
                self._look_at_name(change, alike)
            missing = [one for one in self.languages if not site.names.get(one)]
            if site.names and missing and change.before is None:
                values = {"id": site.id, "languages": ", ".join(missing)}
                remark = Problem(Code.SITE_NAMES_MISSING, values)
                self.note(change.line, remark, is_error=False)
            if not site.parent and site.level != "country" and change.before is None:
                remark = Problem(Code.SITE_WITHOUT_PARENT, {"id": site.id})
                self.note(change.line, remark, is_error=False)

    def _look_at_name(self, change: Change, alike: Mapping[tuple[str, ...], list[str]]) -> None:
        site = change.site
        for name in site.names.values():
            for other in alike.get(_name_key(site, name), ()):
                if other != site.id:
                    found = self.after.sites[other]
                    named = next(
                        one for one in found.names.values() if search_key(one) == search_key(name)
                    )
                    values = {"name": name, "other": named, "id": other}
                    remark = Problem(Code.SITE_NAME_ALIKE, values)
                    self.note(change.line, remark, is_error=False)
                    return


def _by_name(sites: Mapping[str, Site]) -> dict[tuple[str, ...], list[str]]:
    found: dict[tuple[str, ...], list[str]] = {}
    for site in sites.values():
        if site.successor:
            continue
        for key in {_name_key(site, name) for name in site.names.values()}:
            found.setdefault(key, []).append(site.id)
    return found


def _name_key(site: Site, name: str) -> tuple[str, ...]:
    return site.parent, site.level, search_key(name)


def _circles(links: Mapping[str, str]) -> Iterator[list[str]]:
    """Give each circle of *links* once."""
    done: set[str] = set()
    for start in links:
        way: dict[str, None] = {}
        one = start
        while one and one in links and one not in done and one not in way:
            way[one] = None
            one = links[one]
        if one in way:
            chain = list(way)
            yield chain[chain.index(one) :]
        done |= way.keys()
