#!/usr/bin/python3
"""Killed anywhere, the same end: mails handled by a service that is killed with SIGKILL at random moments, again and again, give
the same database content and the same outgoing mails as an undisturbed run. KILL_ROUNDS repeats it (make soak)."""
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time
import unittest

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "end_to_end")]
from fake_imap import FakeImap
from fake_smtp import FakeSmtp
from house import House, differences, report
from population import Population

MAILS = int(os.environ.get("KILL_MAILS", "200"))
KILLS = int(os.environ.get("KILL_TIMES", "25"))
ROUNDS = int(os.environ.get("KILL_ROUNDS", "1"))
LIFE = 0.15  # of an undisturbed run, the longest that a service lives: even a machine that has become faster since is not through then


def kill_again_and_again(house, duration, times, chance):
    """Starts the service and kills it at random moments; how often it was still at work then."""
    kills = 0
    for _ in range(times):
        service = house.start()
        try:
            service.wait(timeout=chance.uniform(0, duration * LIFE))
        except subprocess.TimeoutExpired:
            service.kill()
            kills += 1
        service.wait()
        service.stderr.close()
    return kills


class Kill(unittest.TestCase):
    maxDiff = 4000

    def test_from_a_maildir_into_a_maildir(self):
        population = Population(MAILS)
        mails = [population.mail(i, sponsor=i % 17 == 3, attested=i % 11 != 5) for i in range(MAILS)]
        kills = differed = 0
        with tempfile.TemporaryDirectory() as one:
            calm = House(one, population, mails)
            begin = time.monotonic()
            self.assertEqual(calm.run()[0], 0)
            duration, expected = time.monotonic() - begin, calm.outcome()
            for number in range(ROUNDS):
                with tempfile.TemporaryDirectory() as two:
                    stormy = House(two, population, mails)
                    kills += kill_again_and_again(stormy, duration, KILLS, random.Random(number))
                    self.assertEqual(stormy.run()[0], 0)
                    found = differences(expected, stormy.outcome())
                    differed += bool(found)
                    self.assertEqual(found, [])
        self.assertEqual(len(expected["report_message"]), MAILS)
        self.assertTrue(all("'filed'" in row for row in expected["report_message"]))
        self.assertGreater(kills, 0)
        report(f"kills in runs of {MAILS} mails from Maildir to Maildir", kills, differed)

    def over_the_network(self, population, mails, kills, chance, duration=0):
        """One run: how many kills, how long it took, what it left behind, and how often each mail went out."""
        with tempfile.TemporaryDirectory() as folder, FakeImap(capabilities="IMAP4rev1 MOVE") as mailbox:
            outgoing = FakeSmtp()
            mailbox.messages = dict(enumerate(mails, 1))
            house = House(pathlib.Path(folder) / "house", population)
            (house.folder / "password").write_text("hemmelig\n")
            house.configure(mailbox={"url": f"imap://127.0.0.1:{mailbox.port}/INBOX", "user": "smagrupper", "tls": "none",
                                     "password_file": house.folder / "password"},
                            outgoing={"url": f"smtp://127.0.0.1:{outgoing.port}", "tls": "none"})
            done = kill_again_and_again(house, duration, kills, chance)
            begin = time.monotonic()
            status, said = house.run()
            duration = time.monotonic() - begin
            self.assertEqual(status, 0, said)
            accepted = dict(outgoing.accepted)
            if house.rows("SELECT 1 FROM outbox WHERE state = 'failed' AND doubts = 2"):  # the service was killed over it twice
                house.presens("replay", "--all")
                self.assertEqual(house.run()[0], 0)
            outgoing.stop()
            return done, duration, {**house.content(), "filed": sorted(mailbox.filed), "INBOX": list(mailbox.messages)}, accepted

    def test_between_imap_and_smtp(self):
        population = Population(MAILS // 5)
        mails = [population.mail(i, sponsor=i % 17 == 3, attested=i % 11 != 5) for i in range(MAILS // 5)]
        _, duration, expected, once = self.over_the_network(population, mails, 0, None)
        self.assertEqual(set(once.values()), {1})
        kills = differed = 0
        for number in range(ROUNDS):
            done, _, found, accepted = self.over_the_network(population, mails, KILLS // 2, random.Random(number), duration)
            kills += done
            found = differences(expected, found)
            differed += bool(found)
            self.assertEqual(found, [])
            self.assertEqual(set(accepted), set(once))
            self.assertLessEqual(sum(accepted.values()) - len(accepted), done, "at most the mail in hand is sent again")
            self.assertLessEqual(max(accepted.values()), 2)
        self.assertGreater(kills, 0)
        report(f"kills in runs of {len(mails)} mails between IMAP and SMTP", kills, differed)


if __name__ == "__main__":
    unittest.main()
