"""What a coordinator decided about an interview of hers, for the facilitator to see."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from flask import render_template

from fieldtool.collect import registers
from fieldtool.collect.decided import decided
from fieldtool.forms import Interview
from fieldtool.log import ids
from fieldtool.problems import Code, Problem
from fieldtool.web.field.blueprint import blueprint, services, sittings, workspace
from fieldtool.web.field.filling import around, showing
from fieldtool.web.field.filling.questions import NOTHING, Words
from fieldtool.web.parts.texts import marked

if TYPE_CHECKING:
    from fieldtool.collect.decided import Change, Decided
    from fieldtool.web.field.filling.showing import Reader


@dataclass(frozen=True)
class ChangeShown:
    """A question with what she wrote and what holds now, both as people say them."""

    label: Words
    before: Words
    now: Words


@blueprint.get("/interviews/<interview>/decided")
def decision(interview: str) -> str:
    """Show what is another answer now."""
    found = decided(workspace(), interview) if ids.is_id(interview, ids.INTERVIEW) else None
    if found is None:
        raise Problem(Code.DRAFT_UNKNOWN)
    form = sittings().form(found.own.form_hash)
    language = next(
        (one for one in form.languages if one.name == found.own.language), form.languages[0]
    )
    moment = services().clock.now().moment
    held = Interview(
        form,
        lambda: moment,
        answers=found.answers,
        language=language.name,
        registers=partial(registers.document, workspace()),
    )
    reader = around.reader_in(language, moment.tzinfo)
    return render_template(
        "field/decided.html",
        number=found.own.number,
        language=around.shown(language),
        changes=[_shown(held, one, reader) for one in _asked(found)],
    )


def _asked(found: Decided) -> tuple[Change, ...]:
    """Leave the order of rows out: nobody was asked for it."""
    everything = {*found.own.answers, *found.answers}
    repeats = {path.rpartition("[")[0] for path in everything if "[" in path}
    return tuple(one for one in found.changes if one.path not in repeats)


def _shown(held: Interview, change: Change, reader: Reader) -> ChangeShown:
    try:
        state = held.state(change.path)
    except Problem:
        # The row that it was in is gone.
        return ChangeShown(
            Words(change.path), Words.escape(change.before or ""), Words.escape(change.now or "")
        )
    before, now = (
        showing.answer(replace(state, value=value), reader) if value else NOTHING
        for value in (change.before, change.now)
    )
    return ChangeShown(marked(state.label), before, now)
