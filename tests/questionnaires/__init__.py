"""The shipped questionnaires and places, read as their reviewers and as the programs read them."""
