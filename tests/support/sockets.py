"""Ports that do not answer: closed ones, and ones behind which packets vanish."""

import socket


class ClosedPort:
    """A port of 127.0.0.1 that nobody listens on, and that nobody else can take meanwhile."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self._socket = _bound(host)
        self.host = host
        self.port: int = self._socket.getsockname()[1]

    @property
    def authority(self) -> str:
        return f"{self.host}:{self.port}"

    def close(self) -> None:
        self._socket.close()


class BlackHole(ClosedPort):
    """A port on which connecting takes for ever: its queue is full, and nothing is accepted."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        super().__init__(host)
        self._socket.listen(0)
        self._waiting = [_connecting(host, self.port) for _ in range(4)]

    def close(self) -> None:
        for waiting in self._waiting:
            waiting.close()
        super().close()


def _bound(host: str) -> socket.socket:
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    bound.bind((host, 0))
    return bound


def _connecting(host: str, port: int) -> socket.socket:
    waiting = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    waiting.setblocking(False)
    waiting.connect_ex((host, port))
    return waiting
