"""`--details` of `regbrowse tags`: digest, size, age, platforms; progress goes to stderr."""

from collections.abc import Mapping, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, NamedTuple

from regbrowse.cli.command import Context
from regbrowse.cli.waiting import WaitTeller
from regbrowse.domain.errors import RegbrowseError, RegistryError
from regbrowse.domain.progress import Notice
from regbrowse.domain.rate_limit import Waiting
from regbrowse.domain.tag import Tag
from regbrowse.domain.tag_details import TagDetails
from regbrowse.domain.wording import count_text, plural

if TYPE_CHECKING:
    from regbrowse.domain.feed import Feed

_CLEAR = "\r\x1b[K"


class Described(NamedTuple):
    """Details of tags by their names, and why those that are not there were not asked for."""

    found: Mapping[str, TagDetails]
    ended: RegistryError | None = None

    def of(self, name: str) -> TagDetails:
        """Return what is known of a tag."""
        return self.found.get(name, TagDetails(name))

    def error(self, name: str) -> RegbrowseError | None:
        """Return why nothing is known of a tag, if so."""
        return self.found[name].error if name in self.found else self.ended


async def details_of(
    feed: "Feed", repository: str, tags: Sequence[Tag], context: Context
) -> Described:
    """Read the details of tags.

    A registry that stops answering takes away neither what was read nor the list of tags: it is
    told as a notice, and the rest stays unknown.
    """
    ended: RegistryError | None = None
    found: dict[str, TagDetails] = {}
    names = dict.fromkeys(tag.name for tag in tags)
    stream = context.output.progress_stream
    waits = WaitTeller(context.output, feed.name)
    async with aclosing(context.service.tag_details(feed, repository)) as session:
        session.want(names)
        try:
            async with aclosing(session.found()) as events:
                async for event in events:
                    if isinstance(event, Waiting):
                        waits.tell(event)
                        continue
                    if event.name not in names:
                        continue  # A registry's own API says more than was asked.
                    found[event.name] = event
                    if stream is not None:
                        done = f"details {count_text(len(found))} of {count_text(len(tags))}"
                        stream.write(_CLEAR + done)
                        stream.flush()
        except RegistryError as error:
            ended = error
            context.output.notice(Notice(error, feed.name))
            read = f"{count_text(len(found))} of {plural(len(tags), 'tag')}"
            context.output.note(f"{read} were read; the others are told without details")
        finally:
            if stream is not None:
                stream.write(_CLEAR)
                stream.flush()
    _tell_broken(found, feed, context)
    return Described(found, ended)


def _tell_broken(found: Mapping[str, TagDetails], feed: "Feed", context: Context) -> None:
    broken = [each for each in found.values() if each.error is not None]
    if broken and broken[0].error is not None:
        names = ", ".join(each.name for each in broken[:3]) + (", ..." if len(broken) > 3 else "")
        context.output.note(f"{plural(len(broken), 'tag')} cannot be read: {names}")
        context.output.notice(Notice(broken[0].error, feed.name))
