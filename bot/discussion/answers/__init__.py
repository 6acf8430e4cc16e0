"""Answers to questions: about a film, about all films, about members."""
