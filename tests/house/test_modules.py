"""Modules are small, say what they are in one line, and run on every system."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

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
def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for part in ast.walk(ast.parse(tree.text(path))):
        if isinstance(part, ast.Import):
            found |= {alias.name for alias in part.names}
        elif isinstance(part, ast.ImportFrom) and part.module:
            found |= {part.module, *(f"{part.module}.{alias.name}" for alias in part.names)}
    return found


@pytest.mark.parametrize("path", MODULES, ids=tree.name)
def test_a_module_can_be_read_at_one_sitting(path: Path) -> None:
    assert len(tree.text(path).splitlines()) <= LONGEST


@pytest.mark.parametrize("path", MODULES + TESTS, ids=tree.name)
def test_a_module_says_in_its_first_line_what_it_is(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(tree.text(path)), clean=False) or ""
    first = docstring.partition("\n")[0]

    assert re.match(r"\S.*[.;…]$", first), first


@pytest.mark.parametrize("path", MODULES, ids=tree.name)
def test_nothing_is_used_that_only_one_system_has(path: Path) -> None:
    used = _imports(path) & POSIX_MODULES | {
        found[0] for found in POSIX_NAMES.finditer(_code(path))
    }

    assert bool(used) == (tree.name(path) in POSIX_ALLOWED), used


def test_what_only_one_system_has_is_behind_a_check() -> None:
    for name in POSIX_ALLOWED:
        source = tree.text(tree.ROOT / name)

        assert "sys.platform" in source or "os.name" in source


@pytest.mark.parametrize("path", MODULES, ids=tree.name)
def test_typed_text_never_becomes_markup(path: Path) -> None:
    calls = [part for part in ast.walk(ast.parse(tree.text(path))) if isinstance(part, ast.Call)]
    made = [
        ast.unparse(call)
        for call in calls
        if ast.unparse(call.func).endswith("Markup")
        and not all(isinstance(argument, ast.Constant) for argument in call.args)
    ]

    assert not made or tree.name(path) in MARKUP_ALLOWED


@pytest.mark.parametrize("path", MODULES, ids=tree.name)
def test_events_are_logged_only_where_typed_text_is_kept_out(path: Path) -> None:
    # Silencing somebody else's log is welcome anywhere.
    writes = re.search(r"getLogger\([^()]*\)(?!\.disabled)", _code(path))

    assert not writes or tree.name(path) == "fieldtool/diagnostics.py"


@pytest.mark.parametrize("path", TESTS, ids=tree.name)
def test_our_own_code_is_never_mocked(path: Path) -> None:
    assert not {name for name in _imports(path) if name.startswith("unittest")}


@pytest.mark.parametrize("path", MODULES, ids=tree.name)
def test_what_only_the_hub_needs_is_not_imported_by_everybody(path: Path) -> None:
    # psycopg is an extra: a laptop has none. SQLAlchemy imports it by the name in the URL.
    assert not {name for name in _imports(path) if name.startswith("psycopg")}


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
