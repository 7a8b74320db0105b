"""`benchmark pages`: Pearl's pages beside an empty one, through the server as shipped, with data made for it."""
