"""What a server keeps to itself, on a machine where others work too."""
import base64
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

from referral_load import Load
from server_test_case import ServerTestCase

NOBODY = 65534
CLIENTS = 4
WRITES = 300
# Larger are reservations of a sanitizer, which hold nothing of ours.
MAPPING_BYTES_MAX = 1 << 32


class SecrecyTest(ServerTestCase):
    def process(self):
        return pathlib.Path("/proc") / str(self.server.process.pid)

    def secrets(self):
        """Every key by its name, as it is in memory when it is used and as it is in its file."""
        for file in ("rujukan.keys", "rujukan.keys.checkpoints"):
            for line in (self.server.folder / file).read_text().splitlines():
                name, _, encoded = line.rpartition(" ")
                if name and len(encoded) > 40:
                    yield name, (base64.b64decode(encoded), encoded.encode())

    def mappings(self):
        """(content, whether it is locked) of what the server has in memory. Only root may look."""
        text = (self.process() / "smaps").read_text()
        parts = re.split(r"^([0-9a-f]+)-([0-9a-f]+) (r?).*\n", text, flags=re.MULTILINE)[1:]
        with open(self.process() / "mem", "rb", 0) as memory:
            for begin, end, readable, details in zip(*[iter(parts)] * 4):
                size = int(end, 16) - int(begin, 16)
                if not readable or size > MAPPING_BYTES_MAX:
                    continue
                try:
                    memory.seek(int(begin, 16))
                    yield memory.read(size), " lo" in details
                except (OSError, ValueError):
                    # The kernel's own, which it does not let anybody read this way.
                    continue

    def test_a_server_leaves_no_core_file_and_shows_its_memory_to_no_other_process_of_its_user(self):
        # Root's processes would belong to root either way.
        if os.geteuid() == 0:
            binary = self.server.folder / "rujukand"
            shutil.copy(self.server.bin_folder / "rujukand", binary)
            for path in [self.server.folder, *self.server.folder.rglob("*")]:
                os.chown(path, NOBODY, NOBODY)
            self.server.process = subprocess.Popen([binary, "--config", self.server.config], user=NOBODY, group=NOBODY,
                                                   extra_groups=[], stderr=subprocess.DEVNULL)
            self.server.wait_until_serving()
        else:
            self.server.start()
        limits = [line.split() for line in (self.process() / "limits").read_text().splitlines()]
        self.assertIn(["Max", "core", "file", "size", "0", "0", "bytes"], limits)
        self.assertNotEqual(self.process().stat().st_uid, 0)
        self.assertEqual((self.process() / "mem").stat().st_uid, 0)

    def test_every_key_is_in_memory_once_and_locked(self):
        self.server.start()
        load = Load(self.server, CLIENTS)
        load.run(lambda unused_stop: load.wait_for_writes(WRITES))
        locked = next(line.split() for line in (self.process() / "status").read_text().splitlines() if line.startswith("VmLck:"))
        names = [name for name, unused in self.secrets()]
        self.assertEqual(len(names), 5)
        self.assertGreaterEqual(int(locked[1]), len(names) * 4)
        self.assertNotIn("swap", self.server.log.read_text())
        if os.geteuid() == 0:
            found = [(name, is_locked) for content, is_locked in self.mappings() for name, forms in self.secrets()
                     for form in forms for unused in range(content.count(form))]
            self.assertCountEqual(found, [(name, True) for name in names])

    def test_a_server_that_may_not_lock_memory_says_so_and_serves(self):
        # Root may always.
        dropped = ["setpriv", "--bounding-set=-ipc_lock"] if os.geteuid() == 0 else []
        with open(self.server.log, "ab") as log:
            self.server.process = subprocess.Popen(
                [*dropped, "prlimit", "--memlock=0:0", self.server.bin_folder / "rujukand", "--config", self.server.config], stderr=log)
        self.server.wait_until_serving()
        self.assertIn("LimitMEMLOCK", self.server.log.read_text())


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
