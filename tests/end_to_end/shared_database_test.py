"""What an administrator may rely on whose records are on a database server: several rujukand share them, and none guesses."""
import concurrent.futures
import itertools
import os
import pathlib
import sys
import tempfile
import unittest

from referral_load import Load
from rujukan_api import Officer, open_channel, without_cursors
from rujukan_server import Server
from server_test_case import ServerTestCase

SCHEMA_FILES = sorted(path.stem for path in (pathlib.Path(__file__).resolve().parents[2] / "adapters/mysql/schema").glob("*.sql"))
CLIENTS = 8
WRITES = 200


class SharedDatabaseTest(ServerTestCase):
    def second_server(self):
        second = Server(os.environ["RUJUKAN_BIN"], self.folder, config_name="second.textproto", socket_name="second.sock")
        self.addCleanup(second.__exit__)
        return second

    def empty_database(self):
        """A server with keys, and a database without any table."""
        folder = tempfile.TemporaryDirectory(prefix="rujukan.")
        self.addCleanup(folder.cleanup)
        empty = Server(os.environ["RUJUKAN_BIN"], folder.name)
        self.addCleanup(empty.__exit__)
        self.assertEqual(empty.run("--create-keys").returncode, 0)
        return empty

    def test_what_one_server_wrote_another_reads_and_delivers(self):
        self.server.start()
        second = self.second_server().start()
        load = Load(self.server, CLIENTS)
        officer = load.officers["ppa"]
        with open_channel(second.address) as channel:
            stream = Officer(channel).go_on_for(officer).watch_inbox()

            def stop_after_a_while(stop):
                load.wait_for_writes(WRITES)
                stop.set()

            load.run(stop_after_a_while)
            load.settle()
            load.check_all()
            told = load.inboxes[officer.unit]
            watched = list(itertools.islice((answer.event for answer in stream if answer.HasField("event")), len(told)))
            self.assertEqual(without_cursors(watched), without_cursors(told))
            stream.cancel()
        for server in (self.server, second):
            self.assertEqual(server.stop(), 0)
        self.assertEqual(self.server.verify()["findings"], 0)

    def test_an_empty_database_is_neither_served_nor_proved(self):
        empty = self.empty_database()
        for arguments in ([], ["--verify"]):
            refused = empty.run(*arguments)
            self.assertEqual(refused.returncode, 3)
            self.assertIn("--migrate` as the user who may make tables", refused.stderr)

    def test_a_dry_run_says_what_a_migration_would_do_and_does_nothing(self):
        empty = self.empty_database()
        would = "".join(f"would run {name}\n" for name in SCHEMA_FILES)
        for unused in range(2):
            self.assertEqual(empty.run("--migrate", "--dry-run").stdout, would)
        self.assertEqual(empty.run("--migrate").stdout, would.replace("would run", "ran"))
        self.assertEqual(empty.run("--migrate", "--dry-run").stdout, "the schema is up to date\n")

    def test_several_that_migrate_at_once_migrate_once(self):
        empty = self.empty_database()
        with concurrent.futures.ThreadPoolExecutor() as pool:
            migrations = list(pool.map(lambda unused: empty.run("--migrate"), range(4)))
        self.assertEqual([migration.returncode for migration in migrations], [0] * 4, [m.stderr for m in migrations])
        self.assertEqual(empty.run("--migrate").stdout, "the schema is up to date\n")
        self.assertEqual(empty.run("--create-administrator", "admin", stdin="kata sandi contoh\n").returncode, 0)
        empty.start()

    def test_a_database_of_other_keys_is_refused(self):
        other = self.empty_database()
        (other.folder / "rujukan.keys").replace(self.server.folder / "rujukan.keys")
        self.assertIn("key file", self.refusal_of())

    def test_a_wrong_password_a_missing_database_and_an_open_password_file_are_named(self):
        password = self.server.folder / "database_password"
        right = password.read_text()
        password.write_text("salah\n")
        self.assertIn("or the password", self.refusal_of())
        self.assertNotIn("salah", self.refusal_of())
        password.write_text(right)
        password.chmod(0o644)
        self.assertIn("mode 0600", self.refusal_of())
        password.chmod(0o600)
        self.reconfigure('database: "', 'database: "tidak_ada_')
        self.assertIn("database tidak_ada_", self.refusal_of())

    def test_one_store_is_configured_and_no_more(self):
        text = self.server.config.read_text()
        self.server.config.write_text(text + f'sqlite {{ path: "{self.server.database}" }}\n')
        self.assertIn("another member of oneof", self.refusal_of())


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
