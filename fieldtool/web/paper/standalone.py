"""A printed form as one file that needs nothing beside it."""

from __future__ import annotations

import base64
import re
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from fieldtool.web.paper.printing import Printed
from fieldtool.web.parts.texts import marked

_STATIC = Path(__file__).resolve().parent.parent / "static"
_URL = re.compile(r'url\("(vendor/[\w.-]+\.woff2)"\)')


def page(printed: Printed) -> str:
    """Return the HTML, with its style and its typefaces inside."""
    loader = PackageLoader("fieldtool.web")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.filters["marked"] = marked
    html = environment.get_template("paper/standalone.html").render(printed=printed)
    return html.replace("<!-- style -->", f"<style>{_style()}</style>", 1)


def _style() -> str:
    sheets = [(_STATIC / name).read_text("utf-8") for name in ("fonts.css", "paper.css")]
    return "\n".join(_URL.sub(_inside, sheet) for sheet in sheets)


def _inside(found: re.Match[str]) -> str:
    content = base64.b64encode((_STATIC / found[1]).read_bytes()).decode("ascii")
    return f'url("data:font/woff2;base64,{content}")'
