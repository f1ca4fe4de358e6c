"""Reads pages as a browser does, and takes nothing that a browser would have to guess."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import html5lib
from bs4 import BeautifulSoup
from bs4.builder._html5lib import HTML5TreeBuilder
from bs4.element import Tag

_FIELDS = ("input", "select", "textarea")
_OWN_LABELS = ("hidden", "submit", "radio", "checkbox")
_REFERENCES = ("aria-describedby", "aria-labelledby", "aria-controls")
_INLINE = ("style", "onclick", "onsubmit")


class _Strict(HTML5TreeBuilder):
    """Builds the tree of a page that is valid HTML; at anything else it raises."""

    def feed(self, markup: str | bytes) -> None:
        """Read *markup*; one reading, not one to check and one to build, is half of the time."""
        tree: Any = self.create_treebuilder
        parser = html5lib.HTMLParser(tree, strict=True)
        self.underlying_builder.parser = parser
        parser.parse(markup)
        self.underlying_builder.parser = None


def valid(text: str) -> BeautifulSoup:
    """Return what *text* holds.

    Raises:
        html5lib.html5parser.ParseError: it is not valid HTML.
    """
    return BeautifulSoup(text, builder=_Strict())


def faults(soup: BeautifulSoup) -> list[str]:
    """Return what is wrong with a page of ours, whichever it is, in one walk over it."""
    tags = soup.find_all(True)
    ids = Counter(str(tag["id"]) for tag in tags if tag.has_attr("id"))
    labelled = {str(tag["for"]) for tag in tags if tag.name == "label" and tag.has_attr("for")}
    twice = [f"twice: {one}" for one, times in ids.items() if times > 1]
    nowhere = [f"nowhere: {one}" for tag in tags for one in _named_by(tag) if one not in ids]
    nameless = [f"no label: {tag}" for tag in tags if _lacks_label(tag, labelled)]
    return [*twice, *nowhere, *nameless, *(fault for tag in tags for fault in _faults_of(tag))]


def _named_by(tag: Tag) -> list[str]:
    """Return the ids that *tag* points at."""
    named = [one for name in _REFERENCES for one in str(tag.get(name, "")).split()]
    anchor = str(tag.get("href", "")) if tag.name == "a" else ""
    return [*named, anchor[1:]] if anchor.startswith("#") else named


def _lacks_label(tag: Tag, labelled: set[str]) -> bool:
    is_field = tag.name in _FIELDS and tag.get("type") not in _OWN_LABELS
    return is_field and tag.get("id") not in labelled


def _faults_of(tag: Tag) -> Iterator[str]:
    if tag.name == "form" and not tag.get("action"):
        yield f"no action: {tag}"
    is_change = tag.name == "form" and tag.get("method") == "post"
    if is_change and not tag.find(attrs={"name": "csrf_token"}):
        yield f"no token: {tag}"
    if tag.name == "a" and "//" in str(tag.get("href", "")):
        yield f"leads outside: {tag}"
    is_inline = tag.name == "style" or (tag.name == "script" and not tag.has_attr("src"))
    if is_inline or any(tag.has_attr(name) for name in _INLINE):
        yield f"inline: {tag}"
