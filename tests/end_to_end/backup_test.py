"""What an administrator may rely on who saves an installation, moves it, and loses the machine."""
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

from referral_load import Load
from rujukan_api import open_channel
from rujukan_server import Server, SqliteServer
from server_test_case import ServerTestCase

DEPLOY = pathlib.Path(__file__).resolve().parents[2] / "deploy"
CLIENTS = 8
WRITES_BEFORE = 200
WRITES_AFTER = 100


def digests(result):
    """The lines that are the same for the same records."""
    return [line for line in result.stdout.splitlines() if line.startswith("digest ")]


class BackupTest(ServerTestCase):
    def setUp(self):
        super().setUp()
        self.backups = self.server.folder / "backups"
        self.backups.mkdir()
        self.shares = [str(self.server.folder / "share_1"), str(self.server.folder / "share_2")]
        self.done(self.server.run("--export-key-shares", *self.shares))

    def done(self, result):
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        return result

    def script(self, name, *arguments, bin_folder=None):
        temporary = self.server.folder / "temporary"
        temporary.mkdir(exist_ok=True)
        environment = {**os.environ, "RUJUKAN_BIN": str(bin_folder or self.server.bin_folder), "TMPDIR": str(temporary)}
        result = subprocess.run([DEPLOY / name, *arguments], capture_output=True, text=True, env=environment)
        self.assertEqual(list(temporary.iterdir()), [], f"{name} left something")
        return result

    def backup(self):
        """The new backup's path."""
        saved = self.done(self.script("backup.sh", "--config", self.server.config, self.backups))
        self.saved_digests = digests(saved)
        return saved.stdout.splitlines()[-1].removeprefix("backup: ")

    def another_machine(self, kind=Server):
        """A server with nothing, but the keys of both shares."""
        folder = tempfile.TemporaryDirectory(prefix="rujukan.")
        self.addCleanup(folder.cleanup)
        other = kind(self.server.bin_folder, folder.name)
        self.addCleanup(other.__exit__)
        self.done(other.run("--import-key-shares", *self.shares))
        return other

    def restore(self, other, backup):
        return self.script("restore.sh", "--config", other.config, backup)

    def test_a_script_that_finds_no_rujukand_says_what_to_set(self):
        backup = self.backup()
        for name, *arguments in (["backup.sh", "--config", self.server.config, self.backups],
                                 ["restore.sh", "--config", self.server.config, backup],
                                 ["restore_drill.sh", "--key-shares", *self.shares, backup]):
            result = self.script(name, *arguments, bin_folder=self.backups)
            self.assertEqual((result.returncode, result.stderr), (
                1, f"{name}: there is no program {self.backups}/rujukand; set RUJUKAN_BIN to the folder of rujukand\n"))

    def test_what_was_acknowledged_before_a_backup_began_is_there_when_the_machine_is_lost(self):
        self.server.start()
        load = Load(self.server, CLIENTS)
        saved = []

        def save_in_full_run(unused_stop):
            load.wait_for_writes(WRITES_BEFORE)
            saved.append(time.monotonic())
            saved.append(self.backup())
            load.wait_for_writes(len(load.writes) + WRITES_AFTER)
            self.server.kill()

        load.run(save_in_full_run)
        began, backup = saved
        for keys in (["--key-shares", *self.shares], ["--keys", self.server.folder / "rujukan.keys"]):
            drill = self.done(self.script("restore_drill.sh", *keys, backup))
            self.assertIn("findings=0", drill.stdout)

        other = self.another_machine()
        restored = self.done(self.restore(other, backup))
        self.assertIn("findings=0", restored.stdout)
        self.assertEqual(digests(restored), self.saved_digests)
        other.start()
        with open_channel(other.address) as channel:
            told = {}
            for officer in load.officers.values():
                officer.connect(channel)
                events = officer.inbox()[0]
                self.assertEqual([event.sequence for event in events], list(range(1, len(events) + 1)))
                told[officer.unit] = {(event.referral, event.DESCRIPTOR.fields_by_name["move"].enum_type.values_by_number[event.move].name)
                                      for event in events}
            before = [write for write in load.writes if write.acknowledged < began]
            self.assertGreaterEqual(len(before), WRITES_BEFORE)
            for write in before:
                for officer in (write.referral.sender, write.referral.receiver):
                    self.assertIn((write.referral.name, write.step.move), told[officer.unit])
        self.assertEqual(other.stop(), 0)
        self.assertEqual(other.verify()["findings"], 0)

        # Saving took nothing from the machine that was saved.
        self.server.start()
        load.reconnect()
        load.settle()
        load.check_all()
        self.assertEqual(self.server.stop(), 0)
        self.assertEqual(self.server.verify()["findings"], 0)

    def test_an_installation_moves_to_the_other_kind_of_store_and_back(self):
        there, back = self.another_machine(SqliteServer), self.another_machine()
        moved = []
        for number, (source, target) in enumerate([(self.server, there), (there, back)]):
            file = self.server.folder / f"export_{number}"
            moved += [digests(self.done(source.run("--export", file))), digests(self.done(target.run("--import", file)))]
        self.assertEqual(moved, [moved[0]] * 4)
        self.assertGreater(len(moved[0]), 10)
        self.assertEqual(back.verify(), self.server.verify())
        self.assertIn("is there already", self.refusal_of("--export", file))

    def test_a_backup_holds_no_key_and_is_its_owners_only(self):
        backup = self.backup()
        keys = [line.split()[-1] for line in (self.server.folder / "rujukan.keys").read_text().splitlines()[1:]]
        for file in self.backups.iterdir():
            self.assertEqual(file.stat().st_mode & 0o777, 0o600)
            for key in keys:
                self.assertNotIn(key.encode(), file.read_bytes())
        self.assertEqual({str(file) for file in self.backups.iterdir()}, {backup, backup + ".sha256"})

    def test_a_backup_that_was_changed_or_is_not_whole_is_not_restored(self):
        backup = pathlib.Path(self.backup())
        other = self.another_machine(SqliteServer)
        whole = backup.read_bytes()
        backup.write_bytes(whole[:-1])
        self.assertIn("use another copy", self.restore(other, backup).stderr)
        refused = other.run("--import", backup)
        self.assertEqual(refused.returncode, 3)
        self.assertIn("cut or was changed", refused.stderr)
        backup.write_bytes(whole)
        digest = pathlib.Path(f"{backup}.sha256")
        digest.rename(self.server.folder / "digest")
        self.assertIn("not whole", self.restore(other, backup).stderr)
        self.assertFalse(other.database.exists())

    def test_a_backup_goes_into_an_empty_database_only_and_opens_with_its_own_keys_only(self):
        backup = self.backup()
        self.assertIn("not empty", self.restore(self.server, backup).stderr)
        self.assertEqual(self.server.verify()["findings"], 0)
        folder = tempfile.TemporaryDirectory(prefix="rujukan.")
        self.addCleanup(folder.cleanup)
        stranger = SqliteServer(self.server.bin_folder, folder.name)
        self.done(stranger.run("--create-keys"))
        self.assertIn("another key file", self.restore(stranger, backup).stderr)
        self.assertFalse(stranger.database.exists())

    def test_nothing_is_saved_to_a_folder_that_is_not_there(self):
        self.backups.rmdir()
        self.assertIn("no folder", self.script("backup.sh", "--config", self.server.config, self.backups).stderr)

    def test_what_a_killed_backup_left_goes_with_the_next(self):
        (self.backups / "rujukan-20260302T010000Z.backup.partial-abc123").touch()
        backup = self.backup()
        self.assertEqual({str(file) for file in self.backups.iterdir()}, {backup, backup + ".sha256"})

    def test_shares_never_replace_a_file_and_neither_do_the_keys(self):
        self.assertIn("is there already", self.refusal_of("--export-key-shares", *self.shares))
        self.assertIn("is there already", self.refusal_of("--import-key-shares", *self.shares))
        self.assertIn("both are share 1", self.refusal_of("--import-key-shares", self.shares[0], self.shares[0]))
        self.assertEqual(self.server.run("--export-key-shares", self.shares[0]).returncode, 2)
        other = self.server.folder / "other"
        self.assertIn("name two", self.refusal_of("--export-key-shares", other, other))
        self.assertFalse(other.exists())


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
