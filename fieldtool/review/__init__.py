"""What needs a person at the hub: answers that differ, and what was decided about them."""
