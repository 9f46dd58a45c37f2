"""The runs that take hours: a store that has grown, and a year of the country."""
import json

# Stored referrals: few, and as many as the country makes in years.
FEW, MANY_SQLITE, MANY_MARIADB = 10_000, 10_000_000, 2_000_000
QUICK_FEW, QUICK_MANY = 1_000, 5_000
# Posts, kabupaten, households (each flagged five times), survivors' cases.
YEAR = {"posts": 83_762, "regencies": 514, "households": 1_000_000, "cases": 34_561}
QUICK_YEAR = {"posts": 200, "regencies": 4, "households": 200, "cases": 40}


def growth(run):
    """Stored referrals carry a small packet, so that ten million fit on a disk; what is measured sends the full one."""
    stage, districts, places = run.stage, {}, {}

    def filling(store, size, count, niceness=0):
        place, districts[store, size] = stage.new_database(store), stage.folder / f"{store}.{size}.district"
        places[store, size] = place
        print(f"storing {count} referrals in {store}", flush=True)
        return stage.filling(stage.config(store, place), districts[store, size], count, "small", niceness)

    many = {"sqlite": QUICK_MANY if run.quick else MANY_SQLITE, "mariadb": QUICK_MANY if run.quick else MANY_MARIADB}
    for store in many:
        with filling(store, "few", QUICK_FEW if run.quick else FEW):
            pass
        stage.keep(store, places[store, "few"], "few")
    # SQLite has one connection that writes and needs a whole processor for longer than MariaDB needs the other.
    with filling("sqlite", "many", many["sqlite"]), filling("mariadb", "many", many["mariadb"], niceness=19):
        pass
    steps = [("few sqlite", lambda: grown_copy(run, "sqlite", districts["sqlite", "few"])),
             ("many sqlite", lambda: grown_in_memory(run, places["sqlite", "many"], districts["sqlite", "many"])),
             ("many sqlite, uncached", lambda: grown_uncached(run, places["sqlite", "many"], districts["sqlite", "many"])),
             ("few mariadb", lambda: grown_copy(run, "mariadb", districts["mariadb", "few"])),
             ("many mariadb", lambda: grown(run, "mariadb", "many", places["mariadb", "many"], districts["mariadb", "many"]))]
    run.interleaved("growth", steps)
    ratios = []
    for store in many:
        ratios += [(f"growth_create_{store}", ">=0.7",
                    lambda m, store=store: m[f"growth_create_{store}_many"] / m[f"growth_create_{store}_few"]),
                   (f"growth_get_p50_{store}", "<=1.15",
                    lambda m, store=store: m[f"growth_get_p50_{store}_many"] / m[f"growth_get_p50_{store}_few"])]
    ratios.append(("growth_get_p50_sqlite_uncached", "-",
                   lambda m: m["growth_get_p50_sqlite_uncached"] / m["growth_get_p50_sqlite_few"]))
    return ratios


def grown_copy(run, store, district):
    """What is created meanwhile would soon be more than these few."""
    place = run.stage.copy_of(store, "few")
    said = grown(run, store, "few", place, district)
    run.stage.remove(place)
    return said


def grown_in_memory(run, place, district):
    with run.stage.in_memory(place):
        return grown(run, "sqlite", "many", place, district)


def grown_uncached(run, place, district):
    """As a get of an old referral is: all but the upper pages, which the warm-up reads, come from beneath the system's cache."""
    run.stage.forget(place)
    with run.stage.product("sqlite", place) as server:
        server.district = district
        return median_of_get(run, server, "sqlite", "uncached")


def grown(run, store, size, place, district):
    with run.stage.product(store, place) as server:
        server.district = district
        said = median_of_get(run, server, store, size)
        create = run.load(server, store, "create", run.durations.short, in_flight=run.durations.in_flight)
    run.note(f"growth_create_{store}_{size}", create["per_second"], create)
    return f"create {create['per_second']:.0f}/s, {said}"


def median_of_get(run, server, store, which):
    get = run.load(server, store, "get", run.durations.short, in_flight=1)
    run.note(f"growth_get_p50_{store}_{which}", get["latency"]["p50"], get)
    return f"p50 of get {get['latency']['p50'] / 1000:.3f} ms"


def year(run):
    """Units, officers and sessions are put into the store before; everything that happens in the year goes through the API."""
    stage, ratios = run.stage, []
    country = QUICK_YEAR if run.quick else YEAR
    options = [f"--{name}={value}" for name, value in country.items()]
    for store in ("sqlite", "mariadb"):
        place, district = stage.new_database(store), stage.folder / f"{store}.country"
        config = stage.config(store, place)
        stage.run([stage.bin / "fill_store", "--config", config, "--district", district, *options[:2]])
        print(f"a year on {store}", flush=True)
        with stage.product(store, place) as server:
            server.district = district
            found = json.loads(stage.run([stage.bin / "replay_year", *stage.client(server, store), *options]))
        # Each case is an alert and the service asked for.
        verified = stage.verify(config, f"referrals={2 * country['cases']} closed={2 * country['cases']} ")
        run.note(f"year_minutes_{store}", found["seconds"] / 60, found)
        run.note(f"year_calls_per_second_{store}", found["calls"] / found["seconds"], found)
        print(f"  {found['calls']} calls in {found['seconds'] / 60:.1f} minutes; {verified}", flush=True)
        stage.remove(place)
        ratios.append((f"year_minutes_{store}", "-", lambda m, store=store: m[f"year_minutes_{store}"]))
    return ratios
