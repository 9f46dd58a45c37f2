"""Importing households as districts export them: bad rows are named, good ones taken, and a rerun changes nothing."""
import csv
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

from rujukan_api import Officer, open_channel
from rujukan_server import Server

SOURCE = pathlib.Path(__file__).resolve().parents[2]
TENRIGANGKAE = "73.09.01.2003"
# The command line's code for an import that finished with rejected rows.
ROWS_REJECTED = 8
# As from Excel: a byte order mark, semicolons, apostrophes before numbers, a line break in a cell, numbers it has damaged.
QUIRKY = '''\ufeffNo. KK;NIK;Nama Lengkap;JK;Tgl Lahir;SHDK;Alamat;RT;RW;Kode Desa;Desil;Sumber;Tgl Desil
'9901010101200021;'9901010107900001;Amir Daeng Sila;L;01/07/1990;KEPALA KELUARGA;"Dusun Barat
dekat ""sumur""";001;002;73.09.01.2003;2;DTSEN;2026-08-01
'9901010101200021;'9901014107920002;Sitti Hawa;P;1992-07-01;ISTRI;"Dusun Barat
dekat ""sumur""";001;002;73.09.01.2003;2;DTSEN;2026-08-01
9,90101E+15;'9901010107900003;Rusli;L;01-07-1990;KEPALA KELUARGA;Dusun Timur;001;002;73.09.01.2003;;;
'9901010101200022;99010172029;Tanpa Nama;X;31/02/1990;KEPALA KELUARGA;Dusun Timur;001;002;7309012003;11;DTSEN;
'9901010101200023;;Baso;L;;KEPALA KELUARGA;Dusun Utara;;;73.09.01.2003;;;
'''
BAD_LINES = {6, 7}


class HouseholdImportTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="rujukan.")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.server = Server(os.environ["RUJUKAN_BIN"], folder.name).prepare().start()
        self.addCleanup(self.server.__exit__)
        self.set_up_post()

    def set_up_post(self):
        self.channel = open_channel(self.server.address)
        admin = Officer(self.channel).sign_in("admin", self.server.administrator_password)
        admin.call("Region", "ImportRegions", regions=[
            {"code": TENRIGANGKAE[:end], "display_name": name}
            for end, name in [(2, "SULAWESI SELATAN"), (5, "KABUPATEN MAROS"), (8, "MANDAI"), (13, "TENRIGANGKAE")]])
        unit = admin.call("Unit", "CreateUnit", unit={"kind": "UNIT_KIND_PUSKESOS", "display_name": "Puskesos Tenrigangkae",
                                                      "region": TENRIGANGKAE}).name
        password = "kata sandi operator"
        admin.call("Officer", "CreateOfficer", parent=unit, password=password, officer={
            "sign_in_name": "operator", "display_name": "Operator", "assignments": [{"role": "ROLE_PUSKESOS_OPERATOR"}]})
        self.post = Officer(self.channel).sign_in("operator", password)
        self.assertEqual(self.rujukan("sign-in", "operator", stdin=password + "\n").returncode, 0)

    def command(self, *arguments):
        return [self.server.bin_folder / "rujukan", "--lang", "en", *arguments]

    def rujukan(self, *arguments, stdin=""):
        return subprocess.run(self.command(*arguments), input=stdin, capture_output=True, text=True,
                              env=self.server.client_environment())

    def households(self):
        return list(self.post.pages("Household", "ListHouseholds", "households", page_size=500, region=TENRIGANGKAE))

    def test_a_quirky_file_is_taken_row_by_row_and_a_rerun_changes_nothing(self):
        export, report = self.folder / "export.csv", self.folder / "report.csv"
        export.write_text(QUIRKY, encoding="utf-8", newline="")
        first = self.rujukan("--json", "household", "import", str(export), "--report", str(report))
        self.assertEqual(first.returncode, ROWS_REJECTED, first.stderr)
        counts = json.loads(first.stdout)
        self.assertEqual((counts["created"], counts["added"], counts["rejected"]), (2, 1, 2))

        with open(report, encoding="utf-8", newline="") as file:
            reasons = [(int(line), reason) for line, reason in list(csv.reader(file, delimiter=";"))[1:]]
        self.assertEqual({line for line, _ in reasons}, BAD_LINES)
        told = {line: " ".join(reason for at, reason in reasons if at == line) for line in BAD_LINES}
        self.assertIn("DAMAGED_BY_SPREADSHEET", told[6])
        for reason in ["NOT_A_NIK", "NOT_KNOWN_CODE", "NOT_A_DATE", "BPS_REGION_CODE", "OUT_OF_RANGE"]:
            self.assertIn(reason, told[7], "every reason of a row is told at once")
        self.assertNotIn("99010172029", report.read_text(encoding="utf-8"), "a report carries no personal data")

        before = self.households()
        couple = next(household for household in before if len(household.members) == 2)
        self.assertEqual({member.full_name for member in couple.members}, {"Amir Daeng Sila", "Sitti Hawa"})
        self.assertIn('dekat "sumur"', couple.address)
        again = self.rujukan("--json", "household", "import", str(export))
        self.assertEqual(again.returncode, ROWS_REJECTED)
        self.assertEqual(self.households(), before)

    def test_the_encoding_of_old_spreadsheets_is_understood(self):
        export = self.folder / "export.csv"
        export.write_bytes("No KK,NIK,Nama,Kode Wilayah\n"
                           "9901010101200031,9901010107900041,Andr\u00e9 Daeng Ng\u00e9,73.09.01.2003\n".encode("cp1252"))
        self.assertEqual(self.rujukan("household", "import", str(export)).returncode, 0)
        self.assertEqual([member.full_name for household in self.households() for member in household.members],
                         ["Andr\u00e9 Daeng Ng\u00e9"])

    def test_an_import_goes_on_after_the_server_was_killed_and_changes_nothing_twice(self):
        villages, export = self.folder / "villages.csv", self.folder / "export.csv"
        villages.write_text(f"code,district_code,name\n{TENRIGANGKAE},73.09.01,Tenrigangkae\n")
        with open(export, "wb") as file:
            subprocess.run([self.server.bin_folder / "invent_households", "--count", "2000", "--seed", "9", "--villages", villages],
                           stdout=file, check=True)
        running = subprocess.Popen(self.command("--json", "household", "import", str(export)), stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, env=self.server.client_environment())
        self.wait_for_first_batch(running)
        self.server.kill()
        self.server.start()
        running.wait()

        self.post.connect(open_channel(self.server.address))
        again = self.rujukan("--json", "household", "import", str(export))
        self.assertEqual(again.returncode, 0, again.stderr)
        households = self.households()
        self.assertEqual(len(households), 2000)
        self.assertEqual(len({household.family_card_number for household in households}), 2000)
        third = json.loads(self.rujukan("--json", "household", "import", str(export)).stdout)
        self.assertEqual(third["rejected"], 0)
        self.assertEqual(self.households(), households)

    def wait_for_first_batch(self, running):
        while running.poll() is None and b"BatchImportHouseholds" not in self.server.log.read_bytes():
            time.sleep(0.005)


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
