"""The hub's logs for teams: who gets which form, when a team changes, when a form is retired."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fieldtool.collect import facts
from fieldtool.log import kinds
from fieldtool.log.kinds import FormPublished, team_log
from fieldtool.problems import Code, Problem
from fieldtool.security import writer
from fieldtool.storage import projections
from fieldtool.storage.queries import entries, forms, people
from fieldtool.sync.hub.offering import Offering
from tests.log import samples
from tests.sync.rooms import PERSON, Hub, Laptop
from tests.sync.test_restoring import Copy, hub_database

__all__ = ["hub_database"]

P = samples.PROJECT
SECOND = replace(samples.FORM, hash="7a" * 32, version="2.0.0")
THIRD = replace(samples.FORM, hash="8b" * 32, version="3.0.0")


def put_into(hub: Hub, team: str) -> None:
    with hub.database.work() as session:
        people.put(session, P, replace(PERSON, team=team))


def publish(hub: Hub, form: FormPublished, *teams: str) -> tuple[str, ...]:
    with hub.database.work() as session:
        return Offering(session, hub.identity, P, hub.clock.now()).publish(form, teams)


def retire(hub: Hub, *teams: str) -> tuple[str, ...]:
    with hub.database.work() as session:
        logs = [team_log(team) for team in teams] or None
        offering = Offering(session, hub.identity, P, hub.clock.now())
        return offering.retire(samples.FORM.form_id, logs)


def startable(laptop: Laptop) -> list[str]:
    laptop.sync()
    return [form.version for form in facts.forms(laptop.ws)]


def test_a_form_for_a_team_reaches_its_laptops_alone(hub: Hub, laptop: Laptop) -> None:
    publish(hub, SECOND, "HRT")
    publish(hub, THIRD, "JAL")
    assert startable(laptop) == ["1.0.0"]
    put_into(hub, "HRT")

    assert startable(laptop) == ["2.0.0"]
    with laptop.ws.database.read() as session:
        logs = entries.logs(session, P)
        known = {form.version for form in forms.versions(session, P)}
    assert set(logs) == {"project", "team/HRT"}
    assert known == {"1.0.0", "2.0.0"}
    assert laptop.sync().received == 0


def test_a_person_who_changes_teams_starts_what_the_new_team_starts(
    hub: Hub, laptop: Laptop
) -> None:
    put_into(hub, "HRT")
    publish(hub, SECOND, "HRT")
    publish(hub, THIRD, "JAL")
    assert startable(laptop) == ["2.0.0"]
    put_into(hub, "JAL")
    assert startable(laptop) == ["3.0.0"]
    put_into(hub, "")

    assert startable(laptop) == ["1.0.0"]
    with laptop.ws.database.read() as session:
        # What drafts were begun with stays, whoever may not begin new ones with it.
        assert forms.source(session, P, SECOND.hash) is not None


def test_a_team_keeps_its_own_version_until_everybody_gets_one(hub: Hub, laptop: Laptop) -> None:
    put_into(hub, "HRT")
    publish(hub, SECOND, "HRT", "JAL")
    assert startable(laptop) == ["2.0.0"]
    written = publish(hub, THIRD)

    assert written == ("project",)
    assert startable(laptop) == ["3.0.0"]


def test_publishing_again_what_is_the_newest_writes_nothing(hub: Hub, laptop: Laptop) -> None:
    assert publish(hub, SECOND, "HRT") == ("team/HRT",)
    assert publish(hub, SECOND, "HRT") == ()
    assert publish(hub, SECOND, "HRT", "JAL") == ("team/JAL",)


def test_a_retired_form_starts_no_interview_and_can_be_published_again(
    hub: Hub, laptop: Laptop
) -> None:
    assert startable(laptop) == ["1.0.0"]
    assert retire(hub) == ("project",)
    assert startable(laptop) == []
    with laptop.ws.database.read() as session:
        assert forms.source(session, P, samples.FORM.hash) is not None
    assert retire(hub) == ()
    publish(hub, samples.FORM)

    assert startable(laptop) == ["1.0.0"]


def test_a_form_retired_for_a_team_leaves_it_with_what_everybody_has(
    hub: Hub, laptop: Laptop
) -> None:
    put_into(hub, "HRT")
    publish(hub, SECOND, "HRT")
    assert startable(laptop) == ["2.0.0"]
    assert retire(hub, "HRT") == ("team/HRT",)

    assert startable(laptop) == ["1.0.0"]


def test_made_again_from_the_logs_everything_is_offered_as_before(hub: Hub, laptop: Laptop) -> None:
    publish(hub, SECOND, "HRT")
    retire(hub, "HRT")
    publish(hub, SECOND, "JAL")
    with hub.database.work() as session:
        before = forms.offers(session, P)
        projections.rebuild(session, P)
        after = forms.offers(session, P)

    assert after == before
    assert [(one.log, one.retired) for one in after] == [
        ("project", False),
        ("team/HRT", True),
        ("team/JAL", False),
    ]


def test_a_version_taken_by_other_content_is_refused_whoever_had_it(hub: Hub) -> None:
    publish(hub, SECOND, "HRT")
    with pytest.raises(Problem) as caught:
        publish(hub, replace(THIRD, version="2.0.0"), "JAL")

    assert caught.value.code is Code.FORM_VERSION_TAKEN


def test_what_is_not_a_team_is_refused(hub: Hub) -> None:
    with pytest.raises(Problem) as caught:
        publish(hub, SECOND, "../HRT")

    assert caught.value.code is Code.TEAM_UNKNOWN


def test_a_laptop_that_writes_a_form_into_its_own_log_offers_nothing(
    hub: Hub, laptop: Laptop
) -> None:
    with laptop.ws.database.work() as session:
        now = laptop.clock.now()
        writer.append(session, laptop.ws, kinds.FORM, THIRD.hash, THIRD.to_content(), clock=now)
    laptop.sync()

    with hub.database.read() as session:
        assert forms.published(session, P, THIRD.hash) is None
        assert THIRD.hash not in {one.hash for one in forms.offers(session, P)}
        assert THIRD.hash not in forms.published_at(session, P)


def test_what_a_restored_hub_lost_of_a_teams_log_comes_back_from_a_laptop(
    hub: Hub, laptop: Laptop, tmp_path: Path
) -> None:
    put_into(hub, "HRT")
    laptop.sync()
    copy = Copy(hub, tmp_path)
    publish(hub, SECOND, "HRT")
    publish(hub, THIRD, "HRT")
    retire(hub, "HRT")
    assert startable(laptop) == ["1.0.0"]
    copy.put_back(hub, is_known=True)
    publish(hub, replace(SECOND, hash="9c" * 32, form_id="other", version="1"), "HRT")
    laptop.sync()

    assert startable(laptop) == ["1.0.0", "1"]
    with hub.database.read() as session:
        offers = forms.offers(session, P)
        known = {form.version for form in forms.versions(session, P, samples.FORM.form_id)}
    assert known == {"1.0.0", "2.0.0", "3.0.0"}
    lost = [one for one in offers if one.form_id == samples.FORM.form_id and one.log != "project"]
    assert all(one.retired for one in lost)
