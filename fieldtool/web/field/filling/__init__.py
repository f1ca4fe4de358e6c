"""Filling an interview: its pages, questions, rows and files."""
