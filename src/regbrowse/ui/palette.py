"""The command palette: every command of the screen in front, by its name."""

from collections.abc import Awaitable, Callable, Iterator

from textual.binding import Binding
from textual.command import DiscoveryHit, Hit, Hits, Provider

from regbrowse.ui.commands import COMMANDS, Command, where


class CommandPalette(Provider):
    """Offers what the screen in front, or the app, can do."""

    async def discover(self) -> Hits:
        """Offer everything before a letter is typed."""
        for command in self._available():
            yield DiscoveryHit(command.help, self._run(command), help=where(command))

    async def search(self, query: str) -> Hits:
        """Offer what fits the letters."""
        matcher = self.matcher(query)
        for command in self._available():
            score = matcher.match(command.help)
            if score > 0:
                yield Hit(
                    score, matcher.highlight(command.help), self._run(command), help=where(command)
                )

    def _available(self) -> Iterator[Command]:
        """Yield the commands that the screen in front or the app carries out now."""
        # `active_bindings` is empty for the screen below the palette, so its own are looked at.
        ids = {
            binding.id
            for binding in (*self.screen.BINDINGS, *self.app.BINDINGS)
            if isinstance(binding, Binding)
        }
        for command in COMMANDS:
            if command.id in ids:
                yield command

    def _run(self, command: Command) -> Callable[[], Awaitable[None]]:
        async def run() -> None:
            await self.screen.run_action(command.action)

        return run
