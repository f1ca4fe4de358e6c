"""The sheet of help: where a person can turn to, on the screen and on paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import g, render_template, request

from fieldtool.collect import referring
from fieldtool.i18n import locales
from fieldtool.web.field.blueprint import blueprint, workspace
from fieldtool.web.field.filling import places

if TYPE_CHECKING:
    from fieldtool.i18n.locales import Locale
    from fieldtool.log.referrals import Referral


@dataclass(frozen=True)
class SheetShown:
    """A sheet in one language; `others` are the languages that it has too."""

    text: str
    locale: Locale | None
    others: list[Locale]


@blueprint.get("/help-sheet")
def help_sheet() -> str:
    """Show the sheet of a place; nothing of it is noted anywhere."""
    site = request.args.get("site", "")
    return render_template(
        "field/help_sheet.html",
        site=site,
        place=places.name(workspace(), site) if site else "",
        sheet=shown(site, request.args.get("read", "")),
        back=request.args.get("back", ""),
    )


def shown(site: str, wanted: str = "") -> SheetShown | None:
    """Return the sheet for *site* in a *wanted* language, else in the reader's, else in any."""
    found = referring.sheet(workspace(), site)
    return _in_language(found, wanted) if found else None


def _in_language(sheet: Referral, wanted: str) -> SheetShown:
    texts = {code: text for code, text in sheet.texts.items() if text}
    nearest = locales.find(wanted) if wanted else None
    order = (nearest.code if nearest else "", g.locale.code, *texts)
    code = next(one for one in order if one in texts)
    others = [one for one in locales.LOCALES if one.code in texts and one.code != code]
    return SheetShown(texts[code], locales.find(code), others)
