"""Proves the public face: nghttpx with deploy/nghttpx.conf in front of rujukand on a unix socket, and the systems' listener beside it.

    public_face.py --bin build/bin [--small] [--watch-minutes 10]

Both listeners offer no weak protocol or cipher (sslscan). Then bad callers attack through the face, one kind after the other, each
a process of its own made of another HTTP/2 stack than the product's: the memory of both processes at its highest is at most 64 MB
above what it was, a good caller is served all the while, an idle watch of an inbox stays up and still tells what happens at its end.
Only bodies of requests that never end may take more, up to a bound. Prints a line for each with the good caller's times. --small
does the same with little of everything, in seconds.
"""
import argparse
import contextlib
import json
import os
import pathlib
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import xml.etree.ElementTree as ElementTree

import grpc

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parents[1]
sys.path.insert(0, str(SOURCE / "tests" / "end_to_end"))

from rujukan_api import Officer, Refused  # noqa: E402
from rujukan_server import Server  # noqa: E402

# What each attack sends: for the proof, and for every day.
ATTACKS = {"rapid_resets": (100_000, 4_000), "pings": (400_000, 8_000), "settings": (400_000, 8_000),
           "continuation": (64 << 20, 1 << 20), "half_open": (5_000, 200), "half_sent": (2_000, 100), "sign_ins": (2_000, 60)}
GROWTH_MAX_BYTES = 64 << 20
# What rujukand keeps of requests that have begun (kWireBytesMax of server/rpc/server.cc), and an attack of more than that.
WIRE_BYTES_MAX = 256 << 20
BODIES_BYTES = 700 << 20
START_SECONDS = 60
# Of a call of the good caller: an attack that makes it wait longer has won.
GOOD_CALL_SECONDS = 30
# Heartbeats come every 20 s; what is missing of them would be a stream that hangs.
HEARTBEAT_SECONDS = 20
GOOD_CALLS_MIN = 20
# Of a call, as RetryPolicy of client/connection.h has it.
ATTEMPTS_MAX = 5

PROTOCOLS = {"TLSv1.2", "TLSv1.3"}
STRONG = ("ECDHE-", "TLS_AES_", "TLS_CHACHA20_")
PASSWORD = "kata sandi contoh"


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def make_certificates(*arguments):
    subprocess.run([SOURCE / "deploy" / "make_certificates.sh", *map(str, arguments)], check=True, stdout=subprocess.DEVNULL)


class Face:
    """nghttpx with the configuration that deploy/ has, but for the addresses and the certificate of the test."""

    def __init__(self, folder, backend, certificates):
        self.port = free_port()
        self.log = folder / "nghttpx.log"
        text = (SOURCE / "deploy" / "nghttpx.conf").read_text()
        for old, new in [("frontend=*,443", f"frontend=127.0.0.1,{self.port}"),
                         ("backend=unix:/run/rujukan/rujukand.sock", f"backend={backend}"),
                         ("/etc/rujukan/tls/server.pem", f"{certificates}/server.pem"),
                         ("/etc/rujukan/tls/server.key", f"{certificates}/server.key")]:
            expect(text.count(old) == 1, f"deploy/nghttpx.conf has no single {old}")
            text = text.replace(old, new)
        self.config = folder / "nghttpx.conf"
        self.config.write_text(text)
        self.process = None

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(["/usr/sbin/nghttpx", f"--conf={self.config}"], stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        return self

    def processes(self):
        """The one that was started and its workers."""
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [self.process.pid, *map(int, children)]

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=START_SECONDS)


class Memory:
    """The most memory that processes had since this was made, above what they had then; in bytes."""

    def __init__(self, **processes):
        self.processes = processes
        self.before = {}
        for name, pids in processes.items():
            for pid in pids:
                # 5 makes the high-water mark what is resident now.
                pathlib.Path(f"/proc/{pid}/clear_refs").write_text("5")
            self.before[name] = self._sum(pids, "VmRSS")

    def growth(self):
        return {name: self._sum(pids, "VmHWM") - self.before[name] for name, pids in self.processes.items()}

    @staticmethod
    def _sum(pids, field):
        total = 0
        for pid in pids:
            for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
                if line.startswith(field + ":"):
                    total += int(line.split()[1]) << 10
        return total


class GoodCaller:
    """An officer who calls all the time, and repeats a call as the client library does: when gRPC itself had no memory for it.

    Such moments are counted; what the product says no to is a failure.
    """

    def __init__(self, officer):
        self.officer = officer
        self.times, self.failures, self.repeated = [], [], 0

    @contextlib.contextmanager
    def calling(self):
        self.times, self.failures, self.repeated = [], [], 0
        stop = threading.Event()
        thread = threading.Thread(target=self._run, args=(stop,))
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    def _run(self, stop):
        while not stop.is_set() or len(self.times) < GOOD_CALLS_MIN:
            begin = time.monotonic()
            for attempt in range(ATTEMPTS_MAX):
                try:
                    self.officer.call("Session", "GetSession")
                    break
                except Refused as refused:
                    if refused.code != "RESOURCE_EXHAUSTED" or refused.reason or attempt == ATTEMPTS_MAX - 1:
                        self.failures.append(str(refused))
                        return
                    self.repeated += 1
                    time.sleep(0.2 * 2 ** attempt)
            self.times.append(time.monotonic() - begin)
            stop.wait(0.02)

    def told(self):
        cuts = statistics.quantiles(self.times, n=100)
        repeated = f", {self.repeated} repeated" if self.repeated else ""
        return f"good caller: {len(self.times)} calls{repeated}, p50 {cuts[49] * 1e3:.1f} ms, p99 {cuts[98] * 1e3:.1f} ms"


class Watch:
    """An idle watch by the other HTTP/2 stack, in a process of its own."""

    def __init__(self, port, ca, officer):
        self.process = subprocess.Popen(attack_command("idle_watch", port, ca), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        token = officer.session.token
        self.process.stdin.write(f"{token} {officer.unit}\n")
        self.process.stdin.flush()
        self.begin = time.monotonic()
        self.answers = []
        self.event = threading.Event()
        self.first = threading.Event()
        threading.Thread(target=self._read, daemon=True).start()
        expect(self.first.wait(START_SECONDS), "the watch did not begin")

    def _read(self):
        for line in self.process.stdout:
            answer = json.loads(line)
            self.answers.append(answer)
            self.first.set()
            if answer.get("event"):
                self.event.set()

    def alive(self):
        return self.process.poll() is None and not any(answer.get("done") for answer in self.answers)

    def end(self):
        if self.process.poll() is None:
            self.process.stdin.close()
            self.process.wait(timeout=START_SECONDS)


def attack_command(name, port, ca, count=1):
    return [sys.executable, str(HERE / "http2_attacks.py"), name, "--port", str(port), "--ca", str(ca), "--count", str(count)]


class Proof:
    def __init__(self, options, folder):
        self.options, self.folder = options, pathlib.Path(folder)
        self.small = options.small
        make_certificates("authority", self.folder / "authority", "Kabupaten Contoh")
        make_certificates("server", self.folder / "authority", self.folder / "tls", "127.0.0.1", "localhost")
        self.ca = self.folder / "authority" / "ca.pem"
        self.server = Server(options.bin, self.folder / "server")
        tls = f'tls {{ certificate_file: "{self.folder}/tls/server.pem" key_file: "{self.folder}/tls/server.key" }}'
        with open(self.server.config, "a") as config:
            config.write(f'systems {{ listen_address: "127.0.0.1:0" {tls} client_ca_file: "{self.ca}" }}\n')
        self.server.prepare()
        self.face = Face(self.folder, self.server.address, self.folder / "tls")

    def run(self):
        self.server.start()
        self.face.start()
        try:
            self.hire()
            self.play_a_call_through_the_face()
            self.scan()
            watch = Watch(self.face.port, self.ca, self.officers["receiver"])
            self.attack_all()
            self.prove_watch(watch)
            self.prove_half_open_systems()
            self.prove_bodies_are_bounded()
            expect(self.server.process.poll() is None and self.face.process.poll() is None, "a process has died")
        finally:
            self.face.stop()
        expect(self.server.stop() == 0, "the server did not stop cleanly")
        expect(self.server.verify()["findings"] == 0, "the proof found something wrong")

    def open_channel(self):
        credentials = grpc.ssl_channel_credentials(self.ca.read_bytes())
        return grpc.secure_channel(f"localhost:{self.face.port}", credentials, options=[("grpc.use_local_subchannel_pool", 1)])

    def hire(self):
        """An administrator, and two units with an officer each, all through the face; and a system of the second unit."""
        deadline = time.monotonic() + START_SECONDS
        admin = Officer(self.open_channel())
        while admin.session is None:
            try:
                admin.sign_in("admin", self.server.administrator_password)
            except Refused as refused:
                # The face may not listen yet.
                expect(refused.code == "UNAVAILABLE" and self.face.process.poll() is None and time.monotonic() < deadline, f"nobody signs in: {refused}")
                time.sleep(0.1)
        admin.call("Region", "ImportRegions", regions=[{"code": code, "display_name": name} for code, name in
                                                       [("73", "Sulawesi Selatan"), ("73.09", "Maros")]])
        self.officers = {}
        for who, kind, role in [("sender", "HEALTH_FACILITY", "PARTNER_OFFICER"), ("receiver", "PROTECTION_UNIT", "COMPANION")]:
            unit = admin.call("Unit", "CreateUnit", unit={"kind": f"UNIT_KIND_{kind}", "display_name": who, "region": "73.09"})
            admin.call("Officer", "CreateOfficer", parent=unit.name, password=PASSWORD,
                       officer={"sign_in_name": who, "display_name": who, "assignments": [{"role": f"ROLE_{role}"}]})
            self.officers[who] = Officer(self.open_channel()).sign_in(who, PASSWORD)
        account = admin.call("Officer", "CreateOfficer", parent=unit.name, password=PASSWORD,
                             officer={"sign_in_name": "system", "display_name": "system", "assignments": [{"role": "ROLE_SYSTEM"}]})
        make_certificates("system", self.folder / "authority", self.folder / "system", account.name)
        self.systems_port = int(self.server.log.read_text().rpartition("serving systems")[2].partition("port=")[2].split()[0])

    def refer(self):
        sender, receiver = self.officers["sender"], self.officers["receiver"]
        return sender.call("Referral", "CreateReferral", referral={
            "kind": "REFERRAL_KIND_REFERRAL", "receiver": receiver.unit, "urgency": "URGENCY_LOW", "legal_basis": "LEGAL_BASIS_CONSENT",
            "requested_services": ["SERVICE_HEALTH"]}, packet={"need": {"purpose": "contoh"}})

    def play_a_call_through_the_face(self):
        """The command line with TLS; a system with its certificate, which sees what came to its unit."""
        referral = self.refer()
        environment = {**os.environ, "RUJUKAN_HOME": str(self.folder / "home"), "RUJUKAN_SERVER": f"localhost:{self.face.port}"}
        command = [pathlib.Path(self.options.bin) / "rujukan", "--lang=en", "--ca", self.ca]
        # localhost is 127.0.0.1 to the command, and the certificate is for both.
        for words, stdin in [(["sign-in", "receiver"], PASSWORD + "\n"), (["--name-only", "list"], "")]:
            done = subprocess.run([*command, *words], env=environment, input=stdin, capture_output=True, text=True)
            expect(done.returncode == 0, f"rujukan {words}: {done.stderr}")
        expect(referral.name in done.stdout, "the command line does not see the referral")
        credentials = grpc.ssl_channel_credentials(self.ca.read_bytes(), (self.folder / "system/system.key").read_bytes(),
                                                   (self.folder / "system/system.pem").read_bytes())
        system = Officer(grpc.secure_channel(f"localhost:{self.systems_port}", credentials))
        expect(system.call("Session", "GetSession").role == 14, "the system is no system")
        expect([seen.name for seen in system.referrals()] == [referral.name], "the system does not see what came to its unit")
        print("face ok: the command line and a system are served with TLS", flush=True)

    def scan(self):
        for what, port in [("face", self.face.port), ("systems' listener", self.systems_port)]:
            command = ["sslscan", "--xml=-", "--no-colour"]
            if port == self.systems_port:
                command += [f"--certs={self.folder}/system/system.pem", f"--pk={self.folder}/system/system.key"]
            scanned = subprocess.run([*command, f"127.0.0.1:{port}"], check=True, capture_output=True, text=True).stdout
            test = ElementTree.fromstring(scanned[scanned.index("<?xml"):]).find("ssltest")
            protocols = {f"{p.get('type').upper().replace('TLS', 'TLSv')}{p.get('version')}" for p in test.iter("protocol")
                         if p.get("enabled") == "1"}
            expect(protocols and protocols <= PROTOCOLS, f"the {what} offers {protocols}")
            ciphers = [(c.get("sslversion"), c.get("cipher"), int(c.get("bits"))) for c in test.iter("cipher")]
            expect(ciphers, f"no ciphers found at the {what}")
            for version, cipher, bits in ciphers:
                strong = cipher.startswith(STRONG) and ("GCM" in cipher or "CHACHA20" in cipher) and bits >= 128
                expect(version in PROTOCOLS and strong, f"the {what} offers {version} {cipher}")
            expect(all(h.get("vulnerable") == "0" for h in test.iter("heartbleed")), f"the {what} has heartbleed")
            expect(all(c.get("supported") == "0" for c in test.iter("compression")), f"the {what} compresses")
            renegotiation = test.find("renegotiation")
            expect(renegotiation.get("supported") == "0" or renegotiation.get("secure") == "1", f"the {what} renegotiates")
            print(f"scan ok: the {what} offers {', '.join(sorted(protocols))}, {len(ciphers)} ciphers, none weak", flush=True)

    def attack_all(self):
        caller = GoodCaller(self.officers["sender"])
        with caller.calling():
            time.sleep(0 if self.small else 5)
        print(f"no attack: {caller.told()}", flush=True)
        for name, (count, small_count) in ATTACKS.items():
            count = small_count if self.small else count
            memory = Memory(rujukand=[self.server.process.pid], nghttpx=self.face.processes())
            begin = time.monotonic()
            with caller.calling():
                done = subprocess.run(attack_command(name, self.face.port, self.ca, count), capture_output=True, text=True)
            expect(done.returncode == 0, f"{name}: {done.stderr}")
            result = json.loads(done.stdout.splitlines()[-1])
            growth = memory.growth()
            expect(len(caller.times) > 1, f"{name}: the good caller was refused: {caller.failures}")
            print(f"{name}: {time.monotonic() - begin:.1f} s, {({k: v for k, v in result.items() if k != 'done'})}; memory grew by "
                  + ", ".join(f"{who} {bytes_ / 2**20:.1f} MB" for who, bytes_ in growth.items()) + f"; {caller.told()}", flush=True)
            expect(not caller.failures, f"{name}: the good caller was refused: {caller.failures}")
            expect(max(caller.times) < GOOD_CALL_SECONDS, f"{name}: the good caller waited {max(caller.times):.1f} s")
            for who, bytes_ in growth.items():
                expect(bytes_ <= GROWTH_MAX_BYTES, f"{name}: {who} grew by {bytes_ / 2**20:.1f} MB")
            if "ended" in result:
                expect(result["ended"] == result["opened"], f"{name}: {result['opened'] - result['ended']} were never ended")

    def prove_watch(self, watch):
        """The watch that began before the attacks is still there, and tells what happens."""
        left = watch.begin + 60 * self.options.watch_minutes - time.monotonic()
        while left > 0 and watch.alive():
            time.sleep(min(left, 1))
            left = watch.begin + 60 * self.options.watch_minutes - time.monotonic()
        expect(watch.alive(), f"the watch has ended: {watch.answers[-1:]}")
        seconds = time.monotonic() - watch.begin
        heartbeats = sum("message" in answer for answer in watch.answers)
        expect(heartbeats >= int(seconds / HEARTBEAT_SECONDS) - 1, f"{heartbeats} heartbeats in {seconds:.0f} s")
        before = watch.event.is_set()
        watch.event.clear()
        self.refer()
        expect(watch.event.wait(GOOD_CALL_SECONDS), "the watch did not tell of a referral")
        watch.end()
        print(f"watch ok: {seconds:.0f} s through the face and the attacks, {heartbeats} messages, then an event at once"
              + ("" if before else " (the first)"), flush=True)

    def prove_half_open_systems(self):
        """Who says nothing to the systems' listener, or only begins to, goes without having been let in."""
        # gRPC keeps 43 KB for each and has no limit of its own; in the network of systems there are not so many.
        count = 200 if self.small else 1000
        memory = Memory(rujukand=[self.server.process.pid])
        done = subprocess.run(attack_command("half_open", self.systems_port, self.ca, count), capture_output=True, text=True)
        expect(done.returncode == 0, done.stderr)
        result = json.loads(done.stdout.splitlines()[-1])
        grown = memory.growth()["rujukand"]
        print(f"half open at the systems' listener: {result}; rujukand grew by {grown / 2**20:.1f} MB", flush=True)
        expect(result["ended"] == result["opened"] == count, "half-open connections stay")
        expect(grown <= GROWTH_MAX_BYTES, "half-open connections fill the memory")


    def prove_bodies_are_bounded(self):
        """Bodies of requests that never end fill the memory up to a bound, where gRPC cancels calls; afterwards all is as before."""
        if self.small:
            return
        memory = Memory(rujukand=[self.server.process.pid], nghttpx=self.face.processes())
        done = subprocess.run(attack_command("half_sent_bodies", self.face.port, self.ca, BODIES_BYTES), capture_output=True, text=True)
        expect(done.returncode == 0, done.stderr)
        growth = memory.growth()
        print(f"half-sent bodies: {json.loads(done.stdout.splitlines()[-1])}; memory grew by "
              + ", ".join(f"{who} {bytes_ / 2**20:.1f} MB" for who, bytes_ in growth.items()), flush=True)
        expect(growth["rujukand"] <= WIRE_BYTES_MAX + GROWTH_MAX_BYTES, "bodies fill the memory of rujukand")
        expect(growth["nghttpx"] <= GROWTH_MAX_BYTES, "bodies fill the memory of nghttpx")
        self.refer()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True, help="the folder of rujukand and rujukan")
    parser.add_argument("--small", action="store_true", help="little of everything, in seconds")
    parser.add_argument("--watch-minutes", type=float, default=None, help="how long the idle watch stays up [10; 0 if --small]")
    options = parser.parse_args()
    if options.watch_minutes is None:
        options.watch_minutes = 0 if options.small else 10
    # AddressSanitizer, if the server is built with it, keeps what was freed; that is no memory of the server's.
    os.environ["ASAN_OPTIONS"] = ":".join(filter(None, [os.environ.get("ASAN_OPTIONS"), "quarantine_size_mb=8"]))
    with tempfile.TemporaryDirectory(prefix="rujukan.") as folder:
        proof = Proof(options, folder)
        with proof.server:
            try:
                proof.run()
            except Exception:
                for log in (proof.server.log, proof.face.log):
                    if log.exists():
                        print(f"the last words of {log.name}:", *log.read_text().splitlines()[-15:], sep="\n", file=sys.stderr)
                raise
    print("public face ok", flush=True)


if __name__ == "__main__":
    main()
