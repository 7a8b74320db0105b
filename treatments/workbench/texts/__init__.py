"""Methods, aftercare, sources, policies and the protocol's own texts: forms, hints and previews."""
