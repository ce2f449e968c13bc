import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from bot.wire import Wire, WireError

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


async def request(reader: asyncio.StreamReader) -> bytes:
    """The head and the body of the next request; empty when the connection has ended."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return b""
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    return head + await reader.readexactly(length)


class Server:
    """Answers each request with the next of `answers`, and ends the connection after those that say so."""

    def __init__(self, *answers: bytes) -> None:
        self.answers = list(answers)
        self.requests: list[bytes] = []
        self.connections = 0
        self.ended = asyncio.Event()
        self.heard = asyncio.Event()
        self._writers: list[asyncio.StreamWriter] = []

    async def done(self) -> None:
        """Waits until all its connections have ended."""
        async with asyncio.timeout(5):
            await asyncio.gather(*(writer.wait_closed() for writer in self._writers), return_exceptions=True)

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.append(writer)
        while asked := await request(reader):
            self.requests.append(asked)
            self.heard.set()
            if not self.answers:
                continue  # and never an answer
            answer = self.answers.pop(0)
            writer.write(answer)
            await writer.drain()
            if b"Content-Length" not in answer and b"chunked" not in answer:
                break
        writer.close()
        self.ended.set()


@asynccontextmanager
async def wire_to(server: Server, connections: int = 4) -> AsyncIterator[Wire]:
    listening = await asyncio.start_server(server, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    wire = Wire(f"http://127.0.0.1:{port}/base", headers="A: b\r\n", connections=connections, connect_seconds=5.0)
    async with listening:
        yield wire
        await wire.close()
        await server.done()


async def test_a_body_is_posted_as_it_lies_and_the_connection_kept() -> None:
    server = Server(OK, OK)
    async with wire_to(server) as wire:
        assert await wire.post("sendMessage", b'{"a":1}', 5.0) == (200, b"{}")
        assert await wire.post("getMe", b"", 5.0) == (200, b"{}")
    assert server.connections == 1
    head, body = server.requests[0].split(b"\r\n\r\n")
    assert head.startswith(b"POST /base/sendMessage HTTP/1.1\r\nHost: 127.0.0.1:")
    assert b"\r\nA: b\r\n" in head
    assert body == b'{"a":1}'


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" + OK,
        b"HTTP/1.0 200 OK\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}",
    ],
    ids=["chunked", "continue", "until its end", "closes"],
)
async def test_every_form_of_an_answer_is_read_and_the_next_call_goes_on(answer: bytes) -> None:
    async with wire_to(Server(answer, OK)) as wire:
        assert await wire.post("x", b"", 5.0) == (200, b"{}")
        assert await wire.post("x", b"", 5.0) == (200, b"{}")


@pytest.mark.parametrize("answer", [b"", b"nothing of HTTP\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-"])
async def test_what_is_no_answer_is_an_error_and_the_next_call_goes_on(answer: bytes) -> None:
    async with wire_to(Server(answer, OK)) as wire:
        with pytest.raises(WireError):
            await wire.post("x", b"", 5.0)
        assert await wire.post("x", b"", 5.0) == (200, b"{}")


async def test_a_late_answer_is_never_taken_for_the_next_calls() -> None:
    server = Server()
    async with wire_to(server, connections=1) as wire:
        with pytest.raises(TimeoutError):
            await wire.post("late", b"", 0.05)
        server.answers.append(OK)
        assert await wire.post("x", b"", 5.0) == (200, b"{}")
    assert server.connections == 2


async def test_a_call_that_is_given_up_ends_its_connection() -> None:
    server = Server()
    async with wire_to(server) as wire:
        calling = asyncio.create_task(wire.post("x", b"", 60.0))
        await server.heard.wait()
        calling.cancel()
        await asyncio.wait([calling])
        async with asyncio.timeout(5):
            await server.ended.wait()


async def test_a_server_that_has_ended_the_idle_connection_is_called_over_a_new_one() -> None:
    server = Server(OK, OK)
    async with wire_to(server) as wire:
        await wire.post("x", b"", 5.0)
        (connection,) = wire._free
        connection._transport.close()  # as when the server ends it
        await asyncio.sleep(0)
        assert await wire.post("x", b"", 5.0) == (200, b"{}")
    assert server.connections == 2


async def test_no_more_connections_than_allowed_are_opened() -> None:
    server = Server(*[OK] * 20)
    async with wire_to(server, connections=2) as wire:
        await asyncio.gather(*(wire.post("x", b"", 5.0) for _ in range(20)))
    assert server.connections <= 2


async def test_nobody_who_listens_is_an_error() -> None:
    wire = Wire("http://127.0.0.1:9", headers="", connections=1, connect_seconds=5.0)
    with pytest.raises(OSError, match="9"):
        await wire.post("x", b"", 5.0)
