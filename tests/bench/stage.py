"""What is measured, and with what: servers, databases that begin alike, and the programs of this folder."""
import contextlib
import json
import mmap
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import time

SOURCE = pathlib.Path(__file__).resolve().parents[2]
# Of the bare loops on MariaDB: as many as there are requests in flight.
CONNECTIONS = 32
START_SECONDS = 60
# Longer than a server takes to end what is in flight and to sign, of which either is given ten seconds.
STOP_SECONDS = 60
# The server's own tables are changed now and then, so that it may never be quite clean.
CLEAN_SECONDS = 10
CLEAN_PAGES = 100
# Larger than what is measured, as an operator of a district would set them; the durable settings are those of server.sh. The
# pool holds most of two million referrals. Binary logs of a year would need four times the room of the database.
MARIADB_OPTIONS = ["--innodb-buffer-pool-size=3G", "--innodb-log-file-size=512M", "--binlog-expire-logs-seconds=900"]


class MeasurementFailed(Exception):
    """A measurement produced errors, so that its figure says nothing."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_listening(port, process):
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise MeasurementFailed(f"{process.args[0]} ended with {process.returncode}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.02)
    raise MeasurementFailed(f"{process.args[0]} does not listen")


class Server:
    """A process that listens on a port of its own, from `with` to its end."""

    def __init__(self, command, port, log, tls):
        self.command, self.port, self.log, self.tls = command, port, log, tls
        self.district = None

    def __enter__(self):
        with self.log.open("w") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log)
        try:
            wait_until_listening(self.port, self.process)
        except BaseException:
            # Also when the run is ended: nobody leaves what was never entered.
            self.__exit__(MeasurementFailed)
            raise
        return self

    def __exit__(self, failed=None, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if failed is None and self.process.returncode != 0:
            raise MeasurementFailed(f"{self.command[0]} ended with {self.process.returncode}: see {self.log}")

    def memory_mib(self, what="VmHWM"):
        """Resident memory: at most so far, or now (VmRSS)."""
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith(what + ":"):
                return int(line.split()[1]) / 1024
        raise MeasurementFailed("the server is gone")


class Stage:
    """A folder with certificates, keys and prepared databases, and a private MariaDB server."""

    def __init__(self, programs, folder, referrals, units=1000):
        self.bin, self.folder = programs, folder
        self.referrals, self.units = referrals, units
        self.keys = folder / "rujukan.keys"
        self.tls = folder / "tls"
        self.answer = folder / "answer"
        self.mariadb = folder / "MariaDb.env"
        # Of what the loads draw: another in each repetition, and in one repetition the same for all.
        self.seed = 1
        self._numbers = iter(range(1, 1_000_000))

    # -- Before ---------------------------------------------------------------------------------------------------------------

    def set_up(self, recorded_requests):
        # Of a run that was killed.
        self.tear_down()
        self.folder.mkdir(mode=0o700, parents=True)
        self.run([SOURCE / "deploy/make_certificates.sh", "authority", self.folder / "authority"])
        self.run([SOURCE / "deploy/make_certificates.sh", "server", self.folder / "authority", self.tls, "127.0.0.1"])
        self.database_server("start", "mariadb", self.mariadb, *MARIADB_OPTIONS, f"--data={self._new_folder('mariadb_data')}")
        self.run([self.bin / "rujukand", "--config", self.config("sqlite", self.new_sqlite()), "--create-keys"])
        for store in ("sqlite", "mariadb"):
            place = self.new_sqlite() if store == "sqlite" else self.new_mariadb()
            self.fill(self.config(store, place), self.district(store), self.referrals)
            self.keep(store, place)
        for store in ("sqlite", "mariadb"):
            more = ["--for-server"] if store == "mariadb" else []
            found = self.run([self.bin / "record_statements", self.recording(store), f"--requests={recorded_requests}",
                              f"--units={self.units}", *more])
            print(f"recorded for {store}: {found.strip()}")
        with self.product("sqlite", self.copy_of("sqlite")) as server:
            self.run([self.bin / "load_generator", *self.client(server, "sqlite"), "--save-answer", self.answer])

    def tear_down(self):
        self.database_server("stop", self.mariadb)
        shutil.rmtree(self.folder, ignore_errors=True)

    def fill(self, config, district, referrals, packets="full"):
        with self.filling(config, district, referrals, packets):
            pass

    @contextlib.contextmanager
    def filling(self, config, district, referrals, packets, niceness=0):
        """Fills a store beside something else, to which it gives way as `nice` says, and waits for it at the end."""
        # SQLite has one connection that writes.
        threads = 4 if "mysql {" in config.read_text() else 1
        filler = subprocess.Popen(["nice", "-n", str(niceness), self.bin / "fill_store", "--config", config, "--district", district,
                                   f"--referrals={referrals}", f"--units={self.units}", f"--packets={packets}", f"--threads={threads}"])
        try:
            yield
            if filler.wait() != 0:
                raise MeasurementFailed(f"fill_store: exit code {filler.returncode}")
        finally:
            filler.kill()
            filler.wait()

    # -- Databases ------------------------------------------------------------------------------------------------------------

    def district(self, store):
        return self.folder / f"{store}.district"

    def recording(self, store):
        """The statements that the product makes on this store."""
        return self.folder / f"{store}.recording"

    def new_sqlite(self):
        """The path of a database that is not there yet."""
        return self._new_folder("sqlite") / "rujukan.db"

    def new_mariadb(self):
        """The folder of an empty database."""
        folder = self._new_folder("mariadb")
        self.database_server("database", self.mariadb, folder)
        return folder

    def new_database(self, store):
        return self.new_sqlite() if store == "sqlite" else self.new_mariadb()

    def keep(self, store, place, name="prepared"):
        """Takes a database away, to be copied by this name."""
        kept = self._kept(store, name)
        if store == "sqlite":
            place.rename(kept)
            shutil.rmtree(place.parent)
        else:
            with kept.open("w") as dump:
                self._mariadb("DUMP", "--hex-blob", "--single-transaction", self._name(place), stdout=dump)
            self.remove(place)

    def copy_of(self, store, name="prepared"):
        """A copy of a database that is kept, on the disk before anything is measured."""
        if store == "sqlite":
            copy = self.new_sqlite()
            shutil.copy(self._kept(store, name), copy)
            copy.chmod(0o600)
        else:
            copy = self.new_mariadb()
            with self._kept(store, name).open() as dump:
                self._mariadb("CLIENT", self._name(copy), stdin=dump)
            self._wait_until_mariadb_is_clean()
        os.sync()
        return copy

    def remove(self, place):
        if place.is_dir():
            self._mariadb("CLIENT", "-e", f"DROP DATABASE {self._name(place)}")
            shutil.rmtree(place)
        else:
            shutil.rmtree(place.parent)

    @staticmethod
    @contextlib.contextmanager
    def in_memory(database):
        """Keeps a file of SQLite in the system's cache, as far as there is memory for it. It is mapped, because some machines give back
        after a minute what only lies in the cache."""
        with database.open("rb") as file, mmap.mmap(file.fileno(), 0, mmap.MAP_SHARED | mmap.MAP_POPULATE, mmap.PROT_READ):
            yield

    @staticmethod
    def forget(database):
        """Takes a file of SQLite out of the system's cache."""
        os.sync()
        with database.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)

    def _wait_until_mariadb_is_clean(self):
        """Until the server has written out what was changed, which it would do while something is measured."""
        end = time.monotonic() + CLEAN_SECONDS
        self._mariadb("CLIENT", "-e", "SET GLOBAL innodb_max_dirty_pages_pct = 0")
        while time.monotonic() < end and int(self._asked("SHOW GLOBAL STATUS LIKE 'Innodb_buffer_pool_pages_dirty'").split()[1]) > CLEAN_PAGES:
            time.sleep(0.1)
        self._mariadb("CLIENT", "-e", "SET GLOBAL innodb_max_dirty_pages_pct = DEFAULT")

    def _kept(self, store, name):
        return self.folder / f"{name}.{'db' if store == 'sqlite' else 'sql'}"

    def _name(self, folder):
        return self._mysql(folder)["database"]

    @staticmethod
    def _mysql(folder):
        pairs = (line.strip().split(": ", 1) for line in (folder / "mysql.textproto").read_text().splitlines() if ": " in line)
        return {name: value.strip('"') for name, value in pairs}

    def database_server(self, verb, *arguments):
        self.run([SOURCE / "tests/database/server.sh", verb, *arguments])

    def _asked(self, query):
        return self._mariadb("CLIENT", "--batch", "--skip-column-names", "-e", query, stdout=subprocess.PIPE).stdout

    def _mariadb(self, program, *arguments, stdin=None, stdout=subprocess.DEVNULL):
        lines = self.mariadb.read_text().splitlines()
        settings = {name.removeprefix("RUJUKAN_DATABASE_"): value for name, value in (line.split("=", 1) for line in lines)}
        command = [settings[program], "--no-defaults", f"--socket={settings['SOCKET']}", f"--user={settings['USER']}", *arguments]
        return subprocess.run(command, env={**os.environ, "MYSQL_PWD": settings["PASSWORD"]}, stdin=stdin, stdout=stdout, text=True, check=True)

    # -- Servers --------------------------------------------------------------------------------------------------------------

    def config(self, store, place, port=0, tls=True):
        """The configuration of a server, in a new file."""
        where = f'sqlite {{ path: "{place}" }}' if store == "sqlite" else (place / "mysql.textproto").read_text()
        travel = f'tls {{ certificate_file: "{self.tls}/server.pem" key_file: "{self.tls}/server.key" }}'
        config = self._new_folder("config") / "rujukand.textproto"
        # Sessions outlive the run.
        config.write_text(f'listen_address: "127.0.0.1:{port}"\n{travel if tls else "plaintext_on_this_machine: true"}\n{where}\n'
                          f'key_file: "{self.keys}"\nsession {{ idle_seconds: 604800 absolute_seconds: 604800 }}\n')
        return config

    def product(self, store, place, tls=True):
        port = free_port()
        config = self.config(store, place, port, tls)
        return Server([self.bin / "rujukand", "--config", config], port, config.with_suffix(".log"), tls)

    def echo(self):
        port = free_port()
        return Server([self.bin / "echo_server", "--listen", f"127.0.0.1:{port}", "--answer", self.answer,
                       "--certificate", self.tls / "server.pem", "--key", self.tls / "server.key"],
                      port, self.folder / "echo.log", True)

    def node(self, store, place):
        port = free_port()
        if store == "sqlite":
            where = ["sqlite", place]
        else:
            mysql = self._mysql(place)
            where = ["mysql", mysql["unix_socket"], mysql["database"], mysql["user"], mysql["password_file"]]
        command = ["node", SOURCE / "tests/bench/node_service.js", SOURCE / "proto", f"127.0.0.1:{port}", self.tls / "server.pem",
                   self.tls / "server.key", *where]
        return Server(command, port, self.folder / "node.log", True)

    # -- Measuring ------------------------------------------------------------------------------------------------------------

    def client(self, server, store):
        """How a program of this folder reaches the server: with the desks of the prepared database, or with the server's own."""
        arguments = [f"--server=127.0.0.1:{server.port}", f"--district={server.district or self.district(store)}"]
        return [*arguments, f"--ca={self.tls}/ca.pem"] if server.tls else arguments

    def load(self, server, store, method, seconds, **options):
        """Runs the load generator and answers what it found. Errors end the measurement, and so do watchers who were left or were not
        told of everything; refusals do not."""
        arguments = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
        output = self.run([self.bin / "load_generator", *self.client(server, store), f"--method={method}", f"--seconds={seconds}",
                            f"--seed={self.seed}", *arguments])
        found = json.loads(output)
        calls = {**found["calls"], "watch": found["watch"]}
        if calls["errors"] or calls["latency"]["count"] == 0:
            raise MeasurementFailed(f"{method} on {store}: {calls['errors'] or 'nothing was answered'}")
        if calls["watch"] and calls["watch"]["ended"]:
            raise MeasurementFailed(f"{calls['watch']['ended']} watches ended")
        if calls["watch"] and calls["watch"]["missing"]:
            raise MeasurementFailed(f"{calls['watch']['missing']} events are missing beside the {calls['watch']['delay']['count']} told")
        return calls

    def first_answer_ms(self, store, place, district):
        port = free_port()
        config = self.config(store, place, port)
        output = self.run([self.bin / "load_generator", f"--server=127.0.0.1:{port}", f"--district={district}", f"--ca={self.tls}/ca.pem",
                            "--start", self.bin / "rujukand", "--start=--config", f"--start={config}"])
        return json.loads(output)["first_answer_ms"]

    def bare(self, what, store, seconds, warm_up):
        """Commits per second of a bare loop on a database of its own."""
        place = self.new_database(store)
        more = [f"--recording={self.recording(store)}"] if what == "statements" else []
        connections = 1 if store == "sqlite" else CONNECTIONS
        output = self.run([self.bin / "bare_loop", what, "--config", self.config(store, place), *more,
                            f"--connections={connections}", f"--seconds={seconds}", f"--warm-up={warm_up}"])
        self.remove(place)
        return json.loads(output)

    def verify(self, config, expected):
        """The last line of what the product finds in its store, which must be nothing, and as much as is expected."""
        found = self.run([self.bin / "rujukand", "--config", config, "--verify"])
        if "findings=0" not in found or expected not in found:
            raise MeasurementFailed(f"{expected} was expected in the store:\n{found}")
        return found.splitlines()[-1]

    # -- Small things ---------------------------------------------------------------------------------------------------------

    def _new_folder(self, name):
        folder = self.folder / f"{name}.{next(self._numbers)}"
        folder.mkdir(mode=0o700)
        return folder

    @staticmethod
    def run(command):
        done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode != 0:
            raise MeasurementFailed(f"{command[0]} {command[1]}: exit code {done.returncode}\n{done.stdout}")
        return done.stdout
