"""Probes below HTTP: what a failed request does not tell, asked for a diagnosis alone.

No probe sends a login, and none sends anything over a connection whose certificate was not
verified.
"""
