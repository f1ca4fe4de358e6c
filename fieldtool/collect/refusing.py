"""Somebody does not take part: the draft is destroyed, and one more is counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldtool.collect import destroying, facts
from fieldtool.forms.safety import TOO_YOUNG
from fieldtool.log import ids
from fieldtool.log.refusals import OUTCOMES, REFUSAL, SEXES, Refusal
from fieldtool.problems import Code, Problem
from fieldtool.security import writer
from fieldtool.storage.queries import handovers

if TYPE_CHECKING:
    from fieldtool.collect.sitting import Sittings
    from fieldtool.log.clock import Clock
    from fieldtool.storage.database import Session


def refuse(sittings: Sittings, draft_id: str, outcome: str, sex: str, clock: Clock) -> None:
    """Destroy a draft and count, for its form, place and day, how it ended; *sex* may be unknown.

    Of somebody who is too young nothing is counted either: nothing was asked for.

    Raises:
        Problem: the outcome is none; or the draft is gone, or is an interview that the hub has,
            which has to be withdrawn there.
    """
    if outcome not in OUTCOMES:
        raise Problem(Code.OUTCOME_UNKNOWN)
    ws = sittings.workspace
    with sittings.of(draft_id) as sitting:
        draft, form = sitting.draft, sitting.form
        if draft.parents:
            raise Problem(Code.WITHDRAW_AT_HUB, {"number": draft.number})
        is_counted = sitting.interview.guarding.standing.age != TOO_YOUNG
        day = facts.now(ws, clock).date().isoformat()
        known = sex if sex in SEXES else ""
        said = Refusal(outcome, form.form_id, draft.site, day, known, draft.assignment)
        evidence = clock.now()

        def count(session: Session) -> None:
            handovers.forget_remarks(session, ws.project_id, draft.id)
            handovers.destroy_brought(session, ws.project_id, draft.id, ws.log)
            if is_counted:
                subject, content = ids.new_id(ids.REFUSAL), said.to_content()
                writer.append(session, ws, REFUSAL, subject, content, clock=evidence)

        sittings.forget(draft_id)
        destroying.destroy(ws, draft.id, evidence.wall, count)
