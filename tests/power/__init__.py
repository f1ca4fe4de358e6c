"""What a laptop's disk holds after a power cut or a kill, and what the program makes of it."""
