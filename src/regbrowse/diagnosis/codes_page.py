"""The page of the documentation that lists all codes, made from the words themselves."""

from regbrowse.diagnosis.template import fill
from regbrowse.diagnosis.verdicts import WORDS
from regbrowse.domain.codes import Code, Step

_HEAD = """\
# Codes

Every failure that regbrowse expects has a code. `regbrowse` prints the words below, with the facts
of the case in them; JSON holds the code. Codes may be added, never renamed.

This page is made from the code by `scripts/make-docs`.
"""

_STEPS = {
    Step.ADDRESS: "what was typed",
    Step.PROXY: "the proxy on the way, if there is one",
    Step.DNS: "from the host's name to its addresses",
    Step.TCP: "the connection",
    Step.TLS: "encryption and certificates",
    Step.HTTP: "requests and answers",
    Step.API: "the version of the registry API",
    Step.AUTH: "logins",
    Step.CATALOG: "the list of all repositories",
    Step.TAGS: "the tags of a repository",
    Step.MANIFEST: "an image",
    Step.REGISTRY_PATH: "the address to pull by",
    Step.USAGE: "commands, settings and the cache, without asking a registry",
}


def codes_page() -> str:
    """Return the page as Markdown."""
    return "\n".join([_HEAD, *(_section(step) for step in Step)])


def _section(step: Step) -> str:
    rows = [_row(code) for code in Code if code.step is step]
    head = "| code | what it means | what to do first |\n|---|---|---|"
    return "\n".join([f"## `{step}`: {_STEPS[step]}\n", head, *rows, ""])


def _row(code: Code) -> str:
    words = WORDS[code]
    _, first = fill(words.hints, {})[0]
    return f"| `{code}` | {words.title} | {_cell(first)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
