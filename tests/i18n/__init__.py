"""Languages, digits, calendars, letters and order."""
