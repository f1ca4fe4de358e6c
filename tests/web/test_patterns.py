"""The page that shows every part once."""

from __future__ import annotations

from pathlib import Path

from fieldtool.app import create_app, running
from fieldtool.config import Config, Face
from tests.web.pages import Browser


def test_every_part_is_shown_once_while_developing(tmp_path: Path) -> None:
    app = create_app(Config(Face.NODE, tmp_path, log_level="debug"))

    assert Browser(app).open("/_patterns").heading == "Patterns"

    running(app).close()


def test_outside_development_there_is_no_such_page(tmp_path: Path) -> None:
    app = create_app(Config(Face.NODE, tmp_path))
    Browser(app).open("/_patterns", status=404)
    running(app).close()
