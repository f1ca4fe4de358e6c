"""Registers on a laptop: what forms choose from, and what finalised interviews say of entities."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fieldtool.log.registers import ENTITY, LABEL, Change, is_entity_id, is_name, news
from fieldtool.security import writer
from fieldtool.storage.queries import registers as stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fieldtool.forms import Entity, Form
    from fieldtool.forms.nodes import Node
    from fieldtool.log.clock import ClockEvidence
    from fieldtool.log.entry import Entry
    from fieldtool.log.kinds import Revision
    from fieldtool.security.workspace import Workspace
    from fieldtool.storage.database import Session

# Hidden value of a form that says in which wave of the survey an interview is.
_WAVE = "wave"


def document(ws: Workspace, dataset: str) -> Node | None:
    """Return a register as forms read it, with what this person registered a moment ago."""
    with ws.database.read() as session:
        return stored.document(session, ws.project_id, dataset)


def write(
    session: Session,
    ws: Workspace,
    revision: Revision,
    declared: Iterable[Entity],
    clock: ClockEvidence,
) -> list[Entry]:
    """Write into the log what an interview says of entities, in the work that finalises it.

    An entity that only names itself again is written too: the interview is a visit to it. What
    no register could take, such as a new entity without a label, is left out: the interview itself
    is never lost for it.
    """
    # A form may draw an id by chance each time it is asked; what the answers say is the one.
    known = [replace(one, id=_id_in(revision, one)) for one in declared]
    return [_written(session, ws, revision, one, clock) for one in known if _is_of_use(one)]


def preset(form: Form, dataset: str, entity: str) -> dict[str, str]:
    """Return the answer with which an interview begins that is about *entity*.

    It goes into the first question, outside of repeats, that chooses from the register.
    """
    question = chooser(form, dataset)
    return {question: entity} if question else {}


def chooser(form: Form, dataset: str) -> str:
    """Return the path of the first question that chooses from a register, "" without one."""
    if dataset not in form.registers:
        return ""
    for index, control in sorted(form.controls.items()):
        definition = form.definitions[index]
        inside = any(form.definitions[above].repeat for above in form.ancestors[index])
        if control.itemset is None or control.kind != "select1" or inside:
            continue
        if f"instance('{dataset}')" in control.itemset.nodes.source:
            return definition.path.split("/", 2)[2]
    return ""


def _id_in(revision: Revision, one: Entity) -> str:
    return revision.answers.get(f"{one.path}/@id", one.id)


def _is_of_use(one: Entity) -> bool:
    names = (one.dataset, *one.properties)
    has_name = one.update or one.label.strip() != ""
    return has_name and is_entity_id(one.id) and all(map(is_name, names))


def _written(
    session: Session, ws: Workspace, revision: Revision, one: Entity, clock: ClockEvidence
) -> Entry:
    said = stored.history(session, ws.project_id, one.dataset, one.id)
    known = stored.merged_of(said)
    change = Change(
        dataset=one.dataset,
        properties=news(known, _wanted(one)),
        known=known.heads,
        at=clock.moment.isoformat(timespec="seconds"),
        interview=revision.interview,
        form=revision.form_id,
        wave=_wave(revision.answers),
    )
    return writer.append(session, ws, ENTITY, one.id, change.to_content(), clock=clock)


def _wanted(one: Entity) -> dict[str, str]:
    # A form that updates need not know the label; an empty one takes none away.
    label = {LABEL: one.label} if one.label.strip() else {}
    return {**one.properties, **label}


def _wave(answers: Mapping[str, str]) -> str:
    named = (text for path, text in answers.items() if path.rpartition("/")[2] == _WAVE)
    return next(named, "")[:200]
