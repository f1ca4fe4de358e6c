"""Media of forms: sealed, kept before the entry that names them, known again in later versions."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import pytest

from fieldtool.forms import form_hash
from fieldtool.log.kinds import FORM as FORM_KIND
from fieldtool.log.kinds import PROJECT_LOG, FormPublished
from fieldtool.problems import Code, Problems
from fieldtool.security.blobs import open_
from fieldtool.storage import projections
from fieldtool.storage.queries import entries, forms, named_blobs
from fieldtool.sync.hub.publishing import Workbook, prepared, publish_form
from tests.desk.world import FORM, World

PNG = b"\x89PNG\r\n\x1a\n" + bytes(5_000)
SOUND = b"ID3" + bytes(range(200)) * 400
MEDIA = {"نقشهٔ ناحیه.png": PNG, "greeting.mp3": SOUND}


def publish(world: World, version: str, media: Mapping[str, bytes]) -> FormPublished:
    """Publish a version of the form with *media*."""
    workbook = Workbook("safety.md", FORM.replace("{version}", version).encode(), media=media)
    hub, now = world.services.identity, world.clock.now()
    with world.services.database.work() as session:
        return publish_form(session, hub, world.project, workbook, now, world.services.blobs)


def test_media_are_kept_sealed_and_named_by_the_entry(begun: World) -> None:
    published = publish(begun, "1", MEDIA)
    with begun.services.database.read() as session:
        refs = forms.media(session, begun.project, published.hash)
        entry = entries.last_of(session, begun.project, PROJECT_LOG, published.hash, FORM_KIND)
        named = named_blobs.named(session, begun.project, PROJECT_LOG)

    assert refs == published.media
    assert {name: ref.type for name, ref in refs.items()} == {
        "نقشهٔ ناحیه.png": "image/png",
        "greeting.mp3": "audio/mpeg",
    }
    for name, content in MEDIA.items():
        assert open_(refs[name], begun.services.blobs.get(refs[name].name)) == content
    assert entry is not None
    assert set(entry.header.blobs) == {ref.blob for ref in refs.values()}
    assert {(one.name, one.size) for one in named} == {(r.name, r.size) for r in refs.values()}


def test_the_form_version_is_named_by_its_media_too(begun: World) -> None:
    text = FORM.replace("{version}", "1").encode()
    without = prepared(Workbook("safety.md", text)).form
    with_media = prepared(Workbook("safety.md", text, media=MEDIA)).form
    other = prepared(Workbook("safety.md", text, media={**MEDIA, "greeting.mp3": PNG})).form

    assert len({without.hash, with_media.hash, other.hash}) == 3
    assert with_media.hash == form_hash(with_media.xform, MEDIA)
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in MEDIA.items()}
    assert {name: ref.hash for name, ref in with_media.media.items()} == hashes


def test_publishing_the_same_media_again_changes_nothing(begun: World) -> None:
    publish(begun, "1", MEDIA)
    before = begun.services.blobs.names()
    publish(begun, "1", MEDIA)

    assert begun.services.blobs.names() == before
    with begun.services.database.read() as session:
        assert len(forms.versions(session, begun.project)) == 1


def test_a_new_version_uses_the_media_that_laptops_have_already(begun: World) -> None:
    first = publish(begun, "1", MEDIA)
    second = publish(begun, "2", {**MEDIA, "greeting.mp3": SOUND + b"x"})

    assert second.media["نقشهٔ ناحیه.png"] == first.media["نقشهٔ ناحیه.png"]
    assert second.media["greeting.mp3"].name != first.media["greeting.mp3"].name
    assert len(begun.services.blobs.names()) == 3


def test_a_medium_that_the_hub_lost_is_kept_anew(begun: World) -> None:
    first = publish(begun, "1", {"map.png": PNG})
    begun.services.blobs.remove(first.media["map.png"].name)
    second = publish(begun, "2", {"map.png": PNG})

    ref = second.media["map.png"]
    assert open_(ref, begun.services.blobs.get(ref.name)) == PNG


def test_a_form_without_media_has_the_payload_of_the_first_version(begun: World) -> None:
    published = publish(begun, "1", {})

    assert "media" not in published.to_content()
    assert FormPublished.from_content(published.to_content()) == published  # type: ignore[arg-type]


def test_names_that_lead_elsewhere_are_all_refused_at_once() -> None:
    media = {"../x.png": PNG, ".x": PNG, "x.png": PNG}
    with pytest.raises(Problems) as raised:
        prepared(Workbook("safety.md", FORM.replace("{version}", "1").encode(), media=media))

    assert [problem.code for problem in raised.value.problems] == [Code.FILE_NAME_NOT_VALID] * 2


def test_what_entries_name_can_be_made_again_from_the_log(begun: World) -> None:
    published = publish(begun, "1", MEDIA)
    database, project = begun.services.database, begun.project
    with database.read() as session:
        before = named_blobs.named(session, project, PROJECT_LOG)
    with database.work() as session:
        projections.rebuild(session, project)
    with database.read() as session:
        assert named_blobs.named(session, project, PROJECT_LOG) == before
        assert forms.media(session, project, published.hash) == published.media
        one = next(iter(published.media.values()))
        found = named_blobs.find(session, project, PROJECT_LOG, one.name)
        assert found is not None
        assert (found.size, found.subject) == (one.size, published.hash)
        assert named_blobs.find(session, project, PROJECT_LOG, "ab" * 32) is None
        assert named_blobs.find(session, project, "workspace/k3f2qa7m", one.name) is None
