"""The functions of XPath 1.0 and of the ODK XForms specification."""

from __future__ import annotations

from fieldtool.forms.xpath.functions import (
    choosing,
    dates,
    digests,
    forms,
    geo,
    nodesets,
    numbers,
    strings,
)
from fieldtool.forms.xpath.functions.registry import MANY, TABLE, call

MODULES = (choosing, dates, digests, forms, geo, nodesets, numbers, strings)

__all__ = ["MANY", "MODULES", "TABLE", "call"]
