"""Tests of the coordinator's desk."""
