"""Changes of single places of the register: closed, opened again, merged, given another code."""

from __future__ import annotations

from dataclasses import replace

from fieldtool.log.sites import CLOSED, RANKS, Register, Site, SiteCode
from fieldtool.problems import Code, Problem


def closed(register: Register, site: str) -> tuple[Site, ...]:
    """Return *site* and all open places in it, closed."""
    inside = (register.sites[one] for one in register.inside(site))
    return tuple(replace(one, state=CLOSED) for one in inside if one.is_open)


def reopened(register: Register, site: str) -> tuple[Site, ...]:
    """Return *site*, open again; the places in it stay as they are."""
    return (replace(register.sites[site], state=""),)


def merged(register: Register, site: str, into: str) -> tuple[Site, ...]:
    """Return *site*, merged *into* another place, and the places in it, which lie there from now.

    Raises:
        Problem: SITE_UNKNOWN or SITE_MERGE_NOT_POSSIBLE.
    """
    if site not in register.sites or into not in register.sites:
        raise Problem(Code.SITE_UNKNOWN)
    target = register.sites[register.successor(into)]
    moved = [one for one in register.sites.values() if one.parent == site]
    if target.id in register.inside(site) or any(_rank(one) <= _rank(target) for one in moved):
        raise Problem(Code.SITE_MERGE_NOT_POSSIBLE)
    gone = replace(register.sites[site], successor=target.id)
    return (gone, *(replace(one, parent=target.id) for one in moved))


def with_earlier_code(before: Site, after: Site) -> Site:
    """Return *after* with the code that *before* had among its further codes."""
    earlier = SiteCode(before.scheme, before.code, before.valid_from)
    own = SiteCode(after.scheme, after.code, after.valid_from)
    if not before.code or earlier == own or earlier in after.others:
        return after
    return replace(after, others=(earlier, *(one for one in after.others if one != own)))


def _rank(site: Site) -> int:
    return RANKS.get(site.level, len(RANKS))
