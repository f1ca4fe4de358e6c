"""Practice: the real questionnaires and pages, and nothing of it is anywhere afterwards."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from fieldtool.collect import facts, work
from fieldtool.collect.practising import LONGEST
from fieldtool.log.canonical import to_base64
from fieldtool.log.clock import elapsed
from fieldtool.problems import Code, Problem
from fieldtool.security import workspace as workspaces
from fieldtool.security.keys import new_identity
from fieldtool.storage.mail import Mail
from fieldtool.storage.queries import entries, interviews, projects
from fieldtool.sync.hub.publishing import publish_project
from fieldtool.sync.laptop import outbox
from fieldtool.sync.laptop.node import sync as synced
from tests.desk.world import FARIBA, World
from tests.web.laptop import PASSPHRASE, Facilitator, Laptop, interview_of
from tests.web.pages import Page, words

ROOT = "/practice"


def practise(facilitator: Facilitator, *, guided: bool = False) -> Page:
    """Begin to practise and return the page to start an interview on."""
    page = facilitator.open("/practise")
    forms = page.soup.select('form[action="/practise"]')
    answer = facilitator.client.post(
        "/practise",
        data={
            "csrf_token": str(forms[0].select_one("[name=csrf_token]")["value"]),  # type: ignore[index]
            "guided": "yes" if guided else "",
        },
    )
    assert answer.status_code == 303
    return facilitator.open(f"{ROOT}/start")


def begun(facilitator: Facilitator, **fields: str) -> Page:
    start = facilitator.open(f"{ROOT}/start")
    given = {"language": "fa_AF", "site": "AF3201", **fields}
    return facilitator.send(start, f"{ROOT}/start", given)


def held(facilitator: Facilitator, **fields: str) -> Page:
    """Hold an interview of practice to its end; return its last page."""
    page = begun(facilitator, **fields)
    interview = re.findall(r"/interviews/([a-z2-7]+)", str(page.one("#page-form")["action"]))[0]
    address = f"{ROOT}/interviews/{interview}"
    finish = facilitator.open(f"{address}/finish")
    return facilitator.send(finish, f"{address}/finish", {"result": "partial"})


def traces(world: World, laptop: Laptop) -> tuple[object, ...]:
    """Return all that interviews leave on a laptop, in its outbox and at the hub."""
    folder = laptop.services.config.folder
    ((workspace, _person),) = workspaces.listing(folder)
    ws = workspaces.unlock(folder, workspace, PASSPHRASE, world.clock.now().wall)
    with ws.database.read() as session:
        log = [entry.id for entry in entries.all_of(session, ws.project_id, ws.log)]
    seen = work.overview(ws)
    ws.close()
    with world.services.database.read() as session:
        at_hub = interviews.counts_by_log(session, world.project)
    parcels = [(one.address, one.size) for one in Mail(folder).waiting()]
    return log, seen, work.tallies(seen), at_hub, parcels


def files_of_practice(laptop: Laptop) -> list[Path]:
    return list((laptop.services.config.folder / "practice").rglob("*.*"))


def test_a_finished_practice_interview_leaves_no_trace_in_log_outbox_list_or_hub(
    world: World, laptop: Laptop, facilitator: Facilitator
) -> None:
    real = (
        f"/interviews/{interview_of(str(facilitator.start().one('#page-form')['action']))}/finish"
    )
    facilitator.send(facilitator.open(real), real, {"result": "partial"})
    before = traces(world, laptop)
    assert before[-1], "a parcel waits for the hub"
    practise(facilitator)
    page = held(facilitator)
    assert "PRACTICE-001" in page.text

    assert traces(world, laptop) == before
    assert "PRACTICE" not in facilitator.open("/interviews").text
    facilitator.send(facilitator.open("/send"), "/send", {})
    with world.services.database.read() as session:
        assert sum(interviews.counts_by_log(session, world.project).values()) == 1


def test_practice_that_is_asked_to_travel_refuses(laptop: Laptop, facilitator: Facilitator) -> None:
    practise(facilitator)
    held(facilitator)
    (practice,) = laptop.services.practices._open.values()
    ws, clock = practice.sittings.workspace, laptop.services.clock

    assert ws.hub_url == ""
    assert outbox.settle(ws, Mail(laptop.services.config.folder), clock) == outbox.Settled()
    with laptop.world.client() as client, pytest.raises(Problem) as refused:
        synced(ws, client, clock)
    assert refused.value.code is Code.PRACTICE_STAYS


def test_every_page_of_practice_is_marked_and_no_other(facilitator: Facilitator) -> None:
    start = practise(facilitator)
    page = begun(facilitator)
    pages = [start, page, facilitator.open(f"{ROOT}/"), held(facilitator)]

    for one in pages:
        assert one.heading.startswith("Practice: ")
        assert one.one("body")["data-practice"] == "Practice"
        assert "Nothing here is counted, sent or kept." in one.text
        assert {str(form["action"]) for form in one.soup.select("form")} >= {f"{ROOT}/practise/end"}
    for address in ("/", "/start", "/practise", "/send"):
        assert not facilitator.open(address).has("[data-practice]")


def test_practice_and_a_real_interview_do_not_see_each_other(facilitator: Facilitator) -> None:
    practise(facilitator)
    pretended = interview_of(str(begun(facilitator).one("#page-form")["action"])[len(ROOT) :])
    real = interview_of(str(facilitator.start().one("#page-form")["action"]))

    assert facilitator.client.get(f"/interviews/{pretended}/1").status_code == 404
    assert facilitator.client.get(f"{ROOT}/interviews/{real}/1").status_code == 404
    assert "HRT-07-001" in facilitator.open("/").text
    assert "HRT-07" not in facilitator.open(f"{ROOT}/").text


def test_pages_about_real_work_lead_out_of_practice(facilitator: Facilitator) -> None:
    practise(facilitator)

    for address in ("/send", "/interviews", "/passphrase"):
        assert facilitator.client.get(ROOT + address).location == address
    page = facilitator.open(f"{ROOT}/")
    token = str(page.soup.select_one("[name=csrf_token]")["value"])  # type: ignore[index]
    refused = facilitator.client.post(f"{ROOT}/send", data={"csrf_token": token})
    assert refused.status_code == 409
    assert "FT-670" in refused.text


def test_one_step_clears_all_of_it(laptop: Laptop, facilitator: Facilitator) -> None:
    practise(facilitator)
    page = begun(facilitator)
    assert files_of_practice(laptop)
    home = facilitator.send(page, f"{ROOT}/practise/end", {})

    assert files_of_practice(laptop) == []
    assert "The practice has ended. Nothing of it was kept." in home.soup.get_text()
    late = facilitator.press(page, {"go": "next"}, age="33")
    assert late.status_code == 404
    assert "FT-671" in late.text


@pytest.mark.parametrize("way", ["/lock", "/hide"])
def test_locking_closes_it_for_everybody_and_unlocking_goes_on_at_the_same_page(
    laptop: Laptop, facilitator: Facilitator, way: str
) -> None:
    practise(facilitator, guided=True)
    page = facilitator.fill(begun(facilitator), go="here", age="33")
    form = page.one(f'form[action="{ROOT}{way}"]')
    token = str(form.select("[name=csrf_token]")[0]["value"])
    back = str(form.select("[name=next]")[0]["value"])
    assert back.startswith(f"{ROOT}/interviews/")
    facilitator.client.post(ROOT + way, data={"csrf_token": token, "next": back})
    (parked,) = laptop.services.practices._parked.values()
    with pytest.raises(Problem) as refused:
        new_identity().unseal(parked.sealed)
    assert refused.value.code is Code.SEALED_TO_ANOTHER
    assert laptop.services.practices._open == {}

    sign_in = facilitator.open(f"/sign-in?next={back}")
    page = facilitator.send(sign_in, "/sign-in", {"passphrase": PASSPHRASE})
    assert page.one('[name="person/age"]')["value"] == "۳۳"
    assert page.has(".guide")
    assert held(facilitator).heading.startswith("Practice: ")


def test_it_goes_on_after_a_pause_that_locked_the_work_by_itself(
    laptop: Laptop, facilitator: Facilitator
) -> None:
    practise(facilitator)
    page = facilitator.fill(begun(facilitator), go="here", age="33")
    laptop.services.work.elapsed = lambda: elapsed() + laptop.services.work.idle
    facilitator.client.get("/")
    laptop.services.work.elapsed = elapsed
    assert laptop.services.practices._open == {}
    facilitator.sign_in_here()

    again = facilitator.open(str(page.one("#page-form")["action"]))
    assert again.one('[name="person/age"]')["value"] == "۳۳"


def test_what_was_practised_goes_when_its_person_erases_everything_or_it_is_a_day_old(
    laptop: Laptop, facilitator: Facilitator
) -> None:
    practices = laptop.services.practices
    practise(facilitator)
    (mine,) = practices._open
    facilitator.send(facilitator.open("/"), "/lock", {})
    assert files_of_practice(laptop)
    practices.elapsed = lambda: LONGEST * 40
    facilitator.sign_in_here()
    assert files_of_practice(laptop) == []

    practise(facilitator)
    facilitator.send(facilitator.open("/"), "/lock", {})
    laptop.services.work.shut(mine)
    assert files_of_practice(laptop) == []


def test_a_practice_whose_file_went_or_that_is_sealed_to_other_keys_has_ended(
    laptop: Laptop, facilitator: Facilitator
) -> None:
    practices = laptop.services.practices
    for spoil in ("file", "key"):
        practise(facilitator)
        facilitator.send(facilitator.open("/"), "/lock", {})
        ((mine, parked),) = practices._parked.items()
        if spoil == "file":
            shutil.rmtree(parked.home)
        else:
            practices._parked[mine] = replace(parked, sealed=bytes(80))
        facilitator.sign_in_here()
        assert "End the practice" not in facilitator.open("/practise").text
        assert files_of_practice(laptop) == []


def test_stopping_the_program_ends_it(laptop: Laptop, facilitator: Facilitator) -> None:
    practise(facilitator)
    laptop.services.close()

    assert files_of_practice(laptop) == []


def test_it_is_gone_after_a_day(laptop: Laptop, facilitator: Facilitator) -> None:
    practise(facilitator)
    laptop.services.practices.elapsed = lambda: LONGEST * 40
    facilitator.open("/")

    assert files_of_practice(laptop) == []


def test_what_a_crash_left_is_deleted_at_the_next_start(
    world: World, laptop: Laptop, facilitator: Facilitator
) -> None:
    practise(facilitator)
    left = laptop.services.config.folder / "practice" / "left.db"
    laptop.close()
    left.parent.mkdir(exist_ok=True)
    left.write_bytes(b"rest")
    again = Laptop(world, laptop.folder)
    again.close()

    assert not left.exists()


def test_a_guided_first_interview_names_each_step_where_it_is_taken(
    facilitator: Facilitator,
) -> None:
    start = practise(facilitator, guided=True)
    page = begun(facilitator)
    second = facilitator.fill(page, age="33")
    finish = facilitator.open(str(page.one("#page-form")["action"]).rpartition("/")[0] + "/finish")
    seen = [start, page, second, finish, held(facilitator)]

    steps = [words(one.one(".guide [aria-current] summary")) for one in seen]
    assert steps == [
        "1. Begin",
        "2. Ask for consent",
        "3. Answer with the keyboard",
        "6. Finish the interview",
        "7. Send",
    ]


def test_invented_answers_are_filled_in_where_it_is_wished(facilitator: Facilitator) -> None:
    practise(facilitator)
    page = begun(facilitator, invented="yes")

    assert str(page.one('[name="person/age"]').get("value", "")) != ""
    assert not facilitator.open("/start").has("[name=invented]")


def test_the_person_of_practice_has_the_sex_and_training_of_the_real_one(
    laptop: Laptop, facilitator: Facilitator
) -> None:
    practise(facilitator)
    (practice,) = laptop.services.practices._open.values()
    person = facts.person(practice.sittings.workspace)

    assert (person.code, person.sex, person.trained) == ("PRACTICE", FARIBA.sex, FARIBA.trained)


def test_a_sealed_project_is_practised_without_its_key(
    world: World, facilitator: Facilitator
) -> None:
    with world.services.database.work() as session:
        settings = projects.get(session, world.project)
        key = to_base64(new_identity().box_key)
        sealed = replace(settings, seal_key=key)
        publish_project(session, world.services.identity, sealed, world.clock.now())
    facilitator.send(facilitator.open("/send"), "/send", {})
    practise(facilitator)

    assert "nobody can read it here again" not in facilitator.open(f"{ROOT}/start").text
    assert held(facilitator).heading == "Practice: The interview is finished"


def test_odd_addresses_of_practice_lead_nowhere_else(laptop: Laptop) -> None:
    stranger = laptop.app.test_client()
    for address in (f"{ROOT}/", ROOT, f"{ROOT}/send", f"{ROOT}//elsewhere.example/", f"{ROOT}/x"):
        answer = stranger.get(address)
        assert answer.status_code in {302, 308, 404}
        assert "//" not in (answer.location or "").replace("http://localhost/", "/")
    assert stranger.post(f"{ROOT}/start").status_code == 400
    assert stranger.get("/practiced").status_code == 404
