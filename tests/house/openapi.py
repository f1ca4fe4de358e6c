"""The doors of a hub for laptops as OpenAPI, `docs/openapi.json`, made from the program itself."""

from __future__ import annotations

import json
from typing import Any

from fieldtool.problems import CATALOGUE
from fieldtool.security.enrolment import Answer, Request
from fieldtool.sync.laptop import enrol
from fieldtool.sync.wire import bundles, container, protocol, refusals

_EMPTY = b"\x00" * 32
_KEY = "^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$"
_FORMS = {
    "box_key": _KEY,
    "device": "^[a-z2-7]{10}$",
    "lookup": "^[0-9a-f]{20}$",
    "sign_key": _KEY,
    "workspace": "^[a-z2-7]{8}$",
}
# What a door takes and gives, and the most bytes that it takes.
DOORS: dict[str, tuple[str, str, str, int]] = {
    "/sync": (
        "Sync: a sealed and signed container each way.",
        protocol.CONTENT_TYPE,
        protocol.CONTENT_TYPE,
        container.MOST_BYTES,
    ),
    "/bundles": (
        "Sync for somebody who waits: the same as a sealed file each way.",
        bundles.CONTENT_TYPE,
        bundles.CONTENT_TYPE,
        bundles.MOST_BYTES,
    ),
    "/blobs/put": (
        "Bring part of a photo, a recording or a medium.",
        protocol.RANGE_TYPE,
        protocol.HERE_TYPE,
        container.MOST_BYTES,
    ),
    "/blobs/get": (
        "Ask for part of a medium.",
        protocol.RANGE_TYPE,
        protocol.BYTES_TYPE,
        container.MOST_HEADER,
    ),
    "/enrol": (
        "Set a laptop up with a code; the code itself is never sent.",
        enrol.CONTENT_TYPE,
        enrol.CONTENT_TYPE,
        16 * 1024,
    ),
}


def description() -> dict[str, Any]:
    """Return the description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "fieldtool: a hub's doors for laptops",
            "version": "1",
            "description": "What is inside the binary messages, docs/protocol.md says. "
            "Content types of requests are not looked at; signatures are.",
        },
        "paths": {path: {"post": _door(path, *door)} for path, door in DOORS.items()},
        "components": {
            "schemas": {
                "Refusal": _refusal(),
                "EnrolmentRequest": _of_texts(Request("", "", "", _EMPTY, _EMPTY).to_bytes()),
                "EnrolmentAnswer": _of_texts(
                    Answer("", "", "", "", "", False, "", _EMPTY, _EMPTY).to_bytes()
                ),
                "Here": {
                    "type": "object",
                    "required": ["here"],
                    "properties": {"here": {"type": "string", "pattern": "^[0-9]+$"}},
                },
            }
        },
    }


def text() -> str:
    """Return the description as it is kept in docs/."""
    return json.dumps(description(), indent=2) + "\n"


def _door(path: str, summary: str, takes: str, gives: str, most: int) -> dict[str, Any]:
    refusal = {"$ref": "#/components/schemas/Refusal"}
    return {
        "operationId": path.strip("/").replace("/", "_"),
        "summary": summary,
        "description": f"At most {most} bytes.",
        "requestBody": {"required": True, "content": {takes: {"schema": _request(path)}}},
        "responses": {
            "200": {"description": "Done.", "content": {gives: {"schema": _reply(path)}}},
            **{
                str(status): {
                    "description": "Refused; nothing of it was stored.",
                    "content": {refusals.CONTENT_TYPE: {"schema": refusal}},
                }
                for status in _statuses()
            },
        },
    }


def _request(path: str) -> dict[str, str]:
    if path == "/enrol":
        return {"$ref": "#/components/schemas/EnrolmentRequest"}
    return {"type": "string", "format": "binary"}


def _reply(path: str) -> dict[str, str]:
    names = {"/enrol": "EnrolmentAnswer", "/blobs/put": "Here"}
    if path in names:
        return {"$ref": f"#/components/schemas/{names[path]}"}
    return {"type": "string", "format": "binary"}


def _statuses() -> list[int]:
    """Return the statuses of problems that speak about both sides, but for the hub's own."""
    shared = (code for code in CATALOGUE.values() if code.reference.startswith(("FT-3", "FT-5")))
    return sorted({code.status for code in shared if code.status < 500})


def _refusal() -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["code", "reference", "values"],
        "properties": {
            "code": {"type": "string", "enum": sorted(code.name for code in CATALOGUE.values())},
            "reference": {"type": "string", "pattern": "^FT-[0-9]{3}$"},
            "values": {
                "type": "object",
                "additionalProperties": {"type": ["string", "integer"]},
            },
        },
    }


def _of_texts(example: bytes) -> dict[str, Any]:
    names = sorted(json.loads(example))
    return {
        "type": "object",
        "required": names,
        "properties": {name: {"type": "string", **_form(name)} for name in names},
    }


def _form(name: str) -> dict[str, str]:
    return {"pattern": _FORMS[name]} if name in _FORMS else {}
