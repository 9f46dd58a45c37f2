"""What the tests of rujukand itself have in common."""
import os
import tempfile
import unittest

from rujukan_server import Server


class ServerTestCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="rujukan.")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.server = Server(os.environ["RUJUKAN_BIN"], folder.name).prepare()
        self.addCleanup(self.server.__exit__)

    def refusal_of(self, *arguments):
        """What rujukand says when it ends without having done anything."""
        refused = self.server.run(*arguments)
        self.assertIn(refused.returncode, (2, 3), refused.stdout + refused.stderr)
        return refused.stderr

    def reconfigure(self, old, new):
        self.server.config.write_text(self.server.config.read_text().replace(str(old), str(new)))
