"""Django's PostgreSQL, with one difference: see base.py."""
