"""Photos and recordings of an interview: shown where they were asked for, given out noted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response, url_for

from fieldtool.log import ids
from fieldtool.log.blobs import BlobRef
from fieldtool.log.media_types import kind_of
from fieldtool.problems import Code, Problem
from fieldtool.security.blobs import open_
from fieldtool.storage import revisions
from fieldtool.storage.queries import interviews
from fieldtool.storage.queries.interviews import Interview
from fieldtool.web.desk.blueprint import desk, services
from fieldtool.web.desk.visits import Visit, permitted
from fieldtool.web.parts.files import file_response, is_beginning


@dataclass(frozen=True)
class Attached:
    """A file of an interview.

    Attributes:
        kind: image, audio or video; empty for any other file.
        size: bytes, sealed; about those of the content.
        url: where the browser gets it; empty while it has not arrived.
    """

    name: str
    kind: str
    size: int
    url: str


@desk.get("/interviews/<interview>/files/<name>")
@permitted("interview.read")
def attachment(visit: Visit, interview: str, name: str) -> Response:
    """Give one file of an interview; that it was read is noted, once for a player's many ranges."""
    is_id = ids.is_id(interview, ids.INTERVIEW)
    found = interviews.get(visit.session, visit.project, interview) if is_id else None
    if found is None:
        raise Problem(Code.INTERVIEW_NOT_HERE)
    ref = _refs(visit, found.interview).get(name)
    if ref is None:
        raise Problem(Code.BLOB_NOT_HERE)
    response = file_response(open_(ref, services().blobs.get(ref.name)), name)
    if is_beginning():
        visit.audit_reading("interview:file", found.interview.number, id=interview)
    return response


def attached(visit: Visit, one: Interview) -> Mapping[str, Attached]:
    """Return the files of an interview by file name, those that are no answer any more as well."""
    return {
        name: Attached(name, kind_of(ref.type), ref.size, _url(one, name, ref))
        for name, ref in _refs(visit, one).items()
    }


def _url(one: Interview, name: str, ref: BlobRef) -> str:
    if not services().blobs.has(ref.name):
        return ""
    return url_for("desk.attachment", interview=one.id, name=name)


def _refs(visit: Visit, one: Interview) -> dict[str, BlobRef]:
    """Return the files of all revisions: their names are made up, so none stands for two."""
    return {
        name: ref
        for found in revisions.of_interview(visit.session, visit.project, one.id)
        for name, ref in found.revision.attachments.items()
    }
