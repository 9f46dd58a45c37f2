"""What somebody at a terminal, and a script behind a pipe, may rely on; no server is asked for any of it."""
import os
import pty
import signal
import subprocess
import tempfile
import termios
import unittest

BINARIES = os.environ["RUJUKAN_BIN"]
WRONG_USAGE = 2
OUTPUT_LOST = 9
# termios.tcgetattr answers a list; the local flags, with ECHO, are its fourth.
LOCAL_FLAGS = 3


class Terminal:
    """The command at a terminal of its own."""

    def __init__(self, home, *words):
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            os.environ["RUJUKAN_HOME"] = home
            os.execv(f"{BINARIES}/rujukan", ["rujukan", *words])

    def read_until(self, wanted):
        shown = b""
        while wanted not in shown:
            shown += os.read(self.terminal, 4096)
        return shown

    def write(self, keys):
        os.write(self.terminal, keys)

    def echoes(self):
        return bool(termios.tcgetattr(self.terminal)[LOCAL_FLAGS] & termios.ECHO)

    def wait(self):
        """How the process ended, as os.waitstatus_to_exitcode says it; the terminal stays open."""
        return os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])


class CommandLineTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="rujukan.")
        self.addCleanup(folder.cleanup)
        self.home = folder.name

    def at_terminal(self, *words):
        terminal = Terminal(self.home, *words)
        self.addCleanup(os.close, terminal.terminal)
        return terminal

    def test_a_password_is_not_shown_and_ctrl_c_gives_the_terminal_back(self):
        terminal = self.at_terminal("masuk", "siti.operator")
        terminal.read_until(b"Kata sandi: ")
        self.assertFalse(terminal.echoes())
        terminal.write(b"\x03")
        self.assertEqual(terminal.wait(), -signal.SIGINT)
        self.assertTrue(terminal.echoes())

    def test_ctrl_d_at_a_question_gives_up(self):
        terminal = self.at_terminal("masuk", "siti.operator")
        terminal.read_until(b"Kata sandi: ")
        terminal.write(b"\x04")
        terminal.read_until("tidak ada yang dikirim".encode())
        self.assertEqual(terminal.wait(), WRONG_USAGE)

    def test_output_that_nobody_takes_is_an_error(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            ended = subprocess.run([f"{BINARIES}/rujukan", "help"], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual(ended.returncode, OUTPUT_LOST)
        self.assertIn("rujukan: ", ended.stderr)
        reader, writer = os.pipe()
        os.close(reader)
        with os.fdopen(writer, "w") as closed:
            ended = subprocess.run([f"{BINARIES}/rujukan", "help"], stdout=closed, stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual(ended.returncode, OUTPUT_LOST)

    def test_both_programs_are_of_one_version(self):
        versions = {
            subprocess.run([f"{BINARIES}/{program}", "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout.split()[1]
            for program in ("rujukan", "rujukand")
        }
        self.assertEqual(len(versions), 1, versions)


if __name__ == "__main__":
    unittest.main(verbosity=2)
