"""A random walk over laptops, clones, hubs and bad links that proves that nothing is lost."""
