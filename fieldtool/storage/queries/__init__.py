"""Named queries: everything that other layers ask of the tables, by what it is about."""
