"""The key to which laptops seal what they send: another one, who has taken it over, the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flask import after_this_request, flash, redirect, render_template, request, url_for

from fieldtool.problems import N_
from fieldtool.security import hub_backups
from fieldtool.sync.hub import rotating
from fieldtool.web.desk.blueprint import desk, services
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts.languages import gettext as _

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Response

    from fieldtool.storage.database import Database
    from fieldtool.sync.hub.rotating import Standing

REASONS = {
    "yearly": N_("It is time for another one, as once a year"),
    "copied": N_("Somebody else may have a copy of the hub's data or of a backup"),
    "left": N_("Somebody left who could copy the hub's data"),
    "restored": N_("The hub was put back from a backup"),
}


@dataclass(frozen=True)
class Notes:
    """Of what an administrator is told on the overview.

    Attributes:
        is_lost: the hub was put back from before its newest key was made.
        is_over: everybody has taken the newest key over, and earlier ones can be destroyed.
    """

    is_lost: bool
    is_over: bool


@desk.get("/exchange-key")
@permitted("key.manage")
def exchange_key(visit: Visit) -> Answer:
    """Show since when there is the present key, and how many have taken it over."""
    return _page(visit, {})


@desk.post("/exchange-key")
@permitted("key.manage", writes=True)
def make_exchange_key(visit: Visit) -> Answer:
    """Make another key; laptops seal to it from their next contact on."""
    reason = request.form.get("reason", "")
    wrong = _unconfirmed(("understood",))
    if reason not in REASONS:
        wrong["reason"] = _("Choose why there is to be another key.")
    if wrong:
        return _page(visit, wrong), 422
    made = rotating.make(visit.session, services().identity, services().clock.now())
    visit.audit("exchange:make", "", reason=reason, number=str(made.number))
    after_this_request(_back_up)
    flash(_("The new key is made. Laptops seal to it from their next contact on."), "good")
    if not services().database.is_sqlite:
        flash(_("Make a backup of the hub now: an earlier one does not have this key."), "warn")
    return redirect(url_for("desk.exchange_key"), 303)


@desk.post("/exchange-key/retire")
@permitted("key.manage", writes=True)
def retire_exchange_key(visit: Visit) -> Answer:
    """Destroy the earlier keys; early only where somebody says so."""
    found = rotating.standing(visit.session, services().identity)
    is_early = found.is_early(visit.now)
    wrong = _unconfirmed(("sure", "early") if is_early else ("sure",))
    if wrong:
        return _page(visit, wrong), 422
    count = rotating.retire(visit.session, services().identity, visit.now, early=is_early)
    left = str(found.taken.left)
    visit.audit("exchange:retire", "", count=str(count), without=left)
    after_this_request(_finish)
    flash(
        _(
            "The earlier key is destroyed. Destroy your own copies of older backups, too, and "
            "restart the hub: until then its memory still has the key."
        ),
        "good",
    )
    return redirect(url_for("desk.exchange_key"), 303)


def notes(visit: Visit) -> Notes | None:
    """Return what an administrator is told of the key; None where there is nothing to tell."""
    session, hub = visit.session, services().identity
    if not visit.may("key.manage") or not rotating.is_going_on(session, hub):
        return None
    found = rotating.standing(session, hub)
    is_over = bool(found.ring.earlier) and not found.is_early(visit.now)
    is_lost = found.lost_at is not None
    return Notes(is_lost, is_over) if is_lost or is_over else None


def _unconfirmed(names: tuple[str, ...]) -> dict[str, str]:
    told = _("Tick the box when you have read this.")
    return {name: told for name in names if request.form.get(name) != "yes"}


def _back_up(response: Response) -> Response:
    hub_backups.after_key(*_place())
    return response


def _finish(response: Response) -> Response:
    """Let nothing of the key be left in the file's journal and in backups."""
    # After the commit: until then the file still says what it was.
    services().database.scrub()
    hub_backups.after_erasure(*_place())
    return response


def _place() -> tuple[Path, Database, str, int, Path | None]:
    hub = services()
    owner, now = hub_backups.owner_of(hub.identity), hub.clock.now().wall
    return hub.config.folder, hub.database, owner, now, hub.config.second_place


def _page(visit: Visit, wrong: Mapping[str, str]) -> str:
    found = rotating.standing(visit.session, services().identity)
    return render_template(
        "desk/exchange_key.html",
        found=found,
        made=_made(visit, found),
        lost=visit.moment(found.lost_at),
        keep_until=visit.moment(found.keep_until),
        is_young=visit.now < found.keep_until,
        is_early=found.is_early(visit.now),
        is_relay=services().identity.higher is not None,
        days=rotating.OVERLAP_DAYS,
        reasons=[(code, _(text)) for code, text in REASONS.items()],
        chosen=request.form.get("reason", ""),
        wrong=wrong,
    )


def _made(visit: Visit, found: Standing) -> datetime | None:
    """Return when the present key was made; None for the one that the hub began with."""
    return visit.moment(found.ring.newest.made_at or None)
