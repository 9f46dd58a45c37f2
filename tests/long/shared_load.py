"""Load on several servers that share one database, by clients that never give up.

A client sends each write to one of the servers, whichever; when that one is gone or cannot reach its database, the client sends the
same request again, with the same request_id, to any of them, until it is answered. Watchers of every inbox on every server go on from
their last cursor whenever their stream ends.
"""
import collections
import pathlib
import random
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "end_to_end"))

import grpc  # noqa: E402

from referral_load import Client, GONE, Load, expect  # noqa: E402
from rujukan_api import Officer, Refused, open_channel, without_cursors  # noqa: E402

# How a server says that it is alive but cannot serve now: no connection to the database is free.
BUSY = {"RESOURCE_EXHAUSTED"}
# Between two attempts of a client or a watcher.
PAUSE_SECONDS = 0.05
# A write that nobody answers for so long, or an event that is not delivered for so long, is lost.
LOST_SECONDS = 120
# Of gRPC's health service: HealthCheckResponse{status}.
SERVING, NOT_SERVING = b"\x08\x01", b"\x08\x02"


class Front:
    """One server as its clients see it."""

    def __init__(self, server, officers):
        self.server = server
        self.channel = open_channel(server.address)
        self.officers = {name: Officer(self.channel).go_on_for(officer) for name, officer in officers.items()}

    def wait_for_health(self, wanted):
        """Returns when the server's health is as wanted: SERVING or NOT_SERVING."""
        watch = self.channel.unary_stream("/grpc.health.v1.Health/Watch")
        stream = watch(b"", timeout=LOST_SECONDS, wait_for_ready=True)
        expect(wanted in stream, "the server does not tell its health")
        stream.cancel()


class PersistentClient(Client):
    def __init__(self, load, seed):
        super().__init__(load.officers, seed, load.acknowledged)
        self.load = load
        self.refusals = collections.Counter()
        self.sent_again = 0
        self.longest = 0.0

    def run(self, stop):
        while not stop.is_set():
            write = self._next()
            self._acknowledged(write, self._send_until_answered(write))

    def _send_until_answered(self, write):
        name = next(name for name, officer in self.officers.items() if officer is write.officer)
        give_up = time.monotonic() + LOST_SECONDS
        again = 0
        while True:
            officer = self.random.choice(self.load.fronts).officers[name]
            began = time.monotonic()
            try:
                answer = officer.send("Referral", write.step.method, write.request)
                self.sent_again += again
                return answer
            except Refused as refused:
                if refused.code not in GONE | BUSY or began > give_up:
                    raise
                self.refusals[refused.code] += 1
                again = 1
                self.load.pause.wait(PAUSE_SECONDS)
            finally:
                self.longest = max(self.longest, time.monotonic() - began)


class Watcher(threading.Thread):
    """Watches one officer's inbox on one server, from the beginning, across all that happens to the server."""

    def __init__(self, officer, pause):
        super().__init__(daemon=True)
        self.officer, self.pause = officer, pause
        self.events, self.streams, self.failure = [], 0, None
        self.changed = threading.Condition()
        self.stream = None
        self.start()

    def run(self):
        cursor = ""
        while not self.pause.wait(PAUSE_SECONDS):
            self.stream = self.officer.watch_inbox(cursor)
            self.streams += 1
            try:
                for answer in self.stream:
                    if answer.HasField("event"):
                        cursor = answer.event.cursor
                        with self.changed:
                            self.events.append(answer.event)
                            self.changed.notify_all()
            except grpc.RpcError as error:
                if error.code().name not in GONE | BUSY:
                    self.failure = error
                    return

    def wait_for(self, told):
        """Returns when it was told exactly this."""
        with self.changed:
            self.changed.wait_for(lambda: len(self.events) >= len(told) or self.failure, timeout=LOST_SECONDS)
        expect(self.failure is None, f"a watcher was refused: {self.failure}")
        mine, told = without_cursors(self.events), without_cursors(told)
        differing = next((place for place, (one, right) in enumerate(zip(mine, told)) if one != right), len(mine))
        expect(mine == told, f"a watcher was told {len(mine)} events of {len(told)}, another one at place {differing}:\n"
               f"{mine[differing:differing + 1]}\n{told[differing:differing + 1]}")


class SharedLoad(Load):
    """Clients and watchers on all `servers`, of which the first sets everything up."""

    def __init__(self, servers, clients, seed):
        # Set when everybody may go home; until then it is what they wait on between two attempts.
        self.pause = threading.Event()
        super().__init__(servers[0], 0, seed)
        self.fronts = [Front(server, self.officers) for server in servers]
        self.clients = [PersistentClient(self, seed * 1000 + number) for number in range(clients)]
        self.watchers = [Watcher(officer, self.pause) for front in self.fronts for officer in front.officers.values()]

    def check_watchers(self):
        """Every watcher was told what the inbox holds, once and in order."""
        for watcher in self.watchers:
            watcher.wait_for(self.inboxes[watcher.officer.unit])

    def leave(self):
        self.pause.set()
        for watcher in self.watchers:
            if watcher.stream is not None:
                watcher.stream.cancel()
            watcher.join()
        for front in self.fronts:
            front.channel.close()

    def told(self):
        """How the clients fared, for people."""
        refusals = sum((client.refusals for client in self.clients), collections.Counter())
        return (f"{sum(client.sent_again for client in self.clients)} writes sent again ("
                + ", ".join(f"{count} times {code}" for code, count in sorted(refusals.items()))
                + f"), no call longer than {max(client.longest for client in self.clients):.1f} s")

    def streams(self):
        return sum(watcher.streams for watcher in self.watchers)
