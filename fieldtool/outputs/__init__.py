"""What leaves the hub as files."""
