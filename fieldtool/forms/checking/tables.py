"""The sheets of a workbook by what their columns mean, whatever they are headed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from fieldtool.forms.workbook import Book, Sheet

# Other headings that XLSForm accepts for the same column.
_SAME = {
    "caption": "label",
    "command": "type",
    "tag": "name",
    "value": "name",
    "relevance": "relevant",
    "read_only": "readonly",
    "calculate": "calculation",
    "constraining_message": "constraint_message",
    "requiredmsg": "required_message",
    "jr:constraintmsg": "constraint_message",
    "jr:requiredmsg": "required_message",
}
TEXTS = ("label", "hint", "guidance_hint", "constraint_message", "required_message")
MEDIA = ("image", "big-image", "audio", "video")
UNNAMED = "default"  # the language of texts for which neither column nor settings name one
LANGUAGED = frozenset((*TEXTS, *MEDIA))


@dataclass(frozen=True, slots=True)
class Column:
    """What one column holds: its usual name, and the language of its texts."""

    name: str
    language: str


@dataclass(frozen=True)
class Row:
    """One row of a sheet.

    Attributes:
        number: as a spreadsheet numbers it.
    """

    table: Table
    number: int
    cells: Mapping[str, str] = field(repr=False)

    def text(self, name: str) -> str:
        """Return what stands in a column without languages, "" when nothing does."""
        for heading in self.table.headings.get(Column(name, ""), ()):
            if heading in self.cells:
                return self.cells[heading].strip()
        return ""

    def texts(self, name: str) -> dict[str, str]:
        """Return language → text of a column, for the languages that have one in this row."""
        found = {
            language: self.cells[heading].strip()
            for language, heading in self.table.translated.get(name, {}).items()
            if heading in self.cells
        }
        return {language: text for language, text in found.items() if text}


@dataclass(frozen=True)
class Table:
    """One sheet, its columns understood.

    Attributes:
        default: language of a text whose column names none.
    """

    name: str
    sheet: Sheet
    default: str = UNNAMED

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Return the rows that hold anything."""
        numbered = enumerate(self.sheet.rows, 2)
        return tuple(Row(self, number, cells) for number, cells in numbered if cells)

    @cached_property
    def headings(self) -> Mapping[Column, tuple[str, ...]]:
        """Return what the columns are headed."""
        double = any("::" in heading for heading in self.sheet.columns)
        found: dict[Column, tuple[str, ...]] = {}
        for heading in self.sheet.columns:
            column = _column(heading, double=double)
            found[column] = (*found.get(column, ()), heading)
        return found

    @cached_property
    def translated(self) -> Mapping[str, Mapping[str, str]]:
        """Return column → language → heading of what can be translated."""
        found: dict[str, dict[str, str]] = {}
        for column, headings in self.headings.items():
            if column.name in LANGUAGED:
                language = column.language or self.default
                found.setdefault(column.name, {}).setdefault(language, headings[-1])
        return found

    def heading(self, name: str, language: str = "") -> str:
        """Return how the column is headed here, its usual heading when it is not here."""
        known = self.headings.get(Column(name, language))
        if known is None and language == self.default:
            known = self.headings.get(Column(name, ""))
        if known is None:
            return f"{name}::{language}" if language else name
        return known[0]


@dataclass(frozen=True)
class Tables:
    """The tables of one workbook."""

    survey: Table
    choices: Table
    settings: Table
    entities: Table

    def __iter__(self) -> Iterator[Table]:
        yield from (self.survey, self.choices, self.settings)


def tables(book: Book) -> Tables:
    """Return the tables of *book*."""
    settings = Table("settings", book.sheet("settings"))
    default = settings.rows[0].text("default_language") if settings.rows else ""
    return Tables(
        Table("survey", book.sheet("survey"), default or UNNAMED),
        Table("choices", book.sheet("choices"), default or UNNAMED),
        settings,
        Table("entities", book.sheet("entities"), default or UNNAMED),
    )


def _column(heading: str, *, double: bool) -> Column:
    """Return what a heading such as `label::Italiano (it)` or `bind::relevant` means."""
    parts = [part.strip() for part in heading.split("::" if double else ":")]
    first = "_".join(parts[0].split()).lower()
    if first == "bind" and len(parts) > 1:
        parts = parts[1:]
        first = parts[0].lower()
    if first == "media" and len(parts) > 1:
        parts = parts[1:]
        first = parts[0].lower()
    if not double and first == "jr" and len(parts) > 1:
        parts = [f"jr:{parts[1]}", *parts[2:]]
        first = parts[0].lower()
    return Column(_SAME.get(first, first), parts[1] if len(parts) > 1 else "")
