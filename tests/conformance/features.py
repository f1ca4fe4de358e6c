"""What of XLSForm and the ODK XForms specification is supported, and the test that shows it."""

from __future__ import annotations

SUPPORTED, DEGRADED, NOT = "supported", "degraded", "not supported"

_FORMS = "tests/forms/test_"
_ROUND = f"{_FORMS}round_trip.py::test_answers_come_back_from_drafts_and_from_xml"
_SENT = "tests/web/test_controls.py::test_what_a_control_sends_is_stored_as_collect_stores_it"
_GALLERY = "tests/web/test_controls.py::test_a_page_sent_back_untouched_changes_no_answer"
_SAID = (
    "tests/web/test_controls.py::"
    "test_what_is_otherwise_than_on_a_phone_is_said_once_under_the_question"
)
_TABLE = (
    "tests/web/test_controls.py::test_a_table_has_one_head_and_its_rows_name_their_choices_for_ears"
)
_MAP = "tests/web/test_controls.py::test_a_map_is_a_list_of_places_with_their_coordinates"
_PHOTO = "tests/web/test_uploads.py::test_a_photo_is_attached_shown_and_removed_with_plain_forms"
_KINDS = "tests/collect/test_given_files.py::test_a_file_is_what_its_content_says"
_PAPER = "tests/web/test_uploads.py::test_a_signature_is_asked_for_on_paper"
_HIDDEN = (
    f"{_FORMS}filling.py::test_a_question_becomes_relevant_when_what_it_depends_on_is_answered"
)
_ORDER = f"{_FORMS}filling.py::test_calculations_follow_each_other_in_their_order"
_KEPT = f"{_FORMS}filling.py::test_an_answer_that_is_not_allowed_is_kept_and_told"
_MISSED = (
    f"{_FORMS}filling.py::"
    "test_a_blank_answer_breaks_no_constraint_but_is_missed_where_it_is_required"
)
_FILTER = (
    f"{_FORMS}filling.py::"
    "test_choices_are_filtered_by_an_answer_and_a_choice_that_went_is_no_longer_given"
)
_FILE = f"{_FORMS}filling.py::test_a_file_beside_the_form_is_read"
_FROM = f"{_FORMS}features.py::test_choices_come_from_each_kind_of_file"
_HINTS = f"{_FORMS}features.py::test_a_question_has_its_hint_its_guidance_and_its_media"
_INNER = (
    f"{_FORMS}as_in_collect.py::"
    "test_a_new_row_begins_without_rows_inside_though_the_first_one_had_one"
)
_WORDS = f"{_FORMS}filling.py::test_the_language_changes_labels_and_choices_and_loses_nothing"
_LABEL = f"{_FORMS}filling.py::test_a_label_repeats_an_answer_as_a_part_of_its_own"
_TOLD = f"{_FORMS}actions.py::test_what_clients_may_act_upon_is_told"
_ONCE = (
    f"{_FORMS}actions.py::test_some_things_happen_once_and_some_each_time_an_interview_is_opened"
)
_FORMER = f"{_FORMS}actions.py::test_a_former_event_and_the_id_of_a_bind_still_set_a_value"
_ROW = (
    f"{_FORMS}actions.py::"
    "test_a_new_row_sets_values_inside_and_around_it_but_a_row_of_the_form_does_not"
)
_CHANGED = (
    f"{_FORMS}actions.py::test_a_changed_answer_sets_another_and_the_end_sets_what_only_it_knows"
)
_DEVICE = f"{_FORMS}actions.py::test_what_only_a_device_can_give_stays_blank"
_COUNTED = f"{_FORMS}repeats.py::test_a_counted_repeat_has_as_many_rows_as_its_count"
_EDITED = f"{_FORMS}repeats.py::test_an_edited_interview_names_the_one_it_replaces"
_BEFORE = f"{_FORMS}repeats.py::test_a_row_may_read_the_row_before_it"
_UPDATE = f"{_FORMS}entities.py::test_an_update_names_the_version_that_was_known"
_EACH = f"{_FORMS}entities.py::test_each_row_creates_an_entity_of_its_own_where_its_condition_holds"
_VALUE = f"{_FORMS}expressions.py::test_an_expression_has_the_value_that_collect_gives_it"
_RECORDED = f"{_FORMS}conformance.py::test_as_many_recorded_cases_pass_as_ever_did"
_SEARCH = f"{_FORMS}searches.py::test_every_way_of_searching_is_known"
_KNOWS = "tests/collect/test_what_a_form_knows.py::test_"
_WHO = f"{_KNOWS}metadata_names_the_laptop_by_its_random_id_and_the_person_by_a_code_alone"

# (part, what, state, reason or remark, test that shows it)
FEATURES: tuple[tuple[str, str, str, str, str], ...] = (
    ("Types", "text (string)", SUPPORTED, "", _ROUND),
    ("Types", "integer, decimal", SUPPORTED, "any digits, the decimal sign of the language",
     "tests/collect/test_typed.py::test_it_is_stored_in_one_spelling"),
    ("Types", "boolean, and types that nobody knows", SUPPORTED, "as text", _ROUND),
    ("Types", "date, time, dateTime", SUPPORTED, "Solar Hijri or Gregorian", _SENT),
    ("Types", "geopoint, geotrace, geoshape", SUPPORTED, "typed, or the laptop's place", _SENT),
    ("Types", "select_one, select_multiple", SUPPORTED, "", _GALLERY),
    ("Types", "select from file (CSV, XML, GeoJSON)", SUPPORTED, "", _FROM),
    ("Types", "select_one_external (itemsets.csv)", SUPPORTED,
     "labels in the first language of its sheet",
     f"{_FORMS}features.py::test_a_long_list_on_its_own_sheet_is_filtered_by_an_answer"),
    ("Types", "or_other", SUPPORTED, "",
     f"{_FORMS}features.py::test_another_choice_asks_which_one"),
    ("Types", "rank", SUPPORTED, "",
     "tests/web/test_controls.py::test_typed_places_make_an_order"),
    ("Types", "range", SUPPORTED, "only places of the scale", _SENT),
    ("Types", "note", SUPPORTED, "", _GALLERY),
    ("Types", "acknowledge, trigger", SUPPORTED, "", _SENT),
    ("Types", "barcode", DEGRADED, "typed; the question says where the code stands", _SENT),
    ("Types", "image", SUPPORTED, "made smaller, without place and device", _PHOTO),
    ("Types", "audio, video, file", SUPPORTED, "chosen, or recorded by what the laptop has",
     _KINDS),
    ("Types", "calculate, hidden", SUPPORTED, "", _ORDER),
    ("Types", "xml-external, csv-external", SUPPORTED, "", _FILE),
    ("Types", "begin group, begin repeat", SUPPORTED, "",
     f"{_FORMS}filling.py::test_pages_follow_the_groups_of_the_form"),
    ("Types", "background-audio", NOT, "no one is recorded without a sign of it", _DEVICE),
    ("Types", "start-geopoint, background-geopoint", NOT,
     "a laptop does not follow where it is carried; ask for a geopoint", _DEVICE),
    ("Appearances", "multiline, numbers, url, masked", SUPPORTED, "", _GALLERY),
    ("Appearances", "thousands-sep, counter", SUPPORTED, "", _SENT),
    ("Appearances", "month-year, year, no-calendar", SUPPORTED, "", _SENT),
    ("Appearances", "persian, gregorian", SUPPORTED, "",
     "tests/web/test_controls.py::test_persian_is_a_calendar_that_is_here"),
    ("Appearances", "islamic, ethiopian, coptic, bikram-sambat, myanmar, buddhist", DEGRADED,
     "the reader's calendar, and says so", _SAID),
    ("Appearances", "columns, columns-n, columns-pack, compact, no-buttons, horizontal", SUPPORTED,
     "", _GALLERY),
    ("Appearances", "w1, w2, w3", SUPPORTED, "so many quarters of a line, where there is room",
     "tests/web/test_meeting.py::test_headcounts_stand_beside_each_other"),
    ("Appearances", "likert", SUPPORTED, "", _GALLERY),
    ("Appearances", "label, list, list-nolabel, table-list", SUPPORTED, "", _TABLE),
    ("Appearances", "minimal, autocomplete", SUPPORTED, "", _GALLERY),
    ("Appearances", "search()", SUPPORTED, "contains, startswith, endswith, matches", _SEARCH),
    ("Appearances", "quick", SUPPORTED, "the next question, when there is a script", _GALLERY),
    ("Appearances", "map (of choices)", DEGRADED, "a list of places with coordinates", _MAP),
    ("Appearances", "image-map", DEGRADED, "the list of choices, and says so", _SAID),
    ("Appearances", "maps, placement-map (of a geopoint)", DEGRADED, "no map; typed", _SAID),
    ("Appearances", "draw, signature, annotate", DEGRADED, "on paper, then a photo", _PAPER),
    ("Appearances", "vertical, no-ticks, picker, rating (of a range)", SUPPORTED, "", _GALLERY),
    ("Appearances", "ex:…, printer:…, bearing", DEGRADED, "typed, and says so", _SAID),
    ("Appearances", "field-list, page", DEGRADED, "each group at the top is a page anyway",
     f"{_FORMS}filling.py::test_pages_follow_the_groups_of_the_form"),
    ("Binds", "relevant", SUPPORTED, "what is hidden is kept in the draft", _HIDDEN),
    ("Binds", "required, and its message", SUPPORTED, "", _MISSED),
    ("Binds", "readonly", SUPPORTED, "",
     "tests/web/test_controls.py::test_an_answer_that_may_not_be_changed_is_said_in_words"),
    ("Binds", "constraint, and its message", SUPPORTED, "", _KEPT),
    ("Binds", "calculate", SUPPORTED, "", _ORDER),
    ("Binds", "type", SUPPORTED, "what does not fit is kept and told", _KEPT),
    ("Binds", "default, and dynamic defaults", SUPPORTED, "",
     f"{_FORMS}as_in_collect.py::test_a_dynamic_default_waits_where_a_question_is_not_asked_yet"),
    ("Binds", "jr:preload", SUPPORTED, "timestamp, date, property, uid", _WHO),
    ("Binds", "attributes with formulas", SUPPORTED, "worked out when they are asked for", _UPDATE),
    ("Binds", "orx:max-pixels", SUPPORTED, "",
     "tests/collect/test_given_files.py::test_a_large_photo_is_made_small_enough"),
    ("Binds", "circles", NOT, "refused by name, as in Collect",
     f"{_FORMS}filling.py::test_questions_that_depend_on_each_other_are_refused_by_name"),
    ("Repeats", "added and removed by hand", SUPPORTED, "",
     "tests/web/test_rows.py::test_a_row_is_added_and_the_answers_of_the_page_are_saved"),
    ("Repeats", "nested", SUPPORTED, "a new row begins without inner rows",
     _INNER),
    ("Repeats", "repeat_count (jr:count, jr:noAddRemove)", SUPPORTED, "", _COUNTED),
    ("Repeats", "templates, rows of the form", SUPPORTED, "", _ROW),
    ("Repeats", "position(..), the row before, sums over rows", SUPPORTED, "", _BEFORE),
    ("Repeats", "more than 2,000 counted rows, or 10,000 in all", NOT,
     "nobody fills in so many; the interview says so",
     f"{_FORMS}bounds.py::test_more_rows_than_anybody_could_fill_in_are_not_made"),
    ("Events", "odk-instance-first-load, odk-instance-load", SUPPORTED, "", _ONCE),
    ("Events", "odk-new-repeat", SUPPORTED, "", _ROW),
    ("Events", "xforms-value-changed (trigger)", SUPPORTED, "", _CHANGED),
    ("Events", "xforms-revalidate", SUPPORTED, "at the end", _CHANGED),
    ("Events", "xforms-ready, jr-insert", SUPPORTED, "former names of two", _FORMER),
    ("Actions", "setvalue", SUPPORTED, "also of attributes", _ONCE),
    ("Actions", "odk:setgeopoint", DEGRADED, "read; the answer stays blank", _DEVICE),
    ("Actions", "odk:recordaudio", DEGRADED, "read; nothing is recorded", _DEVICE),
    ("Functions", "conditions, choices, checklists", SUPPORTED, "", _RECORDED),
    ("Functions", "texts, patterns (regex)", SUPPORTED, "in bounded time", _RECORDED),
    ("Functions", "numbers, trigonometry, rounding", SUPPORTED, "", _RECORDED),
    ("Functions", "dates and times", SUPPORTED, "", _RECORDED),
    ("Functions", "sums, counts, min, max, join over nodes", SUPPORTED, "", _RECORDED),
    ("Functions", "area, distance, geofence, enclosed-area, intersects", SUPPORTED, "", _RECORDED),
    ("Functions", "digest, base64-decode, uuid, random, randomize, once", SUPPORTED, "",
     _RECORDED),
    ("Functions", "instance, current, indexed-repeat, position", SUPPORTED, "", _RECORDED),
    ("Functions", "pulldata, jr:choice-name, jr:itext, property, version", SUPPORTED, "", _VALUE),
    ("Functions", "XPath 1.0: thirteen axes, predicates, unions", SUPPORTED, "", _RECORDED),
    ("Functions", "extract-signed()", NOT, "signed codes are scanned by phones",
     f"{_FORMS}bounds.py::test_what_cannot_be_worked_out_is_a_problem"),
    ("Functions", "lists filtered by lists without end", NOT, "a blank, and the reason is told",
     f"{_FORMS}bounds.py::test_lists_that_are_looked_through_in_lists_end"),
    ("Languages", "any number and direction", SUPPORTED, "",
     f"{_FORMS}filling.py::test_directions_of_languages_are_known"),
    ("Languages", "labels, hints, messages, choices", SUPPORTED, "", _WORDS),
    ("Languages", "a missing translation", SUPPORTED, "the default language is shown",
     "tests/differential/test_differential.py::test_invented_forms_behave_as_in_javarosa"),
    ("Languages", "answers inside texts (output)", SUPPORTED, "", _LABEL),
    ("Languages", "guidance hints, short and long forms", SUPPORTED, "",
     _HINTS),
    ("Languages", "image, big-image, audio, video of labels and choices", SUPPORTED, "",
     "tests/web/test_controls.py::test_a_picture_that_is_not_here_is_named"),
    ("Lists", "choices of the form, choice_filter", SUPPORTED, "", _FILTER),
    ("Lists", "CSV, XML, GeoJSON files", SUPPORTED, "", _FROM),
    ("Lists", "100,000 rows", SUPPORTED, "",
     f"{_FORMS}fuzz.py::test_a_list_of_a_hundred_thousand_rows_is_read_and_filtered"),
    ("Lists", "randomize with a seed", SUPPORTED, "", _RECORDED),
    ("Lists", "jr://instance/last-saved", SUPPORTED, "this person's latest on this laptop",
     f"{_KNOWS}a_new_interview_begins_with_the_answer_of_the_one_finalised_last"),
    ("Entities", "create, with conditions", SUPPORTED, "specifications 2022.1 to 2025.1", _EACH),
    ("Entities", "update, baseVersion, trunkVersion, branchId", SUPPORTED, "", _UPDATE),
    ("Entities", "save_to", SUPPORTED, "irrelevant answers are none",
     f"{_FORMS}entities.py::test_an_irrelevant_answer_is_no_property"),
    ("Entities", "in repeats and groups", SUPPORTED, "", _EACH),
    ("Entities", "ids", SUPPORTED, "drawn once, kept in drafts and in the log",
     f"{_KNOWS}an_entity_keeps_its_id_when_the_draft_is_reopened_and_in_the_log"),
    ("Entities", "a version of the specification to come", NOT, "refused",
     f"{_FORMS}entities.py::test_a_specification_of_tomorrow_is_refused"),
    ("Metadata", "start, end, today", SUPPORTED, "", _WHO),
    ("Metadata", "deviceid, username", SUPPORTED, "a random id, and the code of the person", _WHO),
    ("Metadata", "phonenumber, email, simserial, subscriberid", NOT,
     "left blank: they say more of a person than is needed", _WHO),
    ("Metadata", "audit and its settings", DEGRADED, "paradata is kept anyway; no file, no places",
     f"{_KNOWS}a_form_that_asks_for_an_audit_gets_paradata_and_no_file"),
    ("Metadata", "instanceID", SUPPORTED, "one for ever",
     f"{_KNOWS}an_id_that_the_form_draws_is_drawn_once"),
    ("Metadata", "deprecatedID", SUPPORTED, "", _EDITED),
    ("Metadata", "instanceName", SUPPORTED, "worked out and sent",
     f"{_FORMS}features.py::test_an_interview_has_the_name_that_the_form_makes"),
    ("Submission", "OpenRosa XML out and in", SUPPORTED, "",
     f"{_FORMS}filling.py::test_an_interview_goes_to_xml_and_comes_back"),
    ("Submission", "attributes of submission (auto-send, auto-delete, action)", DEGRADED,
     "told to the program; a laptop sends to its hub, in its own way", _TOLD),
    ("Submission", "base64RsaPublicKey (encrypted forms)", DEGRADED,
     "understood and told; interviews are sealed in fieldtool's own way", _TOLD),
)  # fmt: skip
