"""Film nights: planned, gathered blind, revealed together; and which film is next."""
