"""A TCP server in a thread of its own, so that tests without an event loop can use it too."""

import asyncio
import socket
import ssl
import threading
from typing import Any

from tests.support.certificates import CertificateFiles, server_context
from tests.support.connection import READ_LIMIT, Connection, TlsConnection
from tests.support.wire import End

STOP_SECONDS = 5.0


class ThreadedServer:
    """Listens when the constructor returns; what it says on a connection is `converse`."""

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        tls: CertificateFiles | ssl.SSLContext | None = None,
    ) -> None:
        self.host = host
        self.connections = 0
        """How many connections were accepted, before any TLS."""
        self.tls_failures: list[OSError] = []
        """Why handshakes came to nothing, in order."""
        self.mistakes: list[BaseException] = []
        """What went wrong in the script itself; `close` raises the first."""
        self._tls = server_context(tls) if isinstance(tls, CertificateFiles) else tls
        self._open: set[asyncio.Task[None]] = set()
        self._socket = _listen(host, port)
        self.port: int = self._socket.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(self._note_failure)
        self._acceptor = self._loop.create_task(self._accept())
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    @property
    def authority(self) -> str:
        """`host:port`."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        """`http://host:port` or `https://host:port`, without a slash at the end."""
        return f"{self._scheme}://{self.authority}"

    def url_for(self, host: str) -> str:
        """The same by another name, like `localhost` or one that the fixture resolver knows."""
        return f"{self._scheme}://{host}:{self.port}"

    async def converse(self, connection: Connection) -> End:
        """Say what is to be said on a connection, and how it ends."""
        raise NotImplementedError

    def close(self) -> None:
        """Stop at once, also in the middle of an answer; raise what went wrong in a script."""
        if self._loop.is_closed():
            return
        stopping = asyncio.run_coroutine_threadsafe(self._shut_down(), self._loop)
        try:
            stopping.result(STOP_SECONDS)
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(STOP_SECONDS)
            self._socket.close()
            self._loop.close()
        if self.mistakes:
            raise self.mistakes[0]

    @property
    def _scheme(self) -> str:
        return "https" if self._tls else "http"

    async def _accept(self) -> None:
        while True:
            connection, _ = await self._loop.sock_accept(self._socket)
            # Else each answer in two parts waits 40 ms for the client's acknowledgement.
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections += 1
            task = self._loop.create_task(self._serve(connection, self.connections))
            self._open.add(task)
            task.add_done_callback(self._open.discard)

    async def _serve(self, accepted: socket.socket, number: int) -> None:
        connection = await self._connection(accepted, number)
        try:
            if await self._secure(connection):
                await _finish(connection, await self.converse(connection))
        except OSError:
            pass  # the client went away
        except Exception as mistake:
            self.mistakes.append(mistake)
        finally:
            connection.drop()

    async def _secure(self, connection: Connection) -> bool:
        try:
            await connection.handshake()
        except OSError as failure:
            # Noted before the client can know of it, which it does by the alert that `close` sends.
            self.tls_failures.append(failure)
            await connection.close()
            return False
        return True

    async def _connection(self, accepted: socket.socket, number: int) -> Connection:
        reader = asyncio.StreamReader(READ_LIMIT)
        protocol = asyncio.StreamReaderProtocol(reader)
        transport, _ = await self._loop.connect_accepted_socket(lambda: protocol, accepted)
        writer = asyncio.StreamWriter(transport, protocol, reader, self._loop)
        if self._tls:
            return TlsConnection(number, reader, writer, self._tls)
        return Connection(number, reader, writer)

    async def _shut_down(self) -> None:
        tasks = [self._acceptor, *self._open]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for _ in range(3):
            await asyncio.sleep(0)  # aborted transports close in the loop's next rounds

    def _note_failure(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if error is not None and not isinstance(error, OSError):
            self.mistakes.append(error)


async def _finish(connection: Connection, end: End) -> None:
    """End a connection; `HANG` lasts until the server is closed."""
    if end is End.HANG:
        await asyncio.Event().wait()
    elif end is End.RESET:
        connection.reset()
    elif end is End.DROP:
        connection.drop()
    else:
        await connection.close()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, port), family=family, backlog=128)
    listening.setblocking(False)
    return listening
