"""Every component in every state, on pages that only the tests open."""
