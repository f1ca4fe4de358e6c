"""What a form is: questions, expressions, texts, lists; frozen once compiled."""
