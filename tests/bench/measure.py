#!/usr/bin/python3
"""Measures the product beside the limits of this machine, in one run, and says which goals hold. run.sh builds and calls it."""
import argparse
import datetime
import json
import math
import os
import pathlib
import platform
import signal
import statistics
import subprocess
import sys
import time
import traceback

import long_runs
from stage import MeasurementFailed, SOURCE, Stage

PARTS = ("throughput", "concurrency", "latency", "limits", "memory", "start")
LONG_PARTS = ("growth", "year")
WATCHERS = 1000
# Each referral is told to two inboxes.
EVENTS_PER_SECOND, EVENTS_PER_REFERRAL = 500, 2
MANY_WATCHERS, MANY_WATCHERS_CONNECTIONS = 10_000, 100


class Durations:
    """Seconds, and how much of everything."""

    def __init__(self, quick):
        self.warm_up = 0.3 if quick else 2
        # Node compiles what is called often.
        self.warm_up_of_node = 0.3 if quick else 5
        self.short = 0.5 if quick else 5
        self.sweep = 0.5 if quick else 3
        # Few at once end in time on any disk.
        self.in_flight = 4 if quick else 32
        self.concurrency = (1, 4) if quick else (1, 8, 32, 128)
        self.minute = 1 if quick else 60
        self.overload = 1 if quick else 10
        self.referrals = 2_000 if quick else 10_000
        self.referrals_at_start = 5_000 if quick else 1_000_000
        self.recorded_requests = 2_000 if quick else 40_000
        self.many_watchers = 1_000 if quick else MANY_WATCHERS
        # Of creates whose events are watched. Few are taken on any disk.
        self.watched_rate = 10 if quick else EVENTS_PER_SECOND / EVENTS_PER_REFERRAL


class Goal:
    """`>=0.8`, `<=4`; `-` for a figure without one."""

    def __init__(self, text):
        self.text = text
        self.bound = None if text == "-" else float(text[2:])

    def holds(self, value):
        if self.bound is None:
            return True
        return value >= self.bound if self.text.startswith(">=") else value <= self.bound


# What must hold, in the order of the table: name, goal, and how it is made of the medians.
RATIOS = [
    ("create_sqlite_to_row_loop", ">=0.8", lambda m: m["create_sqlite"] / m["row_loop_sqlite"]),
    ("create_sqlite_to_statement_loop", ">=1.3", lambda m: m["create_sqlite"] / m["statement_loop_sqlite"]),
    ("create_mariadb_to_statement_loop", ">=0.6", lambda m: m["create_mariadb"] / m["statement_loop_mariadb"]),
    ("create_sqlite_to_node", ">=1.5", lambda m: m["create_sqlite"] / m["node_sqlite"]),
    ("create_mariadb_to_node", ">=1", lambda m: m["create_mariadb"] / m["node_mariadb"]),
    ("get_sqlite_to_echo", ">=0.5", lambda m: m["get_sqlite"] / m["echo"]),
    ("get_mariadb_to_echo", ">=0.25", lambda m: m["get_mariadb"] / m["echo"]),
    ("packet_to_get_sqlite", "-", lambda m: m["packet_sqlite"] / m["get_sqlite"]),
    ("packet_to_get_mariadb", "-", lambda m: m["packet_mariadb"] / m["get_mariadb"]),
    ("get_p99_to_echo_p99", "<=1.5", lambda m: m["get_p99_at_half"] / m["echo_p99_at_half_of_get"]),
    ("create_p99_to_echo_p99", "<=4", lambda m: m["create_p99_at_half"] / m["echo_p99_at_half_of_create"]),
    ("create_tls_to_plain", ">=0.85", lambda m: m["create_sqlite"] / m["create_sqlite_plain"]),
    ("get_tls_to_plain", ">=0.85", lambda m: m["get_sqlite"] / m["get_sqlite_plain"]),
    ("watch_p99_ms", "<=50", lambda m: m["watch_p99"] / 1000),
    ("memory_idle_mib", "<=40", lambda m: m["memory_idle"]),
    ("memory_full_load_mib", "<=96", lambda m: m["memory_full_load"]),
    ("memory_overload_mib", "<=128", lambda m: m["memory_overload"]),
    ("memory_many_watchers_mib", "<=400", lambda m: m["memory_many_watchers"]),
    ("overload_accepted_to_peak", ">=0.6", lambda m: m["overload_accepted"] / m["peak_create_sqlite"]),
    ("overload_refusal_p99_ms", "<=20", lambda m: m["overload_refusal_p99"] / 1000),
    ("start_to_first_answer_ms", "<=100", lambda m: m["start_ms"]),
]


class Run:
    def __init__(self, stage, durations, arguments):
        self.stage, self.durations, self.quick, self.with_node = stage, durations, arguments.quick, arguments.with_node
        self.repetitions = 1 if arguments.quick else arguments.repetitions
        self.values, self.raw, self.sweep = {}, [], {}
        self.begun = time.monotonic()

    def note(self, name, value, raw=None):
        self.values.setdefault(name, []).append(value)
        self.raw.append({"name": name, "value": value, "raw": raw})

    def medians(self):
        return {name: statistics.median(values) for name, values in self.values.items()}

    def median(self, name):
        return statistics.median(self.values[name])

    def interleaved(self, title, steps, repetitions=None):
        """Takes every step once, then every step again in the opposite order, so that what the machine does meanwhile, and what the
        step before leaves to be done, meets all alike."""
        repetitions = repetitions or self.repetitions
        for repetition in range(1, repetitions + 1):
            self.stage.seed = repetition
            for number, (name, step) in enumerate(steps if repetition % 2 else reversed(steps), 1):
                said = step()
                elapsed = int(time.monotonic() - self.begun)
                print(f"[{elapsed // 60:3}:{elapsed % 60:02}] {title} {repetition}/{repetitions}, {number}/{len(steps)} {name}: {said}",
                      flush=True)

    # -- Steps: each notes figures and says them ------------------------------------------------------------------------------

    def load(self, server, store, method, seconds, **options):
        """A load of which nothing is refused."""
        found = self.stage.load(server, store, method, seconds, **{"warm_up": self.durations.warm_up, **options})
        if found["refused"]["count"]:
            raise MeasurementFailed(f"{method} on {store}: {found['refused']['count']} calls were refused")
        return found

    def throughput(self, name, server, store, method, **options):
        found = self.load(server, store, method, self.durations.short, in_flight=self.durations.in_flight, **options)
        self.note(name, found["per_second"], found)
        return f"{name} {found['per_second']:.0f}/s"

    def product(self, store, tls=True):
        """What writes has a server and a database of its own, as the loops and Node have."""
        said = []
        for methods in (("create",), ("get", "packet")):
            place = self.stage.copy_of(store)
            with self.stage.product(store, place, tls) as server:
                said += [self.throughput(f"{method}_{store}{'' if tls else '_plain'}", server, store, method) for method in methods]
            self.stage.remove(place)
        return ", ".join(said)

    def echo(self):
        with self.stage.echo() as server:
            return self.throughput("echo", server, "sqlite", "get")

    def node(self, store):
        place = self.stage.new_database(store)
        with self.stage.node(store, place) as server:
            said = self.throughput(f"node_{store}", server, store, "create", warm_up=self.durations.warm_up_of_node)
        self.stage.remove(place)
        return said

    def bare(self, what, store):
        found = self.stage.bare(what, store, self.durations.short, self.durations.warm_up)
        if found["seconds"] < self.durations.short / 2 and not self.quick:
            raise MeasurementFailed(f"too few requests are recorded for {store}")
        self.note(f"{'row' if what == 'row' else 'statement'}_loop_{store}", found["per_second"], found)
        return f"{found['per_second']:.0f}/s" + (" (all recorded requests used)" if found.get("used_up") else "")

    def at_concurrency(self, store, method):
        said = []
        place = None
        for in_flight in self.durations.concurrency:
            if place is None or method == "create":
                place = self.stage.copy_of(store) if store != "echo" else None
            server = self.stage.echo() if store == "echo" else self.stage.product(store, place)
            with server:
                found = self.stage.load(server, "sqlite" if store == "echo" else store, method, self.durations.sweep, in_flight=in_flight,
                                        warm_up=self.durations.warm_up)
            if place is not None and method == "create":
                self.stage.remove(place)
            self.sweep.setdefault(f"{method} {store}", []).append(
                {"in_flight": in_flight, "per_second": found["per_second"], "p50": found["latency"]["p50"],
                 "p99": found["latency"]["p99"], "refused": found["refused"]["count"]})
            said.append(f"{found['per_second']:.0f}")
        if place is not None and method != "create":
            self.stage.remove(place)
        return "/s ".join(said) + "/s"

    def p99_at(self, name, server, method, rate, seconds):
        found = self.stage.load(server, "sqlite", method, seconds, rate=rate, warm_up=self.durations.warm_up)
        refused = found["refused"]["count"]
        # A caller who was refused was not served in any time.
        p99 = found["latency"]["p99"] if refused == 0 else math.inf
        self.note(name, p99, found)
        return (f"at {rate:.0f}/s p50 {found['latency']['p50'] / 1000:.2f} ms, p99 {p99 / 1000:.2f} ms, {refused} refused; "
                f"the generator's own lateness p99 {found['lateness']['p99'] / 1000:.2f} ms")

    def echo_p99(self, name, method, rate, seconds):
        with self.stage.echo() as server:
            return self.p99_at(name, server, method, rate, seconds)

    def product_p99(self, name, method, rate, seconds):
        place = self.stage.copy_of("sqlite")
        with self.stage.product("sqlite", place) as server:
            said = self.p99_at(name, server, method, rate, seconds)
        self.stage.remove(place)
        return said

    def full_load(self):
        place = self.stage.copy_of("sqlite")
        with self.stage.product("sqlite", place) as server:
            # What it holds, not what hashing a password at its start took for a moment.
            self.note("memory_idle", server.memory_mib("VmRSS"))
            for method in ("get", "packet"):
                self.load(server, "sqlite", method, self.durations.short, in_flight=self.durations.in_flight)
            found = self.load(server, "sqlite", "create", self.durations.minute, in_flight=self.durations.in_flight)
            self.note("memory_full_load", server.memory_mib())
        self.note("create_sqlite_minute", found["per_second"], found)
        stored = self.durations.referrals + found["answered"]
        self.stage.verify(self.stage.config("sqlite", place), f"referrals={stored} ")
        self.stage.remove(place)
        return (f"{self.values['memory_idle'][-1]:.0f} MiB idle, {self.values['memory_full_load'][-1]:.0f} MiB under full load; "
                f"create {found['per_second']:.0f}/s; all {stored} referrals are stored and verified")

    def overload(self):
        rate = 2 * self.median("peak_create_sqlite")
        place = self.stage.copy_of("sqlite")
        with self.stage.product("sqlite", place) as server:
            found = self.stage.load(server, "sqlite", "create", self.durations.overload, rate=rate, warm_up=self.durations.warm_up)
            memory = server.memory_mib()
        self.stage.remove(place)
        if found["refused"]["count"] == 0 and not self.quick:
            raise MeasurementFailed("twice the peak was offered, and nothing refused")
        self.note("overload_accepted", found["per_second"], found)
        self.note("overload_refusal_p99", found["refused"]["p99"], found)
        self.note("memory_overload", memory)
        return (f"at {rate:.0f}/s accepted {found['per_second']:.0f}/s, p99 {found['latency']['p99'] / 1000:.1f} ms; refused "
                f"{found['refused']['count']}, p99 {found['refused']['p99'] / 1000:.1f} ms; {memory:.0f} MiB; "
                f"lateness p99 {found['lateness']['p99'] / 1000:.2f} ms")

    def watchers(self):
        place = self.stage.copy_of("sqlite")
        with self.stage.product("sqlite", place) as server:
            found = self.load(server, "sqlite", "create", self.durations.overload, rate=self.durations.watched_rate, watchers=WATCHERS)
        self.stage.remove(place)
        self.note("watch_p99", found["watch"]["delay"]["p99"], found)
        return f"{found['watch']['delay']['count']} events, p50 {found['watch']['delay']['p50'] / 1000:.2f} ms, " \
               f"p99 {found['watch']['delay']['p99'] / 1000:.2f} ms"

    def many_watchers(self):
        place = self.stage.copy_of("sqlite")
        with self.stage.product("sqlite", place) as server:
            found = self.load(server, "sqlite", "create", self.durations.short, rate=self.durations.watched_rate,
                              watchers=self.durations.many_watchers, watch_channels=MANY_WATCHERS_CONNECTIONS)
            memory = server.memory_mib()
        self.stage.remove(place)
        self.note("memory_many_watchers", memory, found)
        return f"{memory:.0f} MiB, {found['watch']['delay']['count']} events"

    # -- The whole ------------------------------------------------------------------------------------------------------------

    def measure_throughput(self):
        steps = [
            ("row loop SQLite", lambda: self.bare("row", "sqlite")),
            ("statement loop SQLite", lambda: self.bare("statements", "sqlite")),
            ("Node SQLite", lambda: self.node("sqlite")),
            ("SQLite without TLS", lambda: self.product("sqlite", tls=False)),
            ("SQLite", lambda: self.product("sqlite")),
            ("echo", self.echo),
            ("row loop MariaDB", lambda: self.bare("row", "mariadb")),
            ("statement loop MariaDB", lambda: self.bare("statements", "mariadb")),
            ("MariaDB", lambda: self.product("mariadb")),
            ("Node MariaDB", lambda: self.node("mariadb"))]
        self.interleaved("throughput", [step for step in steps if self.with_node or not step[0].startswith("Node")])

    def measure_concurrency(self):
        self.interleaved("by concurrency", [
            (f"{method} {store}", lambda method=method, store=store: self.at_concurrency(store, method))
            for method, store in [("create", "sqlite"), ("create", "mariadb"), ("get", "sqlite"), ("get", "mariadb"), ("get", "echo")]], 1)

    def measure_latency(self):
        self.find_peaks()
        get_rate, create_rate = self.median("peak_get_sqlite") / 2, self.median("peak_create_sqlite") / 2
        self.interleaved("latency", [
            ("echo of get", lambda: self.echo_p99("echo_p99_at_half_of_get", "get", get_rate, self.durations.short)),
            ("get", lambda: self.product_p99("get_p99_at_half", "get", get_rate, self.durations.short)),
            ("echo of create", lambda: self.echo_p99("echo_p99_at_half_of_create", "create", create_rate, self.durations.minute)),
            ("create", lambda: self.product_p99("create_p99_at_half", "create", create_rate, self.durations.minute))])

    def measure_limits(self):
        self.find_peaks()
        self.interleaved("limits", [("overload", self.overload), ("1,000 watchers", self.watchers)])

    def measure_memory(self):
        self.interleaved("memory", [("full load", self.full_load), ("many watchers", self.many_watchers)], 1)

    def find_peaks(self):
        """The highest throughput at any number of calls in flight."""
        if "peak_create_sqlite" in self.values:
            return
        if "create_sqlite" not in self.values:
            self.product("sqlite")
        for method in ("create", "get"):
            swept = [point["per_second"] for point in self.sweep.get(f"{method} sqlite", [])]
            self.note(f"peak_{method}_sqlite", max([self.median(f"{method}_sqlite"), *swept]))

    def measure_start(self):
        """With many referrals stored, on a database that is filled once."""
        place, district = self.stage.new_sqlite(), self.stage.folder / "start.district"
        print(f"storing {self.durations.referrals_at_start} referrals", flush=True)
        self.stage.fill(self.stage.config("sqlite", place), district, self.durations.referrals_at_start, packets="small")

        def start():
            self.note("start_ms", self.stage.first_answer_ms("sqlite", place, district))
            return f"{self.values['start_ms'][-1]:.0f} ms to the first answer"

        self.interleaved("start", [("SQLite", start)])
        self.stage.remove(place)


def spread(values):
    return f"{min(values):.4g} to {max(values):.4g}" if len(set(values)) > 1 else ""


def value_of(formula, medians):
    """None when not everything for it was measured."""
    try:
        return formula(medians)
    except KeyError:
        return None


def of_each_repetition(run, formula):
    """What the ratio is of one repetition's figures; of what was measured once, of that."""
    for repetition in range(max(map(len, run.values.values()))):
        yield formula({name: values[min(repetition, len(values) - 1)] for name, values in run.values.items()})


def report(run, ratios):
    """Prints the table and the lines, and answers whether all goals hold."""
    medians = run.medians()
    print(f"\n{'figure':34} {'median':>12}  least and most")
    for name, values in run.values.items():
        print(f"{name:34} {medians[name]:12.6g}  {spread(values)}")
    print(f"\n{'ratio':34} {'value':>12} {'goal':>8}               in one repetition")
    lines, holds = [], True
    for name, goal, formula in ratios:
        value = value_of(formula, medians)
        if value is None:
            continue
        kept = Goal(goal).holds(value)
        holds = holds and kept
        print(f"{name:34} {value:12.4g} {goal:>8} {'' if kept or run.quick else 'not reached':12}  {spread(list(of_each_repetition(run, formula)))}")
        lines.append(f"ratio {name} {value:.4g} {goal}")
    print()
    print(*lines, sep="\n")
    return holds


def without_infinity(document):
    """JSON has none: null stands for what was never answered in time."""
    if isinstance(document, dict):
        return {name: without_infinity(value) for name, value in document.items()}
    if isinstance(document, list):
        return [without_infinity(value) for value in document]
    return None if document == math.inf else document


def machine():
    commit = subprocess.run(["git", "-C", SOURCE, "-c", "safe.directory=*", "rev-parse", "HEAD"], capture_output=True, text=True, check=False)
    return {"time": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"), "processors": os.cpu_count(),
            "kernel": platform.release(), "load_average_before": os.getloadavg(), "commit": commit.stdout.strip()}


def plot(sweep, picture):
    """Throughput and latency by concurrency, as a PNG."""
    lines = ["set terminal pngcairo size 1500,650 font ',9'", f"set output '{picture}'"]
    for number, points in enumerate(sweep.values()):
        rows = (f"{point['in_flight']} {point['per_second']} {point['p50'] / 1000} {point['p99'] / 1000}" for point in points)
        lines += [f"$measured{number} << EOD", *rows, "EOD"]
    throughput = [f"$measured{number} using 1:2 with linespoints linewidth 2 title '{name}'" for number, name in enumerate(sweep)]
    latency = [f"$measured{number} using 1:{column} with linespoints linecolor {number + 1} dashtype {column - 2} title '{name} {what}'"
               for number, name in enumerate(sweep) for column, what in [(3, "p50"), (4, "p99")]]
    lines += ["set multiplot layout 1,2", "set key left top", "set grid", "set logscale xy", "set xtics (1, 8, 32, 128)",
              "set xlabel 'calls in flight'", "set ylabel 'calls a second'", "plot " + ", ".join(throughput),
              "set ylabel 'milliseconds'", "plot " + ", ".join(latency)]
    subprocess.run(["gnuplot"], input="\n".join(lines) + "\n", text=True, check=True)
    print(f"plot {picture}")


def fail_of_signal(number, _):
    raise MeasurementFailed(f"ended by {signal.Signals(number).name}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--bin", type=pathlib.Path, required=True)
    parser.add_argument("--results", type=pathlib.Path, required=True, help="a folder for what is needed meanwhile")
    parser.add_argument("--plot", type=pathlib.Path, help="a PNG of throughput and latency by concurrency")
    parser.add_argument("--with-node", action="store_true", help="also a plain service on Node")
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="everything once and briefly; judges nothing")
    parser.add_argument("--part", action="append", choices=PARTS + LONG_PARTS, help="only this; the others' ratios are then left out")
    parser.add_argument("--growth", dest="also", action="append_const", const="growth", help="also with millions of referrals stored")
    parser.add_argument("--year", dest="also", action="append_const", const="year", help="also a year of the whole country")
    arguments = parser.parse_args()
    if arguments.repetitions < 1:
        parser.error("--repetitions: at least one")
    if arguments.json:
        # It would be a pity to learn it after hours.
        try:
            arguments.json.open("a").close()
        except OSError as error:
            parser.error(f"--json: {error.strerror}: {arguments.json}")

    durations = Durations(arguments.quick)
    stage = Stage(arguments.bin.resolve(), arguments.results.resolve() / "stage", durations.referrals)
    run = Run(stage, durations, arguments)
    about = machine()
    ratios = [ratio for ratio in RATIOS if arguments.with_node or not ratio[0].endswith("_to_node")]
    print(f"{about['processors']} processors; others' load before: {about['load_average_before'][0]:.1f}", flush=True)
    # Whatever ends it, a terminal that is closed too, leaves no database server behind.
    for end in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(end, fail_of_signal)
    failure = None
    try:
        try:
            stage.set_up(durations.recorded_requests)
            for part in dict.fromkeys([*(arguments.part or PARTS), *(arguments.also or [])]):
                if part in LONG_PARTS:
                    ratios += getattr(long_runs, part)(run)
                else:
                    getattr(run, f"measure_{part}")()
        finally:
            stage.tear_down()
    except MeasurementFailed as failed:
        # What was measured before is told all the same: it may have taken hours.
        failure = failed
    except Exception as error:
        traceback.print_exc()
        failure = error
    holds = report(run, ratios) if run.values else False
    medians = run.medians()
    values = {name: {"value": value_of(formula, medians), "goal": goal} for name, goal, formula in ratios}
    if arguments.json:
        document = {"machine": about, "failure": failure and str(failure), "ratios": values, "medians": medians, "sweep": run.sweep,
                    "measurements": run.raw}
        arguments.json.write_text(json.dumps(without_infinity(document), indent=1))
    if run.sweep and arguments.plot:
        plot(run.sweep, arguments.plot)
    missing = [name for name, found in values.items() if found["value"] is None]
    if failure is None and missing and not arguments.part:
        failure = f"not measured: {', '.join(missing)}"
    if failure is not None:
        print(f"measure.py: {failure}", file=sys.stderr)
        return 2
    if arguments.quick:
        print("quick: nothing is judged")
        return 0
    return 0 if holds else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Exception:
        traceback.print_exc()
        sys.exit(2)
