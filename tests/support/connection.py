"""One connection of a client to a server of the tests, with or without TLS.

TLS is done by hand on top of the plain stream, because asyncio's own does not send the alert when
a handshake fails, and the alert is what the tests are about.
"""

import asyncio
import contextlib
import socket
import ssl
import struct

READ_LIMIT = 1 << 20
"""Bytes that are looked through for the end of a request's head."""

LINGER_SECONDS = 0.5
"""How long the client may take to close its side of a connection that was closed."""


class Connection:
    """A connection in the clear."""

    def __init__(
        self, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.number = number
        """Which connection of the server it is, counted from 1."""
        self.reader = reader
        """What the client says, decrypted."""
        self._plain_reader = reader
        self._writer = writer

    async def handshake(self) -> None:
        """Do what must be done before the first byte can be read."""

    async def send(self, data: bytes) -> None:
        """Send bytes, and wait until most of them have left."""
        self._writer.write(data)
        await self._writer.drain()

    async def finish_sending(self) -> None:
        """Close this side only."""
        self._writer.write_eof()

    async def close(self) -> None:
        """Close in an orderly way.

        To close with unread bytes would reset the connection, and lose what was just sent.
        """
        await self.finish_sending()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LINGER_SECONDS):
                while await self._plain_reader.read(1 << 16):
                    pass
        self.drop()

    def drop(self) -> None:
        """Close without a word."""
        self._writer.transport.abort()

    def reset(self) -> None:
        """Close so that the client sees ECONNRESET."""
        plain = self._writer.get_extra_info("socket")
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.drop()


class TlsConnection(Connection):
    """The server's side of a TLS connection."""

    def __init__(
        self,
        number: int,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        context: ssl.SSLContext,
    ) -> None:
        super().__init__(number, reader, writer)
        self.reader = asyncio.StreamReader(READ_LIMIT)
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self._pump: asyncio.Task[None] | None = None

    async def handshake(self) -> None:
        """Agree on keys. Raises ssl.SSLError or OSError; `close` then sends the alert."""
        while True:
            try:
                self._tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                await self._flush()
                await self._receive()
        await self._flush()
        self._pump = asyncio.create_task(self._decrypt())

    async def send(self, data: bytes) -> None:
        if data:
            self._tls.write(data)
        await self._flush()

    async def finish_sending(self) -> None:
        with contextlib.suppress(ssl.SSLError):
            self._tls.unwrap()  # puts the good-bye into the outgoing bytes
        await self._flush()
        await super().finish_sending()

    async def close(self) -> None:
        await self._stop_decrypting()
        await super().close()

    def drop(self) -> None:
        if self._pump:
            self._pump.cancel()
        super().drop()

    async def _decrypt(self) -> None:
        """Feed the reader until the client is done."""
        try:
            while True:
                try:
                    data = self._tls.read(1 << 16)
                except ssl.SSLWantReadError:
                    await self._receive()
                    continue
                if not data:
                    break
                self.reader.feed_data(data)
        except OSError:  # ssl.SSLError too: the client broke off
            pass
        finally:
            self.reader.feed_eof()

    async def _receive(self) -> None:
        if data := await self._plain_reader.read(1 << 16):
            self._incoming.write(data)
        else:
            self._incoming.write_eof()

    async def _flush(self) -> None:
        await super().send(self._outgoing.read())

    async def _stop_decrypting(self) -> None:
        if self._pump:
            self._pump.cancel()
            await asyncio.gather(self._pump, return_exceptions=True)
