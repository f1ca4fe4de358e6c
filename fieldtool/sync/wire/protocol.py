"""The protocol's edge: messages are checked field by field where they come in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load, validate

from fieldtool.log.canonical import NotCanonicalError, Tree, from_base64
from fieldtool.log.clock import ClockEvidence
from fieldtool.log.receipt import Receipt
from fieldtool.problems import Code, Problem
from fieldtool.sync.wire.messages import (
    GET,
    PUT,
    RELAY,
    VERSION,
    AnswerBody,
    AnswerHeader,
    Lacking,
    Range,
    RelayHeader,
    RequestBody,
    RequestHeader,
    WireRun,
)

CONTENT_TYPE = "application/vnd.fieldtool.sync"
RANGE_TYPE = "application/vnd.fieldtool.range"
HERE_TYPE = "application/json"
BYTES_TYPE = "application/octet-stream"
MOST_RUNS = 64
MOST_MARKS = 256
# Logs that the header of a message names: those of all laptops of a relay.
MOST_LOGS = 512
MOST_ENDS = 16
MOST_LACKING = 128
MOST_RANGE = 4 * 1024 * 1024

_WHOLE = validate.Regexp(r"(?:0|-?[1-9][0-9]{0,17})\Z")
_COUNT = validate.Regexp(r"(?:0|[1-9][0-9]{0,14})\Z")
_ENTRY = validate.Regexp(r"[0-9a-f]{32}\Z")
_ENTRY_OR_NONE = validate.Regexp(r"(?:[0-9a-f]{32})?\Z")
_LOG = validate.Regexp(r"(?:project|team/[A-Z]{2,5}|(?:relay|to|workspace)/[a-z2-7]{8})\Z")
_ID = validate.Regexp(r"[a-z2-7]{10}\Z")
_DIGEST = validate.Regexp(r"[0-9a-f]{64}\Z")
_PROGRAM = validate.Regexp(r"[0-9A-Za-z.+-]{0,32}\Z")
_KEY = validate.Length(equal=32)
_YES_OR_NO = validate.OneOf(["yes", "no"])


def read_request(header: Tree) -> RequestHeader:
    """Check the header of a request; raises Problem."""
    _speaks_ours(header)
    loaded = _load(_RequestHeaderSchema, header)
    assert isinstance(loaded, RequestHeader)  # noqa: S101 - what the schema makes
    return loaded


def read_relay(header: Tree) -> RelayHeader:
    """Check the header of a relay's request; raises Problem."""
    _speaks_ours(header)
    loaded = _load(_RelayHeaderSchema, header)
    assert isinstance(loaded, RelayHeader)  # noqa: S101 - what the schema makes
    return loaded


def read_answer(header: Tree) -> AnswerHeader:
    """Check the header of an answer; raises Problem."""
    _speaks_ours(header)
    loaded = _load(_AnswerHeaderSchema, header)
    assert isinstance(loaded, AnswerHeader)  # noqa: S101 - what the schema makes
    return loaded


def read_request_body(body: Tree) -> RequestBody:
    """Check the body of a request; raises Problem."""
    loaded = _load(_RequestBodySchema, body)
    assert isinstance(loaded, RequestBody)  # noqa: S101 - what the schema makes
    return loaded


def read_answer_body(body: Tree) -> AnswerBody:
    """Check the body of an answer; raises Problem."""
    loaded = _load(_AnswerBodySchema, body)
    assert isinstance(loaded, AnswerBody)  # noqa: S101 - what the schema makes
    return loaded


def read_range(header: Tree, wanted: str) -> Range:
    """Check the header of a range that is of the type *wanted*; raises Problem."""
    _speaks_ours(header)
    loaded = _load(_RangeSchema, header)
    assert isinstance(loaded, Range)  # noqa: S101 - what the schema makes
    if loaded.type != wanted:
        raise Problem(Code.MESSAGE_NOT_VALID, {"part": "type"})
    return loaded


def _speaks_ours(header: Tree) -> None:
    found = header.get("protocol") if isinstance(header, Mapping) else None
    if not isinstance(found, str):
        raise Problem(Code.MESSAGE_NOT_VALID, {"part": "protocol"})
    if found != VERSION:
        raise Problem(Code.PROTOCOL_UNKNOWN, {"found": found[:20], "known": VERSION})


@cache
def _made(schema: type[Schema]) -> Schema:
    # Where all fields are declared it takes longer to make one than to read a message with it.
    return schema()


def _load(schema: type[Schema], tree: Tree) -> object:
    if not isinstance(tree, dict):
        raise Problem(Code.MESSAGE_NOT_VALID, {"part": "{}"})
    try:
        return _made(schema).load(tree)
    except ValidationError as error:
        named = error.messages if isinstance(error.messages, dict) else {}
        part = next(iter(named), "{}")
        raise Problem(Code.MESSAGE_NOT_VALID, {"part": str(part)[:40]}) from error


class _Message(Schema):
    """Fields of later versions are passed over: whoever sends them can do without."""

    class Meta:
        unknown = EXCLUDE


class _Number(fields.String):
    """A whole number, spelled as a string."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, *args, **kwargs)
        _WHOLE(text)
        return int(text)


class _Count(_Number):
    """A number of entries."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        _COUNT(value if isinstance(value, str) else "")
        return super()._deserialize(value, *args, **kwargs)


class _Bytes(fields.String):
    """Base64 text."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return from_base64(super()._deserialize(value, *args, **kwargs))
        except NotCanonicalError as error:
            raise ValidationError("base64") from error


class _Clock(fields.Field[ClockEvidence]):
    """Clock evidence, as in an entry's header."""

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> Any:
        try:
            return ClockEvidence.from_header(value)
        except NotCanonicalError as error:
            raise ValidationError("clock") from error


class _RequestHeaderSchema(_Message):
    type = fields.String(required=True, validate=validate.Equal("request"), load_only=True)
    project = fields.String(required=True, validate=_ID)
    log = fields.String(required=True, validate=_LOG)
    tip = fields.String(required=True, validate=_ENTRY_OR_NONE)
    count = _Count(required=True)
    finalised = _Count(required=True)
    have = fields.Dict(
        keys=fields.String(validate=_LOG),
        values=fields.String(validate=_ENTRY_OR_NONE),
        required=True,
        validate=validate.Length(max=MOST_LOGS),
    )
    clock = _Clock(required=True)
    own = fields.String(load_default="no", validate=_YES_OR_NO)
    program = fields.String(load_default="", validate=_PROGRAM)

    @post_load
    def _made(self, found: dict[str, Any], **_kwargs: Any) -> RequestHeader:
        found.pop("type")
        return RequestHeader(takes_own=found.pop("own") == "yes", **found)


class _RelayHeaderSchema(_Message):
    type = fields.String(required=True, validate=validate.Equal(RELAY), load_only=True)
    project = fields.String(required=True, validate=_ID)
    log = fields.String(required=True, validate=_LOG)
    tips = fields.Dict(
        keys=fields.String(validate=_LOG),
        values=fields.List(fields.String(validate=_ENTRY), validate=validate.Length(max=MOST_ENDS)),
        required=True,
        validate=validate.Length(max=MOST_LOGS),
    )
    asks = fields.List(
        fields.String(validate=_LOG), required=True, validate=validate.Length(max=MOST_RUNS)
    )
    have = fields.Dict(
        keys=fields.String(validate=_LOG),
        values=fields.String(validate=_ENTRY_OR_NONE),
        required=True,
        validate=validate.Length(max=MOST_LOGS),
    )
    blobs_past = _Count(required=True)
    clock = _Clock(required=True)
    box_key = _Bytes(load_default=b"", validate=_KEY)

    @post_load
    def _made(self, found: dict[str, Any], **_kwargs: Any) -> RelayHeader:
        found.pop("type")
        tips = {log: tuple(ends) for log, ends in found.pop("tips").items()}
        return RelayHeader(**{**found, "asks": tuple(found["asks"])}, tips=tips)


class _AnswerHeaderSchema(_Message):
    type = fields.String(required=True, validate=validate.Equal("answer"))
    project = fields.String(required=True, validate=_ID)
    log = fields.String(required=True, validate=_LOG)
    request = fields.String(required=True, validate=_DIGEST)
    epoch = fields.String(required=True, validate=_ID)
    hears = fields.List(
        fields.String(validate=_LOG), load_default=[], validate=validate.Length(max=MOST_LOGS)
    )
    above = fields.List(
        fields.String(validate=_ENTRY), load_default=None, validate=validate.Length(max=MOST_ENDS)
    )
    clock = _Clock(required=True)
    exchange = _Bytes(load_default=b"", validate=_KEY)

    @post_load
    def _made(self, found: dict[str, Any], **_kwargs: Any) -> AnswerHeader:
        found.pop("type")
        above = None if found["above"] is None else tuple(found["above"])
        return AnswerHeader(**{**found, "hears": tuple(found["hears"]), "above": above})


class _RunSchema(_Message):
    log = fields.String(required=True, validate=_LOG)
    after = fields.String(required=True, validate=_ENTRY_OR_NONE)
    tip = fields.String(required=True, validate=_ENTRY)
    count = _Count(required=True)
    signature = _Bytes(required=True, validate=validate.Length(equal=64))
    rows = fields.Raw(required=True)

    @post_load
    def _made(self, found: dict[str, Any], **_kwargs: Any) -> WireRun:
        return WireRun(**found)


class _ReceiptSchema(_Message):
    log = fields.String(required=True, validate=_LOG)
    tip = fields.String(required=True, validate=_ENTRY)
    count = _Count(required=True)
    epoch = fields.String(required=True, validate=_ID)
    hub_time = _Count(required=True, data_key="time")
    signature = _Bytes(required=True, validate=validate.Length(equal=64))

    @post_load
    def _made(self, found: dict[str, Any], **_kwargs: Any) -> Receipt:
        return Receipt(**found)


def _runs() -> fields.List[WireRun]:
    return fields.List(
        fields.Nested(_RunSchema), required=True, validate=validate.Length(max=MOST_RUNS)
    )


class _RequestBodySchema(_Message):
    runs = _runs()

    @post_load
    def _made(self, found: dict[str, Any], **_kwargs: Any) -> RequestBody:
        return RequestBody(tuple(found["runs"]))


class _LackingSchema(_Message):
    blob = fields.String(required=True, validate=_DIGEST)
    here = _Count(required=True)

    @post_load
    def _made(self, found: dict[str, Any], **_kwargs: Any) -> Lacking:
        return Lacking(**found)


class _RangeSchema(_Message):
    type = fields.String(required=True, validate=validate.OneOf([PUT, GET]))
    project = fields.String(required=True, validate=_ID)
    log = fields.String(required=True, validate=_LOG)
    blob = fields.String(required=True, validate=_DIGEST)
    start = _Count(required=True)
    most = _Count(required=True)

    @post_load
    def _made(self, found: dict[str, Any], **_kwargs: Any) -> Range:
        return Range(**found)


class _AnswerBodySchema(_Message):
    receipts = fields.List(
        fields.Nested(_ReceiptSchema), required=True, validate=validate.Length(max=MOST_RUNS)
    )
    known = fields.Dict(
        keys=fields.String(validate=_LOG),
        values=fields.List(
            fields.String(validate=_ENTRY), validate=validate.Length(max=MOST_MARKS)
        ),
        required=True,
    )
    runs = _runs()
    more = fields.String(required=True, validate=_YES_OR_NO)
    blobs_missing = fields.List(
        fields.Nested(_LackingSchema), required=True, validate=validate.Length(max=MOST_LACKING)
    )
    blobs_more = fields.String(required=True, validate=_YES_OR_NO)

    @post_load
    def _made(self, found: dict[str, Any], **_kwargs: Any) -> AnswerBody:
        return AnswerBody(
            receipts=tuple(found["receipts"]),
            known={log: tuple(marks) for log, marks in found["known"].items()},
            runs=tuple(found["runs"]),
            more=found["more"] == "yes",
            lacking=tuple(found["blobs_missing"]),
            lacks_more=found["blobs_more"] == "yes",
        )
