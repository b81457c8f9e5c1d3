"""What was typed: the address is one, or the feed could not have been made."""

from regbrowse.diagnosis.check.outcome import Outcome, ok
from regbrowse.diagnosis.check.state import State
from regbrowse.domain.check import Evidence


async def run(state: State) -> Outcome:
    """Say where the registry is looked for."""
    address = state.feed.address
    schemes = address.schemes_to_try
    state.scheme = schemes[0]
    evidence: dict[str, Evidence] = {
        "address": str(address),
        "host": state.host,
        "port": state.port,
        "schemes": list(schemes),
        "prefix": address.prefix or None,
        "url": state.root,
        "registry_path": state.feed.registry_path,
        "api": state.feed.api.value,
    }
    if len(schemes) > 1:
        return ok(f"{address}, over https, or http if that is not spoken", evidence)
    return ok(state.root, evidence)
