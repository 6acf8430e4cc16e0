"""Pages of counts and quotes: films, critics, the digest, prompts; and how they are loaded."""
