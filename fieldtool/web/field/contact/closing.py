"""Closing one's work on this laptop: all is proven at the hub, then it is erased, on paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import g, redirect, render_template, request, session, url_for

from fieldtool import __version__, diagnostics
from fieldtool.collect import work
from fieldtool.log.canonical import to_base64
from fieldtool.problems import Code, Problem
from fieldtool.security import destroying
from fieldtool.security import workspace as workspaces
from fieldtool.storage.queries import cursors, entries
from fieldtool.sync.laptop.enrol import check_number
from fieldtool.sync.laptop.photos import waiting
from fieldtool.sync.laptop.sending import State
from fieldtool.sync.wire import bundles
from fieldtool.web.field.blueprint import blueprint, now, services, workspace
from fieldtool.web.field.contact import mailbox, sending
from fieldtool.web.field.contact.contact import last_contact, moment
from fieldtool.web.parts import filters
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _

if TYPE_CHECKING:
    from datetime import datetime

    from werkzeug.wrappers import Response

    from fieldtool.log.receipt import Receipt
    from fieldtool.security.workspace import Workspace

Answer = str | tuple[str, int]
# It goes on by itself: the page says how far it is.
_GOES_ON = frozenset({State.RUNNING, State.PAUSING})


@dataclass(frozen=True)
class Standing:
    """What is on this laptop and how much of it nobody proved.

    Attributes:
        proven: finalised interviews that are at the hub for certain; `finalised` of how many.
        entries: entries of the log that no receipt proves.
        photos: photos and recordings that the hub does not have.
        deleted: drafts that were put away; closing destroys them.
    """

    drafts: int
    deleted: int
    finalised: int
    proven: int
    entries: int
    photos: int

    @property
    def is_clear(self) -> bool:
        """Return whether nothing would be lost."""
        return not (self.drafts or self.entries or self.photos or self.proven < self.finalised)


@blueprint.get("/close")
def ask_close() -> str:
    """Say what is here, what stands against closing, and what closing does."""
    return _page({})


@blueprint.get("/close/progress")
def close_progress() -> str:
    """Show again what is here and how far it is, for a page that looks every second."""
    return render_template("field/_closing.html", **_content())


@blueprint.post("/close")
def close() -> Answer | Response:
    """Send what is left, make sure that all is proven, erase, and show the certificate.

    What takes longer than a page waits goes on by itself, also over a broken link, and the page
    says how far it is; erasing is asked for again then.
    """
    ws = workspace()
    wrong = _wrong(ws)
    if wrong:
        return _page(wrong), 422
    state = _sent()
    if state in _GOES_ON:
        return redirect(url_for("field.ask_close"), 303)
    is_fresh = state is State.DONE
    standing = _standing(ws)
    receipt = _receipt(ws)
    if not standing.is_clear or (receipt is None and standing.finalised):
        return _page({"sure": _told(Problem(Code.CLOSING_TOO_EARLY))}), 409
    facts = _facts(ws, standing, receipt, is_fresh=is_fresh)
    left = _erased(ws)
    return render_template("field/closed.html", facts=facts, left=left)


def _wrong(ws: Workspace) -> dict[str, str]:
    wrong = {}
    if request.form.get("sure") != "yes":
        wrong["sure"] = _told(Problem(Code.CLOSING_NOT_CONFIRMED))
    try:
        workspaces.data_key_of(ws.folder, request.form.get("passphrase", ""), now())
    except Problem as problem:
        wrong["passphrase"] = _told(problem)
    return wrong


def _sent() -> State:
    """Send what is left; return how that is after as long as a page waits."""
    mine = sending.current()
    mine.start()
    mine.wait(services().patience.page)
    progress = mine.seen()
    if progress.problem is not None:
        # Receipts of earlier prove as much; the certificate says of when they are.
        diagnostics.event("closing:without-hub", reason=progress.problem.code.reference)
    return progress.state


def _standing(ws: Workspace) -> Standing:
    seen = work.overview(ws)
    receipt = _receipt(ws)
    with ws.database.read() as reading:
        tip = entries.tip(reading, ws.project_id, ws.log)
    own = tip.tip.count if tip else 0
    return Standing(
        drafts=len(seen.drafts),
        deleted=len(seen.deleted),
        finalised=len(seen.finished),
        proven=len(seen.proven),
        entries=own - (receipt.count if receipt else 0),
        photos=len(waiting(ws)),
    )


def _receipt(ws: Workspace) -> Receipt | None:
    with ws.database.read() as reading:
        return cursors.newest_receipt(reading, ws.project_id, ws.log)


def _facts(
    ws: Workspace, standing: Standing, receipt: Receipt | None, *, is_fresh: bool
) -> list[tuple[str, str, bool]]:
    """Return what the certificate says: name, value, whether the value is a code."""
    member = ws.membership
    facts = [
        (_("Project"), member.title, False),
        (_("Person"), ws.person, True),
        (_("Laptop"), member.device, True),
        (_("Workspace"), ws.id, True),
        (_("Check number"), check_number(ws), True),
        (_("Interviews finalised here"), filters.number(standing.finalised), False),
        (_("Of them proven at the hub"), filters.number(standing.proven), False),
        (_("Hub"), member.hub_url, True),
        (_("Last contact with the hub"), _when(last_contact(ws)), False),
    ]
    if receipt is not None:
        facts += [
            (_("Receipt of the hub"), _when(moment(ws, receipt.hub_time)), False),
            (_("Entries that it proves"), filters.number(receipt.count), False),
            (_("Last of them"), receipt.tip, True),
            (_("Signature of the hub"), to_base64(receipt.signature), True),
        ]
    if not is_fresh:
        facts.append((_("The hub answered just now"), _("No; earlier receipts hold"), False))
    facts.append((_("Erased"), _when(moment(ws, now())), False))
    facts.append((_("Version of the program"), filters.digits(__version__), False))
    return facts


def _erased(ws: Workspace) -> str:
    """Destroy everything; return what the person has to do where a file is held by somebody."""
    here = services()
    address = bundles.address(ws.identity.box_key)
    here.work.shut(ws.id)
    session.clear()
    g.sittings = None
    left = ""
    try:
        destroying.destroy(here.config.folder, ws.id, here.config.second_place)
    except Problem as problem:
        left = _told(problem)
    try:
        mailbox.mail().end(address)
    except Problem as problem:
        left = _told(problem)
    diagnostics.event("workspace:closed", workspace=ws.id)
    return left


def _when(at: datetime | None) -> str:
    return filters.moment(at) if at else _("never")


def _told(problem: Problem) -> str:
    sentence, reference = said(problem)
    return f"{sentence} ({filters.value(reference)})"


def _page(wrong: dict[str, str]) -> str:
    return render_template(
        "field/close.html",
        wrong=wrong,
        has_second=services().config.second_place is not None,
        **_content(),
    )


def _content() -> dict[str, object]:
    return {**sending.content(), "standing": _standing(workspace())}
