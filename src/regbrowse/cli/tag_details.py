"""`--details` of `regbrowse tags`: digest, size, age, platforms; progress goes to stderr."""

from collections.abc import Mapping, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING

from regbrowse.cli.command import Context
from regbrowse.cli.waiting import WaitTeller
from regbrowse.domain.errors import RegistryError
from regbrowse.domain.progress import Notice
from regbrowse.domain.rate_limit import Waiting
from regbrowse.domain.tag import Tag
from regbrowse.domain.tag_details import TagDetails
from regbrowse.domain.wording import count_text, plural

if TYPE_CHECKING:
    from regbrowse.domain.feed import Feed

_CLEAR = "\r\x1b[K"


async def details_of(
    feed: "Feed", repository: str, tags: Sequence[Tag], context: Context
) -> Mapping[str, TagDetails]:
    """Read the details of tags, by their names.

    A registry that stops answering in the middle does not take away what was read: it is told as a
    notice, and the rest stays unknown. Raises RegistryError if nothing was read at all.
    """
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
            if all(each.error is not None for each in found.values()):
                raise
            context.output.notice(Notice(error, feed.name))
            read = f"{count_text(len(found))} of {plural(len(tags), 'tag')}"
            context.output.note(f"{read} were read; the others are told without details")
        finally:
            if stream is not None:
                stream.write(_CLEAR)
                stream.flush()
    wanted = {tag.name: found.get(tag.name, TagDetails(tag.name)) for tag in tags}
    _tell_broken(wanted, feed, context)
    return wanted


def _tell_broken(found: Mapping[str, TagDetails], feed: "Feed", context: Context) -> None:
    broken = [each for each in found.values() if each.error is not None]
    if broken and broken[0].error is not None:
        names = ", ".join(each.name for each in broken[:3]) + (", ..." if len(broken) > 3 else "")
        context.output.note(f"{plural(len(broken), 'tag')} cannot be read: {names}")
        context.output.notice(Notice(broken[0].error, feed.name))
