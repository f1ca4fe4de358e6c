"""Filling in a real Chromium, one behaviour of the page at a time."""
