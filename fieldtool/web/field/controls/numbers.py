"""Numbers in fields: the reader's digits, thousands parted where a form wants it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fieldtool.i18n import numbers
from fieldtool.i18n.digits import to_native
from fieldtool.web.field.controls.kinds import looks

if TYPE_CHECKING:
    from fieldtool.forms import NodeState

_PLAIN = re.compile(r"(-?)(\d+)(?:\.(\d+))?")


def shown(state: NodeState, locale: str) -> str:
    """Return the number as the reader writes it; anything that is no number as it was typed."""
    plain = _PLAIN.fullmatch(state.value)
    if "thousands-sep" not in looks(state) or plain is None:
        return numbers.in_digits(state.value, locale) if plain else to_native(state.value, locale)
    sign, whole, fraction = plain.groups()
    point = to_native(f"{numbers.decimal_sign(locale)}{fraction}", locale) if fraction else ""
    return f"{sign}{numbers.number(int(whole), locale)}{point}"


def counted(value: str, step: int) -> str:
    """Return *value* counted on or back; nobody counts below nothing."""
    now = int(value) if re.fullmatch(r"-?\d{1,9}", value) else 0
    return str(max(0, now + step))
