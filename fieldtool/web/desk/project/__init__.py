"""What holds for the whole project: its keys, its notices, how long it keeps what was said."""
