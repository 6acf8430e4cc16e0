"""What the n-gram models say of words, sentences and reviews; the weights they were trained to."""
