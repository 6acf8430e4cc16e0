"""What one server can do: its reviews, films, people, messages, lists, search, and what it keeps."""
