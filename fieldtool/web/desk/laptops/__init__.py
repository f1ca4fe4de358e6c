"""Laptops and relays as the hub sees them, and what a memory stick brings of them."""
