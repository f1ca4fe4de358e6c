"""Entries that never change, in the languages of the field: the golden files are made of them."""

from __future__ import annotations

from dataclasses import replace

from fieldtool.log import entry, kinds
from fieldtool.log.blobs import BlobRef
from fieldtool.log.canonical import Tree
from fieldtool.log.chain import SignedTip, Tip
from fieldtool.log.clock import ClockEvidence
from fieldtool.log.entry import Blob, Entry, Header
from fieldtool.log.exchange import EXCHANGE, ExchangeKey, Notice
from fieldtool.log.kinds import FormPublished, FormRetired, ProjectSettings, Revision
from fieldtool.log.receipt import Receipt
from fieldtool.log.registers import ENTITY, Change
from fieldtool.log.sites import Site, Sites
from fieldtool.security.keys import Identity

PROJECT = "hrt7q2m4xa"
LOG = kinds.workspace_log("k3f2qa7m")
CLOCK = ClockEvidence(wall=1_795_321_800_000, offset=270, boot="b2c4d6f7ha", mono=93_211)
SEED = bytes(range(32))
SALT = bytes(range(100, 116))

REVISION = Revision(
    interview="m4xahrt7q2zz5k3f",
    number="HRT-07-012",
    form_id="safety-perception",
    form_version="1.0.0",
    form_hash="5f" * 32,
    site="AF3201-nahia3",
    language="دری (fa-AF)",
    result="complete",
    started="2026-11-22T09:05:00.000+04:30",
    finished="2026-11-22T09:40:12.000+04:30",
    answers={
        "consent": "yes",
        "demographics/age": "33",
        "demographics/note": "گفت: «شب‌ها نه»\nدوم",
        "safety/why": "ښځې ويره لري",
        "safety/where": "market street",
        "safety/other": "",
    },
    paradata={"demographics/age": "4.2"},
)
PHOTO = replace(
    REVISION,
    answers={**REVISION.answers, "safety/photo": "1764139200000.jpg"},
    attachments={
        "1764139200000.jpg": BlobRef("9a" * 32, bytes(range(32)), 48_211, "image/jpeg"),
    },
)
SETTINGS = ProjectSettings(
    id=PROJECT,
    title={"en": "Safer Herat", "fa_AF": "هرات امن‌تر", "ps": "خوندي هرات", "it": "Herat sicura"},
    zone="Asia/Kabul",
    profile="afghanistan",
    calendar="solar",
    languages=("fa_AF", "ps", "en", "it"),
    modules={"police": "off"},
)
FORM = FormPublished(
    form_id="safety-perception",
    version="1.0.0",
    hash="5f" * 32,
    title={"en": "Safety perception", "fa_AF": "احساس امنیت"},
    xform="<h:html><h:body/></h:html>",
    files={"project.csv": "name,value\ncity,هرات\n"},
)
MEDIA_FORM = replace(
    FORM,
    hash="6e" * 32,
    media={
        "نقشه.png": BlobRef("9b" * 32, bytes(range(32)), 20_521, "image/png", "7c" * 32),
        "greeting.m4a": BlobRef("9c" * 32, bytes(range(1, 33)), 90_177, "audio/mp4", "8d" * 32),
    },
)
SITES = Sites(
    (
        Site(
            id="AF32",
            parent="",
            level="province",
            scheme="ocha-cod",
            code="AF32",
            names={"en": "Herat", "fa_AF": "هرات"},
            valid_from="2021-11-17",
        ),
    )
)

COUNCIL = "0c6f1f0e-7a53-4b0e-9a55-3c8d2b1e4f60"
CHANGE = Change(
    dataset="councils",
    properties={"label": "شورای گذر خواجه", "women": "4"},
    known=("0a" * 16, "b3" * 16),
    at="2026-11-22T09:40:12+04:30",
    interview=REVISION.interview,
    form=REVISION.form_id,
    wave="baseline",
)


def revision_entry(prev: str = "", revision: Revision = REVISION, salt: bytes = SALT) -> Entry:
    """Return a finalised interview that follows *prev*."""
    return entry.make(
        kinds.FINALISE,
        revision.interview,
        prev=prev,
        person="HRT-07",
        clock=CLOCK,
        content=revision.to_content(),
        salt=salt,
        blobs=(Blob("9a" * 32, 48_211),),
    )


def change_entry() -> Entry:
    """Return what an interview said of a council that two people had changed before."""
    content, about = CHANGE.to_content(), COUNCIL
    return entry.make(
        ENTITY, about, prev="", person="HRT-07", clock=CLOCK, content=content, salt=SALT
    )


def hub_entry(
    kind: str,
    subject: str,
    content: ProjectSettings | FormPublished | FormRetired | Sites | ExchangeKey,
) -> Entry:
    """Return the first entry of a project's log."""
    media = content.media.values() if isinstance(content, FormPublished) else ()
    return entry.make(
        kind,
        subject,
        prev="",
        person="",
        clock=CLOCK,
        content=content.to_content(),
        salt=SALT,
        blobs=[ref.blob for ref in media],
    )


def stub_of(whole: Entry) -> Entry:
    """Return what is left of *whole* after an erasure."""
    return Entry(whole.header, None, None)


def from_the_future(prev: str) -> Entry:
    """Return an entry of a kind and with header fields that no version knows yet."""
    made = revision_entry(prev)
    wave: Tree = ["baseline", {"n": "1"}]
    tree: dict[str, Tree] = {**made.header.tree(), "kind": "teleport", "wave": wave}
    return Entry(Header.of_tree(tree), made.salt, made.payload)


def samples() -> dict[str, Entry]:
    """Return every golden entry by the name of its file."""
    revision = revision_entry()
    return {
        "finalise": revision,
        "finalise-photo": revision_entry(revision.id, PHOTO),
        "stub": stub_of(revision),
        "project": hub_entry(kinds.PROJECT, PROJECT, SETTINGS),
        "form": hub_entry(kinds.FORM, FORM.hash, FORM),
        "form-media": hub_entry(kinds.FORM, MEDIA_FORM.hash, MEDIA_FORM),
        "sites": hub_entry(kinds.SITES, PROJECT, SITES),
        "exchange": hub_entry(EXCHANGE, PROJECT, ExchangeKey(bytes(range(32)))),
        "entity": change_entry(),
        "retire": hub_entry(kinds.RETIRE, FORM.form_id, FormRetired(FORM.form_id)),
        "future": from_the_future(revision.id),
    }


def signed_tip() -> SignedTip:
    """Return the tip after one interview, signed with the fixed seed."""
    tip = Tip(PROJECT, LOG, revision_entry().id, 1)
    return SignedTip(tip, Identity(SEED, SEED).sign(tip.message()))


def receipt() -> Receipt:
    """Return the hub's receipt for that tip, signed with the fixed seed."""
    unsigned = Receipt(LOG, revision_entry().id, 1, "e2p4o6chaa", 1_795_321_900_000)
    signature = Identity(SEED, SEED).sign(unsigned.message(PROJECT))
    return Receipt(LOG, unsigned.tip, 1, unsigned.epoch, unsigned.hub_time, signature)


def notice() -> Notice:
    """Return the hub's word to a laptop to seal to another key, signed with the fixed seed."""
    unsigned = Notice(bytes(range(32)), "5f" * 32, 1_795_321_900_000)
    signature = Identity(SEED, SEED).sign(unsigned.message(PROJECT, LOG))
    return Notice(unsigned.key, unsigned.request, unsigned.time, signature)
