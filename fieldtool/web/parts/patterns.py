"""`/_patterns`: every part of a page once, for those who make pages."""

from __future__ import annotations

from flask import Blueprint, g, render_template

from fieldtool.web.parts import filters
from fieldtool.web.parts.languages import gettext

blueprint = Blueprint("patterns", __name__)


@blueprint.get("/_patterns")
def patterns() -> str:
    """Show all macros; registered only while developing."""
    return render_template("_patterns.html")


@blueprint.get("/_patterns/controls")
def controls() -> str:
    """Show the control of every kind of question in every state."""
    # Makes a form from its table, which nobody but developers needs.
    from fieldtool.web.field.controls import gallery

    return render_template(
        "field/_controls.html",
        sections=gallery.sections(g.locale, gettext, filters.value),
        language=gallery.language_of(g.locale),
    )
