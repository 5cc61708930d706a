#!/usr/bin/python3
"""Killed anywhere, the same end: 200 mails handled by a service that is killed with SIGKILL again and again give the same
database content and the same outgoing mails as an undisturbed run."""
import os
import pathlib
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from population import Population

PRESENS = os.environ.get("PRESENS", "build/presens")
MAILS = int(os.environ.get("KILL_MAILS", "200"))
KILLS = int(os.environ.get("KILL_TIMES", "25"))

CONFIGURATION = """[mailbox]
url = maildir://{house}/in
[outgoing]
url = maildir://{house}/out
from = smagrupper@example.no
[store]
path = {house}/presens.db
[office]
name = Kontoret
staff = kontor@example.no
"""

# Everything that a run leaves behind, but for the moments at which it did so.
CONTENT = {
    "report_message": "SELECT mailbox, uid, message_id, sender, subject, state, kind FROM report_message",
    "report_submission": "SELECT form, group_number, group_name, decision, decided_by FROM report_submission",
    "report_finding": "SELECT s.group_number, f.rule, f.severity, f.about, f.text FROM report_finding f "
                      "JOIN report_submission s ON s.id = f.submission",
    "report_credit": "SELECT hpr, name, group_number, date, hours, status FROM report_credit",
    "report_mail": "SELECT recipient, purpose, state, message_id FROM report_mail",
    "told": "SELECT p.hpr, t.date, t.status, t.hours FROM told t JOIN person p ON p.id = t.person",
}


class House:
    def __init__(self, folder, population, mails):
        self.folder = pathlib.Path(folder)
        self.configuration = self.folder / "presens.conf"
        self.configuration.write_text(CONFIGURATION.format(house=self.folder))
        for box in ("new", "cur", "tmp"):
            (self.folder / "in" / box).mkdir(parents=True)
        for index, mail in enumerate(mails):
            (self.folder / "in" / "new" / f"{index:05}").write_bytes(mail)
        register = self.folder / "register.csv"
        register.write_text(population.register())
        subprocess.run([PRESENS, "import", "--config", self.configuration, register], check=True, capture_output=True)

    def start(self):
        return subprocess.Popen([PRESENS, "run", "--once", "--config", self.configuration], stderr=subprocess.PIPE)

    def content(self):
        database = sqlite3.connect(self.folder / "presens.db")
        rows = {view: sorted(map(repr, (tuple(str(value).replace(str(self.folder), "") for value in row)
                                        for row in database.execute(query)))) for view, query in CONTENT.items()}
        rows["integrity"] = database.execute("PRAGMA integrity_check").fetchall()
        return rows

    def mails_out(self):
        return sorted(path.name for path in (self.folder / "out" / "new").iterdir())

    def folders(self):
        return {path.parent.name: sorted(child.name.split(":")[0] for child in path.iterdir())
                for path in (self.folder / "in").glob("*/cur")}


class Kill(unittest.TestCase):
    maxDiff = 4000

    def test_a_killed_service_ends_like_an_undisturbed_one(self):
        population = Population(MAILS)
        mails = [population.mail(i, sponsor=i % 17 == 3, attested=i % 11 != 5) for i in range(MAILS)]
        with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
            calm, stormy = House(one, population, mails), House(two, population, mails)
            begin = time.monotonic()
            self.assertEqual(calm.start().wait(), 0)
            duration = time.monotonic() - begin
            chance, kills = random.Random(7), 0
            for _ in range(KILLS):
                service = stormy.start()
                try:
                    service.wait(timeout=chance.uniform(0, duration * 0.6))
                except subprocess.TimeoutExpired:
                    service.kill()
                    kills += 1
                service.wait()
                service.stderr.close()
            self.assertEqual(stormy.start().wait(), 0)
            print(f"{kills} kills in a run of {MAILS} mails of {duration:.1f} s")
            self.assertGreater(kills, 0)
            expected, found = calm.content(), stormy.content()
            for view in expected:
                self.assertEqual(expected[view], found[view], view)
            self.assertEqual(calm.mails_out(), stormy.mails_out())
            self.assertEqual(calm.folders(), stormy.folders())
            self.assertEqual(len(found["report_message"]), MAILS)
            self.assertTrue(all("'filed'" in row for row in found["report_message"]))


if __name__ == "__main__":
    unittest.main()
