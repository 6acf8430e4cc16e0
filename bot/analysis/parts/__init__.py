"""The parts of a reading, a component each: film, rating, label, quotes, summary, aspects, reasons."""
