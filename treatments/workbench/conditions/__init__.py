"""A condition as sentence, rows and text."""
