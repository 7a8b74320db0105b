"""From a draft to a release: the first page, differences, the log, sending and the impact."""
