"""Numbers and times as people read them."""

from datetime import UTC, datetime

_SIZES = ("B", "kB", "MB", "GB", "TB", "PB", "EB")
_UNITS = ((86400 * 365, "y"), (86400, "d"), (3600, "h"), (60, "min"))


def count_text(number: int) -> str:
    """Return a count with its thousands apart: `12,431`."""
    return f"{number:,}"


def plural(number: int, noun: str, nouns: str | None = None) -> str:
    """Return a count with its noun: `1 repository`, `12,431 repositories`."""
    return f"{count_text(number)} {noun if number == 1 else nouns or noun + 's'}"


def repositories(number: int) -> str:
    """Return a count of repositories."""
    return plural(number, "repository", "repositories")


def size_text(size: int | None) -> str:
    """Return a number of bytes with three digits at most, in the decimal units of docker: `48 MB`.

    `-` for None.
    """
    if size is None:
        return "-"
    amount, unit = float(size), 0
    while amount >= 999.5 and unit < len(_SIZES) - 1:
        amount, unit = amount / 1000, unit + 1
    digits = f"{amount:.1f}" if unit and amount < 9.95 else f"{amount:.0f}"
    return f"{digits} {_SIZES[unit]}"


def age_text(moment: datetime | None, now: datetime) -> str:
    """Return how long ago `moment` was, in its largest whole unit: `2 h ago`; `-` for None."""
    if moment is None:
        return "-"
    seconds = (now - moment).total_seconds()
    for size, unit in _UNITS:
        if seconds >= size:
            return f"{int(seconds // size)} {unit} ago"
    return "just now"


def rfc3339(moment: datetime | None) -> str | None:
    """Return a time for JSON, in UTC with whole seconds: `2026-11-23T08:49:24Z`."""
    if moment is None:
        return None
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
