"""An installed program brings its catalogues, pages and questionnaires along."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from fieldtool.i18n.catalogues import catalogue
from tests.house import tree

# Run away from the checkout, so that nothing of it can be found by chance.
OPEN_IN_DARI = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
import fieldtool
assert Path(fieldtool.__file__).is_relative_to(sys.argv[1]), fieldtool.__file__
from fieldtool.app import create_app
from fieldtool.config import load
config = load({}, {"face": sys.argv[3], "data": sys.argv[2]})
page = create_app(config).test_client().get(
    "/", base_url=f"http://127.0.0.1:{config.port}", follow_redirects=True,
    headers={"Accept-Language": "prs-AF"},
)
sys.stdout.buffer.write(page.status.encode() + b"\\n" + page.data)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    return Path(next(WheelBuilder(str(tree.ROOT)).build(directory=str(folder))))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--quiet"]
    subprocess.run([*pip, "--target", str(target), str(wheel)], check=True, capture_output=True)
    return target


def test_the_wheel_holds_a_compiled_catalogue_of_each_language(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()

    for code in ("fa_AF", "ps", "it"):
        assert f"fieldtool/translations/{code}/LC_MESSAGES/messages.mo" in names


def test_the_wheel_holds_every_file_of_the_package_and_nothing_of_the_tests(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    package = {
        tree.name(path)
        for path in tree.PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    assert package - names == set()
    assert [name for name in names if name.startswith(("tests/", "translations/"))] == []


@pytest.mark.parametrize(("face", "status"), [("node", "200 OK"), ("hub", "503 ")])
def test_an_installed_program_opens_a_page_in_dari(
    installed: Path, tmp_path: Path, face: str, status: str
) -> None:
    # A new hub says that it has no project yet.
    skip_to_content = catalogue("fa_AF").gettext("Skip to the content")
    answer = subprocess.run(
        [sys.executable, "-I", "-c", OPEN_IN_DARI, str(installed), str(tmp_path / "data"), face],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    page = answer.stdout.decode("utf-8")

    assert answer.returncode == 0, answer.stderr.decode("utf-8", "replace")
    assert page.startswith(status)
    assert '<html lang="fa-AF" dir="rtl"' in page
    assert not skip_to_content.isascii()
    assert skip_to_content in page


def test_an_installed_catalogue_is_read_where_nothing_can_be_written(
    installed: Path, tmp_path: Path
) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]);"
        "from fieldtool.i18n.catalogues import catalogue;"
        "print(catalogue('fa_AF').info()['plural-forms'])"
    )

    answer = subprocess.run(
        [sys.executable, "-I", "-c", code, str(installed)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    assert answer.stdout.strip() == "nplurals=2; plural=(n > 1);"
    assert list(installed.rglob("*.po")) == []
