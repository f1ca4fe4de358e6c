"""What a form sets by itself, what it knows of the interview before, and what it asks of clients."""

from __future__ import annotations

import pytest

from fieldtool.forms import Form, Interview, compile_form, form_from_tree, form_to_tree
from fieldtool.problems import Code
from tests.forms.workshop import NOW, interview

XFORM = """
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
    xmlns:j="http://openrosa.org/javarosa" xmlns:o="http://openrosa.org/xforms"
    xmlns:k="http://www.opendatakit.org/xforms" xmlns:ev="http://www.w3.org/2001/xml-events">
<h:head><h:title>سروی</h:title><model>
<instance><data id="survey" o:version="3" kind="">
  <place/><first/><every/><changed/><rows>0</rows><end/><photo/>
  <visit j:template=""><born/><said/></visit><visit><born/><said/></visit>
  <o:meta><o:instanceID/><o:audit/></o:meta></data></instance>
<instance id="before" src="jr://instance/last-saved"/>
<bind nodeset="/data/photo" type="binary" o:max-pixels="640"/>
<bind nodeset="/data/o:meta/o:audit" type="binary" k:location-priority="balanced"
    k:track-changes="true"/>
<bind nodeset="/data/o:meta/o:instanceID" j:preload="uid"/>
<bind id="first-question" nodeset="/data/first"/>
<setvalue event="EVENT" ref="/data/place" value="instance('before')/data/place"/>
<setvalue event="xforms-ready" bind="first-question">نخست</setvalue>
<setvalue event="odk-instance-load" ref="/data/every" value="concat(/data/every, 'x')"/>
<setvalue event="odk-instance-first-load" ref="/data/@kind" value="'new'"/>
<k:setgeopoint event="odk-instance-first-load" ref="/data/place"/>
<setvalue ev:event="xforms-revalidate" ref="/data/end" value="'پایان'"/>
<submission base64RsaPublicKey="MIIB" o:auto-send="true" action="https://hub.example/submission"/>
</model></h:head><h:body>
<input ref="/data/place"><label>جای</label>
  <setvalue event="xforms-value-changed" ref="/data/changed" value="concat('به ', ../place)"/></input>
<group ref="/data/visit"><repeat nodeset="/data/visit">
  <setvalue event="jr-insert" ref="/data/visit/born" value="concat('new ', position(..))"/>
  <setvalue event="odk-new-repeat" ref="/data/rows" value="/data/rows + 1"/>
  <input ref="/data/visit/said"><label>گفته</label></input></repeat></group>
</h:body></h:html>
"""


def _form(event: str = "odk-instance-first-load") -> Form:
    return compile_form(XFORM.strip().replace("EVENT", event))


@pytest.fixture(scope="module")
def form() -> Form:
    return form_from_tree(form_to_tree(_form()))


def test_a_former_event_and_the_id_of_a_bind_still_set_a_value(form: Form) -> None:
    assert interview(form).answers()["first"] == "نخست"


def test_some_things_happen_once_and_some_each_time_an_interview_is_opened(form: Form) -> None:
    made = interview(form)

    again = interview(form, made.answers(everything=True))

    assert (made.answers()["every"], again.answers()["every"]) == ("x", "xx")
    assert again.answers()["/@kind"] == "new"
    assert 'kind="new"' in again.to_xml()


def test_a_new_row_sets_values_inside_and_around_it_but_a_row_of_the_form_does_not(
    form: Form,
) -> None:
    made = interview(form)
    assert made.state(f"{made.state('visit').rows[0]}/born").value == ""

    row, changes = made.add_row("visit")

    assert made.state(f"{row}/born").value == "new 2"
    assert made.answers()["rows"] == "1"
    assert {f"{row}/born", "rows"} <= changes.values


def test_a_changed_answer_sets_another_and_the_end_sets_what_only_it_knows(form: Form) -> None:
    made = interview(form)
    made.answer("place", "هرات")

    assert made.answers()["changed"] == "به هرات"
    assert made.answers()["end"] == ""
    made.finish()
    assert made.answers()["end"] == "پایان"


def test_answers_of_the_interview_saved_before_are_there_when_the_caller_gives_it(
    form: Form,
) -> None:
    before = interview(form)
    before.answer("place", "هرات")

    made = Interview(form, lambda: NOW, last_saved=before.to_xml())

    assert made.answers()["place"] == "هرات"
    assert interview(form).answers()["place"] == ""


def test_what_clients_may_act_upon_is_told(form: Form) -> None:
    assert form.audit == {"location-priority": "balanced", "track-changes": "true"}
    assert form.public_key == "MIIB"
    assert form.submission["o:auto-send"] == "true"
    assert dict(form.by_path["/data/photo"].bind.extras) == {"max-pixels": "640"}
    assert form.version == "3"


def test_an_event_that_does_not_exist_is_told() -> None:
    (warning,) = _form("xforms-nosuch").warnings

    assert warning.code is Code.EVENT_UNKNOWN
    assert "xforms-nosuch" in warning.sentence()


def test_an_edited_interview_has_its_meta_block_whatever_prefix_it_has(form: Form) -> None:
    made = interview(form)

    again = Interview.from_xml(form, made.to_xml(), lambda: NOW, new_id="ponmlkjihgfedcba")

    assert "<o:deprecatedID>uuid:abcdefghijklmnop</o:deprecatedID>" in again.to_xml()
    assert "<o:instanceID>uuid:ponmlkjihgfedcba</o:instanceID>" in again.to_xml()


def test_what_only_a_device_can_give_stays_blank() -> None:
    made = interview(
        """
        | survey |
        | | type | name | label | trigger |
        | | start-geopoint | begun_at | | |
        | | background-audio | sound | | |
        | | text | village | قریه | |
        | | background-geopoint | answered_at | | ${village} |
        """
    )
    made.answer("village", "غوریان")

    answers = made.answers()

    assert (answers["begun_at"], answers["answered_at"], answers["village"]) == ("", "", "غوریان")
    assert set(answers) - {"village", "meta/instanceID"} <= {"begun_at", "answered_at", "sound"}
    assert made.validate() == ()
    assert made.failures == ()
