"""What opens a workspace: changed passphrases, recovery codes, backups that are left behind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fieldtool.log.canonical import encode, to_base64
from fieldtool.log.kinds import PROJECT_LOG, ProjectSettings
from fieldtool.problems import Code, Problem, ProblemKind
from fieldtool.security import backups, escrow, held_keys, recovery, restoring, slots, workspace
from fieldtool.security.hubkeys import HubWriter
from fieldtool.security.keys import Identity, new_identity
from fieldtool.security.passphrase import MEBIBYTE, Effort
from fieldtool.security.workspace import Membership, Workspace
from fieldtool.security.writer import append
from fieldtool.storage import backups as stored
from fieldtool.storage.queries import entries
from tests.clocks import StepClock

CHEAP = Effort(1, MEBIBYTE)
WORDS, OTHERS = "باران می‌بارد ۷۲", "دو کبوتر روی دیوار"
NOW = 1_795_321_800_000
CODE = recovery.with_check("k3f2qa7m" * 3 + "ab")
NAME = "k3f2qa7m"


@pytest.fixture
def home(tmp_path: Path, membership: Membership) -> Path:
    workspace.create(tmp_path, membership, WORDS, CHEAP, CODE).close()
    return tmp_path


def _opened(home: Path, words: str = WORDS) -> Workspace:
    return workspace.unlock(home, NAME, words, NOW)


def _refused(home: Path, words: str) -> ProblemKind:
    with pytest.raises(Problem) as raised:
        _opened(home, words)
    return raised.value.code


def _tell_key(ws: Workspace, public: bytes) -> None:
    """Let the workspace have heard of the project's recovery key."""
    told = ProjectSettings(
        ws.project_id, {"en": "Herat"}, "Asia/Kabul", "afghanistan", "solar", ("fa_AF",)
    )
    content = {**told.to_content(), "recovery_key": to_base64(public)}
    hub = HubWriter(ws.project_id, PROJECT_LOG, new_identity())
    with ws.database.work() as session:
        append(session, hub, "project", ws.project_id, content, clock=StepClock().now())


def test_another_passphrase_opens_the_work_and_the_old_one_nothing_any_more(home: Path) -> None:
    ws = _opened(home)
    backups.make(ws.folder, ws.backup_key, ws.database, NOW)
    slots.change_passphrase(ws, WORDS, OTHERS, NOW, CHEAP)
    ws.close()

    assert _refused(home, WORDS) is Code.PASSPHRASE_WRONG
    _opened(home, OTHERS).close()
    kept = stored.listing(ws.folder / "backups")
    assert len(kept) == 1
    with pytest.raises(Problem):
        backups.data_key_of(kept[0], WORDS)
    assert backups.data_key_of(kept[0], OTHERS)


def test_a_wrong_or_poor_passphrase_changes_nothing(home: Path) -> None:
    ws = _opened(home)
    before = (ws.folder / "keys.json").read_bytes()
    for old, new, code in (
        ("غلط غلط غلط", OTHERS, Code.PASSPHRASE_WRONG),
        (WORDS, "کوتاه", Code.PASSPHRASE_SHORT),
        (WORDS, "بسم الله الرحمن الرحیم", Code.PASSPHRASE_COMMON),
        (WORDS, "هرات امن‌تر ۱۴۰۴", Code.PASSPHRASE_COMMON),
    ):
        with pytest.raises(Problem) as raised:
            slots.change_passphrase(ws, old, new, NOW, CHEAP)
        assert raised.value.code is code
    ws.close()

    assert (ws.folder / "keys.json").read_bytes() == before


def test_guessing_the_old_passphrase_costs_as_much_time_as_at_the_door(home: Path) -> None:
    ws = _opened(home)
    for _try in range(3):
        with pytest.raises(Problem):
            slots.renew_code(ws, "غلط غلط غلط", NOW)
    with pytest.raises(Problem) as raised:
        slots.renew_code(ws, WORDS, NOW)
    ws.close()

    assert raised.value.code is Code.PASSPHRASE_WAIT


def test_the_recovery_code_opens_the_work_under_a_new_passphrase_and_there_is_a_new_code(
    home: Path,
) -> None:
    typed = " ".join(recovery.in_digits(CODE)).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    ws, again = slots.recover(home, NAME, typed, OTHERS, NOW, CHEAP)
    ws.close()

    assert _refused(home, WORDS) is Code.PASSPHRASE_WRONG
    _opened(home, OTHERS).close()
    with pytest.raises(Problem) as raised:
        slots.recover(home, NAME, CODE, WORDS, NOW, CHEAP)
    assert raised.value.code is Code.RECOVERY_CODE_WRONG
    slots.recover(home, NAME, again, WORDS, NOW, CHEAP)[0].close()


def test_too_many_wrong_passphrases_do_not_keep_the_code_out(home: Path) -> None:
    for _try in range(4):
        with pytest.raises(Problem):
            _opened(home, "غلط غلط غلط")
    slots.recover(home, NAME, CODE, OTHERS, NOW, CHEAP)[0].close()

    _opened(home, OTHERS).close()


def test_another_code_or_a_poor_passphrase_recovers_nothing(home: Path) -> None:
    before = (home / "workspaces" / NAME / "keys.json").read_bytes()
    for code, new, expected in (
        (recovery.new_code(), OTHERS, Code.RECOVERY_CODE_WRONG),
        (CODE[:-1], OTHERS, Code.RECOVERY_CODE_NOT_VALID),
        (CODE, "کوتاه", Code.PASSPHRASE_SHORT),
        (CODE, "HRT-07 HRT-07", Code.PASSPHRASE_COMMON),
    ):
        with pytest.raises(Problem) as raised:
            slots.recover(home, NAME, code, new, NOW, CHEAP)
        assert raised.value.code is expected

    assert (home / "workspaces" / NAME / "keys.json").read_bytes() == before


def test_work_that_never_had_a_code_gets_one_with_its_passphrase(
    tmp_path: Path, membership: Membership
) -> None:
    workspace.create(tmp_path, membership, WORDS, CHEAP).close()
    with pytest.raises(Problem) as raised:
        slots.recover(tmp_path, NAME, CODE, OTHERS, NOW, CHEAP)
    ws = _opened(tmp_path)
    assert not slots.has_code(ws)
    code = slots.renew_code(ws, WORDS, NOW)
    assert slots.has_code(ws)
    ws.close()

    assert raised.value.code is Code.RECOVERY_NOT_SET_UP
    slots.recover(tmp_path, NAME, code, OTHERS, NOW, CHEAP)[0].close()


def test_a_backup_is_restored_with_the_recovery_code_of_its_day(home: Path) -> None:
    ws = _opened(home)
    made = backups.make(ws.folder, ws.backup_key, ws.database, NOW)
    ws.close()
    (ws.folder / "work.db").write_bytes(b"rubbish")
    restoring.restore(home, made, CODE, NOW)

    _opened(home).close()
    with pytest.raises(Problem):
        restoring.restore(home, made, recovery.new_code(), NOW)


def test_a_slot_of_another_kind_is_kept_when_a_passphrase_changes(home: Path) -> None:
    path = home / "workspaces" / NAME / "keys.json"
    keys = json.loads(path.read_text(encoding="utf-8"))
    keys["slots"].append({"box": "AAAA", "kind": "later"})
    path.write_bytes(encode(keys))
    ws = _opened(home)
    slots.change_passphrase(ws, WORDS, OTHERS, NOW, CHEAP)
    ws.close()
    found = json.loads(path.read_text(encoding="utf-8"))["slots"]

    kinds = [slot["kind"] for slot in found]
    assert kinds[0] == "passphrase"
    assert sorted(kinds) == ["later", "passphrase", "recovery", "spare"]


def test_the_code_waits_in_the_encrypted_file_until_it_can_be_sealed_for_the_hub(
    home: Path, clock: StepClock
) -> None:
    held, _sheet = held_keys.make({"کریمه": WORDS, "یوسف": OTHERS}, NOW, CHEAP)
    ws = _opened(home)
    escrow.keep(ws, CODE)
    assert not escrow.hand_over(ws, clock)
    _tell_key(ws, held.public)
    assert escrow.waits(ws)
    assert escrow.hand_over(ws, clock)
    assert not escrow.hand_over(ws, clock)
    with ws.database.read() as session:
        sealed = escrow.at_hub(session, ws.project_id, ws.id)
        written = entries.all_of(session, ws.project_id, ws.log)
    ws.close()
    everything = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())

    assert not escrow.waits(_opened(home))
    assert sealed is not None
    assert CODE.encode() not in everything + b"".join(one.payload or b"" for one in written)
    secret = held_keys.secret_by_passphrase(held, "یوسف", OTHERS)
    assert escrow.opened(sealed, held_keys.unseal(secret, sealed.box)) == CODE


def test_a_code_whose_slot_was_never_written_is_not_handed_over(
    home: Path, clock: StepClock
) -> None:
    ws = _opened(home)
    _tell_key(ws, new_identity().box_key)
    escrow.keep(ws, recovery.new_code())

    assert not escrow.hand_over(ws, clock)
    assert not escrow.waits(ws)
    ws.close()


def test_a_sealed_code_that_was_put_under_another_name_is_refused(
    home: Path, clock: StepClock
) -> None:
    hub = new_identity()
    ws = _opened(home)
    _tell_key(ws, hub.box_key)
    escrow.keep(ws, CODE)
    escrow.hand_over(ws, clock)
    with ws.database.read() as session:
        sealed = escrow.at_hub(session, ws.project_id, ws.id)
    ws.close()
    assert sealed is not None
    unsealed = Identity(hub.sign_seed, hub.box_secret).unseal(sealed.box)
    other = escrow.Escrow("aaaa2222", sealed.key, sealed.box, sealed.at)

    for raw in (unsealed, b"", b"{}"):
        with pytest.raises(Problem) as raised:
            escrow.opened(other, raw)
        assert raised.value.code is Code.ESCROW_NOT_HERE
