"""A relay's side: what it passes on, and how far it is."""
