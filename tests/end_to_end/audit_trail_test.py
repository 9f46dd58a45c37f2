"""After the story: who read what, and the proof of it by an auditor who has nothing but an account, checkpoints and a public key."""
import json
import os
import pathlib
import re
import secrets
import sqlite3
import subprocess
import sys
import tempfile
import unittest

from rujukan_server import SqliteServer

SOURCE = pathlib.Path(__file__).resolve().parents[2]
DONE, NOT_FOUND, FINDINGS = 0, 5, 10
# All that the story did.
SINCE, UNTIL = "2020-01-01T00:00:00+08:00", "2100-01-01T00:00:00+08:00"


class AuditTrailTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="rujukan.")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.server = SqliteServer(os.environ["RUJUKAN_BIN"], cls.folder / "server").prepare()
        cls.server.config.write_text(cls.server.config.read_text() + "checkpoint_seconds: 1\n")
        cls.server.start()
        cls.addClassCleanup(cls.server.__exit__)
        cls.environment = {**cls.server.client_environment(), "STATE": str(cls.folder / "story")}
        (cls.folder / "story").mkdir()
        story = subprocess.run(["bash", SOURCE / "deploy" / "story.sh"], env=cls.environment, capture_output=True, text=True)
        if story.returncode != 0:
            raise AssertionError(f"the story ended {story.returncode}\n{story.stdout}\n{story.stderr}")
        cls.units = {unit["displayName"]: unit["name"] for unit in cls.listed("admin", "unit", "list")}
        cls.hire("auditor_dinsos", "Dinas Sosial Kabupaten Maros")
        cls.hire("auditor_ppa", "UPTD PPA Kabupaten Maros")
        cls.held = cls.folder / "held"
        cls.held.mkdir()
        (cls.held / "public-key.txt").write_text(cls.server.public_key + "\n")
        # What was not signed while it ran is when it stops.
        cls.restart()
        cls.expect(DONE, "auditor_ppa", "audit", "checkpoints", cls.held)

    @classmethod
    def rujukan(cls, profile, *words, stdin=""):
        return subprocess.run([cls.server.bin_folder / "rujukan", "--profile", profile, "--lang=en", *words], env=cls.environment,
                              input=stdin, capture_output=True, text=True)

    @classmethod
    def expect(cls, code, profile, *words, stdin=""):
        ended = cls.rujukan(profile, *words, stdin=stdin)
        if ended.returncode != code:
            raise AssertionError(f"{profile} {' '.join(map(str, words))} ended {ended.returncode}\n{ended.stdout}\n{ended.stderr}")
        return ended.stdout

    @classmethod
    def listed(cls, profile, *words):
        return [json.loads(line) for line in cls.expect(DONE, profile, "--json", *words).splitlines()]

    @classmethod
    def hire(cls, name, unit):
        password = secrets.token_urlsafe(18)
        cls.expect(DONE, "admin", "officer", "create", "--unit", unit, "--sign-in-name", name, "--role", "AUDITOR", "--from", "-",
                   stdin=f"officer_display_name: Auditor\npassword: {password}\n")
        cls.expect(DONE, name, "sign-in", name, stdin=password + "\n")

    @classmethod
    def restart(cls):
        if cls.server.stop() != 0:
            raise AssertionError("the server did not stop cleanly")
        cls.server.start()

    def deeds(self, auditor, officer, *words):
        return self.listed(auditor, "audit", "list", officer, "--since", SINCE, "--until", UNTIL, *words)

    def test_tells_who_read_a_case_file(self):
        file = self.listed("manajer", "case", "list")[0]["name"]
        events = self.listed("auditor_ppa", "audit", "list", file)
        self.assertEqual(events[0]["action"], "AUDIT_ACTION_CREATE")
        readings = [event for event in events if event.get("reading")]
        self.assertTrue(readings)
        self.assertTrue(all(event["intact"] and event["records"] == [file] for event in readings))
        self.assertIn("ROLE_CASE_MANAGER", {event.get("role") for event in readings})
        self.expect(NOT_FOUND, "auditor_dinsos", "audit", "list", file)

    def test_tells_what_an_officer_read_between_two_times(self):
        officer = next(line["name"] for line in self.listed("kepala", "officer", "list") if line["signInName"] == "manajer")
        readings = self.deeds("auditor_ppa", officer, "--readings")
        self.assertTrue(readings)
        self.assertEqual({event["action"] for event in readings}, {"AUDIT_ACTION_READ"})
        self.assertGreater(len(self.deeds("auditor_ppa", officer)), len(readings))
        self.expect(NOT_FOUND, "auditor_dinsos", "audit", "list", officer, "--since", SINCE, "--until", UNTIL)

    def test_tells_the_provider_of_a_request_nothing_of_the_other_side(self):
        received = self.listed("dinsos", "list")
        self.assertTrue(received)
        for referral in received:
            self.expect(NOT_FOUND, "auditor_dinsos", "audit", "list", referral["name"])
            self.expect(NOT_FOUND, "auditor_dinsos", "audit", "verify", referral["name"], "--checkpoints", self.held)

    def test_proves_the_whole_store_and_one_record(self):
        self.expect(DONE, "auditor_dinsos", "audit", "checkpoints", self.held)
        told = self.expect(DONE, "auditor_ppa", "audit", "verify", "--checkpoints", self.held)
        events, pinned = map(int, re.search(r"proved: (\d+) events, (\d+) of them", told).groups())
        self.assertGreater(pinned, 300)
        self.assertGreaterEqual(events, pinned)
        file = self.listed("manajer", "case", "list")[0]["name"]
        self.assertIn("findings: 0", self.expect(DONE, "auditor_ppa", "audit", "verify", file, "--checkpoints", self.held))
        # To the welfare side the whole would tell when something begins on the other.
        self.expect(NOT_FOUND, "auditor_dinsos", "audit", "verify", "--checkpoints", self.held)

    def test_names_what_was_changed_in_the_stopped_servers_database(self):
        self.assertEqual(self.server.stop(), 0)
        good = self.server.database.read_bytes()
        try:
            with sqlite3.connect(self.server.database) as database:
                referral, sequence = database.execute("SELECT hex(referral), sequence FROM events WHERE sequence = 2 LIMIT 1").fetchone()
                database.execute("UPDATE events SET officer = zeroblob(16) WHERE hex(referral) = ? AND sequence = ?",
                                 (referral, sequence))
                gone = database.execute("SELECT hex(referral) FROM events WHERE hex(referral) <> ? LIMIT 1", (referral,)).fetchone()[0]
                last = database.execute("SELECT max(sequence) FROM events WHERE hex(referral) = ?", (gone,)).fetchone()[0]
                database.execute("DELETE FROM events WHERE hex(referral) = ? AND sequence = ?", (gone, last))
            database.close()
            # The keys of the server's machine lead from the pseudonyms of chains to the referrals.
            told = self.server.run("--verify", "--checkpoints", self.held).stdout
            self.assertIn(f"referrals/{dashed(referral)}: the chain breaks at event 2", told)
            self.assertRegex(told, rf"referrals/{dashed(gone)}: event {last} is gone, which checkpoint \d+ holds")
            self.server.start()
            told = self.expect(FINDINGS, "auditor_ppa", "audit", "verify", "--checkpoints", self.held)
            self.assertRegex(told, r"referrals/[0-9a-f-]{36}: the chain breaks at event 2")
            self.assertRegex(told, rf"referrals/[0-9a-f-]{{36}}: event {last} is gone, which checkpoint \d+ holds")
            self.assertNotIn(dashed(referral), told)
            self.assertNotIn(dashed(gone), told)
        finally:
            self.server.stop()
            self.server.database.write_bytes(good)
            self.server.start()

    def test_exports_the_checkpoints_that_are_there_and_names_one_that_is_missing(self):
        exported = self.folder / "exported"
        nowhere = self.server.run("--export-checkpoints", exported)
        self.assertEqual(nowhere.returncode, 3)
        self.assertIn(f"ERROR checkpoints {exported}: No such file or directory", nowhere.stderr)
        exported.mkdir()
        self.assertEqual(self.server.stop(), 0)
        good = self.server.database.read_bytes()
        try:
            with sqlite3.connect(self.server.database) as database:
                numbers = [number for number, in database.execute("SELECT number FROM checkpoints ORDER BY number")]
                missing = numbers[len(numbers) // 2]
                database.execute("DELETE FROM checkpoints WHERE number = ?", (missing,))
            database.close()
            told = self.server.run("--export-checkpoints", exported)
            self.assertEqual(told.stdout, f"finding: checkpoint {missing}: it is missing in the store\n"
                             f"checkpoints exported: {len(numbers) - 1}\n")
            self.assertEqual(told.returncode, 1)
            self.assertEqual(len(list(exported.iterdir())), len(numbers) - 1)
        finally:
            self.server.database.write_bytes(good)
            self.server.start()

    def test_makes_nobody_a_reader_whose_event_does_not_say_so(self):
        file = self.listed("manajer", "case", "list")[0]["name"]
        readers = [event["officer"] for event in self.listed("auditor_ppa", "audit", "list", file) if event.get("reading")]
        self.assertEqual(self.server.stop(), 0)
        good = self.server.database.read_bytes()
        try:
            with sqlite3.connect(self.server.database) as database:
                record = bytes.fromhex(file.removeprefix("caseFiles/").replace("-", ""))
                database.execute("INSERT INTO readings SELECT 4, ?, record, sequence FROM record_events AS e WHERE kind = 2 AND action = 3 "
                                 "AND NOT EXISTS (SELECT 1 FROM readings WHERE kind = 4 AND record = ? AND officer = e.record "
                                 "AND sequence = e.sequence)", (record, record))
                self.assertGreater(database.total_changes, 0)
            database.close()
            self.server.start()
            told = [event["officer"] for event in self.listed("auditor_ppa", "audit", "list", file) if event.get("reading")]
            # The look before is one of the readings now.
            self.assertLessEqual(len(told), len(readers) + 1)
        finally:
            self.server.stop()
            self.server.database.write_bytes(good)
            self.server.start()

    def test_says_that_an_older_database_was_put_back(self):
        self.assertEqual(self.server.stop(), 0)
        old = self.server.database.read_bytes()
        self.server.start()
        self.deeds("auditor_ppa", self.listed("kepala", "officer", "list")[0]["name"])
        self.restart()
        self.expect(DONE, "auditor_ppa", "audit", "checkpoints", self.held)
        self.assertEqual(self.server.stop(), 0)
        self.server.database.write_bytes(old)
        self.server.start()
        told = self.expect(FINDINGS, "auditor_ppa", "audit", "verify", "--checkpoints", self.held)
        self.assertIn("an older state was put back", told)
        for held in self.held.glob("checkpoint-*.txt"):
            held.unlink()
        self.expect(DONE, "auditor_ppa", "audit", "checkpoints", self.held)


def dashed(digits):
    digits = digits.lower()
    return "-".join([digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]])


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
