"""An HTTP server on loopback that keeps quiet and closes all it opened."""

import contextlib
import http.server
import socket
import socketserver
import ssl
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, unquote

from regbrowse.demo.answers import Answer, Request

LOOPBACK = "127.0.0.1"

_POLL_S = 0.05
_HANDSHAKE_S = 10
_IDLE_S = 60
_END_S = 5
_LONGEST_BODY = 64 * 1024


class QuietServer(http.server.HTTPServer):
    """Serves `respond` on a free port of loopback, over TLS if it is given a context.

    The port is bound from construction on; `start` begins to serve, `stop` ends every connection
    and closes the port. `latency_s` is waited before each answer.
    """

    allow_reuse_address = False
    request_queue_size = 128

    def __init__(self, *, latency_s: float = 0, tls: ssl.SSLContext | None = None) -> None:
        super().__init__((LOOPBACK, 0), _Handler)
        self.latency_s = latency_s
        self.stopping = threading.Event()
        self.respond: Callable[[Request], Answer] = _nothing_here
        self._tls = tls
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._workers: set[threading.Thread] = set()
        self._loop: threading.Thread | None = None

    @property
    def port(self) -> int:
        """The port that the system chose."""
        return self.server_port

    def start(self, respond: Callable[[Request], Answer]) -> None:
        """Answer requests with `respond`, in threads of their own."""
        self.respond = respond
        self._loop = threading.Thread(target=self.serve_forever, args=(_POLL_S,), daemon=True)
        self._loop.start()

    def stop(self) -> None:
        """Close the port and end all connections."""
        self.stopping.set()
        if self._loop:
            self.shutdown()
            self._loop.join()
        self.server_close()
        with self._lock:
            workers = list(self._workers)
            for connection in self._open:
                # Not SSLSocket.shutdown: it takes the connection away from a thread that reads.
                with contextlib.suppress(OSError):
                    socket.socket.shutdown(connection, socket.SHUT_RDWR)
        for worker in workers:
            worker.join(_END_S)

    def server_bind(self) -> None:
        """Bind without the look-up of the host's name that HTTPServer makes."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = LOOPBACK, self.server_address[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve a connection in a thread."""
        worker = threading.Thread(target=self._serve, args=(request, client_address), daemon=True)
        with self._lock:
            self._workers.add(worker)
        worker.start()

    def _serve(self, connection: socket.socket, client_address: Any) -> None:
        try:
            if self._tls:
                connection = self._tls.wrap_socket(
                    connection, server_side=True, do_handshake_on_connect=False
                )
            with self._lock:
                self._open.add(connection)
            if not self.stopping.is_set():
                self._shake_hands(connection)
                self.finish_request(connection, client_address)
        except OSError:
            # The client went away, or does not accept the certificate, or speaks no TLS: all of
            # that is what a demo is for. An ssl.SSLError is an OSError.
            pass
        finally:
            with self._lock:
                self._open.discard(connection)
                self._workers.discard(threading.current_thread())
            self.shutdown_request(connection)

    def _shake_hands(self, connection: socket.socket) -> None:
        if isinstance(connection, ssl.SSLSocket):
            connection.settimeout(_HANDSHAKE_S)
            connection.do_handshake()


class _Handler(http.server.BaseHTTPRequestHandler):
    """Turns HTTP/1.1 into requests and answers."""

    server: QuietServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = _IDLE_S
    error_content_type = "text/plain; charset=utf-8"
    error_message_format = "%(code)d %(message)s\n"

    def do_GET(self) -> None:
        """Answer any method: which ones are known is not decided here."""
        path, _, query = self.path.partition("?")
        self._skip_body()
        request = Request(
            self.command,
            unquote(path, errors="replace"),
            parse_qs(query, keep_blank_values=True, errors="replace"),
            {name.lower(): ",".join(self.headers.get_all(name, [])) for name in self.headers},
        )
        self.server.stopping.wait(self.server.latency_s)
        self._send(self.server.respond(request))

    do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815 (given)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name is given)
        """Say nothing: the terminal belongs to the screens."""

    def _skip_body(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not length.isdecimal():
            self.close_connection = True
        elif length != "0":
            self.close_connection = True
            self.rfile.read(min(int(length), _LONGEST_BODY))

    def _send(self, answer: Answer) -> None:
        self.send_response_only(answer.status)
        self.send_header("Docker-Distribution-Api-Version", "registry/2.0")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Date", self.date_time_string())
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 304:
            self.send_header("Content-Length", str(answer.length))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD" and answer.status != 304:
            for piece in answer.pieces:
                self.wfile.write(piece)


def _nothing_here(_request: Request) -> Answer:
    return Answer(503, {})
