"""A frame drawn: every function takes a frame, draws into an Axes and returns it."""
