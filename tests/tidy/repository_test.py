#!/usr/bin/python3
"""Each check of the repository finds what is planted for it, and leaves alone what is right."""

import unittest

import repository


def found(check, files):
    return list(check(files))


class Repository(unittest.TestCase):
    def test_a_ring_includes_only_what_lies_inside_it(self):
        right = {
            "server/domain/referral.h": '#include <string>\n#include "absl/time/time.h"\n#include "server/domain/codes.h"\n',
            "server/broker/inbox.cc": '#include "server/domain/inbox.h"\n',
            "server/rpc/call.cc": '#include "grpcpp/grpcpp.h"\n#include "rujukan/v1/unit.pb.h"\n#include <utf8proc.h>\n',
            "adapters/sqlite/driver.cc": "#include <sqlite3.h>\n#include <sys/file.h>\n",
            "server/main.cc": '#include "adapters/sqlite/driver.h"\n',
            "tests/rpc/call_test.cc": '#include "adapters/sqlite/driver.h"\n',
        }
        self.assertEqual(found(repository.wrong_includes, right), [])
        planted = {
            "server/domain/referral.h": '#include "server/broker/workplace.h"\n',
            "server/domain/text.cc": "#include <unistd.h>\n",
            "server/domain/unit.cc": '#include "rujukan/v1/unit.pb.h"\n',
            "server/broker/inbox.cc": '#  include "adapters/sql/store.h"\n',
            "server/rpc/call.cc": '#include "adapters/system/clock.h"\n',
            "adapters/sql/store.cc": "#include <sqlite3.h>\n",
            "adapters/system/clock.cc": '#include "grpcpp/grpcpp.h"\n',
            "client/work.cc": '#include "server/domain/codes.h"\n',
        }
        for path, text in planted.items():
            self.assertEqual(len(found(repository.wrong_includes, {path: text})), 1, path)

    def test_a_new_folder_of_code_must_be_put_into_a_ring(self):
        self.assertEqual(len(found(repository.wrong_includes, {"adapters/oracle/driver.cc": ""})), 1)

    def test_the_root_holds_only_what_belongs_there(self):
        self.assertEqual(found(repository.strangers_in_the_root, {"README.md": "", "server/main.cc": "", ".ci/run": ""}), [])
        self.assertEqual(len(found(repository.strangers_in_the_root, {"notes.md": "", "scripts/x.sh": ""})), 2)

    def test_nothing_is_promised_in_a_comment(self):
        for word in ("TO" "DO", "FIX" "ME", "XX" "X", "HA" "CK"):
            self.assertEqual(len(found(repository.promises, {"client/main.cc": f"int a;\n// {word}: later\n"})), 1, word)
        self.assertEqual(found(repository.promises, {"deploy/a.sh": "mktemp -d /tmp/a.XX" "XXXX\n"}), [])

    def test_every_test_runs(self):
        for text in ("TEST(A, DISAB" "LED_B) {}", "GTEST_" "SKIP();", "@unittest.sk" "ip('later')", "it.sk" "ip('x')"):
            self.assertEqual(len(found(repository.tests_not_run, {"tests/rpc/a_test.cc": text})), 1, text)
        self.assertEqual(found(repository.tests_not_run, {"tests/rpc/a_test.cc": "TEST(A, SkipsBlankLines) {}"}), [])

    def test_the_table_of_folders_is_the_tree(self):
        files = {"README.md": "| `server/` | x |\n| `server/rpc/` | x |\n", "server/rpc/call.cc": "", "server/main.cc": "", ".ci/run": ""}
        self.assertEqual(found(repository.folders_not_in_the_readme, files), [])
        self.assertEqual(len(found(repository.folders_not_in_the_readme, files | {"adapters/sql/a.cc": ""})), 2)
        files["README.md"] += "| `server/gone/` | x |\n"
        self.assertEqual(len(found(repository.folders_not_in_the_readme, files)), 1)

    def test_the_table_of_methods_is_whole(self):
        files = {"README.md": "`SignIn`", "proto/rujukan/v1/session.proto": "  rpc SignIn(A) returns (B);\n"}
        self.assertEqual(found(repository.methods_not_in_the_readme, files), [])
        files["proto/rujukan/v1/session.proto"] += "  rpc Sign(A) returns (B);\n"
        self.assertEqual(len(found(repository.methods_not_in_the_readme, files)), 1)

    def test_a_long_file_is_said(self):
        self.assertEqual(found(repository.long_files, {"client/a.cc": "\n" * 600}), [])
        self.assertEqual(len(found(repository.long_files, {"client/a.cc": "\n" * 601})), 1)


if __name__ == "__main__":
    unittest.main()
