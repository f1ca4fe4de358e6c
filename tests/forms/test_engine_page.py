"""The examples of docs/engine.md do what they say."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest

PAGE = Path(__file__).parent.parent.parent / "docs" / "engine.md"
SURVEY = (
    ("type", "name", "label::دری (fa-AF)", "constraint", "save_to"),
    ("csv-external", "sites", "", "", ""),
    ("begin_group", "demographics", "دربارهٔ شما", "", ""),
    ("integer", "age", "عمر شما چند سال است؟", ". < 120", "age"),
    ("end_group", "", "", "", ""),
)
ENTITIES = (("list_name", "label"), ("people", "concat(${age}, ' ساله')"))


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    for name, rows in (("survey", SURVEY), ("entities", ENTITIES)):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.remove(book["Sheet"])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def test_the_examples_of_the_page_run(capsys: pytest.CaptureFixture[str]) -> None:
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    names = {"content": _workbook(), "sites": b"name,label\nherat,Herat\n"}

    exec("\n".join(blocks), names)  # noqa: S102 - the page is ours

    said = capsys.readouterr().out
    assert "عمر شما چند سال است؟ None" in said
    assert "people" in said
    assert "{'age': '34'}" in said
