"""Tests of what needs a person at the hub."""
