"""A node's or a hub's database: one door for reading, one for writing, durable at every commit."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from fieldtool.problems import Code, Problem
from fieldtool.storage import idle, trouble

# Higher layers pass sessions on and name their type; only this layer imports SQLAlchemy.
__all__ = ["OPENS", "Database", "Session", "open_file", "open_hub", "open_node"]

Result = TypeVar("Result")
# What a session carries of its database, by name.
OPENS = "opens"

# WAL with synchronous=FULL lost nothing in 450 simulated power cuts; NORMAL lost answers in 395.
_PRAGMAS = (
    "busy_timeout=5000",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "wal_autocheckpoint=500",
    "fullfsync=ON",  # these two act on macOS only, where fsync alone does not reach the disk
    "checkpoint_fullfsync=ON",
    "secure_delete=ON",
    "temp_store=MEMORY",
)
_SHORT_WAIT = "busy_timeout=1000"
# Seconds that a thread waits for its turn before it lets SQLite say that the file is busy.
_PATIENCE = 20.0
_PAUSES = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 0.5, 1.0)


class Database:
    """One database; lower layers get a Session from it and never commit."""

    def __init__(self, engine: Engine, place: str, on_full: Callable[[], None] | None = None):
        self.engine = engine
        self.place = place
        # What opens sealed interviews for whoever reads here; a laptop has no such thing.
        self.opens: object | None = None
        self._on_full = on_full
        self._is_locked = False
        self._one_writes = threading.Lock()
        self._writing = engine.execution_options(fieldtool_begin="BEGIN IMMEDIATE")
        # A server would be told of the beginning and the end of every single question.
        self._asking = (
            engine if self.is_sqlite else engine.execution_options(isolation_level="AUTOCOMMIT")
        )

    @property
    def is_sqlite(self) -> bool:
        """Tell whether this is a file of this computer."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def work(self) -> Iterator[Session]:
        """Give a session for one unit of work; everything is durable after the block, or nothing.

        Raises:
            Problem: the disk is full, read-only or damaged, or the server does not answer; or
                somebody locked the work meanwhile.
        """
        self._expect_open()
        with trouble.explained(self.place, self._on_full), self._session() as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session that sees one moment and never waits for a writer of the same file.

        Raises:
            Problem: as for `work`.
        """
        with self._reading(self.engine) as session:
            yield session

    @contextmanager
    def ask(self) -> Iterator[Session]:
        """Give a session for one question, or several whose answers need not be of one moment.

        Raises:
            Problem: as for `work`.
        """
        with self._reading(self._asking) as session:
            yield session

    def do(self, work: Callable[[Session], Result]) -> Result:
        """Do *work* as one unit, again where the server found it in another's way.

        *work* must not touch anything but the session.
        """
        for pause in _PAUSES:
            with trouble.explained(self.place, self._on_full):
                try:
                    with self._session() as session:
                        return work(session)
                except DBAPIError as error:
                    if not trouble.is_to_be_retried(error):
                        raise
            # Two that try again at the same moment would stand in each other's way again.
            time.sleep(random.uniform(0, pause))  # noqa: S311 - no secret
        with self.work() as session:
            return work(session)

    def check(self, *, encrypted: bool = False) -> None:
        """Read the whole file and refuse it when a page is damaged.

        *encrypted* also verifies SQLCipher's seal of every page, which finds bit rot.

        Raises:
            Problem: DATABASE_DAMAGED; the file is left as it is.
        """
        if not self.is_sqlite:
            return
        with trouble.explained(self.place), self.engine.connect() as connection:
            found = [row[0] for row in connection.exec_driver_sql("PRAGMA quick_check(1)")]
            faults = [text for text in found if text != "ok"]
        if encrypted and not faults:
            faults = self._seals_broken()
        if faults:
            raise Problem(Code.DATABASE_DAMAGED, {"place": self.place})

    def _seals_broken(self) -> list[str]:
        """Look at the file itself, past its journal.

        A power cut while the journal is folded into the file leaves pages there that are half new;
        the journal still has them whole. So it is folded again first; where the disk takes nothing
        the seals that were verified in reading have to do.
        """
        with self._raw_cursor() as cursor:
            try:
                cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
            except self.engine.dialect.loaded_dbapi.Error:
                return []
            cursor.execute("PRAGMA cipher_integrity_check")
            return [str(row[0]) for row in cursor.fetchall()]

    def scrub(self) -> bool:
        """Let nothing that was deleted be left in the file's journal; say whether that was done.

        It waits a second for those who read. A server has no such file: it cleans up by itself.

        Raises:
            Problem: the disk is full or fails.
        """
        if not self.is_sqlite:
            return True
        with self._raw_cursor() as cursor:
            cursor.execute(f"PRAGMA {_SHORT_WAIT}")
            busy, *_rest = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            cursor.execute(f"PRAGMA {_PRAGMAS[0]}")
        return not busy

    def close(self) -> None:
        """Fold the journal into the file and let go of it; Windows cannot move it before."""
        if self.is_sqlite:
            self._tidy()
        self.engine.dispose()

    def lock(self) -> None:
        """Close for good: the engine would open the file again, with the key that it still has.

        A thread that was busy meanwhile, with a backup for one, is told to sign in. Locking again
        changes nothing.
        """
        if self._is_locked:
            return
        self._is_locked = True
        self.close()
        event.listen(self.engine, "checkout", self._refuse)

    def _expect_open(self) -> None:
        if self._is_locked:
            raise Problem(Code.SIGN_IN_FIRST)

    def _refuse(self, *_connection: object) -> None:
        self._expect_open()

    @contextmanager
    def _reading(self, engine: Engine) -> Iterator[Session]:
        self._expect_open()
        info = {OPENS: self.opens}
        with (
            trouble.explained(self.place),
            Session(engine, expire_on_commit=False, info=info) as session,
        ):
            yield session

    @contextmanager
    def _session(self) -> Iterator[Session]:
        info = {OPENS: self.opens}
        with (
            self._turn(),
            Session(self._writing, expire_on_commit=False, info=info) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait until no other thread of this program writes to the same file.

        SQLite would let each look again and again whether it is its turn: with eight at once some
        never got one in the time it gives them.
        """
        has_turn = self.is_sqlite and self._one_writes.acquire(timeout=_PATIENCE)
        try:
            yield
        finally:
            if has_turn:
                self._one_writes.release()

    @contextmanager
    def _raw_cursor(self) -> Iterator[Any]:
        """Give a cursor past SQLAlchemy, which would begin a transaction around everything."""
        module = self.engine.dialect.loaded_dbapi
        with (
            trouble.explained(self.place),
            trouble.explained_driver(module, self.place),
            closing(self.engine.raw_connection()) as connection,
            closing(connection.cursor()) as cursor,
        ):
            yield cursor

    def _tidy(self) -> None:
        # A courtesy to the next start: when the disk is full or gone, nothing is lost without it.
        try:
            with self.engine.connect() as connection:
                raw = connection.connection.dbapi_connection
                if raw is not None:
                    cursor = raw.cursor()
                    cursor.execute("PRAGMA optimize")
                    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                    cursor.close()
        except self.engine.dialect.loaded_dbapi.Error:
            return  # from the cursor, which SQLAlchemy does not translate
        except DBAPIError as error:
            if trouble.code_of(error) is None:
                raise


def open_node(
    creator: Callable[[], Any],
    module: ModuleType,
    place: str,
    on_full: Callable[[], None] | None = None,
) -> Database:
    """Open a workspace's file; *creator* connects through *module* and gives the key first.

    The key never enters an URL or this layer. *creator* must allow use by several threads
    (check_same_thread=False) and set nothing else: pragmas are set here.
    """
    engine = create_engine(
        "sqlite://",
        module=module,
        creator=creator,
        poolclass=QueuePool,
        pool_size=4,
        hide_parameters=True,
    )
    return Database(_with_pragmas(engine), place, on_full)


def open_file(path: Path, on_full: Callable[[], None] | None = None) -> Database:
    """Open (or begin) a plain SQLite file: a small hub, never a node."""
    engine = create_engine(f"sqlite:///{path}", hide_parameters=True)
    return Database(_with_pragmas(engine), str(path), on_full)


def open_hub(url: str) -> Database:
    """Open a hub's database by SQLAlchemy URL: PostgreSQL, or a SQLite file.

    Raises:
        Problem: the URL names no database that a hub can use.
    """
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            return open_file(Path(parsed.database or ""))
        engine = _server(parsed)
    except (ImportError, ValueError, SQLAlchemyError) as error:
        raise Problem(Code.DATABASE_UNREACHABLE, {"place": _without_secret(url)}) from error
    return Database(engine, parsed.render_as_string(hide_password=True))


def _server(url: URL) -> Engine:
    if url.get_backend_name() not in {"postgres", "postgresql"}:
        raise ValueError(url.drivername)
    driver = url.set(drivername="postgresql+psycopg")
    return idle.watched(create_engine(driver, hide_parameters=True, pool_size=8))


def _without_secret(url: str) -> str:
    # What could not be parsed may hold a password anywhere: name its kind alone.
    return url.partition(":")[0]


def _with_pragmas(engine: Engine) -> Engine:
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def _set_pragmas(connection: DBAPIConnection, _record: object) -> None:
    # The driver must not begin transactions by itself: its BEGIN is deferred, and two deferred
    # writers can fail with "busy" in the middle instead of waiting at the start.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("fieldtool_begin", "BEGIN"))
