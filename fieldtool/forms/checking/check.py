"""Checks one form: everything that is wrong, missing, out of reach or unsafe, in one pass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from fieldtool.forms.checking.attached import missing_files
from fieldtool.forms.checking.complaints import located, warnings_of
from fieldtool.forms.checking.report import Finding, Report, Severity, in_order
from fieldtool.forms.checking.tables import Tables, tables
from fieldtool.forms.checking.translations import missing_in_xform, missing_translations
from fieldtool.forms.compile import compile_form
from fieldtool.forms.definition.form import Form
from fieldtool.forms.workbook import Conversion, convert_book, read_book
from fieldtool.problems import Problem, Problems


def check_form(name: str, content: bytes, files: Mapping[str, bytes] | None = None) -> Report:
    """Return all that is found in a form; it never raises, however bad the form is.

    Args:
        name: of the file; its ending says what it is: a workbook, or `.xml` for an XForm.
        content: what the file holds.
        files: lists and media that come with the form, by name.
    """
    check = _Check(name, dict(files or {}))
    try:
        if name.lower().endswith(".xml"):
            check.xform(content)
        else:
            check.workbook(content)
    except Problems as problems:
        check.findings.extend(located(problem, check.tables) for problem in problems.problems)
    return check.report()


@dataclass
class _Check:
    """One check while it is going on."""

    name: str
    files: dict[str, bytes]
    findings: list[Finding] = field(default_factory=list)
    tables: Tables | None = None
    made: Conversion = field(default_factory=lambda: Conversion("", ()))
    form: Form | None = None

    def workbook(self, content: bytes) -> None:
        """Look at the sheets, at what pyxform makes of them, and at the form."""
        book = read_book(self.name, content)
        self.tables = tables(book)
        self.findings.extend(missing_translations(self.tables))
        try:
            self.made = convert_book(self.name, book)
            self.findings.extend(warnings_of(self.made.warnings))
            if self.made.itemsets:
                self.files.setdefault("itemsets.csv", self.made.itemsets.encode())
            self._compile(self.made.xform)
        finally:
            self.findings.extend(missing_files(self.tables, self.form, self.files))

    def xform(self, content: bytes) -> None:
        """Look at a form that comes as XForm XML."""
        text = content.decode("utf-8-sig", errors="replace")
        self.made = Conversion(text, ())
        form = self._compile(text)
        self.findings.extend(missing_in_xform(form))
        self.findings.extend(missing_files(None, form, self.files))

    def _compile(self, xform: str) -> Form:
        try:
            self.form = compile_form(xform, self.files)
        except Problems as problems:
            raise Problems(tuple(map(self._renamed, problems.problems))) from None
        self.findings.extend(self._warned(self.form))
        return self.form

    def _renamed(self, problem: Problem) -> Problem:
        """Return *problem* with the name of this file; the engine knows the form by none."""
        if problem.values.get("file") != "form.xml":
            return problem
        return Problem(problem.code, {**problem.values, "file": self.name})

    def _warned(self, form: Form) -> Iterator[Finding]:
        for problem in form.warnings:
            place = located(problem, self.tables)
            yield Finding(
                problem, Severity.WARNING, place.sheet, place.row, place.column, place.question
            )

    def report(self) -> Report:
        """Return what was found."""
        return Report(
            self.name, in_order(self.findings), self.made.xform, self.form, self.made.itemsets
        )
