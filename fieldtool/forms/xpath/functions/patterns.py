"""Regular expressions as Java writes them, for Python."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from fieldtool.problems import Code, Problem

_PROPERTY = re.compile(r"\\([pP])(?:\{(?:Is)?(\w+)\}|([LMNPSZC]))")
_POSIX = {
    "Lower": "a-z", "Upper": "A-Z", "Alpha": "a-zA-Z", "Digit": "0-9", "Alnum": "a-zA-Z0-9",
    "Punct": r"!-/:-@\[-`{-~", "Space": r"\s", "ASCII": r"\x00-\x7f",
    "Alphabetic": "L", "Letter": "L", "Arabic": "؀-ۿݐ-ݿࢠ-ࣿﭐ-﷿ﹰ-\ufeff", "Latin": "A-Za-zª-ʸ",
}  # fmt: skip


def whole_match(pattern: str, text: str) -> bool:
    """Return whether *pattern* matches all of *text*."""
    return _compiled(pattern).fullmatch(text) is not None


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    import warnings

    try:
        # Java's \d and \w know ASCII only; a nested "[" is no mistake there.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return re.compile(_PROPERTY.sub(_class, pattern), re.ASCII)
    except (re.error, OverflowError, RecursionError) as error:
        raise Problem(
            Code.EVALUATION_FAILED, {"function": "regex", "reason": f"{pattern}: {error}"}
        ) from None


def _class(match: re.Match[str]) -> str:
    name = match[2] or match[3]
    inside = _POSIX.get(name, name)
    if inside in (name, "L"):
        inside = _category("L" if inside == "L" else name)
    before = match.string[: match.start()]
    within = before.rfind("[") > before.rfind("]")
    if within and match[1] == "p":
        return inside
    return f"[^{inside}]" if match[1] == "P" else f"[{inside}]"


@lru_cache(maxsize=64)
def _category(name: str) -> str:
    """Return the ranges of a Unicode category, such as `L` or `Lu`, for a character class."""
    ranges: list[str] = []
    start = previous = -2
    for number in range(0x30000):
        if unicodedata.category(chr(number)).startswith(name):
            if number != previous + 1:
                start = number
                ranges.append("")
            previous = number
            ranges[-1] = f"{re.escape(chr(start))}-{re.escape(chr(number))}"
    return "".join(ranges)
