"""The command palette: every command of the screen in front, by its name."""

from collections.abc import Awaitable, Callable, Iterator

from textual.app import App
from textual.binding import Binding
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.screen import Screen

from regbrowse.ui.command import Command
from regbrowse.ui.commands import COMMANDS, key_text

_ITSELF = "app.palette"
_BACK = "app.back"
"""Forms and menus have a way of their own to close."""


class CommandPalette(Provider):
    """Offers what the screen in front, or the app, can do now."""

    async def discover(self) -> Hits:
        """Offer everything before a letter is typed."""
        for command, target in self._available():
            yield DiscoveryHit(command.label, _run(command, target), help=_help(command))

    async def search(self, query: str) -> Hits:
        """Offer what fits the letters."""
        matcher = self.matcher(query)
        for command, target in self._available():
            # The name counts most: what it does has the letters of many words in their order.
            by_name = max(map(matcher.match, (command.label, *command.also.split())))
            score = max(2 * by_name, matcher.match(command.help))
            if score > 0:
                name = matcher.highlight(command.label)
                yield Hit(score, name, _run(command, target), help=_help(command))

    def _available(self) -> Iterator[tuple[Command, Screen[object] | App[object]]]:
        """Yield the commands that can be carried out now, each with who does it."""
        # `active_bindings` is empty for the screen below the palette, so its own are looked at.
        for target in (self.screen, self.app):
            ids = {each.id for each in target.BINDINGS if isinstance(each, Binding)} - {_ITSELF}
            if target is self.app and self.screen.is_modal:
                ids.discard(_BACK)
            for command in COMMANDS:
                if command.id in ids and target.check_action(command.action, ()):
                    yield command, target


def _help(command: Command) -> str:
    return f"{command.help}   {key_text(command)}"


def _run(command: Command, target: Screen[object] | App[object]) -> Callable[[], Awaitable[object]]:
    return lambda: target.run_action(command.action)
