"""Texts of a form as markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g
from markupsafe import Markup, escape

from fieldtool.forms import Output
from fieldtool.i18n import locales, numbers

if TYPE_CHECKING:
    from fieldtool.forms import Text


def marked(text: Text) -> Markup:
    """Return *text* as markup; answers shown in it keep their own direction.

    Numbers among them are in the digits of the form's language, or of the page's where the form
    names none of ours.
    """
    return Markup("").join(
        Markup("<bdi>{}</bdi>").format(_said(part)) if isinstance(part, Output) else escape(part)
        for part in text
    )


def _said(part: Output) -> str:
    if not part.is_number:
        return part.value
    locale = locales.find(part.tag) if part.tag else None
    return numbers.in_digits(part.value, (locale or g.locale).code)
