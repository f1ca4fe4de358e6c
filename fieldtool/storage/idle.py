"""Connections to a server that lay idle: before one is used, somebody looks whether it still is."""

from __future__ import annotations

import time
from functools import partial

from sqlalchemy import Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

# A laptop that sends one interview asks the server twenty times; to look each time costs two more.
SECONDS = 2.0
_USED = "fieldtool_used"


def watched(engine: Engine) -> Engine:
    """Let *engine* open new connections where the server hung up while they lay idle."""
    event.listen(engine, "checkin", _note)
    event.listen(engine, "checkout", partial(_look, engine))
    return engine


def _note(_connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
    record.info[_USED] = time.monotonic()


def _look(
    engine: Engine,
    connection: DBAPIConnection,
    record: ConnectionPoolEntry,
    _proxy: PoolProxiedConnection,
) -> None:
    now = time.monotonic()
    # One that was never used was opened this moment.
    if now - record.info.get(_USED, now) < SECONDS:
        return
    dialect = engine.dialect
    try:
        dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error as error:
        raise InvalidatePoolError from error
