#!/usr/bin/python3
"""The commands of the office, over the mails of the demo: what they show, what they decide, and that looking changes nothing."""
import json
import os
import pathlib
import pty
import re
import sqlite3
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from house import PRESENS, House

DEMO = ROOT / "tests" / "demo"
KARI, ASLAUG, BERIT = "7001011", "7001055", "7003011"
FLAGGED = "3"  # the list of Kystgruppa, which names a sponsor


class CommandsTest(unittest.TestCase):
    def setUp(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        self.house = House(folder, mails=[mail.read_bytes() for mail in sorted((DEMO / "mails").glob("*.eml"))])
        self.house.presens("import", DEMO / "register.csv")
        self.assertEqual(self.house.run()[0], 0)

    def configure(self, rules):
        with open(self.house.configuration, "a") as configuration:
            configuration.write(f"[rules]\n{rules}\n")

    def refused(self, status, *arguments):
        """What a command says that ends with this status."""
        run = subprocess.run([PRESENS, *arguments, "--config", self.house.configuration], capture_output=True, text=True)
        self.assertEqual(run.returncode, status, run.stdout + run.stderr)
        return run.stderr

    def table(self, *command):
        """A table's rows: {first value: whole line}."""
        lines = self.house.presens(*command).splitlines()
        return {line.split()[0]: line for line in lines[1:] if line.strip()}

    def test_the_register(self):
        groups = self.table("groups")
        self.assertRegex(groups["SG-0101"], "Smågruppe Fjordbyen +Bergen +smagruppe +5 +2025-09-15")
        self.assertRegex(groups["SG-0102"], "Viddelegene +Kautokeino +smagruppe +4$")
        group = self.house.presens("group", "SG-0101")
        self.assertRegex(group, "secretary +Kari Nordheim +7001011 +kari.nordheim@fjordbyen.example.no")
        self.assertRegex(group, "member +Aslaug Røed +7001055 +2025-03-17\n")
        self.assertNotIn("0001-01-01", group)
        self.assertRegex(group, r"2025-01-20 +4 +4 +KOLS i allmennpraksis")
        with sqlite3.connect(self.house.folder / "presens.db") as database:
            database.execute("INSERT INTO bounced_address VALUES ('kari.nordheim@fjordbyen.example.no', '2026-01-01T00:00:00Z', NULL)")
        group = self.house.presens("group", "SG-0101")
        self.assertRegex(group, r"secretary +Kari Nordheim +7001011 .*kari.nordheim@fjordbyen.example.no +\(mail comes back\)\n")
        self.assertEqual(group.count("comes back"), group.count("kari.nordheim@fjordbyen.example.no"))
        self.assertRegex(group, "1 +presence +[0-9TZ:-]+ +accept +presens\n")
        self.assertNotIn("Meetings", self.house.presens("group", "SG-0104"))
        self.assertIn("there is no group SG-9", self.refused(1, "group", "SG-9"))

    def test_every_hour_is_explained_by_its_rules(self):
        counting = self.house.presens("points", "--explain", KARI)
        hour = counting[counting.index("2025-03-17 SG-0101: 4 hours counting"):].split("\n\n")[0]
        self.assertIn("course-hour: 18:00–21:00: 180 minutes hold 4 course hours of 45 minutes", hour)
        self.assertIn("three-meetings: 4 meetings of the group in 12 months that hold this one; 3 are needed", hour)
        self.assertIn("six-hours: 16 hours of the doctor, all groups together, in 12 months that hold this meeting; 6 are needed", hour)
        self.assertIn("points-cap: 4 points before these in the period of 60 months; at most 150 count", hour)
        waiting = self.house.presens("points", "--explain", ASLAUG)
        self.assertIn("4 hours provisional", waiting)
        self.assertIn("waits for six-hours", waiting)
        self.assertIn("six-hours: 4 hours of the doctor", waiting)
        self.assertIn("there is no doctor with HPR 1", self.refused(1, "points", "1"))

    def test_an_account_is_found_by_name(self):
        for name in ("Kari Nordheim", "kari nord", "NORDHEIM"):
            self.assertEqual(self.house.presens("points", name), self.house.presens("points", KARI))
        self.assertIn("no doctor with the name or HPR number Kari Sør", self.refused(1, "points", "Kari Sør"))
        self.assertIn("no doctor with the name", self.refused(1, "points", "%"))
        run = subprocess.run([PRESENS, "points", "o", "--config", self.house.configuration], capture_output=True, text=True)
        self.assertEqual(run.returncode, 1)
        self.assertRegex(run.stdout, "7001022 +Ola Bergset +SG-0101")
        self.assertIn("2 doctors have that name: give the whole name or the HPR number", run.stderr)

    def test_the_version_stands_in_one_line(self):
        run = subprocess.run([PRESENS, "--version"], capture_output=True, text=True, check=True)
        self.assertRegex(run.stdout, r"\Apresens \d+\.\d+\n\Z")

    def test_a_wrong_command_and_a_missing_folder_are_named(self):
        self.assertIn("there is no command 'que'", self.refused(2, "que"))
        configuration = pathlib.Path(self.house.configuration)
        configuration.write_text(configuration.read_text().replace("[office]\n", "[office]\ntemplates = /no/such/folder\n"))
        self.assertIn("key 'templates' in [office]: /no/such/folder is no folder", self.refused(2, "run", "--once"))

    def test_hours_over_the_cap_and_hours_that_are_lost_are_explained(self):
        self.configure("points-cap.points = 10\nmeeting-max-length.hours = 3")
        self.house.presens("recheck", "--apply")
        told = self.house.presens("points", "--explain", KARI)
        self.assertRegex(told, r"2025-09-15 SG-0101: 2 hours over-cap, [^\n]*\n  points-cap: 9 points before these in the period of "
                               r"60 months; at most 10 count")
        self.assertRegex(told, r"2025-01-20 SG-0101: 1 hours disallowed, [^\n]*\n  meeting-max-length: Dere møttes i 4 kurstimer")
        account = json.loads(self.house.presens("points", "--json", KARI))
        self.assertEqual((account["totals"]["counting"], account["totals"]["over-cap"], account["totals"]["disallowed"]), (10, 2, 4))

    def test_what_waits_is_shown_and_decided_and_taken_back(self):
        self.assertRegex(self.table("queue")[FLAGGED], "presence .* SG-0103 Kystgruppa +industry-involved")
        shown = self.house.presens("show", FLAGGED)
        self.assertRegex(shown, "Decision +flag")
        self.assertRegex(shown, "industry-involved +flag")
        credits = "SELECT count(*) FROM report_credit WHERE group_number = 'SG-0103'"
        self.assertEqual(self.house.rows(credits), [(0,)])
        self.house.presens("approve", FLAGGED, "--note", "Middagen ble betalt av deltakerne selv.")
        self.assertEqual(self.house.presens("queue"), "Nothing waits.\n")
        self.assertGreater(self.house.rows(credits)[0][0], 0)
        self.assertIn("Middagen ble betalt", self.house.presens("show", FLAGGED))
        self.house.presens("recheck", "--apply")
        self.assertGreater(self.house.rows(credits)[0][0], 0, "a decision of the office survives")
        self.house.presens("undo", FLAGGED)
        self.assertRegex(self.house.presens("show", FLAGGED), "By +At +Taken back +Note\napprove .*Z  [0-9T:-]+Z  Middagen")
        self.assertEqual(self.house.rows(credits), [(0,)])
        self.assertIn(FLAGGED, self.table("queue"))
        self.house.presens("return", FLAGGED, "--note", "Skriv hvem som betalte middagen.")
        self.house.run()
        answers = "SELECT mime FROM outbox WHERE purpose = 'return' AND recipient LIKE 'berit.nesbo@%'"
        self.assertEqual(len(self.house.rows(answers)), 1)

    def test_refused_decisions_change_nothing(self):
        before = self.house.outcome()
        self.assertIn("is not the number of a submission", self.refused(2, "approve", "alle"))
        self.assertIn("say in --note", self.refused(2, "return", FLAGGED))
        self.refused(1, "approve", "1")
        self.refused(1, "approve", "999")
        self.refused(1, "undo", FLAGGED)
        self.assertEqual(self.house.outcome(), before)

    def test_rules_show_the_value_in_force_and_where_it_is_from(self):
        rules = self.table("rules")
        self.assertRegex(rules["six-hours"], r"provisional +presence +smagruppe +\.\. 2026-12-31 +000, 002 +hours = 6, months = 12$")
        self.assertRegex(rules["in-norway"], "return, flag, advise")
        self.configure("six-hours.hours = 4")
        self.assertRegex(self.table("rules")["six-hours"], r"hours = 4 \(configured\), months = 12$")

    def test_an_unknown_rule_or_parameter_stops_the_start(self):
        for line, said in (("seven-hours.hours = 6", "seven-hours"), ("six-hours.hour = 6", "hour"), ("six-hours.hours = mange", "mange")):
            with self.subTest(line):
                house = House(pathlib.Path(self.enterContext(tempfile.TemporaryDirectory())))
                with open(house.configuration, "a") as configuration:
                    configuration.write(f"[rules]\n{line}\n")
                status, log = house.run()
                self.assertNotEqual(status, 0)
                self.assertIn(said, log)

    def test_a_check_says_the_same_and_stores_nothing(self):
        empty = House(pathlib.Path(self.enterContext(tempfile.TemporaryDirectory())))
        empty.presens("import", DEMO / "register.csv")
        before = empty.outcome()
        mails = sorted((DEMO / "mails").glob("*.eml"))
        checked = [json.loads(line) for line in empty.presens("check", *mails).splitlines()]
        self.assertEqual([outcome["file"] for outcome in checked], [str(mail) for mail in mails])
        self.assertEqual([outcome["decision"] for outcome in checked], ["accept", "return", "flag", "accept", "none", "none"])
        for submission, outcome in enumerate(checked[:4], 1):
            found = self.house.rows("SELECT rule, severity, about, text FROM report_finding WHERE submission = ?", submission)
            self.assertEqual(sorted(found), sorted((f["rule"], f["severity"], f["about"], f["text"]) for f in outcome["findings"]))
        self.assertEqual(empty.outcome(), before)

    def test_a_changed_rule_is_shown_first_and_applied_when_told_to(self):
        self.configure("six-hours.hours = 4")
        before = self.house.outcome()
        shown = self.house.presens("recheck")
        self.assertIn("Aslaug Røed (7001055) SG-0101 2025-03-17: 0 -> 4 hours counting", shown)
        self.assertIn("Nothing is changed without --apply.", shown)
        self.assertEqual(self.house.presens("recheck", "--dry-run"), shown)
        self.assertEqual(self.house.outcome(), before)
        self.assertIn("0 -> 4 hours counting", self.house.presens("recheck", "--apply"))
        self.assertEqual(self.house.rows("SELECT status FROM report_credit WHERE hpr = ?", ASLAUG), [("counting",)])
        self.assertIn("Everything comes out as it stands.", self.house.presens("recheck"))

    def test_long_work_shows_how_far_it_is_on_a_terminal_only(self):
        command = [PRESENS, "recheck", "--config", self.house.configuration]
        self.assertEqual(subprocess.run(command, capture_output=True).stderr, b"")
        terminal, end = pty.openpty()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=end, check=True)
        os.close(end)
        said = os.read(terminal, 4096).decode()
        os.close(terminal)
        self.assertTrue(re.search(r"(\d+) of \1\s*$", said), said)


if __name__ == "__main__":
    unittest.main()
