"""Who supplies the login of a registry, in which order.

The order is in `standard.py`. Every source is asked in turn; the first that has a login for this
registry, and for the user whom the feed names, supplies it. A source that is broken is reported
and passed over: it never keeps the others from being asked.
"""
