"""Checks one form: everything that is wrong, missing, out of reach or unsafe, in one pass."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from fieldtool.forms.checking.attached import missing_files
from fieldtool.forms.checking.complaints import located, placed, warnings_of
from fieldtool.forms.checking.lists import unused_lists
from fieldtool.forms.checking.opening import Opened, compiled, open_form
from fieldtool.forms.checking.protection import unsafe_in_form, unsafe_in_sheets
from fieldtool.forms.checking.reach import out_of_reach
from fieldtool.forms.checking.report import Finding, Report, Severity, in_order
from fieldtool.forms.checking.retrying import converted
from fieldtool.forms.checking.tables import Tables, tables
from fieldtool.forms.checking.translations import missing_in_xform, missing_translations
from fieldtool.forms.definition.form import Form
from fieldtool.forms.workbook import Conversion
from fieldtool.problems import Problems


def check_form(
    name: str,
    content: bytes,
    files: Mapping[str, bytes] | None = None,
    registers: Collection[str] = (),
) -> Report:
    """Return all that is found in a form; it never raises, however bad the form is.

    Args:
        name: of the file; its ending says what it is: a workbook, or `.xml` for an XForm.
        content: what the file holds.
        files: lists and media that come with the form, by name.
        registers: lists of entities that the project keeps, which come with no form.
    """
    try:
        opened = open_form(name, content)
    except Problems as problems:
        found = tuple(located(each, None) for each in problems.problems)
        return Report(name, found)
    return check_opened(opened, files or {}, registers)


def check_opened(
    opened: Opened, files: Mapping[str, bytes], registers: Collection[str] = ()
) -> Report:
    """Return all that is found in a form that could be read."""
    book = opened.book
    check = _Check(opened, files, registers, None if book is None else tables(book))
    check.run()
    return check.report()


@dataclass
class _Check:
    """One check while it is going on."""

    opened: Opened
    files: Mapping[str, bytes]
    registers: Collection[str]
    tables: Tables | None
    findings: list[Finding] = field(default_factory=list)
    made: Conversion = field(default_factory=lambda: Conversion("", ()))
    form: Form | None = None

    def run(self) -> None:
        """Look at everything; what stops the form from working does not stop the check."""
        made = self._converted()
        if made is not None:
            self._compile(made, usable=not self.findings)
        if self.form is not None:
            self.findings.extend(placed(each, self.tables) for each in out_of_reach(self.form))
        if self.tables is not None:
            self.findings.extend(unused_lists(self.tables))
            self.findings.extend(missing_translations(self.tables))
            self.findings.extend(unsafe_in_sheets(self.tables))
        elif self.form is not None:
            self.findings.extend(missing_in_xform(self.form))
            self.findings.extend(unsafe_in_form(self.form))
        self.findings.extend(missing_files(self.tables, self.form, self.files, self.registers))

    def _converted(self) -> Conversion | None:
        book = self.opened.book
        if book is None:
            return self.opened.convert()
        made, found = converted(self.opened.name, book)
        self.findings.extend(found)
        return made

    def _compile(self, made: Conversion, *, usable: bool) -> None:
        """Compile what was converted; a form without the rows that were refused is of no use."""
        try:
            form = compiled(self.opened.name, made, self.files)
        except Problems as problems:
            self.findings.extend(located(each, self.tables) for each in problems.problems)
            form = None
        self.findings.extend(warnings_of(made.warnings) if usable else ())
        self.made = made if usable else self.made
        self.form = form if usable else None
        for problem in () if self.form is None else self.form.warnings:
            place = located(problem, self.tables)
            self.findings.append(replace(place, severity=Severity.WARNING))

    def report(self) -> Report:
        """Return what was found."""
        made = self.made
        return Report(
            self.opened.name, in_order(self.findings), made.xform, self.form, made.itemsets
        )
