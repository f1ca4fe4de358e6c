"""Texts of a form as markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from fieldtool.forms import Output

if TYPE_CHECKING:
    from fieldtool.forms import Text


def marked(text: Text) -> Markup:
    """Return *text* as markup; answers shown in it keep their own direction."""
    return Markup("").join(
        Markup("<bdi>{}</bdi>").format(part.value) if isinstance(part, Output) else escape(part)
        for part in text
    )
