"""Changing the draft of a protocol, part by part. Each change is one entry in the log, and can be undone."""
