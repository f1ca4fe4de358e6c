"""Tests of the pages and of what all pages share."""
