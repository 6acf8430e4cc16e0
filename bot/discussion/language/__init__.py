"""The words of questions: stems and vocabulary, matters, films named, and stretches of time."""
