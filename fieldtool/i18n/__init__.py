"""Languages: locales, catalogues, digits, numbers, calendars, letters and sorting; pure."""
