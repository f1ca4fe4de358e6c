"""Starting an interview: which questionnaire, in which language, at which place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import g, redirect, render_template, request, session, url_for

from fieldtool.collect import facts
from fieldtool.i18n import locales
from fieldtool.problems import N_
from fieldtool.web.field import around, places
from fieldtool.web.field.blueprint import blueprint, sittings, workspace
from fieldtool.web.parts.languages import gettext as _

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from fieldtool.storage.forms import FormVersion

_MISSING = {
    "form": N_("Choose a questionnaire."),
    "language": N_("Choose a language."),
    "site": N_("Choose the place of the interview."),
}


@dataclass(frozen=True)
class _Chosen:
    form: str
    language: str
    site: str


@blueprint.get("/start")
def start() -> str | Response:
    """Ask for the questionnaire, the language and the place."""
    forms = facts.forms(workspace())
    if not forms:
        return redirect(url_for("field.home"))
    usual = _Chosen(forms[0].hash, session.get("asked_in", ""), session.get("site", ""))
    return _page(forms, usual, {})


@blueprint.post("/start")
def begin_interview() -> tuple[str, int] | Response:
    """Begin the interview and show its first page."""
    forms = facts.forms(workspace())
    form = request.form
    chosen = _Chosen(form.get("form", ""), form.get("language", ""), form.get("site", ""))
    wrong = _wrong(forms, chosen)
    if wrong:
        return _page(forms, chosen, wrong), 422
    draft = sittings().start(chosen.form, chosen.site, _name_of(chosen))
    # The next interview is usually at the same place.
    session["site"], session["asked_in"] = chosen.site, chosen.language
    return redirect(url_for("field.resume", interview=draft.id), 303)


def _wrong(forms: list[FormVersion], chosen: _Chosen) -> dict[str, str]:
    known = {
        "form": any(form.hash == chosen.form for form in forms),
        "language": bool(chosen.language),
        "site": any(site.id == chosen.site for site in facts.sites(workspace())),
    }
    return {name: _(_MISSING[name]) for name, good in known.items() if not good}


def _name_of(chosen: _Chosen) -> str:
    # Languages are chosen by tag, as every questionnaire names them in its own way.
    languages = sittings().form(chosen.form).languages
    return next((one.name for one in languages if _key(one.tag) == chosen.language), "")


def _key(tag: str) -> str:
    locale = locales.find(tag) if tag else None
    return locale.code if locale else tag


def _page(forms: list[FormVersion], chosen: _Chosen, wrong: dict[str, str]) -> str:
    languages = _languages(forms)
    if chosen.language not in dict(languages):
        fitting = [key for key, _name in languages if key == g.locale.code]
        first = fitting[0] if fitting else languages[0][0]
        chosen = _Chosen(chosen.form, first, chosen.site)
    return render_template(
        "field/start.html",
        forms=[(form.hash, places.in_readers_language(form.title, form.form_id)) for form in forms],
        languages=languages,
        places=places.grouped(workspace()),
        chosen=chosen,
        wrong=wrong,
    )


def _languages(forms: list[FormVersion]) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for form in forms:
        for language in sittings().form(form.hash).languages:
            found.setdefault(_key(language.tag), around.shown(language).shown)
    return list(found.items())
