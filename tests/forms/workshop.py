"""Makes forms from markdown tables, and interviews with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from random import Random
from textwrap import dedent

from fieldtool.forms import Form, Interview, compile_form, convert_workbook

KABUL = timezone(timedelta(hours=4, minutes=30))
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=KABUL)


@lru_cache(maxsize=64)
def xform(markdown: str) -> str:
    """Return the XForm of an XLSForm written as markdown tables."""
    return convert_workbook("form.md", dedent(markdown).strip().encode()).xform


def form(markdown: str, files: Mapping[str, bytes] | None = None) -> Form:
    """Return the compiled form of markdown tables."""
    return compile_form(xform(markdown), files or {})


def interview(
    markdown: str | Form,
    answers: Mapping[str, str] | None = None,
    *,
    language: str | None = None,
    presets: Mapping[str, str] | None = None,
    files: Mapping[str, bytes] | None = None,
) -> Interview:
    """Return an interview on a Sunday morning in Kabul."""
    compiled = markdown if isinstance(markdown, Form) else form(markdown, files)
    return Interview(
        compiled,
        lambda: NOW,
        answers,
        presets,
        language,
        "abcdefghijklmnop",
        properties={"deviceid": "k3f9qa7mzz", "username": "HRT-07"},
        chance=Random(7),  # noqa: S311 - the same walk each time
    )
