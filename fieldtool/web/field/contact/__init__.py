"""What goes to the hub and comes from it: sending, carrying, proofs, requests, reviews."""
