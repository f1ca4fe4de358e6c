"""Collecting interviews: drafts and their journal, sittings, finalising, the day's work."""
