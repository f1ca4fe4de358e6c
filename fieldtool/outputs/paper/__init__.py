"""Forms on paper: what is printed, in which words; pure, without markup."""
