"""Runs the recorded cases of ODK's engines: `python -m tests.conformance [FOLDER]`."""
