"""An unlocked workspace in Herat with a questionnaire and places, as after the first sync."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyxform.xls2xform import convert

from fieldtool.collect.form_cache import FormCache
from fieldtool.collect.sitting import Sittings
from fieldtool.forms import form_hash
from fieldtool.log import entry as log_entry
from fieldtool.log import kinds
from fieldtool.log.canonical import Encodable
from fieldtool.log.kinds import FormPublished, ProjectSettings
from fieldtool.log.sites import Site, Sites
from fieldtool.security import workspace as workspaces
from fieldtool.security.passphrase import FLOOR
from fieldtool.security.workspace import Membership, Workspace
from fieldtool.storage import projections
from fieldtool.storage.queries import entries
from tests import memberships
from tests.clocks import StepClock
from tests.conftest import PROJECT

QUESTIONNAIRE = """
| survey  |                        |            |                   |                  |          |               |            |                        |
|         | type                   | name       | label::دری (fa-AF) | label::پښتو (ps) | required | relevant      | constraint | calculation            |
|         | start                  | start      |                   |                  |          |               |            |                        |
|         | hidden                 | site       |                   |                  |          |               |            |                        |
|         | begin_group            | person     | شخص               | سړی              |          |               |            |                        |
|         | integer                | age        | عمر شما؟          | عمر مو؟          | yes      |               | . > 17     |                        |
|         | select_one yn          | children   | اطفال دارید؟      | ماشومان لرئ؟     | yes      |               |            |                        |
|         | integer                | how_many   | چند طفل؟          | څو ماشومان؟      | yes      | ${children}=1 |            |                        |
|         | end_group              |            |                   |                  |          |               |            |                        |
|         | select_multiple places | avoid      | کدام جای‌ها؟       | کوم ځایونه؟      |          |               |            |                        |
|         | date                   | since      | از چه وقت؟        | له کله؟          |          |               |            |                        |
|         | decimal                | distance   | چند کیلومتر؟      | څو کیلومتره؟     |          |               |            |                        |
|         | time                   | hour       | چند بجه؟          | څو بجې؟          |          |               |            |                        |
|         | text                   | why        | چرا؟              | ولې؟             |          |               |            |                        |
|         | calculate              | consent_at |                   |                  |          |               |            | if(${children}='', '', once(string(now()))) |
|         | end                    | end        |                   |                  |          |               |            |                        |
|         | calculate              | next_year  |                   |                  |          |               |            | if(${age}='','',${age}+1) |
| choices |           |        |                   |                  |
|         | list_name | name   | label::دری (fa-AF) | label::پښتو (ps) |
|         | yn        | 1      | بلی               | هو               |
|         | yn        | 2      | نخیر              | نه               |
|         | places    | market | بازار             | بازار            |
|         | places    | park   | پارک              | پارک             |
|         | places    | road   | سرک               | سړک              |
| settings |         |         |                  |
|          | form_id | version | default_language |
|          | safety  | 1       | دری (fa-AF)      |
"""  # noqa: E501 - a form is a table
DARI, PASHTO = "دری (fa-AF)", "پښتو (ps)"
SITE = Site("hrt-3", "", "nahia", "own", "3", {"fa_AF": "ناحیهٔ سوم", "ps": "درېیمه ناحیه"})
SETTINGS = ProjectSettings(
    PROJECT, {"fa_AF": "هرات امن‌تر"}, "Asia/Kabul", "afghanistan", "solar", ("fa_AF", "ps")
)
PASSPHRASE = "انار سرخ کندهار ۱۴۰۵"


def questionnaire(text: str = QUESTIONNAIRE) -> FormPublished:
    xform = str(convert(xlsform=text, file_type=".md").xform)
    return FormPublished("safety", "1", form_hash(xform, {}), {"fa_AF": "مصئونیت"}, xform)


def membership(workspace: str = "k3f2qa7m") -> Membership:
    return memberships.membership(PROJECT, workspace)


@dataclass
class ProjectLog:
    """The hub's log as it arrives on a laptop."""

    workspace: Workspace
    clock: StepClock
    last: str = ""

    def arrives(self, kind: str, content: dict[str, Encodable]) -> None:
        entry = log_entry.make(
            kind,
            "x",
            prev=self.last,
            person="",
            clock=self.clock.now(),
            content=content,
            salt=bytes(16),
        )
        self.last = entry.id
        with self.workspace.database.work() as session:
            entries.store(session, PROJECT, kinds.PROJECT_LOG, [entry], 1)
            projections.apply(session, PROJECT, kinds.PROJECT_LOG, entry)


def filled(ws: Workspace, clock: StepClock, form: FormPublished) -> None:
    """Let the project's settings, the form and a place arrive."""
    log = ProjectLog(ws, clock)
    log.arrives(kinds.PROJECT, SETTINGS.to_content())
    log.arrives(kinds.SITES, Sites((SITE,)).to_content())
    log.arrives(kinds.FORM, form.to_content())


@pytest.fixture(scope="session")
def form() -> FormPublished:
    return questionnaire()


@pytest.fixture
def workspace(tmp_path: Path, clock: StepClock, form: FormPublished) -> Iterator[Workspace]:
    ws = workspaces.create(tmp_path, membership(), PASSPHRASE, FLOOR)
    filled(ws, clock, form)
    yield ws
    ws.close()


@pytest.fixture
def new_sittings(workspace: Workspace, tmp_path: Path, clock: StepClock) -> Callable[[], Sittings]:
    """Return what a fresh process would make: nothing in memory, forms from the disk."""
    return lambda: Sittings(workspace, FormCache(tmp_path / "forms"), clock)


@pytest.fixture
def sittings(new_sittings: Callable[[], Sittings]) -> Sittings:
    return new_sittings()
