"""Probes below HTTP: what a failed request does not tell, asked for a diagnosis alone.

No probe sends a login. Over a connection whose certificate was not verified goes the handshake and,
where dates are wrong, a `HEAD /` that asks for the time.
"""
