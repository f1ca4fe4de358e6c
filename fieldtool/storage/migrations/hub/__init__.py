"""Migrations of a hub's database."""
