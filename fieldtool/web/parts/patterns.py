"""`/_patterns`: every part of a page once, for those who make pages."""

from __future__ import annotations

from flask import Blueprint, render_template

blueprint = Blueprint("patterns", __name__)


@blueprint.get("/_patterns")
def patterns() -> str:
    """Show all macros; registered only while developing."""
    return render_template("_patterns.html")
