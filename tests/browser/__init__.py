"""The program in a real Chromium, with real servers behind it."""
