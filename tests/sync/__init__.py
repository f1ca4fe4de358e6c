"""Tests of sync: real HTTP over loopback, no doubles of our own code."""
