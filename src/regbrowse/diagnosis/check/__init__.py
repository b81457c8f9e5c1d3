"""The check: from a feed to a verdict, step by step, each with its evidence."""
