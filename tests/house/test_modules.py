"""Modules are small, say what they are in one line, and run on every system."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

from tests.house import tree

MODULES = tree.files(tree.PACKAGE, "*.py")
TESTS = tree.files(tree.TESTS, "*.py")
LONGEST = 400

# Windows has none of these. Each use is behind a check of the platform.
POSIX_MODULES = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}
POSIX_NAMES = re.compile(
    r"\bos\.(fork|forkpty|geteuid|getuid|getgid|getppid|killpg|setsid|setpgid|mkfifo|chown|fchown"
    r"|fchmod|nice|uname|getloadavg|statvfs|sysconf|wait|O_DIRECTORY|O_NOFOLLOW)\b"
    r"|\bsignal\.(SIGKILL|SIGHUP|SIGUSR\d|SIGCHLD|alarm|pause)\b|/dev/|/proc/|/tmp\b"
)
POSIX_ALLOWED = {"fieldtool/storage/files.py", "fieldtool/storage/drives.py"}
# Markup("<b>{}</b>").format(typed) escapes; Markup(typed) does not, and is allowed only here.
MARKUP_ALLOWED = {"fieldtool/web/parts/filters.py"}


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(tree.text(path))


@cache
def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for part in ast.walk(_parsed(path)):
        if isinstance(part, ast.Import):
            found |= {alias.name for alias in part.names}
        elif isinstance(part, ast.ImportFrom) and part.module:
            found |= {part.module, *(f"{part.module}.{alias.name}" for alias in part.names)}
    return found


def test_a_module_can_be_read_at_one_sitting() -> None:
    long = [tree.name(path) for path in MODULES if len(tree.text(path).splitlines()) > LONGEST]

    assert long == []


def test_a_module_says_in_its_first_line_what_it_is() -> None:
    said = {tree.name(path): _first_line(path) for path in MODULES + TESTS}

    assert {name: line for name, line in said.items() if not re.match(r"\S.*[.;…]$", line)} == {}


def _first_line(path: Path) -> str:
    docstring = ast.get_docstring(_parsed(path), clean=False) or ""
    return docstring.partition("\n")[0]


def test_nothing_is_used_that_only_one_system_has() -> None:
    used = {tree.name(path): _only_on_posix(path) for path in MODULES}
    used = {name: found for name, found in used.items() if found}

    assert set(used) == POSIX_ALLOWED, used


def _only_on_posix(path: Path) -> set[str]:
    named = {found[0] for found in POSIX_NAMES.finditer(_code(path))}
    return _imports(path) & POSIX_MODULES | named


def test_what_only_one_system_has_is_behind_a_check() -> None:
    for name in POSIX_ALLOWED:
        source = tree.text(tree.ROOT / name)

        assert "sys.platform" in source or "os.name" in source


def test_typed_text_never_becomes_markup() -> None:
    made = {tree.name(path): _markup_made(path) for path in MODULES}
    made = {name: found for name, found in made.items() if found}

    assert set(made) <= MARKUP_ALLOWED, made


def _markup_made(path: Path) -> list[str]:
    return [
        ast.unparse(part)
        for part in ast.walk(_parsed(path))
        if isinstance(part, ast.Call)
        and _end_of(part.func).endswith("Markup")
        and not all(isinstance(argument, ast.Constant) for argument in part.args)
    ]


def _end_of(called: ast.expr) -> str:
    """Return what the text of *called* ends with; to write all of it takes long."""
    match called:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ast.unparse(called)


def test_events_are_logged_only_where_typed_text_is_kept_out() -> None:
    # Silencing somebody else's log is welcome anywhere.
    writes = re.compile(r"getLogger\([^()]*\)(?!\.disabled)")
    writing = {tree.name(path) for path in MODULES if writes.search(_code(path))}

    assert writing <= {"fieldtool/diagnostics.py"}


def test_our_own_code_is_never_mocked() -> None:
    assert _importing("unittest", TESTS) == []


def test_what_only_the_hub_needs_is_not_imported_by_everybody() -> None:
    # psycopg is an extra: a laptop has none. SQLAlchemy imports it by the name in the URL.
    assert _importing("psycopg", MODULES) == []


def _importing(package: str, paths: list[Path]) -> list[str]:
    return [
        tree.name(path)
        for path in paths
        if any(name.startswith(package) for name in _imports(path))
    ]


@cache
def _code(path: Path) -> str:
    """Return the module without comments and docstrings, which may speak of anything."""
    return ast.unparse(_without_docstrings(ast.parse(tree.text(path))))


def _without_docstrings(module: ast.Module) -> ast.Module:
    for part in ast.walk(module):
        if isinstance(part, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            is_doc = ast.get_docstring(part) is not None
            part.body = part.body[1:] if is_doc else part.body
            part.body = part.body or [ast.Pass()]
    return module
