"""A proxy in front of a database server that does to connections what networks do, on purpose.

It reads the client's side of the protocol of MySQL and MariaDB in clear, so it knows a COMMIT. Faults are dealt from a shuffled deck,
one after some number of packets, so that each kind has its turn as often as the others; where one strikes depends on the seed and on
the order in which packets come.
"""
import asyncio
import collections
import contextlib
import random
import socket
import struct
import threading

# What can happen to a packet of the client, or to the connection when it comes.
KINDS = (
    "cut",  # the connection is reset on both sides
    "half-closed to the database",  # the database reads the end, the client does not
    "half-closed to the client",  # the client reads the end, the database does not
    "delayed",  # for a moment
    "stalled",  # for seconds, which is also longer than a lock is waited for
    "silenced",  # nothing passes any more, until the client gives up
    "cut before COMMIT",  # the COMMIT never arrives
    "cut after COMMIT",  # the COMMIT arrives and the connection is reset at once
    "cut instead of the answer to COMMIT",  # the COMMIT is carried out, and nobody is told
)
OF_COMMIT = {kind for kind in KINDS if "COMMIT" in kind}
PAUSES = {"delayed": (0.005, 0.2), "stalled": (1, 7)}
COMMIT = b"\x03COMMIT"
HEADER_BYTES = 4
CHUNK_BYTES = 1 << 16


class CuttingProxy:
    """Forwards connections to a unix socket; deals no faults until `begin`. A context. Listens on the unix socket `path`, or without one
    on 127.0.0.1:`port`, which it chooses."""

    def __init__(self, target, packets_between_faults, seed, path=None):
        self.target, self.between, self.path = target, packets_between_faults, path
        self.random = random.Random(seed)
        self.dealt = collections.Counter()
        self.connections = self.commits = 0
        self.dealing = False
        self._deck, self._due = [], 0
        # The event loop itself does not keep what nobody else knows.
        self._serving = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self):
        self._thread.start()
        listening = asyncio.start_unix_server(self._serve, self.path) if self.path else asyncio.start_server(self._serve, "127.0.0.1", 0)
        self._server = asyncio.run_coroutine_threadsafe(listening, self._loop).result()
        self.port = None if self.path else self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *unused):
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _end(self):
        self._server.close()
        serving = list(self._serving)
        for connection in serving:
            connection.cancel()
        await asyncio.gather(*serving, return_exceptions=True)

    def begin(self):
        self.dealing = True

    def end(self):
        self.dealing = False

    def _deal(self, is_commit):
        """The fault for this packet, or nothing."""
        self.commits += is_commit
        if not self.dealing:
            return None
        self._due -= 1
        if self._due > 0:
            return None
        if not self._deck:
            self._deck = self.random.sample(KINDS, len(KINDS))
        if self._deck[-1] in OF_COMMIT and not is_commit:
            return None
        self._due = self.random.randint(1, 2 * self.between)
        kind = self._deck.pop()
        self.dealt[kind] += 1
        return kind

    async def _serve(self, from_client, to_client):
        self.connections += 1
        self._serving.add(asyncio.current_task())
        try:
            from_database, to_database = await asyncio.open_unix_connection(self.target)
            await _Connection(self, from_client, to_client, from_database, to_database).run()
        finally:
            self._serving.remove(asyncio.current_task())


class _Connection:
    def __init__(self, proxy, from_client, to_client, from_database, to_database):
        self.proxy = proxy
        self.from_client, self.to_client = from_client, to_client
        self.from_database, self.to_database = from_database, to_database
        self.swallows_answers = False

    async def run(self):
        answers = asyncio.ensure_future(self._forward_answers())
        try:
            await self._forward_packets()
            _end(self.to_database)
            await answers
        finally:
            answers.cancel()
            for writer in (self.to_client, self.to_database):
                writer.close()

    async def _forward_packets(self):
        """The client's packets one by one, until it leaves or something happens."""
        while packet := await self._packet():
            fault = self.proxy._deal(packet[HEADER_BYTES:] == COMMIT)
            if fault in ("cut", "cut before COMMIT"):
                return self._cut()
            if fault == "silenced":
                self.swallows_answers = True
                await self._until_the_client_leaves()
                return self._cut()
            if fault in PAUSES:
                await asyncio.sleep(self.proxy.random.uniform(*PAUSES[fault]))
            if fault == "cut instead of the answer to COMMIT":
                self.swallows_answers = True
            if not await _send(self.to_database, packet):
                return None
            if fault == "cut instead of the answer to COMMIT":
                return await self._until_the_client_leaves()
            if fault == "cut after COMMIT":
                return self._cut()
            if fault == "half-closed to the database":
                return None
            if fault == "half-closed to the client":
                _end(self.to_client)

    async def _packet(self):
        """The client's next; nothing when it has left."""
        try:
            header = await self.from_client.readexactly(HEADER_BYTES)
            return header + await self.from_client.readexactly(int.from_bytes(header[:3], "little"))
        except (OSError, asyncio.IncompleteReadError):
            return None

    async def _until_the_client_leaves(self):
        while await self._packet():
            pass

    async def _forward_answers(self):
        try:
            while answer := await self.from_database.read(CHUNK_BYTES):
                if self.swallows_answers:
                    return self._cut()
                if not await _send(self.to_client, answer):
                    return None
        except OSError:
            pass
        return _end(self.to_client)

    def _cut(self):
        """Both read that the connection was reset; on a unix socket that it ended."""
        for writer in (self.to_client, self.to_database):
            connected = writer.get_extra_info("socket")
            if connected is not None and connected.family == socket.AF_INET:
                connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()


async def _send(writer, data):
    """Whether it can be on its way: not to somebody who has left or was told that we did."""
    try:
        writer.write(data)
        await writer.drain()
    except (OSError, RuntimeError):
        return False
    return True


def _end(writer):
    """Closes one direction, as far as it is still open."""
    with contextlib.suppress(OSError):
        if not writer.is_closing():
            writer.write_eof()
