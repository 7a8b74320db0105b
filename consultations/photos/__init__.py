"""Pictures of a visit: made safe in a process of their own, kept in a folder that no address leads to."""
