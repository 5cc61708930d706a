#!/usr/bin/python3
"""Killed anywhere, the same end: 200 mails handled by a service that is killed with SIGKILL again and again give the same
database content and the same outgoing mails as an undisturbed run."""
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from house import House
from population import Population

MAILS = int(os.environ.get("KILL_MAILS", "200"))
KILLS = int(os.environ.get("KILL_TIMES", "25"))

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
            expected, found = calm.outcome(), stormy.outcome()
            for view in expected:
                self.assertEqual(expected[view], found[view], view)
            self.assertEqual(len(found["report_message"]), MAILS)
            self.assertTrue(all("'filed'" in row for row in found["report_message"]))


if __name__ == "__main__":
    unittest.main()
