"""Imports all villages of Indonesia, and 100,000 invented households, in one go each; prints time and peak memory.

    import_scale.py --bin build/bin --regions FOLDER [--households 100000]

FOLDER holds the CSV files of the npm package idn-area-data. Memory must not grow with the file.
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "end_to_end"))

from rujukan_server import Server  # noqa: E402

# One province, so that one officer's scope holds all households.
PROVINCE = "73"
VILLAGES_MIN = 83000
# What a client and a server need without any file, several times over; a file read as a whole would go beyond it.
CLIENT_MEGABYTES_MAX = 100
SERVER_MEGABYTES_MAX = 500


def expect(truth, promise):
    if not truth:
        raise SystemExit(f"import broken: {promise}")


def peak_megabytes(process):
    """The most memory that a process that still runs has had."""
    status = pathlib.Path(f"/proc/{process}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status).group(1)) / 1024


class Import:
    def __init__(self, server):
        self.server = server

    def rujukan(self, profile, *arguments, stdin=""):
        command = [self.server.bin_folder / "rujukan", "--profile", profile, *arguments]
        result = subprocess.run(command, input=stdin, capture_output=True, text=True, env=self.server.client_environment())
        expect(result.returncode == 0, f"rujukan {arguments[0]} ended {result.returncode}: {result.stderr}")
        return result.stdout

    def measured(self, profile, *arguments):
        """Runs an import; its output and the words that tell what it took."""
        # GNU time would be one more package; the parent of one child knows the same.
        script = ("import resource, subprocess, sys\n"
                  "code = subprocess.run(sys.argv[1:]).returncode\n"
                  "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)\n"
                  "sys.exit(code)\n")
        command = [sys.executable, "-c", script, self.server.bin_folder / "rujukan", "--profile", profile, "--json", *arguments]
        start = time.monotonic()
        result = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL,
                                env=self.server.client_environment())
        seconds = time.monotonic() - start
        expect(result.returncode == 0, f"the import ended {result.returncode}: {result.stderr[-2000:]}")
        client = int(result.stderr.strip().splitlines()[-1]) / 1024
        server = peak_megabytes(self.server.process.pid)
        expect(client < CLIENT_MEGABYTES_MAX, f"the client took {client:.0f} MB")
        expect(server < SERVER_MEGABYTES_MAX, f"the server took {server:.0f} MB")
        return result.stdout, f"{seconds:.1f} s, peak memory of the client {client:.0f} MB, of the server {server:.0f} MB"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True, help="the folder of rujukand, rujukan and invent_households")
    parser.add_argument("--regions", required=True, type=pathlib.Path)
    parser.add_argument("--households", type=int, default=100000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rujukan.") as folder, Server(options.bin, folder).prepare().start() as server:
        run(Import(server), options, pathlib.Path(folder))
        expect(server.stop() == 0, "the server did not stop cleanly")


def run(work, options, folder):
    work.rujukan("admin", "sign-in", "admin", stdin=work.server.administrator_password + "\n")
    for attempt in ["first", "again"]:
        output, took = work.measured("admin", "region", "import", str(options.regions))
        counts = json.loads(output)
        print(f"all regions, {attempt}: {counts} in {took}", flush=True)
        expect(counts.get("createdCount" if attempt == "first" else "unchangedCount", 0) >= VILLAGES_MIN, "a region is missing")

    password = "kata sandi manajer"
    unit = work.rujukan("admin", "--name-only", "unit", "create", "--kind", "SLRT_SECRETARIAT", "--display-name", "SLRT Provinsi",
                        "--region", PROVINCE).strip()
    work.rujukan("admin", "officer", "create", "--unit", unit, "--sign-in-name", "manajer", "--role", "SLRT_MANAGER", "--from", "-",
                 stdin=f"officer_display_name: Manajer\npassword: {password}\n")
    work.rujukan("manajer", "sign-in", "manajer", stdin=password + "\n")
    own, export = folder / "villages.csv", folder / "households.csv"
    lines = (options.regions / "villages.csv").read_text(encoding="utf-8").splitlines()
    own.write_text("\n".join(line for number, line in enumerate(lines) if number == 0 or line.startswith(PROVINCE + ".")) + "\n")
    with open(export, "wb") as file:
        subprocess.run([work.server.bin_folder / "invent_households", "--count", str(options.households), "--seed", "1",
                        "--villages", own], stdout=file, check=True)
    for attempt in ["first", "again"]:
        output, took = work.measured("manajer", "household", "import", str(export))
        counts = json.loads(output)
        print(f"{options.households} households, {attempt}: {counts} in {took}", flush=True)
        expect(counts["rejected"] == 0, "no invented row is bad")
        if attempt == "first":
            expect(counts["created"] == options.households, "a household is missing")
            rows = counts["created"] + counts["added"]
    expect(counts["unchanged"] == rows, "a rerun changed something")


if __name__ == "__main__":
    main()
