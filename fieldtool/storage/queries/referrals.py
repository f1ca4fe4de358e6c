"""Named queries on sheets of help."""

from __future__ import annotations

import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldtool.log.referrals import Referral
from fieldtool.storage.models.projections import ReferralRow
from fieldtool.storage.queries import sites


def keep(session: Session, project: str, sheet: Referral) -> None:
    """Keep the last word about the sheet of a place."""
    row = ReferralRow(project_id=project, site=sheet.site)
    row.texts = json.dumps(sheet.texts, ensure_ascii=False, sort_keys=True)
    session.merge(row)


def all_of(session: Session, project: str) -> list[Referral]:
    """Return the sheets that have a text, that of the whole project first."""
    query = select(ReferralRow).where(ReferralRow.project_id == project)
    rows = session.execute(query.order_by(ReferralRow.site)).scalars()
    found = (Referral(row.site, json.loads(row.texts)) for row in rows)
    return [sheet for sheet in found if any(sheet.texts.values())]


def nearest(session: Session, project: str, site: str) -> Referral | None:
    """Return the sheet of *site*, or of the nearest place around it, or of the whole project."""
    known = {sheet.site: sheet for sheet in all_of(session, project)}
    seen = set[str]()
    while site and site not in seen:
        if site in known:
            return known[site]
        seen.add(site)
        place = sites.get(session, project, site)
        site = place.parent if place else ""
    return known.get("")
