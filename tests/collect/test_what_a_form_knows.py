"""What a form knows without asking: who and which laptop, its own ids, the interview before."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fieldtool.collect import drafts, finalising, rows
from fieldtool.collect.sitting import Sittings
from fieldtool.forms import form_hash
from fieldtool.log import kinds
from fieldtool.log.kinds import FormPublished, Revision
from fieldtool.security.workspace import Workspace
from fieldtool.storage.queries.drafts import Draft
from tests.clocks import StepClock
from tests.collect.conftest import SITE, ProjectLog, questionnaire

WINDOW = "windowaaaa"
Fresh = Callable[[], Sittings]

TREES = """
| survey |
| | type | name | label | save_to | calculation | default | parameters | relevant |
| | start | begun | | | | | | |
| | end | ended | | | | | | |
| | today | day | | | | | | |
| | deviceid | laptop | | | | | | |
| | username | person | | | | | | |
| | phonenumber | phone | | | | | | |
| | email | mail | | | | | | |
| | simserial | card | | | | | | |
| | subscriberid | subscriber | | | | | | |
| | audit | audit | | | | | track-changes=true identify-user=true | |
| | text | village | قریه | | | ${last-saved#village} | | |
| | begin repeat | tree | درخت | | | | | |
| | text | kind | نوع | kind | | | | |
| | end repeat | | | | | | | |
| | calculate | count | | | count(${tree}) | | | |
| entities |
| | list_name | label | repeat |
| | trees | ${kind} | ${tree} |
| settings |
| | form_id | version |
| | trees | 1 |
"""


@pytest.fixture(scope="module")
def trees() -> FormPublished:
    made = questionnaire(TREES)
    return FormPublished("trees", "1", made.hash, {"fa_AF": "درختان"}, made.xform)


@pytest.fixture
def draft(
    sittings: Sittings, workspace: Workspace, clock: StepClock, trees: FormPublished
) -> Draft:
    ProjectLog(workspace, clock).arrives(kinds.FORM, trees.to_content())
    return sittings.start(trees.hash, SITE.id, "")


def answers(sittings: Sittings, draft: Draft) -> dict[str, str]:
    with sittings.of(draft.id) as sitting:
        return sitting.interview.answers(everything=True)


def finalised(sittings: Sittings, draft: Draft, clock: StepClock) -> dict[str, str]:
    entry = finalising.finalise(sittings, draft.id, finalising.COMPLETE, clock)
    return dict(Revision.from_entry(entry).answers)


def test_metadata_names_the_laptop_by_its_random_id_and_the_person_by_a_code_alone(
    sittings: Sittings, draft: Draft, workspace: Workspace, clock: StepClock
) -> None:
    found = finalised(sittings, draft, clock)

    assert (found["laptop"], found["person"]) == (workspace.membership.device, "HRT-07")
    assert {found[name] for name in ("phone", "mail", "card", "subscriber")} == {""}
    assert found["day"] == "2026-11-22"
    assert "2026-11-22T" in found["begun"] < found["ended"]


def test_a_form_that_asks_for_an_audit_gets_paradata_and_no_file(
    sittings: Sittings, draft: Draft, clock: StepClock
) -> None:
    sittings.answer(draft.id, {"village": "غوریان"}, 0, WINDOW)

    with sittings.of(draft.id) as sitting:
        assert sitting.form.audit == {"track-changes": "true", "identify-user": "true"}
    entry = finalising.finalise(sittings, draft.id, finalising.COMPLETE, clock)
    revision = Revision.from_entry(entry)

    assert revision.answers["meta/audit"] == ""
    assert "village" in revision.paradata
    assert not revision.attachments


def test_an_entity_keeps_its_id_when_the_draft_is_reopened_and_in_the_log(
    sittings: Sittings, draft: Draft, clock: StepClock, new_sittings: Fresh
) -> None:
    rows.put(sittings, draft.id, "tree[k3f7qa]", WINDOW)
    sittings.answer(draft.id, {"tree[k3f7qa]/kind": "توت"}, 99, WINDOW)
    path = "tree[k3f7qa]/meta/entity/@id"
    first = answers(sittings, draft)[path]

    again = new_sittings()

    assert len(first) == 36
    assert answers(again, draft)[path] == first
    sent = finalised(again, draft, clock)
    assert sent[path] == first
    assert sent["tree[k3f7qa]/meta/entity/label"] == "توت"


def test_a_new_interview_begins_with_the_answer_of_the_one_finalised_last(
    sittings: Sittings, draft: Draft, clock: StepClock, trees: FormPublished, new_sittings: Fresh
) -> None:
    assert answers(sittings, draft)["village"] == ""
    sittings.answer(draft.id, {"village": "غوریان"}, 0, WINDOW)
    unfinished = sittings.start(trees.hash, SITE.id, "")
    finalised(sittings, draft, clock)

    second = sittings.start(trees.hash, SITE.id, "")
    sittings.answer(second.id, {"village": "زنده‌جان"}, 99, WINDOW)
    finalised(sittings, second, clock)
    third = sittings.start(trees.hash, SITE.id, "")

    assert answers(sittings, unfinished)["village"] == ""
    assert answers(new_sittings(), third)["village"] == "زنده‌جان"


DRAWN = """<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
<h:head><h:title>اعداد</h:title><model><instance><data id="drawn" version="1"><name/>
<meta><instanceID/></meta></data></instance>
<bind nodeset="/data/name" type="string"/>
<bind nodeset="/data/meta/instanceID" calculate="concat('uuid:', uuid())"/>
</model></h:head>
<h:body><input ref="/data/name"><label>نام</label></input></h:body></h:html>"""


def test_an_id_that_the_form_draws_is_drawn_once(
    sittings: Sittings, workspace: Workspace, clock: StepClock, new_sittings: Fresh
) -> None:
    form = FormPublished("drawn", "1", form_hash(DRAWN, {}), {"en": "Drawn"}, DRAWN)
    ProjectLog(workspace, clock).arrives(kinds.FORM, form.to_content())
    draft = sittings.start(form.hash, SITE.id, "")
    first = answers(sittings, draft)["meta/instanceID"]
    sittings.answer(draft.id, {"name": "احمد"}, 99, WINDOW)

    again = new_sittings()

    assert first.startswith("uuid:")
    assert len(first) == 41
    assert answers(again, draft)["meta/instanceID"] == first
    assert drafts.answers_of(workspace, draft.id)[0]["meta/instanceID"] == first
    assert finalised(again, draft, clock)["meta/instanceID"] == first
