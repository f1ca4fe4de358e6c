"""An interview with its answers, to be printed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from flask import render_template, request

from fieldtool.forms import Form
from fieldtool.log import sensitivity
from fieldtool.log.sensitivity import Sensitivity
from fieldtool.outputs.csv_writing import WORDS
from fieldtool.outputs.paper.numbers import Numbers, without_rows
from fieldtool.web.paper.wishes import Frame, address_of, named
from fieldtool.web.parts.languages import gettext as _
from fieldtool.web.parts.reading import Reading


class Picture(Protocol):
    """A file of an interview, as `_parts/attached.html` shows it."""

    @property
    def kind(self) -> str:
        """Return image, audio or video; empty for any other file."""

    @property
    def url(self) -> str:
        """Return where the browser gets it; empty while it has not arrived."""


@dataclass(frozen=True)
class Filled:
    """What a page shows of an interview that is to be printed.

    Attributes:
        place: names, the nearest first.
        files: photos and recordings by file name; none where they are not wanted.
        project: how sensitive the project is, whatever its forms ask.
        is_draft: it is not finished yet.
    """

    number: str
    title: str
    version: str
    person: str
    place: tuple[str, ...]
    started: datetime | None
    finished: datetime | None
    reading: Reading = field(repr=False)
    numbers: Mapping[str, int] = field(repr=False)
    project: Sensitivity
    files: Mapping[str, Picture] = field(default_factory=dict, repr=False)
    is_draft: bool = False

    def number_of(self, path: str) -> int | None:
        """Return the number of the question at *path*, as it is on paper."""
        return self.numbers.get(without_rows(path))


# Of the form versions that somebody types in or prints; a few hundred small numbers each.
_KNOWN: OrderedDict[str, Mapping[str, int]] = OrderedDict()
_MOST_KNOWN = 8


def numbers_of(form: Form, form_hash: str) -> Mapping[str, int]:
    """Return the numbers of a form version's questions by path."""
    found = _KNOWN.get(form_hash)
    if found is None:
        found = _KNOWN[form_hash] = Numbers(form).by_path()
        while len(_KNOWN) > _MOST_KNOWN:
            _KNOWN.popitem(last=False)
    return found


def page(form: Form, shown: Filled, frame: Frame) -> str:
    """Show an interview in a language of its form; photos where the address asks for them."""
    wants_photos = request.args.get("photos") == "yes"
    # A sheet with everything that was said is a file, too.
    label = sensitivity.of_everything(sensitivity.of_form(form), shown.project)
    return render_template(
        "paper/filled.html",
        frame=frame,
        filled=shown,
        label=_(WORDS[label]),
        photos=wants_photos,
        has_files=any(one.kind == "image" for one in shown.files.values()),
        language=address_of(shown.reading.language),
        languages=[
            (address_of(one), named(one), one.tag, one.direction)
            for one in form.languages
            if one.name
        ],
    )
