"""House rules: a rule is a test or it is not a rule."""
