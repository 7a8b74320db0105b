"""What the checks found, in words, and accepting it."""
