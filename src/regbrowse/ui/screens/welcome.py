"""What the feeds screen shows as long as there are no feeds: where one could begin."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static

from regbrowse.diagnosis.verdicts import explain
from regbrowse.domain.address import Address
from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.wording import plural
from regbrowse.service.registry_service import RegistryService
from regbrowse.service.suggestions import Suggestion
from regbrowse.ui.text import lines
from regbrowse.ui.widgets.columns import Cell, Column
from regbrowse.ui.widgets.row_list import RowList

_WORDS = (
    "regbrowse finds the images and tags of container registries, and says why a registry does"
    " not answer."
)
_HINT = "enter chooses   a adds any registry"


@dataclass(frozen=True, slots=True)
class Beginning:
    """One line of the welcome: a registry with its name as a feed, or something else to do."""

    title: str
    about: str
    address: Address | None = None
    name: str = ""


ANOTHER = Beginning("Another registry ...", "type its address and a login")
LOOK_AROUND = Beginning("The demo ...", "look around; it runs here and keeps nothing")

_EVERYBODYS = (
    Beginning("Docker Hub", "public images, without a login", Address("docker.io"), "docker.io"),
    Beginning(
        "localhost:5000",
        "a registry on this machine",
        Address("localhost", 5000),
        "localhost-5000",
    ),
)


class ChoiceRows:
    """Choices as rows."""

    columns: Sequence[Column] = (Column("WHERE TO BEGIN", 25, grow=1), Column("", 40, grow=3))

    def __init__(self, choices: Sequence[Beginning]) -> None:
        self.choices = choices

    def __len__(self) -> int:
        return len(self.choices)

    def cells(self, row: int) -> Sequence[Cell]:
        """Return the cells of a choice."""
        choice = self.choices[row]
        return Cell.of(choice.title, "strong"), Cell.of(choice.about, "dim")


class Welcome(Vertical):
    """One sentence, and a list of where to begin."""

    class Chosen(Message):
        """A registry was chosen, or something else to do."""

        def __init__(self, beginning: Beginning) -> None:
            self.beginning = beginning
            super().__init__()

    def __init__(self, service: RegistryService) -> None:
        super().__init__()
        self.rows = RowList(id="choices")
        self._service = service

    def compose(self) -> ComposeResult:
        """The sentence, the list and its keys."""
        yield Static(_WORDS, id="welcome-words", markup=False)
        yield self.rows
        yield Static(_HINT, id="welcome-hint", markup=False)
        yield Static(id="welcome-logins")

    def show(self) -> None:
        """Offer what needs nobody to be asked, then what docker and podman are logged in to."""
        self._offer(())
        self.rows.focus()
        self._find_logins()

    @work(exclusive=True)
    async def _find_logins(self) -> None:
        self._say("Asking docker and podman for their logins ...")
        try:
            suggestions, notices = await self._service.feeds.suggestions()
        except RegbrowseError as error:
            self._say(explain(error).summary)
            return
        self._offer(suggestions)
        words = [explain(notice.error).summary for notice in notices]
        self._say("\n".join([_logins_words(suggestions), *words]))

    def _say(self, text: str) -> None:
        self.query_one("#welcome-logins", Static).update(lines(text))

    @on(RowList.Activated, "#choices")
    def _activated(self, event: RowList.Activated) -> None:
        event.stop()
        if self.chosen is not None:
            self.post_message(self.Chosen(self.chosen))

    def _offer(self, suggestions: Sequence[Suggestion]) -> None:
        """Offer registries that somebody is logged in to, too; the cursor stays where it is."""
        before = self.chosen
        known = [_choice(suggestion) for suggestion in suggestions]
        addresses = {choice.address for choice in known}
        others = [choice for choice in _EVERYBODYS if choice.address not in addresses]
        choices = [*known, *others, ANOTHER, LOOK_AROUND]
        same = (
            at
            for at, choice in enumerate(choices)
            if before and (choice is before or choice.address == before.address is not None)
        )
        self.rows.show(ChoiceRows(choices), next(same, 0))
        # The words below stay next to the list, which scrolls where there is no room for it.
        self.rows.styles.max_height = len(choices) + 1

    @property
    def chosen(self) -> Beginning | None:
        """What is under the cursor."""
        source = self.rows.source
        return source.choices[self.rows.cursor] if isinstance(source, ChoiceRows) else None


def _choice(suggestion: Suggestion) -> Beginning:
    who = f"logged in as {suggestion.username}" if suggestion.username else "a login"
    return Beginning(
        suggestion.address.display,
        f"{who}, {suggestion.source}",
        suggestion.address,
        suggestion.name,
    )


def _logins_words(suggestions: Sequence[Suggestion]) -> str:
    if not suggestions:
        return "docker and podman are not logged in to any registry."
    return f"i adds {plural(len(suggestions), 'registry', 'registries')} with a login at once."
