"""Interviews at the hub: the table, one of them, its review, its history, its end."""
