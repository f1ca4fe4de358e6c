"""Sheets of help into the project's log, from where every laptop gets them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldtool.log.referrals import REFERRAL, Referral
from fieldtool.security import writer

if TYPE_CHECKING:
    from fieldtool.log.clock import ClockEvidence
    from fieldtool.log.entry import Entry
    from fieldtool.security.hubkeys import HubIdentity
    from fieldtool.storage.database import Session

# A sheet is one page; what is longer nobody reads in such a moment.
LONGEST = 4000


def publish(
    session: Session, hub: HubIdentity, project: str, sheet: Referral, clock: ClockEvidence
) -> Entry:
    """Say what the sheet of a place is from now on; without any text there is none."""
    texts = {code: text.strip()[:LONGEST] for code, text in sheet.texts.items() if text.strip()}
    content = Referral(sheet.site, texts).to_content()
    own, subject = hub.writer(project), sheet.site or project
    return writer.append(session, own, REFERRAL, subject, content, clock=clock)
