"""What the tokens say that a token server issued, and why a registry may refuse one."""

from datetime import UTC, datetime
from typing import Final

from regbrowse.diagnosis.facts import about
from regbrowse.domain.check import Evidence
from regbrowse.registry.challenge import parse_challenges
from regbrowse.registry.probes.plain import skew_of
from regbrowse.registry.probes.recorder import Recorder, Seen

_TIMES: Final = ("exp", "nbf", "iat")
_SLACK_S = 1.0
_LATEST = datetime(9999, 1, 1, tzinfo=UTC).timestamp()


def told(transport: Recorder, start: int) -> dict[str, Evidence]:
    """Return the claims of the last token as evidence, and the clock of who issued it."""
    issued = _issued(transport, start)
    if issued is None:
        return {}
    claims: dict[str, Evidence] = dict(issued.claims or {})
    for name in _TIMES:
        moment = _moment(claims.get(name))
        if moment is not None:
            claims[name] = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
    return {"token_server": issued.url, "token": claims}


def why_refused(transport: Recorder) -> str | None:
    """Say in words what is wrong with a token that was just issued, if its claims tell.

    Its times are compared with the clock of the registry, which is who judged it.
    """
    issued = _issued(transport, 0)
    refusals = [seen for seen in transport.seen if seen.status == 401 and seen.authorization]
    if issued is None or not issued.claims or not refusals:
        return None
    claims = issued.claims
    skew = skew_of(refusals[-1].headers.get("date", ""))
    there = datetime.now(UTC).timestamp() + (skew or 0.0)
    begin, end = _moment(claims.get("nbf")), _moment(claims.get("exp"))
    clock = datetime.fromtimestamp(there, UTC)
    if begin is not None and begin.timestamp() > there + _SLACK_S:
        return f"it is valid from {_told_apart(begin, clock)}"
    if end is not None and end.timestamp() < there - _SLACK_S:
        return f"it was valid until {_told_apart(end, clock)}"
    wanted = _service(refusals[-1])
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if wanted and isinstance(audience, str | list) and wanted not in audiences:
        names = ", ".join(str(each) for each in audiences)
        return f'it is for the service "{names}", and the registry calls itself "{wanted}"'
    return None


def _told_apart(moment: datetime, clock: datetime) -> str:
    """A moment and what the registry's clock says, with their days only where these differ."""
    form = "%H:%M:%S" if moment.date() == clock.date() else "%Y-%m-%d %H:%M:%S"
    apart = about(abs((moment - clock).total_seconds()))
    return (
        f"{moment.strftime(form)} UTC, and the clock of the registry says {clock.strftime(form)}"
        f" UTC, which is {apart} {'earlier' if clock < moment else 'later'}"
    )


def _issued(transport: Recorder, start: int) -> Seen | None:
    tokens = [seen for seen in transport.seen[start:] if seen.claims is not None]
    return tokens[-1] if tokens else None


def _service(refusal: Seen) -> str | None:
    challenges = parse_challenges([refusal.headers.get("www-authenticate", "")])
    return next((name for each in challenges if (name := each.parameters.get("service"))), None)


def _moment(value: object) -> datetime | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return datetime.fromtimestamp(value, UTC) if 0 < value < _LATEST else None
