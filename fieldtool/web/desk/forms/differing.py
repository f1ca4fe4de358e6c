"""What a new version of a form changes, and what that means for drafts and for data."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from fieldtool.forms import Difference, Differences, Form, Kind, differences
from fieldtool.log.kinds import FormPublished
from fieldtool.problems import N_, Problem
from fieldtool.storage import sealed
from fieldtool.storage.queries import forms, interviews
from fieldtool.storage.queries.forms import FormSource, FormVersion
from fieldtool.sync.hub.offering import Offering
from fieldtool.web.desk.blueprint import services, state
from fieldtool.web.desk.interviews.interviews import title
from fieldtool.web.desk.visits import Visit
from fieldtool.web.parts import filters
from fieldtool.web.parts.errors import said
from fieldtool.web.parts.languages import gettext as _
from fieldtool.web.parts.languages import ngettext

# Rows of one table; whoever changed more knows it.
_MOST_ROWS = 200
# Removed questions whose answers are counted one by one.
_MOST_COUNTED = 20

_SECTIONS: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    (N_("Questions"), (Kind.RENAMED, Kind.ADDED, Kind.REMOVED, Kind.TYPE)),
    (N_("Choices"), (Kind.CHOICE_ADDED, Kind.CHOICE_REMOVED, Kind.CHOICE_LABEL)),
    (N_("Texts"), (Kind.LABEL, Kind.HINT, Kind.MESSAGE, Kind.REQUIRED_MESSAGE)),
    (
        N_("Logic"),
        (
            Kind.RELEVANT,
            Kind.REQUIRED,
            Kind.READONLY,
            Kind.CONSTRAINT,
            Kind.CALCULATE,
            Kind.DEFAULT,
            Kind.APPEARANCE,
            Kind.CHOICES,
            Kind.COUNT,
        ),
    ),
    (
        N_("Files and languages"),
        (
            Kind.FILE_ADDED,
            Kind.FILE_REMOVED,
            Kind.FILE_CHANGED,
            Kind.LANGUAGE_ADDED,
            Kind.LANGUAGE_REMOVED,
        ),
    ),
)
_WORDS = {
    Kind.ADDED: N_("new"),
    Kind.REMOVED: N_("removed"),
    Kind.RENAMED: N_("perhaps renamed"),
    Kind.TYPE: N_("other type"),
    Kind.LABEL: N_("label"),
    Kind.HINT: N_("hint"),
    Kind.MESSAGE: N_("message of the constraint"),
    Kind.REQUIRED_MESSAGE: N_("message when the answer is missing"),
    Kind.CHOICE_ADDED: N_("new choice"),
    Kind.CHOICE_REMOVED: N_("removed choice"),
    Kind.CHOICE_LABEL: N_("label of a choice"),
    Kind.FILE_ADDED: N_("new file"),
    Kind.FILE_REMOVED: N_("removed file"),
    Kind.FILE_CHANGED: N_("other content"),
    Kind.LANGUAGE_ADDED: N_("new language"),
    Kind.LANGUAGE_REMOVED: N_("removed language"),
}


@dataclass(frozen=True)
class Row:
    """One difference; `what` is a word of ours, or the column's name in an XLSForm."""

    name: str
    what: str
    is_column: bool
    before: str
    after: str
    language: str
    choice: str


@dataclass(frozen=True)
class Section:
    """Differences of one sort; `more` are left out."""

    heading: str
    rows: list[Row]
    more: int = 0


@dataclass(frozen=True)
class Comparison:
    """A form beside the newest published version of it.

    Attributes:
        published: version of that one; empty for a form that is new.
        title: its title, which tells when the form_id is taken from another form.
        same: the very same content is published already.
        taken: why it cannot be published under its version.
        strange: the two have no question in common.
    """

    published: str = ""
    title: str = ""
    same: bool = False
    taken: str = ""
    strange: bool = False
    sections: list[Section] = field(default_factory=list)
    meanings: list[str] = field(default_factory=list)


def comparison(visit: Visit, form: FormPublished, media: Mapping[str, bytes]) -> Comparison:
    """Compare *form*, whose media are not sealed yet, with what is published of it."""
    known = forms.versions(visit.session, visit.project, form.form_id)
    if not known:
        return Comparison()
    newest = known[-1]
    old = forms.published(visit.session, visit.project, newest.hash)
    if old is None:
        return Comparison()
    new_files = {**_hashes(form.files), **{name: _hash(one) for name, one in media.items()}}
    old_files = {**_hashes(old.files), **{name: ref.hash for name, ref in old.media.items()}}
    before, after = _compiled(old), _compiled(form)
    changed = differences(before, after, old_files, new_files)
    return Comparison(
        published=newest.version,
        title=title(newest),
        same=any(one.hash == form.hash for one in known),
        taken=_taken(visit, form),
        strange=_is_strange(before, changed),
        sections=_sections(changed),
        meanings=_Meanings(visit, before, form, newest, changed).all(),
    )


def _compiled(form: FormPublished) -> Form:
    return state().forms.get(form.hash, lambda: FormSource(form.hash, form.xform, form.files))


def _taken(visit: Visit, form: FormPublished) -> str:
    now = services().clock.now()
    try:
        Offering(visit.session, services().identity, visit.project, now).refuse_taken(form)
    except Problem as problem:
        return said(problem)[0]
    return ""


def _is_strange(before: Form, changed: Differences) -> bool:
    questions = [one for one in before.definitions if not one.children and "/meta/" not in one.path]
    return len(changed.of(Kind.REMOVED)) >= len(questions) > 0


def _sections(changed: Differences) -> list[Section]:
    found = []
    for heading, kinds in _SECTIONS:
        items = changed.of(*kinds)
        if items:
            rows = [_row(one) for one in items[:_MOST_ROWS]]
            found.append(Section(_(heading), rows, max(0, len(items) - _MOST_ROWS)))
    return found


def _row(one: Difference) -> Row:
    word = _WORDS.get(one.kind)
    return Row(
        name=one.name,
        what=_(word) if word else one.kind.value,
        is_column=word is None,
        before=one.before,
        after=one.after,
        language=one.language,
        choice=one.choice,
    )


@dataclass(frozen=True)
class _Meanings:
    """What differences mean, in sentences."""

    visit: Visit
    before: Form
    form: FormPublished
    newest: FormVersion
    changed: Differences

    def all(self) -> list[str]:
        """Return the sentences."""
        removed = [one.name for one in self.changed.of(Kind.REMOVED)]
        return [
            self._of_drafts(),
            *self._of_removed(removed),
            *(line for one in self.changed.of(Kind.RENAMED) for line in self._of_renamed(one)),
            *(self._of_type(one) for one in self.changed.of(Kind.TYPE)),
            *self._of_choices(),
        ]

    def _of_drafts(self) -> str:
        sentence = _(
            "Drafts begun under version %(old)s stay under it to the end. "
            "New interviews use version %(new)s once the laptop has synced."
        )
        old, new = self.newest.version, self.form.version
        return sentence % {"old": filters.value(old), "new": filters.value(new)}

    def _of_removed(self, paths: list[str]) -> list[str]:
        found = []
        for path in paths[:_MOST_COUNTED]:
            count = self._answering(path)
            if count:
                sentence = ngettext(
                    "%(num)s interview here answers %(question)s, which the new version does not "
                    "ask. The answer stays, also in exports.",
                    "%(num)s interviews here answer %(question)s, which the new version does not "
                    "ask. The answers stay, also in exports.",
                    count,
                )
                values = {"num": filters.value(count), "question": filters.value(path)}
                found.append(sentence % values)
        if paths and sealed.is_any(self.visit.session, self.visit.project):
            found.append(_("Sealed interviews are not counted: some may answer it, and keep that."))
        elif paths and not found:
            found.append(_("No interview at the hub answers a removed question."))
        return found

    def _answering(self, path: str) -> int:
        root = self.before.definitions[0].path
        definition = self.before.by_path[f"{root}/{path}"]
        above = [self.before.definitions[one] for one in self.before.ancestors[definition.index]]
        # The root is no part of the path that answers are kept under.
        names = [f"{one.name}[]" if one.repeat else one.name for one in above[-2::-1]]
        visit = self.visit
        return interviews.count_answering(
            visit.session, visit.project, self.form.form_id, "/".join(names)
        )

    def _of_renamed(self, one: Difference) -> list[str]:
        sentence = _(
            "%(before)s and %(after)s ask the same. If one was renamed: the data has two "
            "questions from now on, each in a column of its own."
        )
        names = {"before": filters.value(one.before), "after": filters.value(one.after)}
        return [sentence % names, *self._of_removed([one.before])]

    def _of_type(self, one: Difference) -> str:
        sentence = _(
            "%(question)s has another type now. In a CSV the answers of all versions stand in "
            "one column, as text."
        )
        return sentence % {"question": filters.value(one.name)}

    def _of_choices(self) -> list[str]:
        found = []
        if self.changed.of(Kind.CHOICE_REMOVED):
            found.append(
                _("Interviews with a removed choice keep it; tables show it with its old label.")
            )
        if self.changed.of(Kind.LANGUAGE_REMOVED):
            found.append(_("New interviews can no longer be held in the removed languages."))
        return found


def _hashes(files: Mapping[str, str]) -> dict[str, str]:
    return {name: _hash(text.encode()) for name, text in files.items()}


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
