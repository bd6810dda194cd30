"""Claims -> rates that say what they are rates of."""
