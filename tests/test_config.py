"""The table of settings: every row works, and a slip is refused with what is allowed."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from fieldtool.config import SETTINGS, Config, Face, default_data_folder, load
from fieldtool.problems import Code, Problem


def test_the_environment_and_then_the_command_line_win_over_defaults(tmp_path: Path) -> None:
    environ = {"FIELDTOOL_DATA": str(tmp_path), "FIELDTOOL_LANGUAGE": "ps", "PATH": "/bin"}

    config = load(environ, {"language": "it", "port": "9000"})

    assert (config.data, config.language, config.port) == (tmp_path, "it", 9000)


def test_the_table_and_the_config_name_the_same_settings() -> None:
    assert [setting.name for setting in SETTINGS] == [field.name for field in fields(Config)]


def test_the_defaults_of_the_table_and_of_the_config_agree(tmp_path: Path) -> None:
    loaded = load({}, {"data": str(tmp_path)})

    assert loaded == Config(face=Face.NODE, data=tmp_path)


def test_node_and_hub_of_one_folder_never_share_files(tmp_path: Path) -> None:
    node = Config(face=Face.NODE, data=tmp_path)
    hub = Config(face=Face.HUB, data=tmp_path)

    assert (node.folder, hub.folder) == (tmp_path / "node", tmp_path / "hub")


def test_a_node_listens_on_this_computer_whatever_it_is_told() -> None:
    assert load({"FIELDTOOL_HOST": "0.0.0.0"}).host == "127.0.0.1"  # noqa: S104
    assert load({"FIELDTOOL_HOST": "0.0.0.0", "FIELDTOOL_FACE": "hub"}).host == "0.0.0.0"  # noqa: S104


def test_an_address_is_kept_without_its_last_slash() -> None:
    assert (
        load({"FIELDTOOL_PUBLIC_URL": "https://hub.example/"}).public_url == "https://hub.example"
    )


@pytest.mark.parametrize("name", ["langauge", "", "secret_key"])
def test_a_misspelt_setting_is_refused(name: str) -> None:
    with pytest.raises(Problem) as refused:
        load({}, {name: "x"})

    assert refused.value.code is Code.SETTING_UNKNOWN


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("face", "both", "node, hub"),
        ("language", "prs", "fa_AF, ps, en, it"),
        ("log_level", "INFO", "debug, info, warning, error"),
        ("port", "70000", "0–65535"),
        ("port", "-1", "0–65535"),
        ("threads", "0", "1–64"),
        ("threads", "many", "1–64"),
    ],
)
def test_a_value_that_cannot_be_is_refused_and_says_what_can(
    name: str, value: str, allowed: str
) -> None:
    with pytest.raises(Problem) as refused:
        load({f"FIELDTOOL_{name.upper()}": value})

    assert refused.value.code is Code.SETTING_NOT_VALID
    assert refused.value.values == {"name": name, "value": value, "allowed": allowed}


def test_digits_of_any_keyboard_are_a_port() -> None:
    assert load({"FIELDTOOL_PORT": "۸۰۸۰"}).port == 8080


def test_variables_of_the_tests_are_no_settings() -> None:
    assert load({"FIELDTOOL_TEST_CHROMIUM": "x"}) == load({})


def test_a_checkout_keeps_its_data_in_its_own_folder() -> None:
    root = Path(__file__).resolve().parent.parent

    assert default_data_folder() == root / "instance"


def test_a_config_cannot_be_changed_after_the_start(tmp_path: Path) -> None:
    config = Config(face=Face.HUB, data=tmp_path)

    with pytest.raises(AttributeError):
        config.port = 1  # type: ignore[misc]
