"""The catalogues of the interface and the tool that keeps them."""
