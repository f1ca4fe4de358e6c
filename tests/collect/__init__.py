"""Tests of collecting interviews."""
