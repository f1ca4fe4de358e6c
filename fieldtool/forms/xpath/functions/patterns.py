"""Regular expressions as Java writes them, for Python; bounded in time whatever they are."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from fieldtool.forms.xpath.functions.positions import Parsed, read_pattern
from fieldtool.problems import Code, Problem

MAX_PATTERN = 5_000
_PROPERTY = re.compile(r"\\([pP])(?:\{(?:Is|In)?(\w+)\}|([LMNPSZC]))")
_QUOTED = re.compile(r"\\Q(.*?)(?:\\E|$)", re.DOTALL)
_POSIX = {
    "Lower": "a-z", "Upper": "A-Z", "Alpha": "a-zA-Z", "Digit": "0-9", "Alnum": "a-zA-Z0-9",
    "Punct": r"!-/:-@\[-`{-~", "Space": r"\s", "ASCII": r"\x00-\x7f",
    "Alphabetic": "L", "Letter": "L", "Arabic": "؀-ۿݐ-ݿࢠ-ࣿﭐ-﷿ﹰ-\ufeff", "Latin": "A-Za-zª-ʸ",
}  # fmt: skip


def whole_match(pattern: str, text: str) -> bool:
    """Return whether *pattern* matches all of *text*; raises Problem for one that is not valid.

    Where going back and forth could take for ever, all places are tried side by side instead.
    """
    quick, parsed = _compiled(pattern)
    if parsed.is_quick(len(text)):
        return quick.fullmatch(text) is not None
    found = parsed.matches(text)
    if found is None:
        raise _failed(f"“{pattern[:60]}” would take too long; write it in a simpler way")
    return found


def check_pattern(pattern: str) -> None:
    """Raise Problem when *pattern* is no regular expression."""
    _compiled(pattern)


def _failed(reason: str) -> Problem:
    return Problem(Code.EVALUATION_FAILED, {"function": "regex", "reason": reason})


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> tuple[re.Pattern[str], Parsed]:
    import warnings

    if len(pattern) > MAX_PATTERN:
        raise _failed(f"the pattern is longer than {MAX_PATTERN} characters")
    unquoted = _QUOTED.sub(lambda found: re.escape(found[1]), pattern)
    written = _PROPERTY.sub(_class, unquoted).replace(r"\h", r"[ \t]")
    try:
        # Java's \d and \w know ASCII only; a nested "[" is no mistake there.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return re.compile(written, re.ASCII), read_pattern(written)
    except (re.error, OverflowError, RecursionError) as error:
        raise _failed(f"“{pattern[:60]}”: {error}") from None


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
