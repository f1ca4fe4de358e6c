"""Compares the engine with JavaRosa on invented forms: `python -m tests.differential`."""
