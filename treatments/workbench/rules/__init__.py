"""Rules of a draft: lists, forms, when they fire."""
