"""No file of counts, or without whom it is about, is of a single community (DP-22)."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from fieldtool.log.sites import Site
from fieldtool.problems import Code
from fieldtool.storage.queries import accounts
from fieldtool.sync.hub.publishing import publish_sites
from tests.desk.pages import Browser
from tests.desk.test_exporting import DEIDENTIFIED
from tests.desk.world import ANALYST, VIEWER, World

COUNCILS = (
    Site("AF3201N1", "AF3201", "nahia", "own", "N1", {"fa_AF": "ناحیهٔ یک", "en": "Nahia 1"}),
    Site("C1", "AF3201N1", "council", "own", "C-01", {"fa_AF": "شورای جوی", "en": "Jui council"}),
    Site("C2", "AF3201N1", "council", "own", "C-02", {"fa_AF": "شورای باغ", "en": "Bagh council"}),
)
TABLES = "/tables"


@pytest.fixture
def councils(world: World) -> World:
    """Return a hub with six interviews in each of two councils."""
    hub, now = world.services.identity, world.clock.now()
    with world.services.database.work() as session:
        publish_sites(session, hub, world.project, COUNCILS, now)
    laptop = world.laptop()
    for site in ("C1", "C2"):
        for _ in range(6):
            world.interview(laptop, site=site)
    world.sync(laptop)
    return world


def confine(world: World, login: str, *areas: str) -> Browser:
    with world.services.database.work() as session:
        account = accounts.get(session, world.project, login)
        assert account is not None
        accounts.put(session, world.project, replace(account, areas=areas))
    return world.browser(login)


def posted(browser: Browser, page: str, address: str, **given: str) -> tuple[int, str]:
    token = browser.open(page).soup.select_one("input[name=csrf_token]")
    assert token is not None
    answer = browser.client.post(address, data={"csrf_token": str(token["value"]), **given})
    return answer.status_code, answer.data.decode("utf-8-sig")


def test_tables_offer_no_place_below_a_district_and_refuse_one(councils: World) -> None:
    browser = councils.browser(VIEWER)
    page = browser.open(TABLES)
    offered = {str(one.get("value")) for one in page.soup.select("#site option")}
    refused = posted(browser, TABLES, TABLES, form="safety", site="C1")
    given = posted(browser, TABLES, TABLES, form="safety", site="AF3201N1", written="codes")

    assert "AF3201N1" in offered
    assert offered.isdisjoint({"C1", "C2"})
    assert refused[0] == 422
    assert Code.PLACE_TOO_SMALL.reference in refused[1]
    assert given[0] == 200


def test_no_table_names_a_place_so_that_none_ranks_communities(councils: World) -> None:
    browser = councils.browser(VIEWER)
    _status, text = posted(browser, TABLES, TABLES, form="safety", written="labels", language="en")
    headings = next(csv.reader(io.StringIO(text)))

    assert headings == ["Question", "Answer", "All", "Sensitivity"]
    assert all(name not in text for site in COUNCILS for name in (site.id, site.names["en"]))


def test_a_file_without_whom_it_is_about_names_no_council_and_is_of_none(councils: World) -> None:
    browser = councils.browser(ANALYST)
    page = f"{DEIDENTIFIED}?form=safety"
    refused = posted(browser, page, DEIDENTIFIED, form="safety", site="C2")
    looked = browser.client.get(f"{page}&site=C2")
    status, text = posted(browser, page, DEIDENTIFIED, form="safety", written="codes")
    rows = list(csv.DictReader(io.StringIO(text)))

    assert (refused[0], looked.status_code, status) == (422, 422, 200)
    assert len(rows) == 12
    assert {row["site"] for row in rows} == {"N1"}
    assert all(name not in text for site in COUNCILS[1:] for name in (site.code, site.names["en"]))


def test_whoever_sees_a_council_alone_gets_neither_of_it(councils: World) -> None:
    viewer, analyst = confine(councils, VIEWER, "C1"), confine(councils, ANALYST, "C1")

    assert posted(viewer, TABLES, TABLES, form="safety")[0] == 422
    assert analyst.client.get(f"{DEIDENTIFIED}?form=safety").status_code == 422
    wider = confine(councils, ANALYST, "AF3201N1")
    assert wider.client.get(f"{DEIDENTIFIED}?form=safety").status_code == 200
