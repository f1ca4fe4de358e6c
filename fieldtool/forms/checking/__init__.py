"""Looks a form over before anybody is asked: what is wrong, missing, out of reach or unsafe."""

from __future__ import annotations

from fieldtool.forms.checking.check import check_form
from fieldtool.forms.checking.report import Finding, Report, Severity

__all__ = ["Finding", "Report", "Severity", "check_form"]
