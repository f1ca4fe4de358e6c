"""One interview: what was asked and answered, who wrote it and when it came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from flask import g, render_template, request

from fieldtool.forms import Form
from fieldtool.log import consents, ids
from fieldtool.log.papers import PaperId
from fieldtool.outputs.consent_columns import ROLES as CONSENTS
from fieldtool.outputs.csv_writing import WORDS
from fieldtool.problems import Code, Problem
from fieldtool.storage import opened, revisions
from fieldtool.storage.queries import erasures, forms, interviews, registers, sites
from fieldtool.storage.queries.interviews import Answered, Interview
from fieldtool.storage.queries.registers import Entity
from fieldtool.storage.revisions import Found
from fieldtool.web.desk.blueprint import desk
from fieldtool.web.desk.interviews.attachments import Attached, attached
from fieldtool.web.desk.interviews.fitting import Fit, fit_of
from fieldtool.web.desk.interviews.histories import Step, steps
from fieldtool.web.desk.interviews.interviews import moment_of, title
from fieldtool.web.desk.interviews.words import form_of
from fieldtool.web.desk.labels import label
from fieldtool.web.desk.registers.places import places_of
from fieldtool.web.desk.visits import Answer, Visit, permitted
from fieldtool.web.parts.reading import Reading, language_of, read


@dataclass(frozen=True)
class Tongue:
    """A language of the form.

    Attributes:
        address: how the page's address names it.
        full: as the form writes it, which is how the log names it too.
        name: without the tag that forms put behind it.
    """

    address: str
    full: str
    name: str
    tag: str
    direction: str


@dataclass(frozen=True)
class Typed:
    """The printed copy that an interview was typed in from; `others` say the same of themselves."""

    groups: tuple[str, ...]
    day: date
    others: tuple[Interview, ...]


@dataclass(frozen=True)
class Consented:
    """A consent in the reader's words; `text` names the version of the text that was shown."""

    to: str
    answer: str
    at: datetime | None
    language: str
    text: str


@dataclass(frozen=True)
class Shown:
    """An interview and everything its page says around the answers.

    `is_closed` where it is sealed and cannot be read here now.
    """

    interview: Interview
    form: str
    site: list[str]
    started: datetime | None
    finished: datetime | None
    received: datetime | None
    steps: list[Step]
    languages: list[Tongue]
    reading: Reading | None
    fit: Fit
    is_closed: bool
    paper: Typed | None
    consents: list[Consented]
    files: Mapping[str, Attached]
    raw: tuple[tuple[str, str], ...] = field(repr=False)
    entities: list[Entity] = field(repr=False, default_factory=list)


@desk.get("/interviews/<interview>")
@permitted("interview.read")
def interview(visit: Visit, interview: str) -> Answer:
    """Show one interview in a language of its form; the reading is audited."""
    found = known_interview(visit, interview)
    codes = request.args.get("codes") == "yes"
    page = render_template("desk/interview.html", shown=_shown(visit, found), codes=codes)
    if not found.is_closed:
        visit.audit_reading("interview:read", found.interview.number, id=interview)
    return page


def known_interview(visit: Visit, interview: str) -> Answered:
    """Return an interview that is here.

    Raises:
        Problem: INTERVIEW_ERASED, or INTERVIEW_NOT_HERE for any other that is not.
    """
    if not ids.is_id(interview, ids.INTERVIEW):
        raise Problem(Code.INTERVIEW_NOT_HERE)
    found = interviews.get(visit.session, visit.project, interview)
    if found is not None:
        return found
    erased = erasures.of(visit.session, visit.project, {interview})
    raise Problem(Code.INTERVIEW_ERASED if erased else Code.INTERVIEW_NOT_HERE)


def _shown(visit: Visit, found: Answered) -> Shown:
    one = found.interview
    form = form_of(visit, one.form_hash)
    places = places_of(sites.all_of(visit.session, visit.project), g.locale.code)
    finished = moment_of(one.finished)
    is_closed = found.is_closed
    said = [] if is_closed else revisions.of_interview(visit.session, visit.project, one.id)
    languages = _languages(form) if form else []
    language = language_of(form, request.args.get("read", ""), g.locale) if form else None
    return Shown(
        interview=one,
        form=_title(visit, one),
        site=places.full_name(one.site) if one.site else [],
        started=moment_of(one.started),
        finished=finished,
        received=visit.moment(one.received_at),
        steps=steps(visit, one),
        languages=languages,
        reading=read(
            form,
            found.answers,
            language,
            g.locale,
            finished or datetime.now(UTC),
            visit.register,
        )
        if form and language and not is_closed
        else None,
        fit=fit_of(visit, one.id) if one.logic and not is_closed else Fit(),
        is_closed=is_closed,
        paper=_typed(visit, one, said),
        consents=_consents(said, languages),
        files={} if is_closed else attached(visit, one),
        raw=tuple(found.answers.items()),
        entities=registers.of_interview(visit.session, visit.project, one.id),
    )


def _consents(found: list[Found], languages: list[Tongue]) -> list[Consented]:
    given, names = consents.read(opened.consents(found)), {one.tag: one.name for one in languages}
    return [
        Consented(
            to=label(CONSENTS, role),
            answer=label(WORDS, one.answer),
            at=moment_of(one.at),
            language=names.get(one.language, one.language),
            text=one.text,
        )
        for role in CONSENTS
        if (one := given.get(role)) is not None
    ]


def _typed(visit: Visit, one: Interview, found: list[Found]) -> Typed | None:
    said = [each.revision.paper for each in found if each.revision.paper is not None]
    paper = said[-1] if said else None
    if paper is None:
        return None
    same = interviews.of_paper(visit.session, visit.project, paper.number)
    others = tuple(each for each in same if each.id != one.id)
    return Typed(PaperId(paper.number).groups, date.fromisoformat(paper.day), others)


def _title(visit: Visit, one: Interview) -> str:
    for version in forms.versions(visit.session, visit.project, one.form_id):
        if version.hash == one.form_hash:
            return title(version)
    return one.form_id


def _languages(form: Form) -> list[Tongue]:
    return [
        Tongue(
            address=one.tag or one.name,
            full=one.name,
            name=one.name.partition("(")[0].strip() or one.name,
            tag=one.tag,
            direction=one.direction,
        )
        for one in form.languages
        if one.name
    ]
