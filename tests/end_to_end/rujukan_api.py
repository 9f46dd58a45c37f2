"""A client of Rujukan made from proto/ alone, as any other team would make one: generated stubs and python3-grpcio."""
import importlib
import pathlib
import subprocess
import sys
import tempfile
import uuid

import grpc

PROTO = pathlib.Path(__file__).resolve().parents[2] / "proto"
SERVICES = {"Session": "session", "Unit": "unit", "Officer": "officer", "Region": "region", "Household": "household",
            "CaseFile": "case_file", "Referral": "referral", "Inbox": "inbox_event"}
CALL_SECONDS = 30

_stubs = tempfile.TemporaryDirectory(prefix="rujukan-stubs.")


def _generate():
    files = sorted(str(path.relative_to(PROTO)) for path in PROTO.rglob("*.proto"))
    subprocess.run(["protoc", f"--proto_path={PROTO}", f"--python_out={_stubs.name}", f"--grpc_out={_stubs.name}",
                    "--plugin=protoc-gen-grpc=/usr/bin/grpc_python_plugin", *files], check=True)
    sys.path.insert(0, _stubs.name)


_generate()
MESSAGES = {service: importlib.import_module(f"rujukan.v1.{module}_pb2") for service, module in SERVICES.items()}
_STUBS = {service: importlib.import_module(f"rujukan.v1.{module}_pb2_grpc") for service, module in SERVICES.items()}
_status_pb2 = importlib.import_module("google.rpc.status_pb2")
_details_pb2 = importlib.import_module("google.rpc.error_details_pb2")


class Refused(Exception):
    """The server said no: `code` is the gRPC code's name, `reason` the ErrorInfo's."""

    def __init__(self, error):
        self.code = error.code().name
        self.reason = ""
        for key, value in error.trailing_metadata() or ():
            if key == "grpc-status-details-bin":
                self.reason = _reason_of(value)
        # All that the caller was told, to compare two refusals byte for byte.
        self.told = (self.code, error.details(), tuple(error.trailing_metadata() or ()))
        super().__init__(f"{self.code} {self.reason}: {error.details()}")


def _reason_of(serialized):
    status = _status_pb2.Status.FromString(serialized)
    for detail in status.details:
        info = _details_pb2.ErrorInfo()
        if detail.Unpack(info):
            return info.reason
    return ""


class Officer:
    """Somebody who calls: before sign-in anybody, afterwards the officer of the session."""

    def __init__(self, channel):
        self.connect(channel)
        self._metadata = []
        self.session = None

    def connect(self, channel):
        """Goes on over this channel; a session is not bound to a connection."""
        self._stubs = {service: getattr(module, f"{service}ServiceStub")(channel) for service, module in _STUBS.items()}

    def sign_in(self, sign_in_name, password):
        self.session = self.call("Session", "SignIn", sign_in_name=sign_in_name, password=password)
        self._metadata = [("authorization", f"Bearer {self.session.token}")]
        return self

    def go_on_for(self, officer):
        """Goes on with the session of an officer who signed in elsewhere."""
        self.session, self._metadata = officer.session, officer._metadata
        return self

    @property
    def unit(self):
        return self.session.unit

    @property
    def name(self):
        return self.session.officer

    def call(self, service, method, **fields):
        """Calls a method; gives a request_id of its own to a request that has one and brings none. Raises Refused."""
        return self.send(service, method, self.request(service, method, **fields))

    def request(self, service, method, **fields):
        message = getattr(MESSAGES[service], f"{method}Request")
        if "request_id" in message.DESCRIPTOR.fields_by_name and "request_id" not in fields:
            fields["request_id"] = str(uuid.uuid4())
        return message(**fields)

    def send(self, service, method, request):
        try:
            return getattr(self._stubs[service], method)(request, metadata=self._metadata, timeout=CALL_SECONDS)
        except grpc.RpcError as error:
            raise Refused(error) from None

    def start(self, service, method, **fields):
        """Begins a call and does not wait for its end: a future of gRPC."""
        return getattr(self._stubs[service], method).future(self.request(service, method, **fields), metadata=self._metadata)

    def move(self, method, referral, **fields):
        """Makes a move with the etag as it is now."""
        present = self.referral(referral)
        return self.call("Referral", method, name=referral, etag=present.etag, **fields)

    def referral(self, name):
        return self.call("Referral", "GetReferral", name=name)

    def referrals(self, **fields):
        """All of them, page by page."""
        return self.pages("Referral", "ListReferrals", "referrals", page_size=7, **fields)

    def packet(self, referral, *sections):
        return self.call("Referral", "GetPacket", name=f"{referral}/packet", sections=[f"PACKET_SECTION_{s}" for s in sections])

    def inbox(self, cursor="", page_size=11):
        """All events after the cursor, and the cursor after them."""
        events = []
        while True:
            page = self.call("Inbox", "ListInboxEvents", parent=self.unit, cursor=cursor, page_size=page_size)
            events += page.events
            cursor = page.next_cursor
            if len(page.events) < page_size:
                return events, cursor

    def watch_inbox(self, cursor=""):
        """The stream; iterate to read it, .cancel() to leave."""
        request = self.request("Inbox", "WatchInbox", parent=self.unit, cursor=cursor)
        return self._stubs["Inbox"].WatchInbox(request, metadata=self._metadata)

    def pages(self, service, method, field, **fields):
        """The items of all pages of a list."""
        items, token = [], ""
        while True:
            page = self.call(service, method, page_token=token, **fields)
            items += getattr(page, field)
            token = page.next_page_token
            if not token:
                return items


def without_cursors(events):
    """Inbox events to compare: a cursor is sealed anew each time."""
    copies = [type(event).FromString(event.SerializeToString()) for event in events]
    for event in copies:
        event.cursor = ""
    return copies


def open_channel(address):
    """`host:port` or `unix:/path`; a connection of its own, not one shared with an earlier channel to a server that is gone. It
    finds a server that comes back soon after it did."""
    return grpc.insecure_channel(address, options=[("grpc.use_local_subchannel_pool", 1), ("grpc.initial_reconnect_backoff_ms", 50),
                                                   ("grpc.min_reconnect_backoff_ms", 50), ("grpc.max_reconnect_backoff_ms", 200)])
