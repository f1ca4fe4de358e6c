"""What of the ODK XForms specification is supported, and what proves it."""

from __future__ import annotations

SUPPORTED, DEGRADED, NOT = "supported", "degraded", "not supported"

# (part, what, state, reason or remark, test that shows it)
FEATURES: tuple[tuple[str, str, str, str, str], ...] = (
    ("Types", ("string, int, decimal, boolean, date, time, dateTime, geopoint, geotrace, geoshape, "
     "binary, barcode, select, select1, odk:rank"), SUPPORTED, "",
     "tests/forms/test_round_trip.py::test_answers_come_back_from_drafts_and_from_xml"),
    ("Types", "intent, and unknown types", SUPPORTED, "as text, as the specification says", ""),
    ("Binds", "relevant, required, readonly, constraint, calculate and their messages", SUPPORTED,
     "", "tests/forms/test_filling.py::test_an_answer_that_is_not_allowed_is_kept_and_told"),
    ("Binds", "bound attributes", SUPPORTED, "worked out when they are asked for",
     "tests/forms/test_entities.py::test_an_update_names_the_version_that_was_known"),
    ("Binds", "orx:max-pixels, audit attributes, submission attributes", SUPPORTED,
     "told to the program, which acts upon them",
     "tests/forms/test_actions.py::test_what_clients_may_act_upon_is_told"),
    ("Repeats", "nested, counted, with templates and rows of the form", SUPPORTED, "",
     "tests/forms/test_repeats.py::test_a_counted_repeat_has_as_many_rows_as_its_count"),
    ("Repeats", "more than 2,000 rows of a counted repeat, or 10,000 in all", NOT,
     "nobody fills in so many; the interview says so",
     "tests/forms/test_bounds.py::test_more_rows_than_anybody_could_fill_in_are_not_made"),
    ("Actions", ("setvalue on odk-instance-first-load, odk-instance-load, odk-new-repeat, "
     "xforms-value-changed, xforms-revalidate"), SUPPORTED, "",
     "tests/forms/test_actions.py::test_some_things_happen_once_and_some_each_time_an_interview_is_opened"),
    ("Actions", "xforms-ready, jr-insert", SUPPORTED, "former names of two events",
     "tests/forms/test_actions.py::test_a_former_event_and_the_id_of_a_bind_still_set_a_value"),
    ("Actions", "odk:setgeopoint, odk:recordaudio", DEGRADED,
     "read and told; a laptop has neither a receiver nor a silent recorder", ""),
    ("Languages", "any number, outputs, media, guidance, long and short forms", SUPPORTED, "",
     "tests/forms/test_filling.py::test_the_language_changes_labels_and_choices_and_loses_nothing"),
    ("Lists", "internal, CSV, XML and GeoJSON instances, filters", SUPPORTED, "",
     "tests/forms/test_filling.py::test_a_file_beside_the_form_is_read"),
    ("Lists", "jr://instance/last-saved", SUPPORTED, "when the caller gives it",
     "tests/forms/test_actions.py::test_answers_of_the_interview_saved_before_are_there_when_the_caller_gives_it"),
    ("Entities", "create, update, conditions, save_to, versions and branches of offline changes",
     SUPPORTED, "specifications 2022.1 to 2025.1",
     "tests/forms/test_entities.py::test_an_update_names_the_version_that_was_known"),
    ("Entities", "in repeats and groups", SUPPORTED, "",
     "tests/forms/test_entities.py::test_each_row_creates_an_entity_of_its_own_where_its_condition_holds"),
    ("Metadata", "instanceID, deprecatedID, start, end, today, properties", SUPPORTED, "",
     "tests/forms/test_repeats.py::test_an_edited_interview_names_the_one_it_replaces"),
    ("Encryption", "base64RsaPublicKey", DEGRADED,
     "understood and told; interviews are sealed in fieldtool's own way",
     "tests/forms/test_actions.py::test_what_clients_may_act_upon_is_told"),
    ("Functions", "extract-signed()", NOT, ("signed codes are scanned by phones; a laptop has them "
     "typed"), "tests/forms/test_bounds.py::test_what_cannot_be_worked_out_is_a_problem"),
)  # fmt: skip
