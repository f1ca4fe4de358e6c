"""Bring logs to where they belong: the protocol, the laptop's side and the hub's side."""
