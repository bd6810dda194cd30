"""A figure or a frame written: whole or not at all, with its source and its words."""
