"""Problems on the wire: a code and its values, put into words where the reader is."""

from __future__ import annotations

import json

from fieldtool.problems import Code, Problem

CONTENT_TYPE = "application/json"
# Problems of the log, of sync and of enrolment speak about both sides. Others are the hub's own,
# and their sentences ("the disk is full") would mislead on a laptop.
_SHARED = ("FT-3", "FT-5")
_MOST_BYTES = 4096


def to_bytes(problem: Problem) -> bytes:
    """Return *problem* as it is sent; what only the hub's keeper should read is left out."""
    told = {"code": problem.code.name, "reference": problem.code.reference}
    values = problem.values if _is_shared(problem.code) else {}
    return json.dumps({**told, "values": values}).encode("utf-8")


def of_bytes(raw: bytes, status: int) -> Problem:
    """Return the problem that the hub sent; one about the hub itself becomes HUB_REFUSED."""
    try:
        tree = json.loads(raw[:_MOST_BYTES].decode("utf-8"))
        name, values, reference = tree["code"], tree["values"], tree["reference"]
        problem = Problem(Code[name], {str(key): _value(value) for key, value in values.items()})
        problem.sentence()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        # A newer hub, a proxy, a portal of the network: the number of the answer is all we know.
        return Problem(Code.HUB_REFUSED, {"reference": f"HTTP {status}"})
    if _is_shared(problem.code):
        return problem
    return Problem(Code.HUB_REFUSED, {"reference": str(reference)[:10]})


def _is_shared(code: Code) -> bool:
    return code.reference.startswith(_SHARED)


def _value(value: object) -> str | int:
    if isinstance(value, int):
        return value
    if isinstance(value, str):
        return value[:200]
    raise TypeError("only words and numbers")
