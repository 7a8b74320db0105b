"""Our engine beside others and our pages beside an empty one, in one run. Never a test: nothing here passes or fails."""
