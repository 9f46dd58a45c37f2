"""What an administrator may rely on while the database server is away: killed, or reachable and silent."""
import os
import sys
import tempfile
import unittest

from private_database import DatabaseServer
from rujukan_api import Officer, Refused, open_channel
from rujukan_server import Server, store_kind

SERVING, NOT_SERVING = b"\x08\x01", b"\x08\x02"
# Half of TimeoutStopSec of deploy/rujukand.service, after which systemd kills.
STOP_SECONDS = 30
HEALTH_SECONDS = 60


class DatabaseAwayTest(unittest.TestCase):
    def setUp(self):
        self.database = self.enterContext(DatabaseServer(store_kind()))
        folder = self.enterContext(tempfile.TemporaryDirectory(prefix="rujukan."))
        self.server = self.enterContext(Server(os.environ["RUJUKAN_BIN"], folder).prepare())

    def serve(self):
        self.server.start()
        self.channel = self.enterContext(open_channel(self.server.address))
        self.admin = Officer(self.channel).sign_in("admin", self.server.administrator_password)

    def wait_for_health(self, wanted):
        stream = self.channel.unary_stream("/grpc.health.v1.Health/Watch")(b"", timeout=HEALTH_SECONDS)
        self.assertIn(wanted, stream)
        stream.cancel()

    def assert_unavailable(self):
        with self.assertRaises(Refused) as refused:
            self.admin.call("Session", "GetSession")
        self.assertEqual((refused.exception.code, refused.exception.reason), ("UNAVAILABLE", "STORE_UNAVAILABLE"))

    def assert_stops(self):
        self.server.process.terminate()
        self.assertEqual(self.server.process.wait(timeout=STOP_SECONDS), 0)

    def test_a_server_does_not_start_and_says_what_it_misses(self):
        self.database.kill()
        refused = self.server.run()
        self.assertEqual(refused.returncode, 3)
        self.assertIn("the server cannot be reached", refused.stderr)
        self.assertNotIn((self.server.folder / "database_password").read_text().strip(), refused.stderr)

    def test_a_server_says_so_refuses_and_stops_when_told(self):
        self.serve()
        self.database.kill()
        self.wait_for_health(NOT_SERVING)
        self.assert_unavailable()
        self.assert_stops()

    def test_a_server_goes_on_when_a_silent_database_speaks_again(self):
        self.serve()
        self.database.freeze()
        self.wait_for_health(NOT_SERVING)
        self.assert_unavailable()
        self.database.thaw()
        self.wait_for_health(SERVING)
        self.admin.call("Session", "GetSession")

    def test_a_server_stops_in_time_though_its_database_is_silent(self):
        self.serve()
        self.database.freeze()
        calls = [self.admin.start("Session", "GetSession") for unused in range(8)]
        self.assert_stops()
        self.database.thaw()
        self.assertEqual({call.code().name for call in calls} - {"UNAVAILABLE", "CANCELLED"}, set())


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
