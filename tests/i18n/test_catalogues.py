"""Catalogues are found in a checkout and in a wheel, also where nothing can be written."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from fieldtool.i18n.catalogues import catalogue, load

PO = """
msgid ""
msgstr ""
"Language: fa_AF\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

msgid "Save"
msgstr "ذخیره"

msgctxt "month"
msgid "May"
msgstr "می"

msgid "%(n)s interview waits."
msgid_plural "%(n)s interviews wait."
msgstr[0] "%(n)s مصاحبه منتظر است."
msgstr[1] "%(n)s مصاحبه منتظرند."

#, fuzzy
msgid "Delete"
msgstr "ذخیره"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    source = tmp_path / "fa_AF" / "LC_MESSAGES" / "messages.po"
    source.parent.mkdir(parents=True)
    source.write_text(PO, encoding="utf-8")
    return tmp_path


def _compiled(folder: Path) -> Path:
    return folder / "fa_AF" / "LC_MESSAGES" / "messages.mo"


def test_a_checkout_is_compiled_when_it_is_first_read(folder: Path) -> None:
    assert load(folder, "fa_AF").gettext("Save") == "ذخیره"
    assert _compiled(folder).is_file()


def test_plurals_follow_the_header_of_the_catalogue(folder: Path) -> None:
    dari = load(folder, "fa_AF")
    one, many = "%(n)s interview waits.", "%(n)s interviews wait."

    assert dari.ngettext(one, many, 0).endswith("است.")
    assert dari.ngettext(one, many, 12).endswith("منتظرند.")


def test_a_word_with_a_context_is_told_apart(folder: Path) -> None:
    assert load(folder, "fa_AF").pgettext("month", "May") == "می"
    assert load(folder, "fa_AF").gettext("May") == "May"


def test_a_guess_is_never_shown(folder: Path) -> None:
    assert load(folder, "fa_AF").gettext("Delete") == "Delete"


def test_a_changed_source_is_compiled_again(folder: Path) -> None:
    load(folder, "fa_AF")
    source = _compiled(folder).with_suffix(".po")
    source.write_text(PO.replace("ذخیره", "نگهداری"), encoding="utf-8")
    os.utime(_compiled(folder), (0, 0))

    assert load(folder, "fa_AF").gettext("Save") == "نگهداری"


def test_a_wheel_has_only_compiled_catalogues(folder: Path) -> None:
    load(folder, "fa_AF")
    _compiled(folder).with_suffix(".po").unlink()

    assert load(folder, "fa_AF").gettext("Save") == "ذخیره"


def test_a_place_that_cannot_be_written_to_is_no_failure(folder: Path) -> None:
    # A folder in the place of the file stops every user, root included, on every system.
    (_compiled(folder) / "in-the-way").mkdir(parents=True)

    assert load(folder, "fa_AF").gettext("Save") == "ذخیره"
    assert [path.name for path in _compiled(folder).parent.glob("*.tmp")] == []


def test_a_missing_catalogue_speaks_english(tmp_path: Path) -> None:
    assert load(tmp_path, "it").gettext("Save") == "Save"


def test_a_catalogue_is_loaded_once_however_many_ask() -> None:
    with ThreadPoolExecutor(8) as threads:
        catalogues = list(threads.map(catalogue, ["ps"] * 32))

    assert len({id(one) for one in catalogues}) == 1


@pytest.mark.parametrize("code", ["fa_AF", "ps", "it"])
def test_every_language_of_the_interface_has_a_catalogue(code: str) -> None:
    assert catalogue(code).info()["language"] == code


def test_english_is_the_source() -> None:
    assert catalogue("en").gettext("Save") == "Save"
