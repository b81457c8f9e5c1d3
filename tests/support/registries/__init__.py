"""Registries with an API of their own, as scripts: what they say, and how they page."""
