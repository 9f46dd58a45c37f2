"""What the network may rely on: which TLS is spoken, to whom plain text is, whose certificates are believed, and how they are renewed."""
import pathlib
import shutil
import socket
import ssl
import subprocess
import sys
import unittest
import warnings

import grpc

from rujukan_api import Officer, Refused, open_channel
from server_test_case import ServerTestCase

SOURCE = pathlib.Path(__file__).resolve().parents[2]
NAME = "units/01930000-0000-7000-8000-000000000001/officers/01930000-0000-7000-8000-000000000002"


class TransportTest(ServerTestCase):
    def setUp(self):
        super().setUp()
        self.certificates = pathlib.Path(self.folder) / "certificates"
        self.certificates.mkdir()
        self.make("authority", "authority")
        self.make("server", "authority", "server", "127.0.0.1", "localhost")
        self.ca = self.certificates / "authority" / "ca.pem"

    def make(self, kind, *arguments):
        folders = 2 if kind != "authority" else 1
        paths = [self.certificates / argument for argument in arguments[:folders]]
        return subprocess.run([SOURCE / "deploy" / "make_certificates.sh", kind, *paths, *arguments[folders:]],
                              capture_output=True, text=True)

    def tls(self, name="server"):
        return f'tls {{ certificate_file: "{self.certificates}/{name}/{name}.pem" key_file: "{self.certificates}/{name}/{name}.key" }}'

    def listen_with_tls(self, *more):
        self.reconfigure(f'listen_address: "{self.server.address}"', 'listen_address: "127.0.0.1:0"')
        self.reconfigure("plaintext_on_this_machine: true", "\n".join([self.tls(), *more]))

    def start(self):
        """Starts the server on a port; which, its log says."""
        self.server.process = subprocess.Popen([self.server.bin_folder / "rujukand", "--config", self.server.config],
                                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.addCleanup(self.server.process.stderr.close)
        said = []
        for line in self.server.process.stderr:
            said.append(line)
            if "serving version=" in line:
                return int(line.rpartition("port=")[2])
        raise AssertionError("".join(said))

    def hands_shaken(self, port, version, certificate=None):
        """The cipher on which both sides agree in this version of TLS; nothing when they do not."""
        context = ssl.create_default_context(cafile=self.ca)
        context.set_alpn_protocols(["h2"])
        with warnings.catch_warnings():
            # That the version is old is what is tried.
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = context.maximum_version = version
        context.set_ciphers("ALL:@SECLEVEL=0")
        if certificate:
            context.load_cert_chain(self.certificates / certificate / "system.pem", self.certificates / certificate / "system.key")
        try:
            with socket.create_connection(("127.0.0.1", port)) as plain, context.wrap_socket(plain, server_hostname="localhost") as one:
                return one.cipher()[0]
        except (ssl.SSLError, ConnectionError):
            return None

    def test_plain_text_is_spoken_where_the_configuration_says_so_in_words_and_nowhere_else(self):
        self.reconfigure("plaintext_on_this_machine: true", "")
        self.assertIn("one of tls { … } and plaintext_on_this_machine: true is required", self.refusal_of())
        self.reconfigure(f'listen_address: "{self.server.address}"',
                         f'listen_address: "{self.server.address}"\nplaintext_on_this_machine: true\n{self.tls()}')
        self.assertIn("only one", self.refusal_of())
        self.reconfigure(self.tls(), "")
        self.reconfigure(self.server.address, "0.0.0.0:0")
        self.assertIn("others could read the calls on their way", self.refusal_of())

    def test_tls_1_3_is_spoken_and_1_2_only_when_allowed_and_nothing_older_ever(self):
        self.listen_with_tls()
        port = self.start()
        self.assertTrue(self.hands_shaken(port, ssl.TLSVersion.TLSv1_3))
        self.assertIsNone(self.hands_shaken(port, ssl.TLSVersion.TLSv1_2))
        self.assertIsNone(self.hands_shaken(port, ssl.TLSVersion.TLSv1_1))
        channel = open_channel(f"127.0.0.1:{port}")
        with self.assertRaises(Refused) as in_clear:
            Officer(channel).call("Session", "GetSession")
        self.assertEqual(in_clear.exception.code, "UNAVAILABLE")
        self.server.stop()

        self.server.config.write_text(self.server.config.read_text() + "tls_1_2_allowed: true\n")
        port = self.start()
        self.assertTrue(self.hands_shaken(port, ssl.TLSVersion.TLSv1_3))
        self.assertRegex(self.hands_shaken(port, ssl.TLSVersion.TLSv1_2), "^ECDHE-.*(GCM|CHACHA20)")
        self.assertIsNone(self.hands_shaken(port, ssl.TLSVersion.TLSv1_1))

    def test_a_public_address_is_served_with_tls_and_a_warning(self):
        self.listen_with_tls()
        self.reconfigure("127.0.0.1:0", "0.0.0.0:0")
        self.start()
        self.assertIn("nghttpx", next(line for line in self.server.process.stderr if "WARNING" in line))

    def test_a_private_key_that_others_may_read_is_refused(self):
        self.listen_with_tls()
        (self.certificates / "server" / "server.key").chmod(0o640)
        self.assertIn("0600", self.refusal_of())

    def test_a_renewed_certificate_is_taken_without_a_restart(self):
        self.listen_with_tls()
        port = self.start()
        self.make("authority", "next_authority")
        self.make("server", "next_authority", "renewed", "localhost")
        self.assertTrue(self.hands_shaken(port, ssl.TLSVersion.TLSv1_3))
        for name in ("server.pem", "server.key"):
            shutil.copy(self.certificates / "renewed" / name, self.certificates / "server" / name)
        self.assertIsNone(self.hands_shaken(port, ssl.TLSVersion.TLSv1_3), "it is not of the authority that is trusted here")
        self.ca = self.certificates / "next_authority" / "ca.pem"
        self.assertTrue(self.hands_shaken(port, ssl.TLSVersion.TLSv1_3))

    def test_the_command_line_speaks_tls_and_believes_only_whom_it_was_told(self):
        self.listen_with_tls()
        port = self.start()
        self.make("authority", "foreign")

        def sign_in(*options):
            return subprocess.run([self.server.bin_folder / "rujukan", "--lang=en", f"--server=localhost:{port}", "--deadline=5", *options,
                                   "sign-in", "admin"], input=self.server.administrator_password, env=self.server.client_environment(),
                                  capture_output=True, text=True)
        self.assertEqual(sign_in("--ca", self.ca).returncode, 0)
        self.assertEqual(sign_in("--ca", self.certificates / "foreign" / "ca.pem").returncode, 7)
        self.assertEqual(sign_in().returncode, 7, "in clear to a server that speaks TLS")

    def test_a_systems_listener_lets_in_whom_the_authority_has_signed(self):
        systems = f'systems {{ listen_address: "127.0.0.1:0" {self.tls()} client_ca_file: "{self.ca}" }}'
        self.server.config.write_text(self.server.config.read_text() + systems + "\n")
        self.server.start()
        port = int(self.server.log.read_text().rpartition("serving systems")[2].partition("port=")[2].split()[0])
        self.make("system", "authority", "system", NAME)
        certificate = [(self.certificates / "system" / f"system.{end}").read_bytes() for end in ("key", "pem")]
        for pair, code in [(certificate, "UNAUTHENTICATED"), ((None, None), "UNAVAILABLE")]:
            credentials = grpc.ssl_channel_credentials(self.ca.read_bytes(), *pair)
            with self.assertRaises(Refused) as refused:
                Officer(grpc.secure_channel(f"localhost:{port}", credentials)).call("Session", "GetSession")
            self.assertEqual(refused.exception.code, code)

    def test_certificates_are_made_for_what_exists_and_replace_nothing(self):
        key = self.certificates / "server" / "server.key"
        before = key.read_text()
        for arguments in [("authority", "authority"), ("server", "authority", "server", "localhost"),
                          ("server", "nowhere", "fresh", "localhost"), ("server", "authority", "fresh", "a,b"),
                          ("system", "authority", "fresh", "units/x/officers/y"), ("system", "authority", "fresh", NAME + "\n"),
                          ("server", "authority", "fresh")]:
            with self.subTest(arguments=arguments):
                self.assertNotEqual(self.make(*arguments).returncode, 0)
        self.assertFalse((self.certificates / "fresh").exists())
        self.assertEqual(key.read_text(), before)
        self.assertEqual(key.stat().st_mode & 0o777, 0o600)


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
