"""Looks a form over before anybody is asked: what is wrong, missing, out of reach or unsafe."""

from __future__ import annotations

from fieldtool.forms.checking.check import check_form, check_opened
from fieldtool.forms.checking.opening import Opened, open_form
from fieldtool.forms.checking.report import Finding, Report, Severity

__all__ = [
    "Finding",
    "Opened",
    "Report",
    "Severity",
    "check_form",
    "check_opened",
    "open_form",
]
