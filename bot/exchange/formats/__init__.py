"""The formats that are read and written: our own JSON, CSV and Markdown, and Letterboxd's."""
