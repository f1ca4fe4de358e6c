"""Problems on the wire: a code and its values, put into words where the reader is."""

from __future__ import annotations

import json
import re

from fieldtool.problems import CATALOGUE, Code, Problem, ProblemKind

CONTENT_TYPE = "application/json"
# Problems of the log, of sync and of enrolment speak about both sides. Others are the hub's own,
# and their sentences ("the disk is full") would mislead on a laptop.
_SHARED = ("FT-3", "FT-5", "FT-680")
_MOST_BYTES = 4096
_REFERENCE = re.compile(r"FT-[0-9]{3}")


def to_bytes(problem: Problem) -> bytes:
    """Return *problem* as it is sent; what only the hub's keeper should read is left out."""
    told = {"code": problem.code.name, "reference": problem.code.reference}
    values = problem.values if _is_shared(problem.code) else {}
    return json.dumps({**told, "values": values}).encode("utf-8")


def of_bytes(raw: bytes, status: int) -> Problem:
    """Return the problem that the hub sent; one about the hub itself becomes HUB_REFUSED."""
    try:
        tree = json.loads(raw[:_MOST_BYTES].decode("utf-8"))
    except (ValueError, RecursionError):
        tree = None
    if not isinstance(tree, dict):
        # A proxy or a portal of the network: the number of the answer is all we know.
        return Problem(Code.HUB_REFUSED, {"reference": f"HTTP {status}"})
    reference = str(tree.get("reference"))
    if not _REFERENCE.fullmatch(reference):
        reference = f"HTTP {status}"
    return _shared(tree) or Problem(Code.HUB_REFUSED, {"reference": reference})


def _shared(tree: dict[str, object]) -> Problem | None:
    name, values = tree.get("code"), tree.get("values")
    code = CATALOGUE.get(name) if isinstance(name, str) else None
    if code is None or not _is_shared(code) or not isinstance(values, dict):
        return None
    told = {
        str(key): value[:200] if isinstance(value, str) else value
        for key, value in values.items()
        if isinstance(value, str | int)
    }
    problem = Problem(code, told)
    try:
        problem.sentence()
    except KeyError:  # a newer hub says it with other values
        return None
    return problem


def _is_shared(code: ProblemKind) -> bool:
    return code.reference.startswith(_SHARED)
