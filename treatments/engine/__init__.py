"""The recommendation engine: plain Python, a function of its arguments, no clock, no database, no settings."""
