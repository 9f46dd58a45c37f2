"""Clients that create and move referrals as fast as they can, and remember what the server acknowledged.

Each client works alone on its own referrals. When the server goes away a client stops with at most one request whose
fate it does not know; `settle` sends that request again, with its request_id, as every client of Rujukan must.
"""
import collections
import itertools
import random
import secrets
import threading
import time

from rujukan_api import Officer, Refused, open_channel

# Who sends and receives; every unit may refer to every other.
UNITS = {"ppa": ("PROTECTION_UNIT", "COMPANION"), "hospital": ("HEALTH_FACILITY", "PARTNER_OFFICER"),
         "clinic": ("HEALTH_FACILITY", "PARTNER_OFFICER"), "legal": ("LEGAL_AID", "PARTNER_OFFICER")}
REGION = "73.09"

Step = collections.namedtuple("Step", "method by_sender move state fields")
LIFE = [
    Step("CreateReferral", True, "MOVE_CREATE", "REFERRAL_STATE_SENT", {}),
    Step("ReceiveReferral", False, "MOVE_RECEIVE", "REFERRAL_STATE_RECEIVED", {}),
    Step("AskSender", False, "MOVE_ASK", "REFERRAL_STATE_RECEIVED", {"question": "Kapan dapat bertemu?"}),
    Step("AnswerQuestion", True, "MOVE_ANSWER", "REFERRAL_STATE_RECEIVED", {"answer": "Besok pagi."}),
    Step("AcceptReferral", False, "MOVE_ACCEPT", "REFERRAL_STATE_ACCEPTED", {}),
    Step("StartReferral", False, "MOVE_START", "REFERRAL_STATE_IN_PROGRESS", {}),
    Step("ReportOutcome", False, "MOVE_REPORT", "REFERRAL_STATE_REPORTED", {"outcome": {"result": "OUTCOME_RESULT_FULFILLED"}}),
    Step("AcknowledgeOutcome", True, "MOVE_ACKNOWLEDGE", "REFERRAL_STATE_CLOSED", {}),
]
# What a client may meet when its server goes away.
GONE = {"UNAVAILABLE", "CANCELLED", "UNKNOWN"}
# Referrals that a client has open at once, so that creating and moving are mixed.
OPEN_MAX = 4
# A server that acknowledges nothing for so long is broken.
ACKNOWLEDGE_SECONDS = 60


class Write:
    """One write: what was asked, when, and whether it was acknowledged."""

    def __init__(self, referral, step, officer, request):
        self.referral, self.step, self.officer, self.request = referral, step, officer, request
        self.started, self.acknowledged = time.monotonic(), None

    def send(self):
        return self.officer.send("Referral", self.step.method, self.request)


class Referral:
    """A referral as its client knows it: the steps that were acknowledged."""

    def __init__(self, sender, receiver):
        self.sender, self.receiver = sender, receiver
        self.name, self.etag, self.steps = None, None, 0


class Client:
    """One client; `run` in a thread of its own."""

    def __init__(self, officers, seed, acknowledged):
        self.officers, self.random, self.acknowledged = officers, random.Random(seed), acknowledged
        self.open, self.writes, self.in_doubt = [], [], None

    def run(self, stop):
        """Writes until `stop` is set or the server is gone."""
        while not stop.is_set():
            write = self._next()
            try:
                answer = write.send()
            except Refused as refused:
                if refused.code not in GONE:
                    raise
                self.in_doubt = write
                return
            self._acknowledged(write, answer)

    def settle(self):
        """Finds out what became of the request in doubt by sending it again, twice: once is enough, twice changes nothing."""
        if self.in_doubt is None:
            return
        write, self.in_doubt = self.in_doubt, None
        answer = write.send()
        if write.send() != answer:
            raise AssertionError("a retry was answered differently")
        self._acknowledged(write, answer)

    def _next(self):
        if len(self.open) < OPEN_MAX:
            sender, receiver = self.random.sample(sorted(self.officers), 2)
            return self._create(Referral(self.officers[sender], self.officers[receiver]))
        referral = self.random.choice(self.open)
        step = LIFE[referral.steps]
        officer = referral.sender if step.by_sender else referral.receiver
        return Write(referral, step, officer,
                     officer.request("Referral", step.method, name=referral.name, etag=referral.etag, **step.fields))

    def _create(self, referral):
        request = referral.sender.request("Referral", "CreateReferral", referral={
            "kind": "REFERRAL_KIND_REFERRAL", "receiver": referral.receiver.unit, "legal_basis": "LEGAL_BASIS_CONSENT",
            "requested_services": ["SERVICE_ACCOMPANIMENT"]}, packet={"need": {"purpose": "Pendampingan lanjutan"}})
        return Write(referral, LIFE[0], referral.sender, request)

    def _acknowledged(self, write, answer):
        write.acknowledged = time.monotonic()
        referral = write.referral
        if referral.name is None:
            referral.name = answer.name
            self.open.append(referral)
        referral.etag = answer.etag
        referral.steps += 1
        if referral.steps == len(LIFE):
            self.open.remove(referral)
        with self.acknowledged:
            self.writes.append(write)
            self.acknowledged.notify()


class Load:
    """Several clients on one server, across its restarts."""

    def __init__(self, server, clients, seed=1):
        self.server = server
        self.channel = open_channel(server.address)
        self.officers = self._set_up()
        self.acknowledged = threading.Condition()
        self.clients = [Client(self.officers, seed * 1000 + number, self.acknowledged) for number in range(clients)]
        self.inboxes = {officer.unit: [] for officer in self.officers.values()}
        self.cursors = {officer.unit: "" for officer in self.officers.values()}

    def _set_up(self):
        admin = Officer(self.channel).sign_in("admin", self.server.administrator_password)
        admin.call("Region", "ImportRegions", regions=[{"code": "73", "display_name": "SULAWESI SELATAN"},
                                                       {"code": REGION, "display_name": "KABUPATEN MAROS"}])
        officers = {}
        for name, (kind, role) in UNITS.items():
            unit = admin.call("Unit", "CreateUnit", unit={"kind": f"UNIT_KIND_{kind}", "display_name": name, "region": REGION}).name
            password = secrets.token_urlsafe(15)
            admin.call("Officer", "CreateOfficer", parent=unit, password=password, officer={
                "sign_in_name": name, "display_name": name, "assignments": [{"role": f"ROLE_{role}"}]})
            officers[name] = Officer(self.channel).sign_in(name, password)
        return officers

    def run(self, until):
        """Lets all clients write while `until(stop)` runs; that call ends the load by taking the server away, or by stop.set()."""
        stop, failures = threading.Event(), []

        def work(client):
            try:
                client.run(stop)
            except BaseException as failure:
                failures.append(failure)

        threads = [threading.Thread(target=work, args=[client]) for client in self.clients]
        for thread in threads:
            thread.start()
        try:
            until(stop)
        except AssertionError as given_up:
            # What the clients met says more.
            raise (failures or [given_up])[0]
        finally:
            stop.set()
            for thread in threads:
                thread.join()
        if failures:
            raise failures[0]

    def wait_for_writes(self, count):
        """Returns when so many writes were acknowledged in all."""
        with self.acknowledged:
            done = self.acknowledged.wait_for(lambda: sum(len(client.writes) for client in self.clients) >= count,
                                              timeout=ACKNOWLEDGE_SECONDS)
        expect(done, "the server acknowledges nothing")

    def reconnect(self):
        """After a restart: sessions live on, connections do not."""
        self.channel.close()
        self.channel = open_channel(self.server.address)
        for officer in self.officers.values():
            officer.connect(self.channel)

    def settle(self):
        """Sends again what is in doubt. Returns how much was in doubt, and how much of it had been committed already."""
        doubtful = [client.in_doubt for client in self.clients if client.in_doubt]
        for officer in self.officers.values():
            self._read_inbox(officer)
        told = sum(len(inbox) for inbox in self.inboxes.values())
        for client in self.clients:
            client.settle()
        for officer in self.officers.values():
            self._read_inbox(officer)
        fresh = (sum(len(inbox) for inbox in self.inboxes.values()) - told) // 2
        return len(doubtful), len(doubtful) - fresh

    def _read_inbox(self, officer):
        events, self.cursors[officer.unit] = officer.inbox(self.cursors[officer.unit], page_size=500)
        self.inboxes[officer.unit] += events

    @property
    def writes(self):
        return list(itertools.chain.from_iterable(client.writes for client in self.clients))

    def check(self, since=0):
        """Everything acknowledged is there, once, and every inbox tells it densely and in the order of commit. Referrals
        themselves are read again where a client wrote after its write number `since`. Raises AssertionError."""
        self._check_inboxes()
        for client in self.clients:
            for referral in {id(write.referral): write.referral for write in client.writes[since:]}.values():
                present = referral.sender.referral(referral.name)
                last = LIFE[referral.steps - 1]
                expect(present.state == _value(present, "state", last.state), "an acknowledged move is missing")
                expect(present.etag == referral.etag, "a referral changed without its client")

    def check_all(self):
        """Also: there is no referral that nobody created."""
        self.check()
        created = {write.referral.name for write in self.writes}
        listed = set()
        for officer in self.officers.values():
            found = [referral.name for referral in officer.pages("Referral", "ListReferrals", "referrals", page_size=500)]
            expect(len(found) == len(set(found)), "a referral is listed twice")
            listed |= set(found)
        expect(listed == created, f"{len(created - listed)} referrals lost, {len(listed - created)} made twice")

    def _check_inboxes(self):
        by_unit = {unit: {} for unit in self.inboxes}
        for write in self.writes:
            for officer in [write.referral.sender, write.referral.receiver]:
                by_unit[officer.unit][write.referral.name, write.step.move] = write
        for unit, events in self.inboxes.items():
            expect([event.sequence for event in events] == list(range(1, len(events) + 1)), "an inbox has a gap")
            told = [(event.referral, _name(event, "move")) for event in events]
            expect(len(told) == len(set(told)), "an inbox tells something twice")
            expect(set(told) == set(by_unit[unit]), "an inbox lacks a move, or tells one that nobody made")
            newest_start = 0.0
            for key in told:
                write = by_unit[unit][key]
                # Acknowledged before another began, but told after it: that would not be the order of commit.
                expect(write.acknowledged > newest_start, "an inbox is not in the order of commit")
                newest_start = max(newest_start, write.started)


def expect(truth, promise):
    if not truth:
        raise AssertionError(promise)


def _value(message, field, name):
    return message.DESCRIPTOR.fields_by_name[field].enum_type.values_by_name[name].number


def _name(message, field):
    return message.DESCRIPTOR.fields_by_name[field].enum_type.values_by_number[getattr(message, field)].name
