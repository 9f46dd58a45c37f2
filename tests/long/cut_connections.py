"""Cuts, delays, silences and half-closes the connections of two servers to their database under load, and proves that nothing was lost.

    cut_connections.py --bin build/bin [--writes 10000] [--clients 8] [--packets 500] [--seed N]

The database server is one of its own, of the kind that RUJUKAN_STORE names; between it and the servers stands cutting_proxy.py, which
deals a fault after so many packets on average, also just before, during and just after a COMMIT. Everything is compared at the end as in
two_servers.py. Prints the counts.
"""
import argparse
import random
import re
import sys
import tempfile

from cutting_proxy import KINDS, CuttingProxy
from shared_load import SERVING, SharedLoad
from private_database import DatabaseServer
from referral_load import expect
from rujukan_server import Server, store_kind

# So few are acknowledged within referral_load's ACKNOWLEDGE_SECONDS whatever is cut.
WRITES_AT_A_TIME = 10
WRITES_BETWEEN_WORDS = 1000


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True, help="the folder of rujukand")
    parser.add_argument("--writes", type=int, default=10000, help="acknowledged, before the end")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--packets", type=int, default=500, help="between two faults, on average")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30), help="of the choices and the faults")
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    with DatabaseServer(store_kind()) as database, tempfile.TemporaryDirectory(prefix="rujukan.") as folder:
        # Debian's client library signs in to MySQL without TLS over a unix socket only.
        path = f"{folder}/proxy.sock" if store_kind() == "MySql" else None
        with CuttingProxy(database.socket, options.packets, options.seed, path) as proxy:
            first = Server(options.bin, folder)
            second = Server(options.bin, folder, config_name="second.textproto", socket_name="second.sock")
            for server in (first, second):
                lead_through(proxy, server)
            first.prepare()
            with first.start(), second.start():
                write_through(proxy, (first, second), options)


def lead_through(proxy, server):
    text = server.config.read_text()
    place = f'unix_socket: "{proxy.path}"' if proxy.path else f'host: "127.0.0.1" port: {proxy.port}'
    server.config.write_text(re.sub(r'unix_socket: "[^"]*"', place, text))


def write_through(proxy, servers, options):
    load = SharedLoad(servers, options.clients, options.seed)

    def cut_until_enough_is_written(stop):
        proxy.begin()
        while (written := len(load.writes)) < options.writes:
            load.wait_for_writes(written + WRITES_AT_A_TIME)
            if written // WRITES_BETWEEN_WORDS != len(load.writes) // WRITES_BETWEEN_WORDS:
                print(f"{len(load.writes)} writes acknowledged, {sum(proxy.dealt.values())} faults dealt", flush=True)
        proxy.end()
        stop.set()

    load.run(cut_until_enough_is_written)
    for front in load.fronts:
        front.wait_for_health(SERVING)
    load.settle()
    load.check_all()
    load.check_watchers()
    load.leave()
    for server in servers:
        expect(server.stop() == 0, "a server did not stop cleanly")
    verified = servers[0].verify()
    created = len({write.referral.name for write in load.writes})
    delivered = sum(len(inbox) for inbox in load.inboxes.values())
    expect(verified["findings"] == 0, "--verify found something")
    expect(verified["referrals"] == created, "--verify counts other referrals than the clients")
    expect(verified["events_expected"] == delivered, "--verify expects other events than were delivered")
    expect(all(proxy.dealt[kind] > 0 for kind in KINDS), f"a fault was never dealt: {dict(proxy.dealt)}")
    dealt = ", ".join(f"{proxy.dealt[kind]} {kind}" for kind in KINDS)
    print(f"cuts ok on {store_kind()}: {len(load.writes)} writes acknowledged, 0 lost, 0 twice, {created} referrals; "
          f"{sum(proxy.dealt.values())} faults on {proxy.connections} connections: {dealt}; {proxy.commits} commits seen; {load.told()}; "
          f"{delivered} inbox events, dense and in order of commit, told by {len(load.watchers)} watchers over {load.streams()} streams")


if __name__ == "__main__":
    sys.exit(main())
