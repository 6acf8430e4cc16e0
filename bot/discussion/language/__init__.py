"""The words of questions: stems and vocabulary, qualities, films named, and stretches of time."""
