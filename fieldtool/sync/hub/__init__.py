"""The hub's side: what it takes in and answers, and what it tells the laptops."""
