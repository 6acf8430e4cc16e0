"""Discord's side of every command: check, defer, call, show. No SQL and no text processing here."""
