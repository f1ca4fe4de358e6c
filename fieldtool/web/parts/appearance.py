"""How large the text is and in which colours: eyes, screens and light differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Blueprint, g, redirect, request

from fieldtool.problems import N_
from fieldtool.web.parts.languages import YEAR, inside

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response

COOKIE = "appearance"

# Value in the page's markup and the cookie, and how it is called; the first is what everybody gets.
SIZES = {"0": N_("Usual"), "1": N_("Large"), "2": N_("Larger"), "3": N_("Largest")}
COLOURS = {"usual": N_("Usual"), "light": N_("Black on white"), "dark": N_("White on black")}

blueprint = Blueprint("appearance", __name__)


@dataclass(frozen=True)
class Appearance:
    """What one browser was told: a key of `SIZES` and one of `COLOURS`."""

    size: str = "0"
    colours: str = "usual"


def install(app: Flask) -> None:
    """Let every page know `appearance` and the two lists to choose from."""

    def choose() -> None:
        g.appearance = _read(request.cookies.get(COOKIE, ""))

    def names() -> dict[str, Any]:
        return {"appearance": g.get("appearance", Appearance())}

    app.before_request(choose)
    app.context_processor(names)
    # Translated where the choice is shown, not for each piece of a page that an answer brings back.
    app.jinja_env.globals |= {"text_sizes": SIZES, "text_colours": COLOURS}
    app.register_blueprint(blueprint)


@blueprint.post("/appearance")
def change() -> Response:
    """Remember a size or colours in a cookie and show the page they were chosen on."""
    now = _read(request.cookies.get(COOKIE, ""))
    wanted = _allowed(request.form.get("size", now.size), request.form.get("colours", now.colours))
    response = redirect(inside(request.form.get("next", "")), 303)
    kept = f"{wanted.size}-{wanted.colours}"
    response.set_cookie(COOKIE, kept, max_age=YEAR, httponly=True, samesite="Strict")
    return response


def _read(cookie: str) -> Appearance:
    size, _dash, colours = cookie.partition("-")
    return _allowed(size, colours)


def _allowed(size: str, colours: str) -> Appearance:
    usual = Appearance()
    return Appearance(
        size if size in SIZES else usual.size, colours if colours in COLOURS else usual.colours
    )
