"""`regbrowse feeds`: list, add, edit, remove and import feeds."""

import argparse
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from regbrowse.cli.command import Context, Run, add_format
from regbrowse.cli.passwords import STDIN, read_stdin, use_variable
from regbrowse.domain.login import Login, Supplier
from regbrowse.domain.wording import age_text, count_text, plural, rfc3339

if TYPE_CHECKING:
    from regbrowse.domain.feed_state import FeedState
    from regbrowse.domain.login import Secret
    from regbrowse.service.feeds import Saved

_TEXT_SETTINGS = {
    "registry-path": ("PATH", "the address to pull by, where it is not the one to browse by"),
    "username": ("USER", "the user to log in as"),
    "ca": ("FILE", "certificate authorities to trust besides the system's (PEM)"),
    "client-cert": ("FILE", "our certificate, where the registry asks for one (PEM)"),
    "client-key": ("FILE", "the key of that certificate (PEM)"),
    "proxy": ("URL", "the forward proxy for this feed"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe `feeds` and its subcommands; without one it lists."""
    _add_list(parser)
    actions = parser.add_subparsers(title="actions", metavar="ACTION")
    # An option of the list may stand in front of it, too: its absence behind must not unset it.
    _add_list(
        actions.add_parser(
            "list",
            help="list the feeds (as without an action)",
            argument_default=argparse.SUPPRESS,
        )
    )
    add = actions.add_parser("add", help="add a feed", description="Add a feed.")
    add.add_argument("name", metavar="NAME")
    add.add_argument("url", metavar="URL", help="HOST[:PORT][/PREFIX], or a URL with a scheme")
    _add_settings(add)
    add.set_defaults(run=_add)
    edit = actions.add_parser(
        "edit", help="change a feed", description='Change a feed. An empty value ("") unsets one.'
    )
    edit.add_argument("name", metavar="NAME")
    edit.add_argument("--name", dest="new_name", metavar="NAME", help="a new name")
    edit.add_argument("--url", metavar="URL", help="a new address")
    _add_settings(edit)
    edit.set_defaults(run=_edit)
    remove = actions.add_parser("remove", help="remove a feed", description="Remove a feed.")
    remove.add_argument("name", metavar="NAME")
    remove.set_defaults(run=_remove)
    logins = actions.add_parser(
        "import",
        help="add a feed for each login of docker and podman",
        description="Add a feed for each registry that docker or podman are logged in to.",
    )
    logins.set_defaults(run=_import)


def _add_list(parser: argparse.ArgumentParser) -> None:
    add_format(parser, csv=True)
    run: Run = _list
    parser.set_defaults(run=run)


def _add_settings(parser: argparse.ArgumentParser) -> None:
    for name, (metavar, text) in _TEXT_SETTINGS.items():
        parser.add_argument(f"--{name}", metavar=metavar, help=text)
    parser.add_argument("--api", choices=("auto", "v1", "v2"), help="the API to insist on")
    parser.add_argument(
        "--insecure",
        action=argparse.BooleanOptionalAction,
        help="do not verify the registry's certificate",
    )
    parser.add_argument(
        "--password-stdin",
        action="store_true",
        help="read the password from stdin, for the keychain",
    )
    parser.add_argument("--test", action="store_true", help="save, then check the registry")


async def _list(arguments: argparse.Namespace, context: Context) -> int:
    states = await context.service.feeds.states()
    rows = [_row(state) for state in states]
    if arguments.json:
        context.output.json(rows)
    elif arguments.csv:
        header = list(_row(states[0])) if states else _COLUMNS
        context.output.csv(header, [list(row.values()) for row in rows])
    elif not states:
        context.output.note(
            "there are no feeds yet: `regbrowse feeds add NAME URL` adds one,"
            " `regbrowse feeds import` takes over the logins of docker and podman"
        )
    else:
        now = datetime.now(UTC)
        context.output.table(
            ("NAME", "ADDRESS", "API", "LOGIN", "REPOSITORIES", "REFRESHED"),
            [_cells(state, now) for state in states],
        )
    return 0


_COLUMNS = (
    "name",
    "url",
    "registry_path",
    "api",
    "username",
    "credentials",
    "repositories",
    "complete",
    "refreshed_at",
)


def _row(state: "FeedState") -> dict[str, Any]:
    feed, catalog = state.feed, state.catalog
    known = catalog.refreshed_at is not None
    return {
        "name": feed.name,
        "url": str(feed.address),
        "registry_path": feed.registry_path,
        "api": feed.api.value,
        "username": feed.username,
        "credentials": state.credentials,
        "repositories": catalog.repositories if known else None,
        "complete": catalog.complete,
        "refreshed_at": rfc3339(catalog.refreshed_at),
    }


def _cells(state: "FeedState", now: datetime) -> tuple[str, ...]:
    feed, catalog = state.feed, state.catalog
    known = catalog.refreshed_at is not None
    partial = "" if catalog.complete else " (incomplete)"
    return (
        feed.name,
        feed.address.display,
        feed.api.value,
        feed.username or state.credentials or "-",
        count_text(catalog.repositories) + partial if known else "-",
        age_text(catalog.refreshed_at, now),
    )


async def _add(arguments: argparse.Namespace, context: Context) -> int:
    settings = {"url": arguments.url, **_settings(arguments)}
    secret = read_stdin() if arguments.password_stdin else None
    saved = await context.service.feeds.add(arguments.name, settings, secret)
    return await _saved(saved, secret, "added", arguments, context)


async def _edit(arguments: argparse.Namespace, context: Context) -> int:
    changes = _settings(arguments)
    if arguments.url is not None:
        changes["url"] = arguments.url
    secret = read_stdin() if arguments.password_stdin else None
    saved = await context.service.feeds.edit(arguments.name, changes, secret, arguments.new_name)
    return await _saved(saved, secret, "changed", arguments, context)


async def _saved(
    saved: "Saved",
    secret: "Secret | None",
    verb: str,
    arguments: argparse.Namespace,
    context: Context,
) -> int:
    for notice in saved.notices:
        context.output.notice(notice)
    if saved.notices:
        context.output.note(f"{saved.feed.name} is saved without its password")
    done = f"{verb} {saved.feed.name} ({saved.feed.address})"
    if not arguments.test:
        context.output.lines([done])
        return 0
    if secret is not None:
        login = Login(saved.feed.username or "", secret, STDIN, supplier=Supplier.STDIN)
        context.service.hand_over(saved.feed, login)
    else:
        use_variable(context, [saved.feed])
    from regbrowse.cli.check_text import verdict_lines, whole_report
    from regbrowse.domain.check_target import CheckTarget

    report = await whole_report(context.service.check(CheckTarget(saved.feed)))
    if report.ok:
        context.output.lines([done, *verdict_lines(report)])
        return 0
    # A failure leaves stdout empty, but what was saved stays saved.
    context.output.note(done)
    context.output.failure(report.summary, report.hints)
    return 1


async def _remove(arguments: argparse.Namespace, context: Context) -> int:
    removed = await context.service.feeds.remove(arguments.name)
    for notice in removed.notices:
        context.output.notice(notice)
    context.output.lines([f"removed {removed.feed.name}"])
    return 0


async def _import(_: argparse.Namespace, context: Context) -> int:
    imported = await context.service.feeds.import_logins()
    for notice in imported.notices:
        context.output.notice(notice)
    context.output.lines([f"added {feed.name} ({feed.address})" for feed in imported.added])
    context.output.lines([f"already there: {feed.name}" for feed in imported.present])
    if not imported.added and not imported.present:
        context.output.note("docker and podman are not logged in to any registry")
    else:
        context.output.note(f"{plural(len(imported.added), 'feed')} added")
    return 0


def _settings(arguments: argparse.Namespace) -> dict[str, str | bool]:
    names = (*_TEXT_SETTINGS, "api", "insecure")
    values = {name: getattr(arguments, name.replace("-", "_")) for name in names}
    return {name: value for name, value in values.items() if value is not None}
