"""People who interview: lists, cards, setting up their laptops, what they are to do."""
