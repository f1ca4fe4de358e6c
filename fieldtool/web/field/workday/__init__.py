"""The working day: what is to do, begun, practised, held as a meeting, typed in, handed over."""
