"""References to blobs: how a payload names a photo, a recording or the media of a form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from fieldtool.log.canonical import Encodable, NotCanonicalError, Tree, from_base64, to_base64
from fieldtool.log.content import Fields
from fieldtool.log.entry import Blob
from fieldtool.problems import Code, Problem

KEY_SIZE = 32
_NAME = re.compile(r"[0-9a-f]{64}")
_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]{1,60}|")
# What no file system of any laptop minds, and nothing that leads out of a folder.
_FILE = re.compile(r"[^\x00-\x1f\x7f/\\:*?\"<>|.][^\x00-\x1f\x7f/\\:*?\"<>|]{0,149}")


@dataclass(frozen=True)
class BlobRef:
    """Where a blob is and how to open it; only payloads hold it, because of the key.

    Attributes:
        name: SHA-256 of the ciphertext, 64 hex characters; headers hold it with the size.
        size: bytes of the ciphertext.
        type: what it is to a browser, such as `image/jpeg`; empty when nobody knows.
        hash: SHA-256 of the content, where the same content is to be known again.
    """

    name: str
    key: bytes = field(repr=False)
    size: int
    type: str = ""
    hash: str = ""

    @property
    def blob(self) -> Blob:
        """Return what the header of an entry says of it: couriers need no key."""
        return Blob(self.name, self.size)

    def to_content(self) -> dict[str, Encodable]:
        """Return the reference inside a payload."""
        content: dict[str, Encodable] = {
            "blob": self.name,
            "key": to_base64(self.key),
            "size": str(self.size),
            "type": self.type,
        }
        return {**content, "hash": self.hash} if self.hash else content

    @classmethod
    def from_content(cls, tree: Tree, of: str) -> BlobRef:
        """Read the reference inside a payload of the kind *of*; raises Problem."""
        fields = Fields.of_tree(tree, of)
        try:
            ref = cls(
                name=fields.text("blob"),
                key=from_base64(fields.text("key")),
                size=fields.number("size"),
                type=fields.text("type", ""),
                hash=fields.text("hash", ""),
            )
        except NotCanonicalError as error:
            raise Problem(Code.CONTENT_NOT_VALID, {"kind": of, "part": "key"}) from error
        if not is_name(ref.name) or len(ref.key) != KEY_SIZE or ref.size < 1:
            raise Problem(Code.CONTENT_NOT_VALID, {"kind": of, "part": "blob"})
        if not _TYPE.fullmatch(ref.type) or (ref.hash and not is_name(ref.hash)):
            raise Problem(Code.CONTENT_NOT_VALID, {"kind": of, "part": "type"})
        return ref


def refs_to_content(refs: Mapping[str, BlobRef]) -> dict[str, Encodable]:
    """Return file name → reference inside a payload."""
    return {name: ref.to_content() for name, ref in refs.items()}


def refs_from_content(tree: Tree, of: str) -> dict[str, BlobRef]:
    """Read file name → reference inside a payload of the kind *of*; raises Problem."""
    fields = Fields.of_tree(tree, of)
    for name in fields.tree:
        if not is_file_name(name):
            raise Problem(Code.CONTENT_NOT_VALID, {"kind": of, "part": "{}"})
    return {name: BlobRef.from_content(item, of) for name, item in fields.tree.items()}


def is_name(text: str) -> bool:
    """Say whether *text* can be the name of a blob; such a text is safe as a file's name."""
    return _NAME.fullmatch(text) is not None


def is_file_name(text: str) -> bool:
    """Say whether a medium or an attachment may be called *text*."""
    return _FILE.fullmatch(text) is not None and not text.endswith((" ", "."))
