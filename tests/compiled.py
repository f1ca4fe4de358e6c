"""What was compiled once is compiled for all tests of a process: SQL, templates and addresses.

Every test opens databases and apps of its own. Each database of SQLAlchemy compiles its statements
anew, each app of Flask its templates and the builders of its addresses: more than half of the time
of a test that opens pages. Only what comes of the same source is shared, and none of it changes.
"""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine, create_engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from werkzeug.routing import Rule

from fieldtool.storage import database

# Writes the address that leads to a rule.
_Builder = Callable[..., tuple[str, str]]

_STATEMENTS: dict[Any, Any] = {}
_TEMPLATES: dict[tuple[str, str], CodeType] = {}
_BUILDERS: dict[Any, _Builder] = {}


def share() -> None:
    """Let every database and every app that is opened from now on share what was compiled."""
    # What is compiled is kept by the dialect, and each database has its own.
    dialects: tuple[Any, ...] = (SQLiteDialect, PGDialect_psycopg)
    for dialect in dialects:
        dialect.__eq__, dialect.__hash__ = _is_alike, _kind
    database.create_engine = _sharing(create_engine)  # type: ignore[attr-defined]
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": _Templates()}
    rules: Any = Rule
    rules._compile_builder = _once(rules._compile_builder)


class _Templates(BytecodeCache):
    """Keeps templates in memory, by name, place and what is written in them."""

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = _TEMPLATES.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            _TEMPLATES[bucket.key, bucket.checksum] = bucket.code


def _sharing(create: Callable[..., Engine]) -> Callable[..., Engine]:
    def created(*where: Any, **how: Any) -> Engine:
        engine = create(*where, **how)
        engine._compiled_cache = _STATEMENTS
        return engine

    return created


def _is_alike(one: Any, other: object) -> bool:
    if not isinstance(other, type(one)) or one.dbapi is not other.dbapi:
        return False
    return bool(one.server_version_info == other.server_version_info)


def _kind(one: Any) -> int:
    return hash((type(one), id(one.dbapi)))


def _once(compile_it: Callable[[Rule, bool], _Builder]) -> Callable[[Rule, bool], _Builder]:
    def compiled(rule: Rule, append_unknown: bool = True) -> _Builder:
        if rule.defaults:
            return compile_it(rule, append_unknown)
        key = (rule.rule, tuple(rule._trace), append_unknown)
        if key not in _BUILDERS:
            _BUILDERS[key] = compile_it(rule, append_unknown)
        return _BUILDERS[key]

    return compiled
