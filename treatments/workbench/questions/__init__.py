"""Questions and contradictions of a draft: lists and forms."""
