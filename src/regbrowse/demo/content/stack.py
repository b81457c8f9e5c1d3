"""What images are made of: instructions upon instructions, from the base upwards.

All texts are templates. Their values come from `regbrowse.demo.content.builder`: `$version`,
`$name`, `$commit`, `$snapshot` (when the base was last rebuilt) and the like.
"""

from dataclasses import dataclass, replace

from regbrowse.demo.content.workshop import Part

PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True, slots=True)
class Stack:
    """A way to make images: what it stands on, its own instructions, and its configuration.

    `windows` is the stack to use instead where the platform is Windows. `installer` is the command
    that installs packages of the operating system.
    """

    parts: tuple[Part, ...]
    env: tuple[str, ...] = ()
    entrypoint: tuple[str, ...] = ()
    cmd: tuple[str, ...] = ()
    port: int | None = None
    user: str = ""
    workdir: str = ""
    volume: str = ""
    base: "Stack | None" = None
    base_name: str = ""
    windows: "Stack | None" = None
    installer: str = "apt-get update && apt-get install -y --no-install-recommends"

    @property
    def all_parts(self) -> tuple[Part, ...]:
        """The instructions of the base and then its own."""
        return (self.base.all_parts if self.base else ()) + self.parts

    @property
    def all_env(self) -> tuple[str, ...]:
        """The environment of the base with its own behind it."""
        return (self.base.all_env if self.base else ()) + self.env


def on(base: Stack, stack: Stack) -> Stack:
    """Return `stack` on another base, whose entry point and user it takes over if it has none."""
    return replace(
        stack,
        base=base,
        base_name=base.base_name,
        entrypoint=stack.entrypoint or base.entrypoint,
        user=stack.user or base.user,
    )
