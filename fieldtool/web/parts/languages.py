"""Which language a page is in, and the small form that changes it."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from flask import Blueprint, g, redirect, request, url_for

from fieldtool.i18n import locales
from fieldtool.i18n.catalogues import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from werkzeug.wrappers import Response

    from fieldtool.config import Config

COOKIE = "language"
YEAR = 60 * 60 * 24 * 365
# Browsers pass over tabs and line ends, and read "\\" as "/": two of these begin another site.
_PATH = re.compile(r"/(?!/)[^\x00-\x1f\x7f\\]*")

blueprint = Blueprint("language", __name__)


def install(app: Flask, config: Config, home: str) -> None:
    """Choose `g.locale` for each request and translate templates into it."""

    def choose() -> None:
        g.locale = _chosen(config.language)

    def names() -> dict[str, Any]:
        return {
            "app_name": config.name,
            "home_url": url_for(home),
            "here": here(),
            "locales": locales.LOCALES,
        }

    app.before_request(choose)
    app.context_processor(names)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    app.register_blueprint(blueprint)


def here() -> str:
    """Return the address of this page as browsers write it, whatever signs somebody put into it."""
    query = request.query_string.decode("ascii", "ignore")
    return quote(request.script_root + request.path) + (f"?{query}" if query else "")


def gettext(message: str) -> str:
    """Translate *message* for the reader of this request."""
    return catalogue(g.locale.code).gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """Translate the form that fits *count*."""
    return catalogue(g.locale.code).ngettext(one, many, count)


def pgettext(context: str, message: str) -> str:
    """Translate *message* as it is meant in *context*."""
    return catalogue(g.locale.code).pgettext(context, message)


def npgettext(context: str, one: str, many: str, count: int) -> str:
    """Translate the form that fits *count* as it is meant in *context*."""
    return catalogue(g.locale.code).npgettext(context, one, many, count)


@contextmanager
def read_by(locale: locales.Locale) -> Iterator[None]:
    """Translate, and write digits and days, for a reader of *locale*, as on a card for somebody."""
    before, g.locale = g.locale, locale
    try:
        yield
    finally:
        g.locale = before


@blueprint.post("/language")
def choose() -> Response:
    """Remember the language in a cookie and show the page it was chosen on."""
    response = redirect(inside(request.form.get("next", "")), 303)
    locale = locales.find(request.form.get("language", ""))
    if locale is not None:
        response.set_cookie(COOKIE, locale.code, max_age=YEAR, httponly=True, samesite="Strict")
    return response


def inside(address: str) -> str:
    """Return *address* when it is a path of this site, else the start page."""
    return address if _PATH.fullmatch(address) else "/"


def _chosen(default: str) -> locales.Locale:
    chosen = locales.find(request.cookies.get(COOKIE, ""))
    return chosen or locales.negotiate(request.headers.get("Accept-Language", ""), default)
