"""Registries that need or offer more than v2: one file each, and what they share."""
