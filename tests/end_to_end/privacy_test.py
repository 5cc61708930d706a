#!/usr/bin/python3
"""What is held about people: who may see it, what is said about them, what is forgotten, and that no log speaks of them."""
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))
from house import PRESENS, configuration, preload

DEMO = HERE.parent / "demo"
DAY = 24 * 60 * 60
KARI, KARIS_ADDRESS = "7001011", "kari.nordheim@fjordbyen.example.no"

class PrivacyTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        (cls.folder / "presens.conf").write_text(configuration(cls.folder, mailbox={"url": f"maildir://{cls.folder}/inn"},
                                                               outgoing={"url": f"maildir://{cls.folder}/ut"}))
        for part in ("tmp", "new", "cur"):
            (cls.folder / "inn" / part).mkdir(parents=True)
        for mail in DEMO.glob("mails/*.eml"):
            shutil.copy(mail, cls.folder / "inn" / "new" / mail.stem)
        presens = lambda *arguments: subprocess.run([PRESENS, *arguments, "--config", cls.folder / "presens.conf"],
                                                    capture_output=True, text=True, timeout=60, check=True)
        presens("import", DEMO / "register.csv")
        cls.log = presens("run", "--once").stderr
        shutil.copy(cls.folder / "presens.db", cls.folder / "handled.db")

    def setUp(self):
        for ending in ("-wal", "-shm"):
            (self.folder / f"presens.db{ending}").unlink(missing_ok=True)
        shutil.copy(self.folder / "handled.db", self.folder / "presens.db")

    def presens(self, *arguments, status=0, environment=None):
        run = subprocess.run([PRESENS, *arguments, "--config", self.folder / "presens.conf"], capture_output=True, text=True,
                             timeout=60, env={**os.environ, **(environment or {})})
        self.assertEqual(run.returncode, status, run.stderr)
        return run

    def rows(self, query, *values):
        with sqlite3.connect(self.folder / "presens.db") as database:
            return database.execute(query, values).fetchall()

    def test_an_export_holds_the_doctor_and_nobody_else(self):
        text = self.presens("person", "export", KARI).stdout
        held = json.loads(text)
        self.assertEqual(held["hpr"], KARI)
        self.assertEqual(held["email"], KARIS_ADDRESS)
        self.assertEqual(sum(row["points"] for row in held["account"]), 16)
        self.assertEqual(len(held["forms"][0]["meetings"]), 4)
        self.assertTrue(held["mails_received"] and held["mails_sent"] and held["memberships"] and held["originals"])
        for hpr, name, address in self.rows("SELECT hpr, name, email FROM person WHERE hpr IS NOT ?", KARI):
            for other in filter(None, (hpr, name, address)):
                self.assertNotIn(other, text)
        self.presens("person", "export", "1", status=1)

    def test_the_export_looks_at_every_table_that_can_name_a_person(self):
        """A table that is new here must be looked at by person_export.sql and person_forget.sql, or named below with why not."""
        without = {"person": "is the person", "small_group": "names groups", "foreign_place": "names places", "built_in_view": "",
                   "rule_parameter": "", "stood_credit": "empty but for a moment", "office_decision": "by the staff",
                   "token": "hashes, removed by person_forget.sql", "attended": "the account is made of it",
                   "message": "as mails_received", "outbox": "as mails_sent"}
        statements = HERE.parents[1] / "store" / "statements"
        export = (statements / "person_export.sql").read_text()
        naming = {"person", "name", "hpr", "email", "sender", "recipient", "decided_by"}
        for table, column in self.rows("SELECT m.name, p.name FROM sqlite_master m, pragma_table_info(m.name) p WHERE m.type = 'table'"):
            if column in naming and table not in without:
                self.assertIn(f" {table} ", export.replace(",", " "), f"{table}.{column}")

    def test_forgetting_is_shown_first_and_leaves_the_hours(self):
        credits = self.rows("SELECT * FROM report_credit ORDER BY 1, 3, 4")
        before = (self.folder / "presens.db").read_bytes()
        shown = self.presens("person", "forget", KARI).stdout
        self.assertIn("Would be removed:", shown)
        self.assertEqual((self.folder / "presens.db").read_bytes(), before)
        done = self.presens("person", "forget", KARI, "--yes").stdout
        self.assertEqual(shown.replace("Would be removed", "Removed").replace("Would be kept", "Kept").splitlines()[:-1],
                         done.splitlines())
        self.assertIn("  1 original of a form that the doctor sent", done)
        self.assertNotRegex(done, r" 1 \w+s (of|to|on|with) ")
        self.assertEqual(self.rows("SELECT * FROM report_credit ORDER BY 1, 3, 4"), credits)
        self.assertIn("Everything comes out as it stands.", self.presens("recheck").stdout)
        self.assertEqual(self.rows("SELECT email = 'forgotten-' || id || '@invalid' FROM person WHERE hpr = ?", KARI), [(1,)])
        # Only what holds others, too, still holds the address.
        for table, column in self.rows("SELECT m.name, p.name FROM sqlite_master m, pragma_table_info(m.name) p WHERE m.type = 'table'"):
            found = self.rows(f'SELECT count(*) FROM "{table}" WHERE instr(CAST("{column}" AS BLOB), CAST(? AS BLOB))', KARIS_ADDRESS)
            self.assertTrue(found == [(0,)] or (table, column) in {("raw_message", "bytes"), ("outbox", "mime")},
                            f"{table}.{column}")
        self.assertEqual(self.rows("SELECT count(*) FROM outbox WHERE length(mime) AND recipient LIKE 'forgotten%'"), [(0,)])
        again = self.presens("person", "forget", KARI).stdout
        self.assertNotIn("mails of the doctor", again)

    def test_nothing_is_forgotten_while_something_is_open(self):
        hpr, = self.rows("SELECT p.hpr FROM submission s JOIN message m ON m.id = s.message JOIN person p ON p.email = m.sender "
                         "WHERE s.decision = 'flag' AND p.hpr IS NOT NULL")[0]
        run = self.presens("person", "forget", hpr, "--yes", status=1)
        self.assertIn("not finished yet", run.stderr)

    def test_the_log_speaks_of_nobody(self):
        self.assertIn("sandboxed", self.log)
        for row in self.rows("SELECT hpr, name, email FROM person") + self.rows("SELECT subject, sender, sender_name FROM message"):
            for word in filter(None, row):
                self.assertNotIn(word, self.log)
        log = self.presens("daily").stdout + self.presens("daily", "--dry-run").stdout
        for name, address in self.rows("SELECT name, email FROM person"):
            self.assertNotIn(name, log)
            self.assertNotIn(address or name, log)

    def test_the_days_work_is_done_once(self):
        first = self.presens("daily").stdout
        self.assertIn("a digest to the office", first)
        self.assertIn("no digest", self.presens("daily").stdout)
        self.assertEqual(self.rows("SELECT count(*) FROM outbox WHERE purpose = 'digest'"), [(1,)])

    def on_day(self, days, *arguments):
        """The daily work of a machine whose clock is so many days ahead."""
        return self.presens("daily", *arguments, environment=preload(CLOCK=days * DAY)).stdout

    def test_a_clock_that_jumps_ahead_removes_nothing_and_reminds_nobody(self):
        raw = "SELECT count(*) FROM raw_message"
        reminded = "SELECT count(*) FROM outbox WHERE purpose = 'reminder'"
        held = self.rows(raw)
        self.presens("daily", "--clock-is-right")
        before = self.rows(reminded)
        for days in (3000, 3000, 3006, 0, 3001):
            self.assertIn("nothing emptied", self.on_day(days))
        self.assertIn("nothing emptied", self.on_day(3007, "--dry-run"))
        self.assertEqual((self.rows(raw), self.rows(reminded)), (held, before))
        self.assertIn("Klokka på maskinen", self.rows("SELECT mime FROM outbox WHERE purpose = 'digest' ORDER BY id DESC")[0][0]
                      .decode("utf-8", "replace").replace("=C3=A5", "å").replace("=\r\n", ""))
        self.assertIn("older than 400 days emptied", self.on_day(3002, "--clock-is-right"))
        self.assertLess(self.rows(raw), held)

    def test_a_machine_that_stood_still_goes_on_after_a_week(self):
        self.presens("daily", "--clock-is-right")
        for days in (3000, 3005):
            self.assertIn("nothing emptied", self.on_day(days))
        self.assertIn("older than 400 days emptied", self.on_day(3007))

    def test_a_dry_run_changes_nothing(self):
        before = (self.folder / "presens.db").read_bytes()
        self.assertIn("would go to the office", self.presens("daily", "--dry-run").stdout)
        self.assertEqual((self.folder / "presens.db").read_bytes(), before)
        self.assertEqual(self.rows("SELECT count(*) FROM digest"), [(0,)])


if __name__ == "__main__":
    unittest.main()
