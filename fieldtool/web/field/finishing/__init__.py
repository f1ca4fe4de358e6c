"""How an interview ends: looked through, finished, refused, broken off, put away, withdrawn."""
