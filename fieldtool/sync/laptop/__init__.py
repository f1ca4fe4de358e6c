"""The laptop's side: enrolling, sending, carrying, taking, what is proven."""
