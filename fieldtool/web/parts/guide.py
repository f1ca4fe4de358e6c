"""Help without a network: topics of a few steps that name buttons as the reader sees them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import abort, url_for
from markupsafe import Markup, escape

from fieldtool.web.parts.languages import gettext as _


@dataclass(frozen=True)
class Topic:
    """One page of help, in English.

    Attributes:
        id: the last part of its address.
        lead: when to read it, in a sentence.
        steps: what to do, in this order; a step names buttons as %(name)s.
        labels: button names used in steps to the English text that stands on them, so that help
            says what the screen says in every language.
        note: what to remember besides; may be empty.
    """

    id: str
    title: str
    lead: str
    steps: tuple[str, ...]
    labels: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True)
class Shown:
    """A topic in the reader's language."""

    title: str
    lead: str
    steps: tuple[Markup, ...]
    note: str


def listing(topics: Sequence[Topic], endpoint: str) -> list[tuple[str, str, str]]:
    """Return title, lead and address of each of *topics*."""
    return [(_(topic.title), _(topic.lead), url_for(endpoint, topic=topic.id)) for topic in topics]


def topic(topics: Sequence[Topic], wanted: str) -> Shown:
    """Return the topic with the id *wanted*, or answer that there is none."""
    found = next((topic for topic in topics if topic.id == wanted), None)
    if found is None:
        abort(404)
    labels = {name: _button(_(text)) for name, text in found.labels.items()}
    steps = tuple(escape(_(step)) % labels for step in found.steps)
    return Shown(_(found.title), _(found.lead), steps, _(found.note) if found.note else "")


def _button(text: str) -> Markup:
    return Markup("<strong><bdi>{}</bdi></strong>").format(text)
