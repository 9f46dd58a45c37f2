"""After the story, told on the command line, nothing that was said stands in clear in any file of the server."""
import base64
import csv
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import unittest
import urllib.parse

from rujukan_server import Server, database_environment, store_kind

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parents[1]
MARKS_MIN = 200
# So many characters of a value betray it, wherever it is cut.
TELLING_CHARACTERS = 16
# Numbers of the imported households that are looked for, beside the marked values.
IMPORTED_NUMBERS = 60


def marked_values():
    lines = (HERE / "marked_values.txt").read_text(encoding="utf-8").splitlines()
    return [line.split(": ", 1)[1] for line in lines]


def imported_numbers(households_csv):
    with open(households_csv, encoding="utf-8", newline="") as file:
        numbers = {cell for row in csv.reader(file) for cell in row if len(cell) == 16 and cell.isdigit()}
    return random.Random(7309).sample(sorted(numbers), IMPORTED_NUMBERS)


def disguises(value):
    """The value in the encodings in which it could lie in a file."""
    text = value[:TELLING_CHARACTERS]
    data = text.encode()
    yield "UTF-8", data
    yield "UTF-16LE", text.encode("utf-16-le")
    yield "UTF-16BE", text.encode("utf-16-be")
    yield "hex", data.hex().encode()
    yield "HEX", data.hex().upper().encode()
    yield "percent", urllib.parse.quote(text).encode()
    yield "JSON", json.dumps(text)[1:-1].encode()
    if text.isdigit():
        number = int(text)
        yield "number, big end first", number.to_bytes(8, "big")
        yield "number, little end first", number.to_bytes(8, "little")
        yield "two digits a byte", bytes.fromhex(text if len(text) % 2 == 0 else "0" + text)
    for before in range(3):
        # The characters that hold nothing but bits of the value, when it begins at this position of a longer text.
        encoded = base64.b64encode(bytes(before) + data)[-(-before * 8 // 6):(before + len(data)) * 8 // 6]
        yield f"base64+{before}", encoded
        yield f"base64url+{before}", encoded.translate(bytes.maketrans(b"+/", b"-_"))


def found_in_clear(files, values):
    """`file: encoding of value number n` for each find; never the value itself."""
    return [f"{name}: {encoding} of value {number}" for number, value in enumerate(values, 1)
            for encoding, needle in disguises(value) for name, data in files.items() if needle in data]


def contents(server, left_out):
    """All that the server keeps: its files, and its database where that is on a database server."""
    files = {str(path.relative_to(server.folder)): path.read_bytes() for path in server.folder.rglob("*")
             if path.is_file() and not path.is_relative_to(left_out) and path.name != "administrator_password"}
    return files if store_kind() == "SqliteFile" else {**files, **dumps(server)}


def temporary_files(folder):
    """What server and commands left where they may put temporary files."""
    return {f"temporary {path.name}": path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def dumps(server):
    """The whole database as its own tool writes it, with what is binary as it is and in hexadecimal digits."""
    private = database_environment()
    name = re.search(r'database: "(\w+)"', server.config.read_text()).group(1)
    command = [private["RUJUKAN_DATABASE_DUMP"], "--no-defaults", f"--socket={private['RUJUKAN_DATABASE_SOCKET']}",
               f"--user={private['RUJUKAN_DATABASE_USER']}", "--single-transaction", "--default-character-set=utf8mb4"]
    environment = {**os.environ, "MYSQL_PWD": private["RUJUKAN_DATABASE_PASSWORD"]}
    return {f"dump{option}": subprocess.run([*command, *filter(None, [option]), name], env=environment, check=True,
                                            capture_output=True).stdout for option in ["", "--hex-blob"]}


class SealedTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="rujukan.")
        cls.addClassCleanup(folder.cleanup)
        server_folder, story_folder = pathlib.Path(folder.name) / "server", pathlib.Path(folder.name) / "story"
        temporary = pathlib.Path(folder.name) / "temporary"
        story_folder.mkdir()
        temporary.mkdir()
        cls.server = Server(os.environ["RUJUKAN_BIN"], server_folder).prepare().start()
        cls.addClassCleanup(cls.server.__exit__)
        environment = {**cls.server.client_environment(), "STATE": str(story_folder), "TMPDIR": str(temporary)}
        cls.story = subprocess.run(["bash", SOURCE / "deploy" / "story.sh"], env=environment, capture_output=True, text=True)
        if cls.story.returncode != 0:
            raise AssertionError(f"the story ended {cls.story.returncode}\n{cls.story.stdout}\n{cls.story.stderr}")
        cls.result = dict(pair.split("=") for pair in (story_folder / "story_result").read_text().split())
        cls.values = marked_values() + imported_numbers(story_folder / "households.csv")
        cls.said = set((story_folder / "said_values").read_text().split())
        sessions = cls.server.folder / "sessions"
        cls.while_running = {**contents(cls.server, sessions), **temporary_files(temporary)}
        cls.stopped = cls.server.stop()
        cls.after_stop = {**contents(cls.server, sessions), **temporary_files(temporary)}

    def test_no_file_of_the_running_server_holds_a_marked_value(self):
        if store_kind() == "SqliteFile":
            log = [name for name, data in self.while_running.items() if name.endswith("-wal") and data]
            self.assertTrue(log, "the write-ahead log was looked at")
        self.assertTrue(self.while_running["rujukand.log"], "the server's log was looked at")
        self.assertEqual(found_in_clear(self.while_running, self.values), [])

    def test_no_file_of_the_stopped_server_holds_a_marked_value(self):
        self.assertEqual(self.stopped, 0)
        database = self.after_stop["rujukan.db" if store_kind() == "SqliteFile" else "dump"]
        self.assertIn(b"UPTD PPA Kabupaten Maros", database, "what is in clear is seen, so that what is sealed would be")
        self.assertEqual(found_in_clear(self.after_stop, self.values), [])

    def test_the_chains_of_moves_expect_as_many_events_as_were_delivered(self):
        verified = self.server.verify()
        self.assertEqual(verified["findings"], 0)
        self.assertEqual(verified["events_expected"], int(self.result["events_delivered"]))
        self.assertEqual(verified["closed"], int(self.result["referrals_closed"]))
        self.assertEqual(verified["referrals"], verified["closed"])

    def test_every_marked_value_was_said(self):
        self.assertGreaterEqual(len(set(marked_values())), MARKS_MIN)
        keys = [line.split(": ", 1)[0] for line in (HERE / "marked_values.txt").read_text(encoding="utf-8").splitlines()]
        self.assertEqual([key for key in keys if key not in self.said], [])

    def test_a_value_in_clear_would_be_found_in_every_encoding(self):
        noise = random.Random(1).randbytes(1000)
        value = self.values[0]
        data = value.encode()
        for before in range(3):
            plants = {"text": data, "wide": value.encode("utf-16-le"), "wide, big end first": value.encode("utf-16-be"),
                      "hex": data.hex().encode(), "HEX": data.hex().upper().encode(),
                      "base64": base64.b64encode(noise[:before] + data + noise[:7]),
                      "base64url": base64.urlsafe_b64encode(noise[:before] + data), "number": int(value).to_bytes(8, "big"),
                      "number, little end first": int(value).to_bytes(8, "little"), "two digits a byte": bytes.fromhex(value)}
            for encoding, plant in plants.items():
                self.assertTrue(found_in_clear({"planted": noise + plant + noise}, [value]), encoding)
        self.assertEqual(found_in_clear({"noise": noise}, self.values), [])


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
