"""A browser without JavaScript: pages, forms and buttons, for checking a running program."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urljoin

if TYPE_CHECKING:
    import httpx

Attributes = Mapping[str, str]


@dataclass
class Control:
    """One field of a form; `value` is what would be sent, `on` whether it would be."""

    name: str
    kind: str
    value: str
    on: bool = True
    attributes: Attributes = field(default_factory=dict)


@dataclass
class Form:
    """One form of a page."""

    id: str
    action: str
    method: str
    controls: list[Control] = field(default_factory=list)

    def named(self, name: str) -> list[Control]:
        """Return the controls with *name*."""
        return [control for control in self.controls if control.name == name]

    def put(self, name: str, value: str) -> None:
        """Choose *value* of a group, or type it; nothing happens where there is no such field."""
        for control in self.named(name):
            if control.kind in {"radio", "checkbox"}:
                control.on = control.value == value
            else:
                control.value = value

    def sent(self, button: Mapping[str, str]) -> dict[str, list[str]]:
        """Return what a browser sends when *button* is pressed."""
        found: dict[str, list[str]] = {}
        for control in self.controls:
            if control.on and control.kind != "submit":
                found.setdefault(control.name, []).append(control.value)
        for name, value in button.items():
            found.setdefault(name, []).append(value)
        return found


@dataclass(frozen=True)
class Page:
    """A page that was loaded; `links` by their words."""

    url: str
    status: int
    language: str
    direction: str
    heading: str
    text: str
    forms: tuple[Form, ...]
    links: Mapping[str, str]

    def form(self, is_wanted: Callable[[Form], bool]) -> Form:
        """Return the first form that *is_wanted*; LookupError when there is none."""
        for form in self.forms:
            if is_wanted(form):
                return form
        raise LookupError(f"no such form on {self.url} ({self.heading})")


class Browser:
    """Cookies, pages, forms; redirects are followed as browsers do."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def open(self, address: str) -> Page:
        """Load a page."""
        return _page(self._client.get(address, follow_redirects=True))

    def press(self, page: Page, form: Form, button: Mapping[str, str] | None = None) -> Page:
        """Send *form* by *button* and return the page that comes."""
        target = urljoin(page.url, form.action or page.url)
        return _page(self.download(target, form, button))

    def download(
        self, target: str, form: Form, button: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """Send *form* to *target* and return the answer as it is."""
        sent = form.sent(button or {})
        if form.method == "get":
            return self._client.get(target, params=sent, follow_redirects=True)
        return self._client.post(target, data=sent, follow_redirects=True)


def _page(response: httpx.Response) -> Page:
    reader = _Reader()
    reader.feed(response.text)
    return Page(
        url=str(response.url),
        status=response.status_code,
        language=reader.root.get("lang", ""),
        direction=reader.root.get("dir", ""),
        heading=" ".join("".join(reader.heading).split()),
        text=" ".join("".join(reader.words).split()),
        forms=tuple(reader.forms),
        links=reader.links,
    )


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root: Attributes = {}
        self.heading: list[str] = []
        self.words: list[str] = []
        self.forms: list[Form] = []
        self.links: dict[str, str] = {}
        self._link = ""
        self._inside: list[str] = []
        self._form: Form | None = None
        self._select: Control | None = None
        self._area: Control | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        had = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.root = had
        elif tag == "form":
            method = had.get("method", "get").lower()
            self._form = Form(had.get("id", ""), had.get("action", ""), method)
            self.forms.append(self._form)
        elif tag == "a":
            self._link = had.get("href", "")
        elif tag in {"h1", "script", "style"}:
            self._inside.append(tag)
        elif self._form is not None:
            self._control(self._form, tag, had)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "a":
            self._link = ""
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None
        elif self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data
        elif self._inside and self._inside[-1] == "h1":
            self.heading.append(data)
        if self._link and data.strip():
            self.links.setdefault(" ".join(data.split()), self._link)
        if not self._inside or self._inside[-1] == "h1":
            self.words.append(data)

    def _control(self, form: Form, tag: str, had: Attributes) -> None:
        name = had.get("name", "")
        if tag == "option" and self._select is not None:
            self._option(self._select, had)
        elif not name or "disabled" in had:
            return
        elif tag == "input":
            kind = had.get("type", "text")
            on = kind not in {"radio", "checkbox"} or "checked" in had
            value = had.get("value", "on" if kind == "checkbox" else "")
            form.controls.append(Control(name, kind, value, on, had))
        elif tag == "select":
            self._select = Control(name, "select", "", attributes=had)
            form.controls.append(self._select)
        elif tag == "textarea":
            self._area = Control(name, "textarea", "", attributes=had)
            form.controls.append(self._area)

    @staticmethod
    def _option(select: Control, had: Attributes) -> None:
        if "selected" in had:
            select.value = had.get("value", "")
