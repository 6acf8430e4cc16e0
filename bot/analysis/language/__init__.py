"""The text of a review: cleaning, words, sentences, clauses, kinds of lines, spoilers, and which language it is."""
