"""A node starts fast: what only some pages need is loaded when one of them needs it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

# Each takes as long to load as a good part of the whole program.
LATER = ("pyxform", "openpyxl", "xlrd", "PIL", "alembic", "lark", "httpx", "cryptography", "docx")

FIRST_PAGE = """
import sys
from fieldtool.app import create_app, running
from fieldtool.config import load
app = create_app(load({}, {"face": "node", "data": sys.argv[1]}))
reply = app.test_client().get("/", follow_redirects=True)
print(reply.status_code, *sorted({name.partition(".")[0] for name in sys.modules}))
running(app).close()
"""

PREPARED = """
import sys
from fieldtool.app import create_app, running
from fieldtool.config import load
from fieldtool.web import field
app = create_app(load({}, {"face": "node", "data": sys.argv[1]}))
field.prepare(app)
print(*sorted(name for _, name in app.jinja_env.cache.keys()))
running(app).close()
"""


def _said(program: str, folder: Path) -> list[str]:
    made = subprocess.run(
        [sys.executable, "-c", program, str(folder)], capture_output=True, text=True, check=True
    )
    return made.stdout.split()


def test_a_node_shows_its_first_page_without_loading_what_other_pages_need(tmp_path: Path) -> None:
    status, *loaded = _said(FIRST_PAGE, tmp_path)

    assert status == "200"
    assert "flask" in loaded
    assert set(LATER).isdisjoint(loaded)


def test_templates_can_be_prepared_before_a_page_asks_for_them(tmp_path: Path) -> None:
    prepared = _said(PREPARED, tmp_path)

    assert {"field/fill.html", "field/_rows.html", "field/review.html"} <= set(prepared)
