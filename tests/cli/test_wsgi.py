"""`wsgi.py`: any WSGI server serves a node or a hub, as the settings say."""

from __future__ import annotations

import runpy
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from flask import Flask
from waitress.server import create_server

from fieldtool.app import running

WSGI = Path(__file__).resolve().parents[2] / "wsgi.py"


# A node without people asks to be set up; a hub without a project says how one is begun.
@pytest.mark.parametrize(("face", "first"), [("node", "/set-up"), ("hub", "fieldtool hub init")])
def test_the_face_is_a_setting(
    face: str, first: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIELDTOOL_FACE", face)
    monkeypatch.setenv("FIELDTOOL_DATA", str(tmp_path))
    monkeypatch.setenv("FIELDTOOL_LANGUAGE", "fa_AF")
    app: Flask = runpy.run_path(str(WSGI))["app"]
    try:
        with served(app) as address:
            answer = httpx.get(address, follow_redirects=True, trust_env=False)
    finally:
        running(app).close()

    assert first in answer.text
    assert '<html lang="fa-AF" dir="rtl"' in answer.text
    assert (tmp_path / face).is_dir()


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve *app* with waitress on a free port."""
    server = create_server(app, host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}/"
    finally:
        server.close()
        server.task_dispatcher.shutdown()
        thread.join(timeout=10)
