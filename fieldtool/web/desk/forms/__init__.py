"""Forms at the hub: prepared, tried, published, retired."""
