"""Moves a large installation from SQLite to database servers and back, and compares every digest.

    move_scale.py --bin build/bin --database FILE [--database FILE...] [--households 100000] [--referrals 10000]

FILE is what tests/database/server.sh wrote about a private server. Prints counts, digests and seconds.
"""
import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "end_to_end"))

from referral_load import Load  # noqa: E402
from rujukan_server import Server, SqliteServer, database_environment  # noqa: E402

SOURCE = pathlib.Path(__file__).resolve().parents[2]
REGENCY = "73.09"
CLIENTS = 8
# Counting costs more than waiting.
WRITES_BETWEEN = 1000


def expect(truth, promise):
    if not truth:
        raise SystemExit(f"move broken: {promise}")


def run(*command, stdin=None, environment=None):
    """Runs a command for as long as it takes; its output and the seconds."""
    start = time.monotonic()
    result = subprocess.run([str(word) for word in command], capture_output=True, text=True, input=stdin, env=environment)
    expect(result.returncode == 0, f"{command[0]} ended {result.returncode}: {result.stderr[-2000:]}")
    return result.stdout, time.monotonic() - start


def import_households(server, folder, count):
    def rujukan(profile, *arguments, stdin=None):
        return run(server.bin_folder / "rujukan", "--profile", profile, *arguments, stdin=stdin,
                   environment=server.client_environment())[0]

    rujukan("admin", "sign-in", "admin", stdin=server.administrator_password + "\n")
    rujukan("admin", "region", "import", SOURCE / "deploy" / "regions")
    unit = rujukan("admin", "--name-only", "unit", "create", "--kind", "SLRT_SECRETARIAT", "--display-name", "SLRT Maros",
                   "--region", REGENCY).strip()
    password = "kata sandi manajer"
    rujukan("admin", "officer", "create", "--unit", unit, "--sign-in-name", "manajer", "--role", "SLRT_MANAGER", "--from", "-",
            stdin=f"officer_display_name: Manajer\npassword: {password}\n")
    rujukan("manajer", "sign-in", "manajer", stdin=password + "\n")
    lines = (SOURCE / "deploy" / "regions" / "villages.csv").read_text(encoding="utf-8").splitlines()
    own, households = folder / "villages.csv", folder / "households.csv"
    own.write_text("\n".join(line for number, line in enumerate(lines) if number == 0 or line.startswith(REGENCY + ".")) + "\n")
    with open(households, "wb") as file:
        subprocess.run([server.bin_folder / "invent_households", "--count", str(count), "--seed", "1", "--villages", own], stdout=file,
                       check=True)
    rujukan("manajer", "household", "import", households)


def create_referrals(server, count):
    """At least so many, most of them closed, with every event of their lives. Returns how many."""
    load = Load(server, CLIENTS)

    def created():
        return len({write.referral.name for write in load.writes})

    def stop_when_there_are_enough(stop):
        while created() < count:
            load.wait_for_writes(len(load.writes) + WRITES_BETWEEN)
        stop.set()

    load.run(stop_when_there_are_enough)
    return created()


def rujukand(server, *arguments):
    return run(server.bin_folder / "rujukand", "--config", server.config, *arguments)


def digests(output):
    return [line for line in output.splitlines() if line.startswith("digest ")]


def move(source, target, file):
    """Both print the same digests; returns them and prints the seconds."""
    exported, export_seconds = rujukand(source, "--export", file)
    imported, import_seconds = rujukand(target, "--import", file)
    print(f"  exported in {export_seconds:.1f} s, {file.stat().st_size / 1e6:.0f} MB; imported in {import_seconds:.1f} s", flush=True)
    expect(digests(imported) == digests(exported), "what was imported is not what was exported")
    return digests(imported)


def another(kind, source, folder):
    """A server with the same keys and no database yet."""
    server = kind(source.bin_folder, folder)
    shutil.copy(source.folder / "rujukan.keys", server.folder)
    return server


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True, help="the folder of rujukand, rujukan and invent_households")
    parser.add_argument("--database", required=True, action="append")
    parser.add_argument("--households", type=int, default=100000)
    parser.add_argument("--referrals", type=int, default=10000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rujukan.") as name:
        folder = pathlib.Path(name)
        with SqliteServer(options.bin, folder / "first").prepare().start() as server:
            start = time.monotonic()
            import_households(server, folder, options.households)
            referrals = create_referrals(server, options.referrals)
            expect(server.stop() == 0, "the server did not stop cleanly")
            print(f"{options.households} households and {referrals} referrals made in {time.monotonic() - start:.0f} s", flush=True)
            move_everywhere(server, folder, options)


def move_everywhere(first, folder, options):
    seen = []
    for number, database in enumerate(options.database):
        os.environ["RUJUKAN_DATABASE_ENVIRONMENT"] = database
        kind = database_environment()["RUJUKAN_DATABASE_KIND"]
        os.environ["RUJUKAN_STORE"] = "MySql" if kind == "mysql" else "MariaDb"
        there = another(Server, first, folder / f"there_{number}")
        back = another(SqliteServer, first, folder / f"back_{number}")
        print(f"SQLite to {kind}:", flush=True)
        seen.append(move(first, there, folder / f"to_{number}"))
        print(f"{kind} to SQLite:", flush=True)
        seen.append(move(there, back, folder / f"from_{number}"))
        verified, seconds = rujukand(back, "--verify")
        print(f"  {verified.splitlines()[-1]} in {seconds:.1f} s", flush=True)
    print(*seen[0], sep="\n")
    expect(all(lines == seen[0] for lines in seen), "a digest differs")
    expect(any(line.startswith(f"digest households {options.households} ") for line in seen[0]), "a household is missing")
    print(f"moved ok: {len(seen)} moves, {len(seen[0])} tables, the same digests everywhere")


if __name__ == "__main__":
    main()
