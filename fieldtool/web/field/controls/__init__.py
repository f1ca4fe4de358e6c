"""What a page shows of each kind of question, and what comes back from it: one module per kind."""
