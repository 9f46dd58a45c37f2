"""A database server of one's own, to be killed and frozen: other tests share the ones that ctest starts."""
import os
import pathlib
import signal
import subprocess
import tempfile

from rujukan_server import DATABASE_SERVER, database_environment, database_server


class DatabaseServer:
    """A private server of the kind `store`, MariaDb or MySql, for every Server of rujukan_server.py made from now on; a context."""

    def __init__(self, store):
        self._folder = tempfile.TemporaryDirectory(prefix="rujukan.")
        os.environ["RUJUKAN_DATABASE_ENVIRONMENT"] = str(pathlib.Path(self._folder.name) / "database.env")
        subprocess.run([DATABASE_SERVER, "start", {"MariaDb": "mariadb", "MySql": "mysql"}[store],
                        os.environ["RUJUKAN_DATABASE_ENVIRONMENT"]], check=True)

    @property
    def socket(self):
        return database_environment()["RUJUKAN_DATABASE_SOCKET"]

    def kill(self):
        """SIGKILL, as a power cut of the process."""
        database_server("kill")

    def resume(self):
        """Starts it again on the same data; returns when it answers."""
        database_server("resume")

    def freeze(self):
        """It keeps its connections and answers nothing."""
        self._signal(signal.SIGSTOP)

    def thaw(self):
        self._signal(signal.SIGCONT)

    def _signal(self, number):
        os.kill(int(pathlib.Path(database_environment()["RUJUKAN_DATABASE_PID_FILE"]).read_text()), number)

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        database_server("stop")
        self._folder.cleanup()
