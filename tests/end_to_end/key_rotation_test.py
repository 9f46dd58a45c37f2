"""What an administrator may rely on who changes the key that seals."""
import fcntl
import subprocess
import sys
import tempfile
import unittest

from referral_load import Load
from rujukan_server import SqliteServer
from server_test_case import ServerTestCase

CLIENTS = 4
WRITES = 300


class KeyRotationTest(ServerTestCase):
    def setUp(self):
        super().setUp()
        self.keys = self.server.folder / "rujukan.keys"
        self.held = self.server.folder / "held"
        self.held.mkdir()
        self.shares(1, "--export-key-shares")
        self.server.start()
        self.load = Load(self.server, CLIENTS)
        self.load.run(lambda unused_stop: self.load.wait_for_writes(WRITES))
        self.stop()
        self.done(self.server.run("--export-checkpoints", self.held))

    def stop(self):
        # A server waits for those who are connected.
        self.load.channel.close()
        self.assertEqual(self.server.stop(), 0)

    def done(self, result):
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        return result

    def share_names(self, number):
        return [self.server.folder / f"share_{number}_{half}" for half in (1, 2)]

    def shares(self, number, task):
        return self.done(self.server.run(task, *self.share_names(number)))

    def prove(self):
        """Nothing is wrong with the records, by themselves and by the checkpoints from before."""
        verified = self.done(self.server.run("--verify", "--checkpoints", self.held))
        self.assertIn("findings=0", verified.stdout)

    def serve(self):
        """A server goes on where the last one ended."""
        self.server.start()
        self.load.reconnect()
        self.load.settle()
        self.load.check_all()
        self.stop()

    def another_machine(self, shares):
        folder = tempfile.TemporaryDirectory(prefix="rujukan.")
        self.addCleanup(folder.cleanup)
        other = SqliteServer(self.server.bin_folder, folder.name)
        self.done(other.run("--import-key-shares", *shares))
        return other

    def generations(self):
        return [int(line.split()[1]) for line in self.keys.read_text().splitlines() if line.startswith("seal ")]

    def test_after_rotating_and_retiring_everything_opens_with_the_new_key_alone(self):
        backup = self.server.folder / "backup"
        self.done(self.server.run("--export", backup))
        self.prove()
        old_keys = self.keys.read_text()
        rotated = self.shares(2, "--rotate-keys")
        self.assertIn("generation 2 of the sealing key made", rotated.stdout)
        self.assertIn("every copy of this file", rotated.stdout)
        self.assertEqual(self.generations(), [1, 2])
        self.prove()
        self.serve()

        retired = self.done(self.server.run("--retire-keys"))
        self.assertIn("retired generations of the sealing key: 1", retired.stdout)
        self.assertEqual(self.generations(), [2])
        self.assertEqual(self.keys.stat().st_mode & 0o777, 0o600)
        self.prove()
        self.serve()
        self.assertIn("one generation of the sealing key only", self.refusal_of("--retire-keys"))

        # What was saved before needs the key that was kept, and then the newest again.
        other = self.another_machine(self.share_names(2))
        (other.folder / "rujukan.keys").write_text(self.keys.read_text())
        refused = other.run("--import", backup)
        self.assertEqual(refused.returncode, 3)
        self.assertIn("sealed under generation 1 of the sealing key", refused.stderr)
        (other.folder / "rujukan.keys").write_text((self.server.folder / "rujukan.keys.retired").read_text())
        other.database.unlink(missing_ok=True)
        self.done(other.run("--import", backup))
        more = self.done(other.run("--rotate-keys", other.folder / "one", other.folder / "two"))
        self.assertIn("going on with generation 2", more.stdout)
        self.done(other.run("--retire-keys"))
        self.assertEqual(other.verify()["findings"], 0)

        # Whoever has the old key file only is told what to do.
        self.keys.write_text(old_keys)
        self.assertIn("no generation 2 of the sealing key", self.refusal_of())

    def test_a_rotation_that_was_killed_is_readable_and_goes_on(self):
        command = [self.server.bin_folder / "rujukand", "--config", self.server.config, "--rotate-keys", *self.share_names(2)]
        lines = 0
        while True:
            with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as rotating:
                for unused in range(lines + 1):
                    line = rotating.stdout.readline()
                killed = line != ""
                if killed:
                    rotating.kill()
                rotating.communicate()
            if not killed:
                break
            lines += 1
            self.prove()
        self.assertEqual(rotating.returncode, 0)
        self.assertGreater(lines, 5)
        self.assertEqual(self.generations(), [1, 2])
        self.serve()
        self.done(self.server.run("--retire-keys"))
        self.prove()

    def test_checkpoints_of_two_keys_are_checked_by_both_lines(self):
        (self.server.folder / "rujukan.keys.checkpoints").rename(self.server.folder / "in_the_safe")
        new_line = self.done(self.server.run("--create-keys")).stdout.splitlines()[-1]
        self.server.start()
        self.load.reconnect()
        self.load.settle()
        self.load.run(lambda unused_stop: self.load.wait_for_writes(len(self.load.writes) + 10))
        self.stop()
        self.done(self.server.run("--export-checkpoints", self.held))
        public = self.server.folder / "public"
        for lines, code in (([new_line], 1), ([self.server.public_key], 1), ([self.server.public_key, new_line], 0)):
            public.write_text("\n".join(lines) + "\n")
            self.assertEqual(self.server.run("--verify", "--checkpoints", self.held, "--public-key", public).returncode, code)

    def test_keys_are_not_changed_beside_a_running_server(self):
        before = self.keys.read_text()
        self.server.start()
        self.assertIn("another process", self.refusal_of("--rotate-keys", *self.share_names(2)))
        self.assertIn("one generation", self.refusal_of("--retire-keys"))
        self.assertEqual(self.keys.read_text(), before)
        self.assertFalse(self.share_names(2)[0].exists())

    def test_two_processes_do_not_change_the_keys_at_once(self):
        with open(f"{self.keys}.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.assertIn("another process changes these keys", self.refusal_of("--rotate-keys", *self.share_names(2)))
            self.assertIn("another process changes these keys", self.refusal_of("--retire-keys"))
        self.done(self.shares(2, "--rotate-keys"))

    def test_no_key_is_used_of_which_there_are_no_shares(self):
        before = self.keys.read_text()
        self.assertIn("is there already", self.refusal_of("--rotate-keys", *self.share_names(1)))
        self.assertEqual(self.keys.read_text(), before)
        self.assertIn("the second of two files is missing", self.refusal_of("--rotate-keys", self.share_names(2)[0]))

    def test_keys_are_not_retired_while_records_need_them(self):
        text = self.keys.read_text()
        other = self.another_machine(self.share_names(1))
        extra = (other.folder / "rujukan.keys").read_text().splitlines()[1].replace("seal 1", "seal 2")
        self.keys.write_text(text.replace("welfare-index", extra + "\nwelfare-index", 1))
        self.assertIn("still wrapped by older generations", self.refusal_of("--retire-keys"))
        self.assertEqual(self.generations(), [1, 2])


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
