"""From failures to words: what went wrong, and what to do."""
