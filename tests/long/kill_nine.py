"""Kills the server with SIGKILL under load, again and again, and proves that nothing it acknowledged was lost.

    kill_nine.py --bin build/bin [--kills 200] [--clients 8] [--seed N]

After each kill the server is started again on the same database, every client sends its one request in doubt again with
the same request_id, and then everything is compared: what was acknowledged is there, nothing is there twice, every inbox
is dense and in the order of commit. Prints the counts.
"""
import argparse
import pathlib
import random
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "end_to_end"))

from referral_load import Load, expect  # noqa: E402
from rujukan_server import Server  # noqa: E402

# Writes acknowledged between two kills: a different number each time, so that every moment has its turn.
WRITES_BEFORE_KILL = (1, 600)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True, help="the folder of rujukand")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30), help="of the choices and the moments of kills")
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    folder = tempfile.mkdtemp(prefix="rujukan.")
    try:
        with Server(options.bin, folder).prepare().start() as server:
            kill_again_and_again(server, options)
    finally:
        shutil.rmtree(folder)


def kill_again_and_again(server, options):
    moments = random.Random(options.seed)
    load = Load(server, options.clients, options.seed)
    in_doubt = committed = 0

    def kill_after_a_while(unused_stop):
        load.wait_for_writes(len(load.writes) + moments.randint(*WRITES_BEFORE_KILL))
        server.kill()

    for kill in range(1, options.kills + 1):
        since = min(len(client.writes) for client in load.clients)
        load.run(kill_after_a_while)
        server.start()
        load.reconnect()
        doubtful, were_committed = load.settle()
        in_doubt, committed = in_doubt + doubtful, committed + were_committed
        load.check(since)
        if kill % 10 == 0:
            print(f"{kill} kills, {len(load.writes)} acknowledged writes, all there", flush=True)
    load.check_all()
    expect(server.stop() == 0, "the server did not stop cleanly")
    verified = server.verify()
    created = len({write.referral.name for write in load.writes})
    delivered = sum(len(inbox) for inbox in load.inboxes.values())
    expect(verified["findings"] == 0, "--verify found something")
    expect(verified["referrals"] == created, "--verify counts other referrals than the clients")
    expect(verified["events_expected"] == delivered, "--verify expects other events than were delivered")
    print(f"kill -9 ok: {options.kills} kills, {options.clients} clients, {len(load.writes)} writes acknowledged, 0 lost, 0 twice, "
          f"{created} referrals; {in_doubt} writes in doubt sent again, {committed} of them had been committed; "
          f"{delivered} inbox events, dense and in order of commit")


if __name__ == "__main__":
    main()
