"""Sending to the hub: what goes and how big, how far it is, and afterwards what is proven there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for

from fieldtool.collect import work
from fieldtool.storage.queries import interviews as stored
from fieldtool.sync.laptop import sending
from fieldtool.sync.laptop.photos import Photos, photos
from fieldtool.sync.laptop.sending import Job, Progress, Sending, State
from fieldtool.web.field.blueprint import (
    blueprint,
    open_when_revoked,
    own_clock,
    services,
    workspace,
)
from fieldtool.web.field.contact import mailbox
from fieldtool.web.field.contact.contact import last_contact, moment
from fieldtool.web.field.contact.mailbox import mail
from fieldtool.web.field.workday import interviews
from fieldtool.web.parts import filters
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _
from fieldtool.web.parts.languages import ngettext

if TYPE_CHECKING:
    from datetime import datetime

    from werkzeug.wrappers import Response

    from fieldtool.security.workspace import Workspace
    from fieldtool.storage.mail import Parcel


@dataclass(frozen=True)
class Shown:
    """How far the sending of a workspace is, as its page shows it.

    Attributes:
        proven, waiting: finalised interviews that the hub has, and that are here alone.
        parcel: this person's own, with the size that will about go; None where nothing waits.
    """

    progress: Progress
    proven: int
    waiting: int
    photos: Photos
    parcel: Parcel | None
    colleagues: tuple[Parcel, ...]

    @property
    def there(self) -> int:
        """Return how many bytes of photos the hub has, also those that it did not prove yet."""
        return min(self.photos.size, self.photos.size - self.photos.left + self.progress.arrived)

    @property
    def tenths(self) -> int:
        """Return that in percent by tens: whoever listens is not told of each second."""
        return 100 * self.there // max(self.photos.size, 1) // 10 * 10

    @property
    def is_empty(self) -> bool:
        """Return whether nothing waits on this laptop, of nobody."""
        return not (self.waiting or self.photos.waiting or self.colleagues)


@blueprint.get("/send")
@open_when_revoked
def send() -> str:
    """Show what would be sent, or how far it is."""
    return render_template("field/send.html", **content())


@blueprint.get("/send/progress")
@open_when_revoked
def send_progress() -> str:
    """Show the same again, for a page that looks every second."""
    return render_template("field/_sending.html", **content())


@blueprint.post("/send")
@open_when_revoked
def send_now() -> Response:
    """Begin or go on, and take what the hub has for this laptop."""
    mailbox.settle(workspace())
    mine = current()
    mine.start()
    # On a good network it is over before anybody could look.
    mine.wait(services().patience.page)
    return redirect(url_for("field.send"), 303)


@blueprint.post("/send/pause")
@open_when_revoked
def pause_sending() -> Response:
    """Let no further request leave."""
    mine = current()
    mine.pause()
    mine.wait(services().patience.page)
    return redirect(url_for("field.send"), 303)


def current() -> Sending:
    """Return the one sending of the work that is open."""
    here = services()
    return here.work.sending(Job(workspace(), own_clock(), mail(), here.hub_client, here.patience))


def content() -> dict[str, object]:
    """Return what a page shows of it, to somebody who looks on."""
    ws = workspace()
    progress = current().seen()
    shown = _shown(ws, progress)
    return {
        "now": shown,
        "told": _told(shown) if progress.state is State.DONE else [],
        "when": moment(ws, progress.finished_at) if progress.finished_at else None,
        "goes": [] if progress.is_alive else _goes(ws),
        "hub": ws.membership.hub_url,
        "last_contact": _last_contact(ws),
        "problem": said(progress.problem) if progress.problem else None,
        "notes": [said(note) for note in progress.notes],
        "damaged": _damaged(progress.damaged),
    }


def _shown(ws: Workspace, progress: Progress) -> Shown:
    with ws.database.read() as session:
        finished = stored.counts_by_log(session, ws.project_id).get(ws.log, 0)
        proven = len(stored.proven(session, ws.project_id, ws.log))
    return Shown(
        progress,
        proven,
        finished - proven,
        photos(ws),
        sending.own_parcel(ws, mail()),
        tuple(one for one in sending.of_colleagues(ws, mail()) if not one.is_answered),
    )


def _goes(ws: Workspace) -> list[interviews.FinishedShown]:
    return [interviews.shown(one) for one in work.overview(ws).to_send]


def _last_contact(ws: Workspace) -> datetime | None:
    return last_contact(ws)


def _damaged(count: int) -> str:
    if not count:
        return ""
    sentence = ngettext(
        "%(n)s photo, recording or file is damaged on the disk and was passed over. "
        "Tell your coordinator.",
        "%(n)s photos, recordings or files are damaged on the disk and were passed over. "
        "Tell your coordinator.",
        count,
    )
    return sentence % {"n": filters.number(count)}


def _told(shown: Shown) -> list[str]:
    done = shown.progress
    told = mailbox.news(done.proven, received=done.received > 0)
    if done.bytes_taken and not shown.photos.waiting:
        told.append(_("All photos and recordings are at the hub."))
    if done.parcels:
        sentence = ngettext(
            "%(n)s parcel is at the hub. Its person sees the proof after signing in.",
            "%(n)s parcels are at the hub. Their people see the proof after signing in.",
            done.parcels,
        )
        told.append(sentence % {"n": filters.number(done.parcels)})
    if told or done.bytes_taken or shown.photos.waiting or done.refused:
        return told
    return [_("Nothing was waiting on either side. Laptop and hub hold the same.")]
