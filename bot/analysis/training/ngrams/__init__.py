"""Training the n-gram models: what teaches them, linear models, the heads on them, and their teachers."""
