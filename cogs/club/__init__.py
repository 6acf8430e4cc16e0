"""What members do: review, search, look at films and critics, ask and discuss."""
