#!/usr/bin/python3
"""Keeps the repository tidy: what may include what, what the root holds, and what no file may contain.

Prints one line per problem and ends 1 if there is any. A check is a function from {path: text} to problems;
repository_test.py shows for each that it finds what it is there to find.
"""

import pathlib
import re
import subprocess
import sys

# What each ring may include besides the C++ standard library. "POSIX" stands for the headers listed below.
RINGS = {
    "server/domain/": ["absl/", "server/domain/"],
    "server/broker/": ["absl/", "server/domain/", "server/broker/"],
    "server/rpc/": ["absl/", "server/domain/", "server/broker/", "server/rpc/", "rujukan/v1/", "google/", "grpc/", "grpcpp/", "utf8proc.h",
                    "arpa/inet.h", "netinet/in.h"],
    "adapters/sql/": ["absl/", "server/domain/", "adapters/sql/", "rujukan/store/v1/", "google/protobuf/"],
    "adapters/sqlite/": ["absl/", "server/domain/", "adapters/sql/", "adapters/sqlite/", "sqlite3.h", "POSIX"],
    "adapters/mysql/": ["absl/", "server/domain/", "adapters/sql/", "adapters/mysql/", "mysql/jdbc.h", "cppconn/", "POSIX"],
    "adapters/system/": ["absl/", "server/domain/", "adapters/system/", "openssl/", "sodium.h", "POSIX"],
    # A proof is checked where it is wanted: the reader of checkpoints and the check of their signatures are pure, and one for both.
    "client/": ["absl/", "client/", "rujukan/v1/", "google/", "grpcpp/", "CLI/", "csv.h", "utf8proc.h", "openssl/", "iconv.h", "POSIX",
                "server/domain/held_checkpoints.h", "adapters/system/checkpoint_folder.h", "adapters/system/checkpoint_key.h"],
}
# Builds everything, or says how, so it sees everything.
ABOVE_THE_RINGS = {"server/main.cc", "server/configuration.h", "server/configuration.cc", "server/key_rotation.h",
                   "server/key_rotation.cc"}
POSIX = re.compile(r"(sys|netinet|arpa)/\w+\.h|(fcntl|unistd|termios|signal|poll|pwd|errno|dirent)\.h")
STANDARD = re.compile(r"[a-z_0-9]+")
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.MULTILINE)

ROOT_ENTRIES = {
    "proto", "server", "adapters", "client", "deploy", "tests", "CMakeLists.txt", "CMakePresets.json", "README.md", "LICENSE",
    "buf.yaml", ".ci", ".clang-format", ".clang-tidy", ".gitignore", ".gitattributes",
}

CODE = (".cc", ".h", ".py", ".js", ".sh", ".proto", ".txt", ".sql", ".textproto", ".service", ".yaml")
# Put together here, so that this file does not contain what it looks for.
PROMISES = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
NOT_RUN = re.compile(r"DISAB" r"LED_|GTEST_" r"SKIP|unittest\.sk" r"ip|skip" r"Test|\b(it|test|describe)\.sk" r"ip\b")

# A longer file is a hint that it does two things; it is said, not refused.
LINES_OF_A_FILE_MAX = 600


def wrong_includes(files):
    for path, text in files.items():
        if not path.endswith((".cc", ".h")) or not path.startswith(("server/", "adapters/", "client/")) or path in ABOVE_THE_RINGS:
            continue
        ring = next((folder for folder in RINGS if path.startswith(folder)), None)
        if ring is None:
            yield f"{path}: in no ring; name its folder in tests/tidy/repository.py"
            continue
        for include in INCLUDE.findall(text):
            if not may_include(RINGS[ring], include):
                yield f"{path}: {ring} may not include {include}"


def may_include(allowed, include):
    if STANDARD.fullmatch(include) or ("POSIX" in allowed and POSIX.fullmatch(include)):
        return True
    return any(include.startswith(entry) if entry.endswith("/") else include == entry for entry in allowed)


def strangers_in_the_root(files):
    for entry in sorted({path.split("/")[0] for path in files} - ROOT_ENTRIES):
        yield f"{entry}: the root holds only {', '.join(sorted(ROOT_ENTRIES))}"


def promises(files):
    return lines_with(PROMISES, files, "do it or leave it, but do not promise it")


def tests_not_run(files):
    tests = {path: text for path, text in files.items() if path.startswith("tests/")}
    return lines_with(NOT_RUN, tests, "a test that does not run proves nothing")


def lines_with(pattern, files, why):
    for path, text in files.items():
        if path.endswith(CODE):
            for number, line in enumerate(text.splitlines(), 1):
                if pattern.search(line):
                    yield f"{path}:{number}: {pattern.search(line).group(0)}: {why}"


def folders_not_in_the_readme(files):
    """The README's table of folders and the tree are the same: top folders, and those one below server, adapters and tests."""
    said = set(re.findall(r"^\| `([\w./]+/)` \|", files.get("README.md", ""), re.MULTILINE))
    there = set()
    for path in files:
        parts = path.split("/")
        if len(parts) > 1 and not parts[0].startswith("."):
            there.add(parts[0] + "/")
        if len(parts) > 2 and parts[0] in ("server", "adapters", "tests"):
            there.add("/".join(parts[:2]) + "/")
    for folder in sorted(there - said):
        yield f"README.md: the table of folders lacks `{folder}`"
    for folder in sorted(said - there):
        yield f"README.md: the table of folders has `{folder}`, the tree has not"


def methods_not_in_the_readme(files):
    readme = files.get("README.md", "")
    for path, text in files.items():
        if path.startswith("proto/rujukan/v1/"):
            for method in re.findall(r"^\s*rpc (\w+)\(", text, re.MULTILINE):
                if not re.search(rf"\b{method}\b", readme):
                    yield f"README.md: the table of methods lacks {method} of {path}"


CHECKS = [wrong_includes, strangers_in_the_root, promises, tests_not_run, folders_not_in_the_readme, methods_not_in_the_readme]


def long_files(files):
    for path, text in files.items():
        lines = text.count("\n")
        if path.endswith(CODE) and not path.startswith("tests/golden/") and lines > LINES_OF_A_FILE_MAX:
            yield f"{path}: {lines} lines; more than {LINES_OF_A_FILE_MAX} may be two files"


def read_repository(root):
    listed = subprocess.run(["git", "-C", root, "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                            check=True, capture_output=True, text=True).stdout
    paths = [path for path in listed.split("\0") if path and (pathlib.Path(root) / path).is_file()]
    return {path: (pathlib.Path(root) / path).read_text(encoding="utf-8", errors="replace") for path in paths}


def main():
    files = read_repository(sys.argv[1])
    for hint in long_files(files):
        print("hint:", hint)
    problems = [problem for check in CHECKS for problem in check(files)]
    print(*problems, sep="\n")
    print(f"{len(files)} files, {len(CHECKS)} checks, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
