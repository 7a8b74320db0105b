"""Our engine beside others and our pages beside an empty one, in one run. Never a test: nothing passes or fails."""
