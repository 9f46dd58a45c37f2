"""A rujukand of one's own: fresh in a private folder, started, stopped, killed, verified.

Its records are kept where RUJUKAN_STORE says: SqliteFile (the default), or MariaDb or MySql, in a database of its own on the private
server that tests/database/server.sh started with the environment file RUJUKAN_DATABASE_ENVIRONMENT.

Run as a program it does the same for a command:

    rujukan_server.py --bin build/bin -- bash deploy/story.sh

starts a server in a temporary folder, runs the command with RUJUKAN_SERVER, RUJUKAN_BIN, RUJUKAN_HOME,
ADMIN_PASSWORD_FILE and STATE set, stops the server and ends with the command's exit code.
"""
import argparse
import os
import pathlib
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile

import grpc

# A server that does not answer within this time is broken, on the slowest machine and under the sanitizers too.
START_SECONDS = 60
# Longer than the server's own drain.
STOP_SECONDS = 60

# Of the log after a failure.
LOG_LINES = 20

ADMINISTRATOR = "admin"

DATABASE_SERVER = pathlib.Path(__file__).resolve().parents[1] / "database" / "server.sh"


def store_kind():
    """SqliteFile, MariaDb or MySql."""
    return os.environ.get("RUJUKAN_STORE", "SqliteFile")


def database_environment():
    """What server.sh wrote about the private database server."""
    lines = pathlib.Path(os.environ["RUJUKAN_DATABASE_ENVIRONMENT"]).read_text().splitlines()
    return dict(line.split("=", 1) for line in lines)


def database_server(verb, *arguments):
    """Runs a verb of tests/database/server.sh on the private database server."""
    subprocess.run([DATABASE_SERVER, verb, os.environ["RUJUKAN_DATABASE_ENVIRONMENT"], *arguments], check=True)


class Server:
    """One rujukand with its keys, socket and log in `folder`, and its database there or on the private database server.

    Another one in the same folder, with names of its own, has the same keys and the same database.
    """

    def __init__(self, bin_folder, folder, config_name="rujukand.textproto", socket_name="rujukan.sock"):
        self.bin_folder = pathlib.Path(bin_folder).resolve()
        self.folder = pathlib.Path(folder).resolve()
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.address = f"unix:{self.folder}/{socket_name}"
        self.config = self.folder / config_name
        self.log = self.config.with_suffix(".log")
        self.database = self.folder / "rujukan.db"
        self.password_file = self.folder / "administrator_password"
        self.process = None
        # The line by which both agencies check checkpoints.
        self.public_key = None
        self.config.write_text(
            f'listen_address: "{self.address}"\n'
            "plaintext_on_this_machine: true\n"
            f"{self.store()}\n"
            f'key_file: "{self.folder}/rujukan.keys"\n'
            "reflection: true\n")

    def store(self):
        """The store's part of the configuration."""
        if store_kind() == "SqliteFile":
            return f'sqlite {{ path: "{self.database}" }}'
        mysql = self.folder / "mysql.textproto"
        if not mysql.exists():
            database_server("database", str(self.folder))
        return mysql.read_text()

    def run(self, *arguments, stdin=""):
        """Runs rujukand on this configuration to its end; its standard output and error are the result's."""
        return subprocess.run([self.bin_folder / "rujukand", "--config", self.config, *arguments], input=stdin,
                              capture_output=True, text=True, timeout=STOP_SECONDS, env=self.environment())

    def environment(self):
        # Temporary files of the server would be found with the rest of the folder.
        return {**os.environ, "TMPDIR": str(self.folder)}

    def prepare(self):
        """Makes the keys and the first administrator."""
        password = secrets.token_urlsafe(18)
        self.password_file.touch(mode=0o600)
        self.password_file.write_text(password + "\n")
        for arguments, stdin in [(["--create-keys"], ""), (["--create-administrator", ADMINISTRATOR], password + "\n")]:
            result = self.run(*arguments, stdin=stdin)
            if result.returncode != 0:
                raise RuntimeError(f"rujukand {arguments[0]} failed: {result.stderr}")
            if arguments == ["--create-keys"]:
                self.public_key = result.stdout.splitlines()[-1]
        return self

    @property
    def administrator_password(self):
        return self.password_file.read_text().strip()

    def start(self):
        """Starts the server and returns when it says SERVING."""
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([self.bin_folder / "rujukand", "--config", self.config], stdout=log, stderr=log,
                                            stdin=subprocess.DEVNULL, env=self.environment())
        self.wait_until_serving()
        return self

    def wait_until_serving(self):
        # grpc.health.v1.HealthCheckRequest{} is no bytes at all, and the answer's field 1 is 1 when SERVING.
        with grpc.insecure_channel(self.address, options=[("grpc.initial_reconnect_backoff_ms", 50),
                                                          ("grpc.min_reconnect_backoff_ms", 50),
                                                          ("grpc.max_reconnect_backoff_ms", 200)]) as channel:
            check = channel.unary_unary("/grpc.health.v1.Health/Check")
            answer = check(b"", timeout=START_SECONDS, wait_for_ready=True)
        if answer != b"\x08\x01":
            raise RuntimeError("the server answers, but not SERVING")

    def stop(self):
        """SIGTERM; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=STOP_SECONDS)

    def kill(self):
        """SIGKILL, as a power cut of the process."""
        self.process.kill()
        self.process.wait()

    def verify(self):
        """`rujukand --verify` of the stopped server: its last line's counts, or RuntimeError with its findings."""
        result = self.run("--verify")
        if result.returncode != 0:
            raise RuntimeError(f"--verify ended {result.returncode}:\n{result.stdout}{result.stderr}")
        last = result.stdout.strip().splitlines()[-1]
        label, _, counts = last.partition(": ")
        if label != "verified":
            raise RuntimeError(f"--verify ended with an unknown line: {last}")
        return {key: int(value) for key, value in (pair.split("=") for pair in counts.split())}

    def client_environment(self):
        """What deploy/story.sh and the command line expect."""
        home = self.folder / "sessions"
        home.mkdir(mode=0o700, exist_ok=True)
        source = pathlib.Path(__file__).resolve().parents[2]
        return {**os.environ, "RUJUKAN_BIN": str(self.bin_folder), "RUJUKAN_SERVER": self.address, "RUJUKAN_HOME": str(home),
                "ADMIN_PASSWORD_FILE": str(self.password_file), "STATE": str(self.folder),
                "REGIONS": str(source / "deploy" / "regions")}

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        if self.process is not None and self.process.poll() is None:
            self.kill()


class SqliteServer(Server):
    """One with a database file, whatever RUJUKAN_STORE says."""

    def store(self):
        return f'sqlite {{ path: "{self.database}" }}'


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True, help="the folder of rujukand and rujukan")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="rujukan.")
    try:
        with Server(options.bin, folder).prepare().start() as server:
            code = subprocess.run(options.command, env=server.client_environment()).returncode
            if code == 0 and server.stop() != 0:
                code = 1
                print("the server did not stop cleanly", file=sys.stderr)
            if code != 0:
                print("the server's last words:", *server.log.read_text().splitlines()[-LOG_LINES:], sep="\n", file=sys.stderr)
            elif server.verify()["findings"] != 0:
                code = 1
        sys.exit(code)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
