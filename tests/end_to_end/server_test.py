"""What an administrator of the server may rely on when it stops, starts twice or is configured wrongly."""
import os
import pty
import socket
import subprocess
import sys
import tempfile
import threading
import unittest

import grpc

from referral_load import Load
from rujukan_api import Officer, open_channel
from rujukan_server import ADMINISTRATOR, Server
from server_test_case import ServerTestCase

# Enough that every client has several writes behind it and one in flight.
WRITES_BEFORE_STOP = 200
CLIENTS = 8


class ServerTest(ServerTestCase):
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

    def another_server(self):
        folder = tempfile.TemporaryDirectory(prefix="rujukan.")
        self.addCleanup(folder.cleanup)
        another = Server(os.environ["RUJUKAN_BIN"], folder.name).prepare()
        self.addCleanup(another.__exit__)
        another.start()
        return another

    def test_the_proof_waits_for_the_server_to_stop(self):
        self.server.start()
        self.assertIn("stop that server first", self.refusal_of("--verify"))
        self.server.wait_until_serving()

    def test_a_missing_key_file_names_the_way_out(self):
        (self.server.folder / "rujukan.keys").unlink()
        self.assertIn("--create-keys", self.refusal_of())

    def test_a_socket_that_another_server_answers_is_left_to_it(self):
        another = self.another_server()
        self.reconfigure(self.server.address, another.address)
        self.assertIn("another server answers there", self.refusal_of())
        another.wait_until_serving()

    def test_a_socket_that_a_dead_server_left_is_taken(self):
        self.server.start()
        self.server.kill()
        self.assertTrue(os.path.exists(self.server.address.removeprefix("unix:")))
        self.server.start()
        self.assertEqual(self.server.stop(), 0)

    def test_an_address_that_cannot_be_is_refused_with_the_reason(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            for address, reason in [("127.0.0.1", "PORT"), ("127.0.0.1:99999", "65535"), ("unix:", "PATH"),
                                    (f"127.0.0.1:{taken.getsockname()[1]}", "Address already in use"),
                                    (f"unix:{self.server.folder}/missing/socket", "No such file or directory")]:
                with self.subTest(address=address):
                    self.reconfigure(f'listen_address: "{self.server.address}"', f'listen_address: "{address}"')
                    self.assertIn(reason, self.refusal_of())
                    self.reconfigure(f'listen_address: "{address}"', f'listen_address: "{self.server.address}"')

    def test_an_empty_configuration_is_refused_for_what_it_lacks(self):
        self.server.config.write_text("")
        self.assertIn("listen_address is required", self.refusal_of())

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

    def test_a_negative_number_is_refused_with_its_field(self):
        self.server.config.write_text(self.server.config.read_text() + "session { idle_seconds: -1 }\n")
        self.assertIn("session { idle_seconds } is negative", self.refusal_of())

    def test_one_connection_to_a_database_server_is_refused_because_reading_and_writing_need_one_each(self):
        self.server.config.write_text('listen_address: "127.0.0.1:1"\nplaintext_on_this_machine: true\nkey_file: "k"\n'
                                      'mysql { database: "d" user: "u" connections_max: 1 }\n')
        self.assertIn("mysql { connections_max } is less than the two", self.refusal_of())

    def test_wrong_arguments_are_told_before_the_help(self):
        for arguments, reason in [(["--dry-run"], "--dry-run goes with --migrate only"),
                                  (["--verify", "--create-keys"], "one task at a time"),
                                  (["--export-key-shares", "one"], "the second of two files is missing"),
                                  (["--verify", "surplus"], "not expected: surplus"),
                                  (["--unknown"], "--unknown")]:
            with self.subTest(arguments=arguments):
                refused = self.server.run(*arguments)
                self.assertEqual(refused.returncode, 2)
                self.assertIn(reason, refused.stderr.splitlines()[0])
                self.assertIn("--create-administrator NAME", refused.stderr)
        refused = subprocess.run([self.server.bin_folder / "rujukand"], capture_output=True, text=True)
        self.assertIn("--config FILE is missing", refused.stderr.splitlines()[0])

    def test_a_server_in_which_nobody_can_sign_in_warns(self):
        self.server.start()
        self.assertNotIn("nobody can sign in", self.server.log.read_text())
        with open_channel(self.server.address) as channel:
            administrator = Officer(channel).sign_in(ADMINISTRATOR, self.server.administrator_password)
            etag = administrator.call("Officer", "GetOfficer", name=administrator.name).etag
            administrator.call("Officer", "DisableOfficer", name=administrator.name, etag=etag)
        self.assertEqual(self.server.stop(), 0)
        self.server.start()
        self.assertIn("nobody can sign in", self.server.log.read_text())
        self.assertIn("--create-administrator", self.server.log.read_text())

    def create_administrator_at_a_terminal(self, name, *typed):
        """The exit code of --create-administrator, and all that the terminal shows."""
        terminal, other_end = pty.openpty()
        process = subprocess.Popen([self.server.bin_folder / "rujukand", "--config", self.server.config,
                                    "--create-administrator", name], stdin=other_end, stdout=other_end, stderr=other_end)
        os.close(other_end)
        shown = b""
        asked = 0
        try:
            # Whoever types ahead of a question loses it with the echo.
            while chunk := os.read(terminal, 1024):
                shown += chunk
                if asked < len(typed) and shown.count(b"assword") > asked and shown.endswith(b": "):
                    os.write(terminal, typed[asked].encode() + b"\n")
                    asked += 1
        except OSError:
            pass
        os.close(terminal)
        return process.wait(), shown.decode()

    def test_a_password_typed_at_a_terminal_is_asked_twice_and_never_shown(self):
        code, shown = self.create_administrator_at_a_terminal("siti.contoh", "kata sandi contoh", "kata sandi contah")
        self.assertEqual(code, 3)
        self.assertIn("the two passwords differ; nothing was made", shown)
        code, shown = self.create_administrator_at_a_terminal("siti.contoh", "kata sandi contoh", "kata sandi contoh")
        self.assertEqual(code, 0, shown)
        self.assertIn("administrator created: siti.contoh", shown)
        self.assertNotIn("kata sandi", shown)

    def test_plaintext_is_not_offered_to_a_network(self):
        text = self.server.config.read_text().replace(self.server.address, "0.0.0.0:7430")
        self.server.config.write_text(text)
        refused = self.server.run()
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("0.0.0.0", refused.stderr)


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
