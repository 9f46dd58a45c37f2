"""What an administrator of the server may rely on when it stops, starts twice or is configured wrongly."""
import os
import sys
import tempfile
import threading
import unittest

import grpc

from referral_load import Load
from rujukan_server import Server

# Enough that every client has several writes behind it and one in flight.
WRITES_BEFORE_STOP = 200
CLIENTS = 8


class ServerTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="rujukan.")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.server = Server(os.environ["RUJUKAN_BIN"], folder.name).prepare()
        self.addCleanup(self.server.__exit__)

    def test_sigterm_drains_and_loses_nothing_acknowledged(self):
        self.server.start()
        load = Load(self.server, CLIENTS)
        stream = load.officers["ppa"].watch_inbox()
        watched = []

        def read_stream():
            try:
                watched.extend(answer for answer in stream if answer.HasField("event"))
            except grpc.RpcError as error:
                watched.append(error.code())

        watcher = threading.Thread(target=read_stream)
        watcher.start()
        codes = []

        def stop_in_full_run(unused_stop):
            load.wait_for_writes(WRITES_BEFORE_STOP)
            codes.append(self.server.stop())

        load.run(stop_in_full_run)
        watcher.join()
        self.assertEqual(codes, [0], "the server ended cleanly")
        self.assertEqual(watched[-1], grpc.StatusCode.UNAVAILABLE, "the watcher was told to come back")

        self.server.start()
        load.reconnect()
        load.settle()
        load.check_all()
        self.assertEqual(self.server.stop(), 0)
        self.assertEqual(self.server.verify()["findings"], 0)

    def test_a_second_server_on_the_same_database_is_refused_and_the_first_goes_on(self):
        self.server.start()
        second = Server(os.environ["RUJUKAN_BIN"], self.folder, config_name="second.textproto", socket_name="second.sock")
        refused = second.run()
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("another process", refused.stderr)
        self.server.wait_until_serving()
        self.assertEqual(self.server.stop(), 0)
        self.assertEqual(self.server.verify()["findings"], 0)

    def test_an_unknown_field_of_the_configuration_is_refused_with_file_and_line(self):
        lines = self.server.config.read_text().splitlines()
        self.server.config.write_text("\n".join([*lines, "listen_adress: \"127.0.0.1:1\"", ""]))
        refused = self.server.run()
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn(f"{self.server.config}:{len(lines) + 1}:", refused.stderr)
        self.assertIn("listen_adress", refused.stderr)

    def test_a_configuration_without_its_required_fields_is_refused(self):
        self.server.config.write_text("reflection: true\n")
        refused = self.server.run()
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("listen_address", refused.stderr)

    def test_a_key_file_that_others_may_read_is_refused(self):
        keys = self.server.folder / "rujukan.keys"
        keys.chmod(0o644)
        refused = self.server.run()
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("rujukan.keys", refused.stderr)

    def test_plaintext_is_not_offered_to_a_network(self):
        text = self.server.config.read_text().replace(self.server.address, "0.0.0.0:7430")
        self.server.config.write_text(text)
        refused = self.server.run()
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("0.0.0.0", refused.stderr)


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
