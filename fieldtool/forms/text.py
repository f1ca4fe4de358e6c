"""Text that people read: literal parts, and parts that show an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Output:
    """An answer or calculation inserted into a text; shown in its own direction.

    Attributes:
        is_number: it is to be shown in the digits of its reader; a code made of digits is not.
        tag: BCP 47 tag of the language that the text is in, "" when it cannot be told.
    """

    value: str
    is_number: bool = False
    tag: str = ""


Text: TypeAlias = "tuple[str | Output, ...]"


def plain(text: Text) -> str:
    """Return *text* as one string."""
    return "".join(part.value if isinstance(part, Output) else part for part in text)


def trimmed(text: Text) -> Text:
    """Return *text* without white space at its ends, which workbooks leave around answers."""
    parts = list(text)
    if parts and isinstance(parts[0], str):
        parts[0] = parts[0].lstrip(" \t\r\n")
    if parts and isinstance(parts[-1], str):
        parts[-1] = parts[-1].rstrip(" \t\r\n")
    return tuple(part for part in parts if part != "")
