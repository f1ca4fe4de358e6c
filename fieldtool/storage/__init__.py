"""Models, databases, named queries, files (replacing, locking, flushing, deleting), migrations."""
