"""The table of settings and the frozen Config made from it; nothing reads the environment later."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from fieldtool.problems import Code, Problem


class Face(StrEnum):
    """Which of its two faces the package shows."""

    NODE = "node"
    HUB = "hub"


@dataclass(frozen=True)
class Setting:
    """One row of the table of settings; the environment names it FIELDTOOL_<NAME>."""

    name: str
    default: str
    help: str


SETTINGS = (
    Setting("face", "node", "`node` on a facilitator's laptop, `hub` on the central server."),
    Setting(
        "data",
        "",
        "Folder for all that is written. Empty: a checkout's `instance/`, else the user's.",
    ),
    Setting("host", "127.0.0.1", "Address a hub listens on. A node listens on this computer only."),
    Setting(
        "port", "0", "Port. 0: 8470 for a node, 8480 for a hub, or a free one when that is taken."
    ),
    Setting(
        "database", "", "Hub only: SQLAlchemy URL of a PostgreSQL. Empty: SQLite in the folder."
    ),
    Setting("public_url", "", "Hub only: address laptops reach it at. Empty: where it listens."),
    Setting(
        "roots",
        "",
        "Hub only: PEM file of the certificates its own leads to; laptops then believe no others.",
    ),
    Setting(
        "proxy",
        "",
        "Hub only: address of the reverse proxy in front, as the hub sees it; it says who asks.",
    ),
    Setting(
        "name",
        "fieldtool",
        "What the program calls itself on its pages and its window, where its own name tells much.",
    ),
    Setting("language", "en", "Language before somebody chooses: fa_AF, ps, en or it."),
    Setting(
        "log_level", "info", "`debug`, `info`, `warning` or `error`. None ever writes answers."
    ),
    Setting(
        "lock_after",
        "5",
        "Node only: minutes without a hand on the laptop after which work is locked; 1 to 60.",
    ),
    Setting(
        "smallest_group",
        "5",
        "Hub only: how many people a group in files for others has at least; 3 to 50.",
    ),
    Setting("threads", "8", "Threads of the web server."),
    Setting(
        "reserve",
        "20",
        "MB set aside on the disk, given up when it is full; 0: none.",
    ),
    Setting(
        "backups",
        "",
        "Folder on another disk that gets a copy of each backup and the photos. Empty: none.",
    ),
)

LOG_LEVELS = ("debug", "info", "warning", "error")
LANGUAGES = ("fa_AF", "ps", "en", "it")
USUAL_PORTS = {Face.NODE: 8470, Face.HUB: 8480}


@dataclass(frozen=True)
class Config:
    """What a node or a hub was started with."""

    face: Face
    data: Path
    host: str = "127.0.0.1"
    port: int = 0
    database: str = ""
    public_url: str = ""
    roots: str = ""
    proxy: str = ""
    name: str = "fieldtool"
    language: str = "en"
    log_level: str = "info"
    lock_after: int = 5
    smallest_group: int = 5
    threads: int = 8
    reserve: int = 20
    backups: str = ""

    @property
    def second_place(self) -> Path | None:
        """Return the folder on another disk that gets a copy of each backup."""
        return Path(self.backups) if self.backups else None

    @property
    def folder(self) -> Path:
        """Return the folder of this face; node and hub of one data folder never share files."""
        return self.data / self.face.value


def load(environ: Mapping[str, str], options: Mapping[str, str] | None = None) -> Config:
    """Make a Config from FIELDTOOL_* in *environ*; *options* from the command line win.

    Raises:
        Problem: a setting is unknown or has a value that is not allowed.
    """
    values = {setting.name: setting.default for setting in SETTINGS}
    named = {_setting_name(key): text for key, text in environ.items() if _is_ours(key)}
    for name, text in {**named, **(options or {})}.items():
        if name not in values:
            raise Problem(Code.SETTING_UNKNOWN, {"name": name})
        values[name] = text
    face = Face(_one_of("face", values["face"], tuple(Face)))
    return Config(
        face=face,
        data=Path(values["data"]) if values["data"] else default_data_folder(),
        host="127.0.0.1" if face is Face.NODE else values["host"],
        port=_whole_number("port", values["port"], 0, 65535),
        database=values["database"],
        public_url=values["public_url"].rstrip("/"),
        roots=values["roots"],
        proxy=values["proxy"],
        name=" ".join(values["name"].split()) or "fieldtool",
        language=_one_of("language", values["language"], LANGUAGES),
        log_level=_one_of("log_level", values["log_level"], LOG_LEVELS),
        backups=values["backups"],
        lock_after=_whole_number("lock_after", values["lock_after"], 1, 60),
        smallest_group=_whole_number("smallest_group", values["smallest_group"], 3, 50),
        threads=_whole_number("threads", values["threads"], 1, 64),
        reserve=_whole_number("reserve", values["reserve"], 0, 1000),
    )


def default_data_folder(user_data: Callable[[], Path] | None = None) -> Path:
    """Return `instance/` of a checkout, else the user's data folder as the system names it."""
    checkout = Path(__file__).resolve().parent.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / "instance").is_dir():
        return checkout / "instance"
    return (user_data or _user_data)()


def _user_data() -> Path:
    from platformdirs import user_data_path

    return user_data_path("fieldtool", appauthor=False)


def _setting_name(key: str) -> str:
    return key.removeprefix("FIELDTOOL_").lower()


def _is_ours(key: str) -> bool:
    # FIELDTOOL_TEST_… belongs to the tests and is not a setting.
    return key.startswith("FIELDTOOL_") and not key.startswith("FIELDTOOL_TEST_")


def _one_of(name: str, text: str, allowed: tuple[str, ...]) -> str:
    if text not in allowed:
        raise _not_valid(name, text, ", ".join(allowed))
    return text


def _whole_number(name: str, text: str, least: int, most: int) -> int:
    if not text.isdecimal() or not least <= int(text) <= most:
        raise _not_valid(name, text, f"{least}–{most}")
    return int(text)


def _not_valid(name: str, text: str, allowed: str) -> Problem:
    return Problem(Code.SETTING_NOT_VALID, {"name": name, "value": text, "allowed": allowed})
