"""The answers of one interview: its nodes, their states, and how they change."""
