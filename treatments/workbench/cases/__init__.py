"""Cases of a draft: how they stand, what fires, trying and making them."""
