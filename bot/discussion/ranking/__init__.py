"""Which lines answer a question: in one review, and in many; and how the ranker learns."""
