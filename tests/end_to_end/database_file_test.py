"""What an administrator may rely on whose records are in one file: one server owns it, and none is made in the place of a lost one."""
import contextlib
import os
import sqlite3
import sys
import unittest

from referral_load import Load
from rujukan_server import Server
from server_test_case import ServerTestCase

CLIENTS = 8
WRITES = 200
WRITES_ROTATED = 3000


class DatabaseFileTest(ServerTestCase):
    def test_a_second_server_on_the_same_database_is_refused_and_the_first_goes_on(self):
        self.server.start()
        second = Server(os.environ["RUJUKAN_BIN"], self.folder, config_name="second.textproto", socket_name="second.sock")
        refused = second.run()
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("another process", refused.stderr)
        self.server.wait_until_serving()
        self.assertEqual(self.server.stop(), 0)
        self.assertEqual(self.server.verify()["findings"], 0)

    def test_a_missing_or_an_empty_database_is_neither_served_nor_proved_nor_made(self):
        self.server.database.unlink()
        for arguments in ([], ["--verify"]):
            self.assertIn("--create-administrator", self.refusal_of(*arguments))
            self.assertFalse(self.server.database.exists())
        self.server.database.touch(mode=0o600)
        for arguments in ([], ["--verify"]):
            self.assertIn("--create-administrator", self.refusal_of(*arguments))
            self.assertEqual(self.server.database.stat().st_size, 0)
        self.assertEqual(self.server.run("--create-administrator", "admin", stdin="kata sandi contoh\n").returncode, 0)
        self.server.start()

    def test_a_missing_folder_of_the_database_is_named(self):
        self.reconfigure(self.server.database, self.server.folder / "missing" / "rujukan.db")
        self.assertIn(f"there is no folder {self.server.folder}/missing", self.refusal_of())
        self.assertIn(f"there is no folder {self.server.folder}/missing", self.refusal_of("--create-administrator", "admin"))

    def test_a_file_that_is_no_database_is_a_finding(self):
        self.server.database.write_bytes(b"x" * 8192)
        verified = self.server.run("--verify")
        self.assertEqual(verified.returncode, 1, verified.stderr)
        self.assertIn("finding: database", verified.stdout)
        self.assertNotEqual(self.server.run().returncode, 0)

    def test_an_export_beside_a_killed_server_reads_its_log_and_leaves_it_alone(self):
        self.server.start()
        load = Load(self.server, CLIENTS)

        def kill_after_a_while(unused_stop):
            load.wait_for_writes(WRITES)
            self.server.kill()

        load.run(kill_after_a_while)
        log = self.server.folder / "rujukan.db-wal"
        before = (self.server.database.read_bytes(), log.read_bytes())
        exported = self.server.run("--export", self.server.folder / "export")
        self.assertEqual(exported.returncode, 0, exported.stderr)
        self.assertGreater(len(before[1]), 0)
        self.assertEqual((self.server.database.read_bytes(), log.read_bytes()), before)
        self.server.start()
        load.reconnect()
        load.settle()
        load.check_all()

    def test_a_rotation_of_the_sealing_key_leaves_nothing_in_the_file_that_the_old_one_opens(self):
        self.server.start()
        load = Load(self.server, CLIENTS)
        load.run(lambda unused_stop: load.wait_for_writes(WRITES_ROTATED))
        load.channel.close()
        self.assertEqual(self.server.stop(), 0)
        with contextlib.closing(sqlite3.connect(self.server.database)) as database:
            sealed = [value for table in ("referrals", "packet_sections", "case_files", "households")
                      for value, in database.execute(f"SELECT sealed FROM {table}")]
        self.assertGreater(len(sealed), WRITES_ROTATED // 10)
        # The data key as the old sealing key wrapped it, behind five bytes of header.
        old = [value[5:65] for value in sealed]
        self.assertEqual([wrap for wrap in old if wrap not in self.server.database.read_bytes()], [])
        rotated = self.server.run("--rotate-keys", self.server.folder / "share_1", self.server.folder / "share_2")
        self.assertEqual(rotated.returncode, 0, rotated.stderr)
        left = b"".join(file.read_bytes() for file in self.server.folder.glob("rujukan.db*"))
        self.assertEqual([wrap for wrap in old if wrap in left], [])

    def test_an_export_of_a_missing_or_an_empty_database_is_refused_and_makes_none(self):
        self.server.database.unlink()
        self.assertIn("there is no such file", self.refusal_of("--export", self.server.folder / "export"))
        self.assertFalse(self.server.database.exists())
        self.server.database.touch(mode=0o600)
        self.assertIn("the file is empty", self.refusal_of("--export", self.server.folder / "export"))
        self.assertEqual(self.server.database.stat().st_size, 0)
        self.assertFalse((self.server.folder / "export").exists())


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
