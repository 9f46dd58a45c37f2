"""Kills two servers that share one database, and the database, under load, again and again, and proves that nothing was lost.

    two_servers.py --bin build/bin [--kills 50] [--clients 8] [--seed N]

The database server is one of its own, of the kind that RUJUKAN_STORE names. First either of the two servers is killed with SIGKILL
and started again, so many times; then the database server is, and the servers, which stay up, say NOT_SERVING, answer every call
UNAVAILABLE, and go on by themselves when it is back. Clients send what is in doubt again to either server; everybody's inbox is watched
on both. After all of it everything is compared: what was acknowledged is there, nothing is there twice, every inbox is dense and in
order of commit, every watcher was told each event once and in order, and `rujukand --verify` finds nothing. Prints the counts.
"""
import argparse
import random
import sys
import tempfile

from shared_load import NOT_SERVING, SERVING, SharedLoad
from private_database import DatabaseServer
from referral_load import expect
from rujukan_api import Refused
from rujukan_server import Server, store_kind

# Writes acknowledged between two kills: a different number each time, so that every moment has its turn.
WRITES_BEFORE_KILL = (1, 200)
NOT_SERVING_LINE, CALL_LINE = "health not serving", " call method="
# A server that comes and goes says a few words each time; anything more is noise about every call.
WORDS_OF_A_RUN = 10


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True, help="the folder of rujukand")
    parser.add_argument("--kills", type=int, default=50, help="of the servers, and again so many of the database")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30), help="of the choices and the moments of kills")
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    with DatabaseServer(store_kind()) as database, tempfile.TemporaryDirectory(prefix="rujukan.") as folder:
        first = Server(options.bin, folder).prepare()
        second = Server(options.bin, folder, config_name="second.textproto", socket_name="second.sock")
        with first.start(), second.start():
            kill_again_and_again((first, second), database, options)


def kill_again_and_again(servers, database, options):
    moments = random.Random(options.seed)
    load = SharedLoad(servers, options.clients, options.seed)
    longest_refusal = 0.0

    def write_for_a_while():
        load.wait_for_writes(len(load.writes) + moments.randint(*WRITES_BEFORE_KILL))

    def kill_all_that_can_be(stop):
        for kill in range(1, options.kills + 1):
            write_for_a_while()
            server = moments.choice(servers)
            server.kill()
            server.start()
            tell(kill, "servers")
        for kill in range(1, options.kills + 1):
            write_for_a_while()
            database.kill()
            for front in load.fronts:
                front.wait_for_health(NOT_SERVING)
                expect_unavailable(front)
            database.resume()
            for front in load.fronts:
                front.wait_for_health(SERVING)
            tell(kill, "the database")
        write_for_a_while()
        stop.set()

    def tell(kill, what):
        if kill % 10 == 0:
            print(f"{kill} kills of {what}, {len(load.writes)} writes acknowledged", flush=True)

    load.run(kill_all_that_can_be)
    load.settle()
    load.check_all()
    load.check_watchers()
    load.leave()
    for server in servers:
        expect(server.stop() == 0, "a server did not stop cleanly")
        check_log(server, options.kills)
    verified = servers[0].verify()
    created = len({write.referral.name for write in load.writes})
    delivered = sum(len(inbox) for inbox in load.inboxes.values())
    expect(verified["findings"] == 0, "--verify found something")
    expect(verified["referrals"] == created, "--verify counts other referrals than the clients")
    expect(verified["events_expected"] == delivered, "--verify expects other events than were delivered")
    print(f"two servers ok on {store_kind()}: {options.kills} kills of servers, {options.kills} of the database; {options.clients} "
          f"clients, {len(load.writes)} writes acknowledged, 0 lost, 0 twice, {created} referrals; {load.told()}; {delivered} inbox "
          f"events, dense and in order of commit, told by {len(load.watchers)} watchers over {load.streams()} streams")


def expect_unavailable(front):
    try:
        front.officers["ppa"].call("Session", "GetSession")
    except Refused as refused:
        expect(refused.code == "UNAVAILABLE", f"without its database a server answers {refused}")
        return
    raise AssertionError("a server answers without its database")


def check_log(server, kills):
    """The log tells that the database was away as often as it was, once each time, and never what is to be kept."""
    log = server.log.read_text()
    lines = log.splitlines()
    expect(sum(NOT_SERVING_LINE in line for line in lines) == kills, "the log tells the database's absence too often or too rarely")
    others = [line for line in lines if CALL_LINE not in line and NOT_SERVING_LINE not in line]
    expect(len(others) <= WORDS_OF_A_RUN * (2 * kills + 1), f"the log has {len(others)} lines that are not about calls")
    password = (server.folder / "database_password").read_text().strip()
    for secret in (password, "Pendampingan", "Kapan dapat bertemu", "Besok pagi"):
        expect(secret not in log, "the log tells what it must not")


if __name__ == "__main__":
    sys.exit(main())
