"""Pages and the states on them, kept from one look to the next."""

from __future__ import annotations

import re

from fieldtool.forms.definition.form import Form, everything
from fieldtool.forms.instance.changes import Record
from fieldtool.forms.instance.nodes import AnswerNode
from fieldtool.forms.instance.screen import Screen
from fieldtool.forms.instance.states import NodeState
from fieldtool.forms.pages import Page, runs

_ROW = re.compile(r"\[[^\]]*\]")


class Seen:
    """What was last seen of each page; a change makes a page be looked at again.

    A large form has many pages, and one answer changes few of them.
    """

    def __init__(self, form: Form, screen: Screen, root: AnswerNode) -> None:
        self.form = form
        self.screen = screen
        self.root = root
        self._runs = tuple(runs(form.body))
        self._number = {
            control.node: number
            for number, run in enumerate(self._runs)
            for control in everything(run)
            if control.node > 0
        }
        self._pages: dict[int, Page] = {}
        self._states: dict[int, tuple[NodeState, ...]] = {}

    def pages(self) -> tuple[Page, ...]:
        """Return all pages."""
        return tuple(map(self.page, range(len(self._runs))))

    def page(self, number: int) -> Page:
        """Return the page of that place, from 0."""
        found = self._pages.get(number)
        if found is None:
            found = self._pages[number] = self.screen.page(self._runs[number], self.root)
        return found

    def states(self, number: int) -> tuple[NodeState, ...]:
        """Return the states of a page's items; the same tuple while nothing on it changes."""
        found = self._states.get(number)
        if found is None:
            made = map(self.screen.state, self.page(number).items)
            found = self._states[number] = tuple(made)
        return found

    def fresh(self, number: int) -> tuple[Page, tuple[NodeState, ...]]:
        """Return a page and its states as they are now, without remembering them."""
        page = self.screen.page(self._runs[number], self.root)
        return page, tuple(map(self.screen.state, page.items))

    def forget(self, record: Record) -> None:
        """Look again at the pages on which something changed."""
        touched = record.relevant | record.values | record.validity | record.choices | record.labels
        definitions = {node.definition.index for node in touched} | record.absent
        for path in record.rows:
            repeat = self.form.by_path.get(f"/{self.root.name}/{_ROW.sub('', path)}")
            definitions.add(repeat.index if repeat is not None else 0)
        for each in definitions:
            self.forget_page(each)

    def forget_page(self, definition: int) -> None:
        """Look again at the page on which nodes of a definition are."""
        if definition == 0:
            self.forget_all()  # a text outside groups stands at the root
            return
        number = self._number.get(definition, -1)
        self._pages.pop(number, None)
        self._states.pop(number, None)

    def forget_all(self) -> None:
        """Look at everything again, as after a change of the language."""
        self._pages.clear()
        self._states.clear()
