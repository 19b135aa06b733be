"""A peer that speaks clamd's protocol, and says or does what a test wants."""

import socket
import struct
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread


class Clamd:
    """Takes files one after the other; `answer(connection)` then says what clamd would say."""

    def __init__(self, answer, *, reads=True):
        self.answer = answer
        self.reads = reads
        self.received = []

    def serve(self, listener):
        with suppress(OSError):
            while True:
                connection, _address = listener.accept()
                with connection, suppress(OSError, EOFError):
                    if self.reads:
                        self.received.append(self.read(connection))
                    self.answer(connection)

    def read(self, connection):
        assert self.exactly(connection, 10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!L", self.exactly(connection, 4))[0]:
            content += self.exactly(connection, size)
        return content

    @staticmethod
    def exactly(connection, size):
        found = b""
        while len(found) < size:
            piece = connection.recv(size - len(found))
            if not piece:
                raise EOFError
            found += piece
        return found


def says(answer):
    return lambda connection: connection.sendall(answer)


@contextmanager
def running(clamd, *, family=socket.AF_UNIX):
    """Run it in a thread and yield its address."""
    # A test's own folder may have a longer name than a socket can have.
    with tempfile.TemporaryDirectory() as folder, socket.socket(family) as listener:
        listener.bind(
            str(Path(folder) / "clamd.ctl") if family == socket.AF_UNIX else ("127.0.0.1", 0)
        )
        listener.listen()
        thread = Thread(target=clamd.serve, args=[listener], daemon=True)
        thread.start()
        try:
            yield listener.getsockname()
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(timeout=10)
            assert not thread.is_alive()
