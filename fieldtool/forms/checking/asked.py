"""The questions of a form as the rules of data protection see them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fieldtool.forms.checking.tables import Row, Tables
from fieldtool.forms.definition.form import Form
from fieldtool.forms.definition.model import Control, TextSource

CLASSES = ("A", "B", "C")
_YES = ("yes", "true", "true()", "1")
_NO = ("no", "false", "false()", "0")


@dataclass(frozen=True)
class Asked:
    """One question, note or hidden value.

    Attributes:
        kind: text, integer, select_one, image … : the first word of its type.
        listed: the list it is chosen from.
        texts: its label and hints in every language.
        sensitivity: A, B or C; "" when nothing is written, else what is written.
        personal: what the column `pii` says, None when it says nothing.
        who: who may be asked, as the column of that name says.
        asks: what the column of that name declares, as it is written.
        group: names of the groups around it, outermost first.
        row: in the sheet survey, 0 when the form came as XML.
    """

    name: str
    kind: str
    texts: tuple[str, ...]
    appearance: str = ""
    listed: str = ""
    sensitivity: str = ""
    personal: bool | None = None
    purpose: str = ""
    required: bool = False
    save_to: str = ""
    constraint: str = ""
    who: str = ""
    asks: str = ""
    group: tuple[str, ...] = ()
    row: int = 0

    @property
    def is_delicate(self) -> bool:
        """Return whether it belongs to class B or C."""
        return self.sensitivity in ("B", "C")

    @property
    def is_observed(self) -> bool:
        """Return whether an interviewer answers it, so that nobody can agree to it or refuse."""
        return self.who in ("interviewer", "nobody")


def asked_in_sheets(found: Tables) -> Iterator[Asked]:
    """Iterate over the rows of the sheet survey that are no groups."""
    group: list[str] = []
    for row in found.survey.rows:
        kind = " ".join(row.text("type").lower().replace("_", " ").split())
        if kind.startswith(("begin group", "begin repeat")):
            group.append(row.text("name"))
        elif kind.startswith(("end group", "end repeat")):
            group = group[:-1]
        elif kind:
            yield _asked(row, tuple(group))


def _asked(row: Row, group: tuple[str, ...]) -> Asked:
    kind, _, rest = row.text("type").partition(" ")
    return Asked(
        name=row.text("name"),
        kind=kind.lower(),
        texts=_texts(row),
        appearance=row.text("appearance"),
        listed=rest.split(" ")[0],
        sensitivity=row.text("sensitivity").upper(),
        personal=_said(row.text("pii")),
        purpose=row.text("purpose"),
        required=row.text("required").lower() in _YES,
        save_to=row.text("save_to"),
        constraint=row.text("constraint"),
        who=row.text("who").strip().lower(),
        asks=row.text("asks").strip(),
        group=group,
        row=row.number,
    )


def _texts(row: Row) -> tuple[str, ...]:
    columns = ("label", "hint", "guidance_hint")
    return tuple(text for column in columns for text in row.texts(column).values())


def _said(text: str) -> bool | None:
    word = text.strip().lower()
    return True if word in _YES else (False if word in _NO else None)


def asked_in_form(form: Form) -> Iterator[Asked]:
    """Iterate over the questions of a form that came as XForm XML: it says nothing of classes."""
    for index, control in form.controls.items():
        bind = form.definitions[index].bind
        is_note = bind.readonly is not None and control.kind == "input"
        if control.kind not in ("group", "repeat") and not is_note:
            yield Asked(
                name=form.definitions[index].name,
                kind=_kind(control, bind.type),
                texts=(*_all(form, control.label), *_all(form, control.hint)),
                appearance=control.appearance,
                save_to=bind.save_to,
            )


def _kind(control: Control, kind: str) -> str:
    if control.kind in ("input", "secret"):
        return "text" if kind == "string" else {"int": "integer"}.get(kind, kind)
    if control.kind == "upload":
        return control.attributes.get("mediatype", "").partition("/")[0] or "file"
    return control.kind


def _all(form: Form, source: TextSource) -> Iterator[str]:
    for language in form.texts.table if source.itext else ():
        parts = form.texts.find(language, source.itext) or ()
        yield "".join(part for part in parts if isinstance(part, str))
    if not source.itext:
        yield "".join(part for part in source.parts if isinstance(part, str))
