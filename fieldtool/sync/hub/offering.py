"""Offering a form version to everybody or to some teams, and retiring a form."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from fieldtool.log.clock import ClockEvidence
from fieldtool.log.kinds import (
    FORM,
    PROJECT_LOG,
    RETIRE,
    FormPublished,
    FormRetired,
    is_team,
    team_log,
)
from fieldtool.problems import Code, Problem
from fieldtool.security import writer
from fieldtool.security.hubkeys import HubIdentity
from fieldtool.storage.database import Session
from fieldtool.storage.queries import entries, forms


@dataclass(frozen=True)
class Offering:
    """One unit of work at the hub that says who is to use which form version."""

    session: Session
    hub: HubIdentity
    project: str
    clock: ClockEvidence

    def publish(self, form: FormPublished, teams: Collection[str] = ()) -> tuple[str, ...]:
        """Offer *form* to *teams*, or to everybody where none is named; return the logs written.

        When everybody gets a version, no team keeps one of its own. Where it is the newest
        already, nothing is written.

        Raises:
            Problem: FORM_VERSION_TAKEN or TEAM_UNKNOWN.
        """
        # Two people who publish at the same moment are judged one after the other.
        entries.lock(self.session, self.project)
        self.refuse_taken(form)
        for team in teams:
            if not is_team(team):
                raise Problem(Code.TEAM_UNKNOWN, {"team": team})
        logs = sorted(map(team_log, set(teams))) or [PROJECT_LOG]
        written = [log for log in logs if self._newest(log, form.form_id) != form.hash]
        for log in written:
            self._say(log, FORM, form.hash, form)
        if not teams:
            self.retire(form.form_id, self._having(form.form_id) - {PROJECT_LOG})
        return tuple(written)

    def retire(self, form_id: str, logs: Iterable[str] | None = None) -> tuple[str, ...]:
        """Let no new interviews be started with a form; return the logs that now say so.

        *logs* are those of the audiences it is retired for; all that have it when none are given.
        Drafts go on, data stays, and it can be published again.
        """
        entries.lock(self.session, self.project)
        having = self._having(form_id)
        written = sorted(having if logs is None else having & set(logs))
        for log in written:
            self._say(log, RETIRE, form_id, FormRetired(form_id))
        return tuple(written)

    def refuse_taken(self, form: FormPublished) -> None:
        """Refuse a version whose name other content has.

        Raises:
            Problem: FORM_VERSION_TAKEN.
        """
        for known in forms.versions(self.session, self.project, form.form_id):
            if known.version == form.version and known.hash != form.hash:
                values: dict[str, str | int] = {"form": form.form_id, "version": form.version}
                raise Problem(Code.FORM_VERSION_TAKEN, values)

    def _having(self, form_id: str) -> set[str]:
        offers = forms.offers(self.session, self.project)
        return {one.log for one in offers if one.form_id == form_id and not one.retired}

    def _newest(self, log: str, form_id: str) -> str:
        offers = forms.offers(self.session, self.project)
        found = [one for one in offers if one.log == log and one.form_id == form_id]
        return found[-1].hash if found and not found[-1].retired else ""

    def _say(self, log: str, kind: str, subject: str, said: FormPublished | FormRetired) -> None:
        own = self.hub.writer(self.project, log)
        media = said.media.values() if isinstance(said, FormPublished) else ()
        writer.append(
            self.session,
            own,
            kind,
            subject,
            said.to_content(),
            clock=self.clock,
            blobs={ref.blob for ref in media},
        )
