"""People, laptops, keys and secrets: all cryptography is called here and nowhere else."""
