"""Registers at the hub: places and entities, single changes and whole lists."""
