"""Plays an interview from lines of text, so that a form can be tried and tested by scripts."""

from __future__ import annotations

from fieldtool.forms.playing.session import Session
from fieldtool.forms.playing.sight import Sight

__all__ = ["Session", "Sight"]
