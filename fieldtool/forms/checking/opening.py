"""A form as it was handed in: a workbook or the XML of an XForm, and the files that it names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from fieldtool.forms.compile import compile_form
from fieldtool.forms.definition.form import Form
from fieldtool.forms.workbook import MAX_BYTES, Book, Conversion, convert_book, read_book
from fieldtool.problems import Code, Problem, Problems

LISTS = ("csv", "xml", "geojson", "json")
_ENDINGS = (
    *LISTS,
    *("png", "jpg", "jpeg", "gif", "svg", "webp", "bmp"),
    *("mp3", "m4a", "wav", "ogg", "oga", "amr", "aac"),
    *("mp4", "3gp", "webm", "mov", "pdf"),
)
_FILE = re.compile(rf"[^\s/'\"<>|=,;:()]+\.(?:{'|'.join(_ENDINGS)})\b", re.IGNORECASE)
ADDRESS = re.compile(r"jr://[\w-]+/([^<>\"']+)")
_LOOKED_UP = re.compile(r"\b(?:pulldata|search)\(\s*['\"]([^'\"/]+)['\"]")


@dataclass(frozen=True)
class Opened:
    """A form that could be read, before anything is made of it.

    Attributes:
        book: its sheets, None when it came as XForm XML.
        xform: the XML, "" when it came as a workbook.
    """

    name: str
    book: Book | None = None
    xform: str = ""

    @cached_property
    def names(self) -> frozenset[str]:
        """Return the names of files that the form may want; some of them may be no files."""
        found: set[str] = set()
        for text in self._texts():
            found.update(_FILE.findall(text), ADDRESS.findall(text))
            found.update(f"{name}.csv" for name in _LOOKED_UP.findall(text))
        if self.book is not None:
            for row in self.book.sheet("survey").rows:
                kind = row.get("type", "").lower()
                if kind in ("csv-external", "xml-external"):
                    found.add(f"{row.get('name', '')}.{kind[:3]}")
        return frozenset(name.strip() for name in found)

    def _texts(self) -> Iterator[str]:
        yield self.xform
        for sheet in self.book.sheets.values() if self.book is not None else ():
            for row in sheet.rows:
                for cell in row.values():
                    yield cell
                    if "." in cell and "/" not in cell:
                        yield f"jr://file/{cell}"  # a name may have spaces in it

    def convert(self) -> Conversion:
        """Return the XForm; raises Problems."""
        if self.book is None:
            return Conversion(self.xform, ())
        return convert_book(self.name, self.book)

    def compile(self, files: Mapping[str, bytes]) -> tuple[Conversion, Form]:
        """Return the XForm and the compiled form; raises Problems."""
        made = self.convert()
        return made, compiled(self.name, made, files)


def open_form(name: str, content: bytes) -> Opened:
    """Return the form in a file; its ending says what it is. Raises Problems."""
    if not name.lower().endswith(".xml"):
        return Opened(name, read_book(name, content))
    if len(content) > MAX_BYTES:
        values: dict[str, str | int] = {"file": name, "most": MAX_BYTES // 1_000_000}
        raise Problems((Problem(Code.WORKBOOK_NOT_READABLE, values),))
    return Opened(name, None, content.decode("utf-8-sig", errors="replace"))


def compiled(name: str, made: Conversion, files: Mapping[str, bytes]) -> Form:
    """Return the compiled form, its problems with the name of the file; raises Problems."""
    attached = dict(files)
    if made.itemsets:
        attached.setdefault("itemsets.csv", made.itemsets.encode())
    try:
        return compile_form(made.xform, attached)
    except Problems as problems:
        raise Problems(tuple(_renamed(each, name) for each in problems.problems)) from None


def _renamed(problem: Problem, name: str) -> Problem:
    # The engine knows the form by no name.
    if problem.values.get("file") != "form.xml":
        return problem
    return Problem(problem.code, {**problem.values, "file": name})
