"""Photos, recordings and media on memory sticks: ranges of blobs as files.

A blob is encrypted before it gets its name, so nothing is sealed here: the name proves the content,
and entries say who wants it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldtool import diagnostics
from fieldtool.problems import Code, Problem
from fieldtool.storage import sticks
from fieldtool.sync.wire import bundles
from fieldtool.sync.wire.bundles import Bundle, Part

if TYPE_CHECKING:
    from pathlib import Path

    from fieldtool.storage.blobs import BlobStore


@dataclass(frozen=True)
class Taken:
    """What became of the parts on a stick: blobs that are whole now, files that were refused."""

    whole: int
    refused: tuple[tuple[str, Problem], ...]


def found_in(place: Path) -> Iterator[tuple[str, Bundle | Problem]]:
    """Give every bundle in a folder by the name of its file, or why it cannot be read.

    Raises:
        Problem: the folder cannot be read.
    """
    for name in sticks.bundles(place):
        found: Bundle | Problem
        try:
            found = bundles.parse(sticks.read(place, name, bundles.MOST_BYTES))
        except Problem as problem:
            found = problem
        yield name, found


def write(store: BlobStore, blob: str, sender: str, receiver: str, place: Path) -> None:
    """Write a blob into the folder *place*, file by file; what is there already stays.

    Raises:
        Problem: the stick does not take it, or the blob is not here.
    """
    size = store.size(blob)
    for start in range(0, size, bundles.PART):
        part = Part(blob, size, start)
        raw = bundles.pack_part(part, sender, receiver, store.read(blob, start, bundles.PART))
        name = bundles.parse(raw).name
        if not _is_there(place, name, raw):
            sticks.put(place, name, raw)


def take(
    place: Path, waiting: Iterable[tuple[Part, str]], store: BlobStore, size: Callable[[Part], int]
) -> Taken:
    """Keep the parts *waiting* in the folder *place*, each with the name of its file.

    *size* says how large the blob of a part has to be; it raises Problem for one nobody wants.
    """
    whole: set[str] = set()
    refused = []
    for part, name in sorted(waiting, key=lambda one: (one[0].blob, one[0].start)):
        if store.has(part.blob):
            continue
        try:
            _keep(place, name, store, size(part))
        except Problem as problem:
            diagnostics.event("part:refused", reason=problem.code.reference)
            refused.append((name, problem))
        if store.has(part.blob):
            whole.add(part.blob)
    return Taken(len(whole), tuple(refused))


def _keep(place: Path, name: str, store: BlobStore, size: int) -> None:
    found = bundles.parse(sticks.read(place, name, bundles.MOST_BYTES))
    if found.part is None or found.part.size != size:
        raise Problem(Code.BLOB_NOT_NAMED)
    store.grow(found.part.blob, found.part.start, found.clear, size)


def _is_there(place: Path, name: str, raw: bytes) -> bool:
    try:
        return sticks.read(place, name, len(raw)) == raw
    except Problem:
        return False
