"""Shipped questionnaires as a project wants them: its modules, its lists, and their versions."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache

from fieldtool.forms import form_hash
from fieldtool.log.kinds import FormPublished, ProjectSettings
from fieldtool.questionnaires import catalogue
from fieldtool.questionnaires.catalogue import Questionnaire
from fieldtool.questionnaires.profiles import PROFILES
from fieldtool.storage.database import Session
from fieldtool.storage.queries import forms
from fieldtool.sync.hub.publishing import Prepared, Workbook, prepared

FILE = "project.csv"
# The settings keep the country whose lists are used beside the modules.
LISTS = "lists"


class Standing(Enum):
    """How what is published of a questionnaire stands to what is shipped."""

    NOT_PUBLISHED = "not-published"
    RETIRED = "retired"
    CURRENT = "current"
    SWITCHED = "switched"  # the modules or lists of the project were switched since
    NEWER = "newer"  # a newer version is shipped
    OTHER = "other"  # the project published a version of its own


@dataclass(frozen=True)
class Shipped:
    """A questionnaire beside what the project has of it.

    Attributes:
        version: of the shipped workbook.
        published: newest version that was published; empty for none.
        hash: of that version.
    """

    questionnaire: Questionnaire
    version: str
    published: str
    hash: str
    standing: Standing


def profile_of(settings: ProjectSettings) -> str:
    """Return the country profile; one that is not shipped has the switches of Afghanistan."""
    return settings.profile if settings.profile in PROFILES else "afghanistan"


def modules_of(settings: ProjectSettings) -> dict[str, bool]:
    """Return which modules are on: as the country profile says, and as was switched by hand."""
    modules = dict(PROFILES[profile_of(settings)].modules)
    return {
        name: settings.modules.get(name, "1" if on else "0") == "1" for name, on in modules.items()
    }


def lists_of(settings: ProjectSettings) -> str:
    """Return the country whose lists of choices are offered."""
    chosen = settings.modules.get(LISTS, "")
    return chosen if chosen in PROFILES else profile_of(settings)


def switched(settings: ProjectSettings, modules: Mapping[str, bool], lists: str) -> ProjectSettings:
    """Return *settings* with modules and lists as chosen; what the profile says is not repeated."""
    usual = PROFILES[profile_of(settings)].modules
    kept = {name: "1" if on else "0" for name, on in modules.items() if usual.get(name) != on}
    if lists in PROFILES and lists != profile_of(settings):
        kept[LISTS] = lists
    return replace(settings, modules=kept)


def workbook_of(questionnaire: str, settings: ProjectSettings) -> Workbook:
    """Return a shipped workbook with the files that the project's settings make for it."""
    found = catalogue.find(questionnaire)
    name, content = catalogue.workbook(questionnaire)
    media = catalogue.media(
        questionnaire, profile_of(settings), modules_of(settings), lists_of(settings)
    )
    return Workbook(name, content, media, dict(found.title))


def prepared_for(session: Session, settings: ProjectSettings, questionnaire: str) -> Prepared:
    """Return what would be published of a questionnaire.

    Its version is that of the workbook. Where the project has other content under that, such as
    other modules, it is followed by a mark of the content, so that the same content has the same
    version again.
    """
    ready = prepared(workbook_of(questionnaire, settings))
    known = forms.versions(session, settings.id, ready.form.form_id)
    taken = any(one.version == ready.form.version and one.hash != ready.form.hash for one in known)
    return replace(ready, form=_marked(ready.form)) if taken else ready


def standings(session: Session, settings: ProjectSettings) -> list[Shipped]:
    """Return every shipped questionnaire with how it stands in the project."""
    newest = {one.form_id: one for one in forms.current(session, settings.id)}
    offered = {one.hash for one in forms.offers(session, settings.id) if not one.retired}
    found = []
    for one in catalogue.QUESTIONNAIRES:
        version = shipped_version(one.id)
        have = newest.get(one.id)
        if have is None:
            found.append(Shipped(one, version, "", "", Standing.NOT_PUBLISHED))
            continue
        standing = _standing(session, settings, one.id, have.hash)
        if have.hash not in offered:
            standing = Standing.RETIRED
        found.append(Shipped(one, version, have.version, have.hash, standing))
    return found


@cache
def shipped_version(questionnaire: str) -> str:
    """Return the version that the sheet of a shipped workbook says."""
    from openpyxl import load_workbook  # it takes a moment, and laptops never need it

    _name, content = catalogue.workbook(questionnaire)
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    rows = book["settings"].iter_rows(values_only=True)
    heads, values = next(rows), next(rows)
    return str(dict(zip(heads, values, strict=False)).get("version", ""))


def _standing(
    session: Session, settings: ProjectSettings, questionnaire: str, have: str
) -> Standing:
    form = forms.published(session, settings.id, have)
    if form is None:
        return Standing.NOT_PUBLISHED
    wanted = workbook_of(questionnaire, settings).files[FILE].decode()
    return standing_of(form, shipped_version(questionnaire), wanted)


def standing_of(form: FormPublished, version: str, wanted: str) -> Standing:
    """Return how *form* stands to a shipped *version* whose settings would be *wanted*."""
    base = form.version.partition("-")[0]
    if base == version:
        return Standing.CURRENT if form.files.get(FILE) == wanted else Standing.SWITCHED
    # Shipped versions are days with a number; what a project counts otherwise is its own.
    both = base.isdecimal() and version.isdecimal()
    return Standing.NEWER if both and int(base) < int(version) else Standing.OTHER


def _marked(form: FormPublished) -> FormPublished:
    mark = hashlib.sha256(f"{form.xform}\n{sorted(form.files.items())}".encode()).hexdigest()[:4]
    version = f"{form.version}-{mark}"
    xform = form.xform.replace(f' version="{form.version}"', f' version="{version}"')
    files = {name: text.encode() for name, text in form.files.items()}
    return replace(form, version=version, xform=xform, hash=form_hash(xform, files))
