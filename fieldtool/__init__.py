"""Offline, multilingual community-safety surveys: a node on each laptop, a hub for all."""

__version__ = "0.1.0"
