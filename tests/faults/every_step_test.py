#!/usr/bin/python3
"""The service is killed, fails or loses its power at a step, is started again, and must leave behind what an undisturbed run
leaves. Steps are the failpoints by name, and everything that is done to a file: write, sync, create, rename and so on.

FAULT_STEPS is how many of the steps on files are tried, spread evenly; "all" for every one (make soak)."""
import hashlib
import os
import pathlib
import random
import re
import shutil
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from house import WITH_FAILPOINTS, House, differences, preload, report
from population import Population
from power_cut import Disk, read_log, write_image

STEPS = os.environ.get("FAULT_STEPS", "10")
LATER = 6 * 60 * 60  # seconds after which everything that was put off is due
ELSEWHERE = ("mail.parked", "outbox.handed")  # not reached here: one_bad_test.py, doubt_test.py
ROOT = pathlib.Path(__file__).resolve().parents[2]


def failpoints():
    """Every name in the sources, so that a new one is tried without more ado."""
    names = set()
    for room in ("ingest", "notify"):
        for path in (ROOT / room).glob("*.c"):
            names |= set(re.findall(r'failpoint\("([a-z.]+)"', path.read_text(encoding="utf-8")))
    return sorted(names)


class EveryStep(unittest.TestCase):
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="presens-steps-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        population = Population(4)
        mails = [population.mail(0), population.mail(1, attested=False), population.mail(2, sponsor=True),
                 population.mail(3, sponsor=True), population.mail(0),
                 b"From: nyheter@example.org\nList-Id: <nytt.example.org>\nSubject: Nytt\n\nNytt!\n"]
        cls.template = House(cls.folder / "template", population, mails)
        # Every run is in the same place: the name of the mailbox holds it.
        cls.place, cls.log = cls.folder / "house", cls.folder / "log"
        house = cls.template.copy(cls.place)
        status, said = house.run(environment=preload(FOLDER=cls.place, LOG=cls.log))
        assert status == 0, said
        cls.expected = house.outcome()
        cls.steps = list(read_log(cls.log))
        cls.differed = []

    def setUp(self):
        self.tried = 0
        self.wrong = []

    def moments(self, count):
        return range(1, count + 1, 1 if STEPS == "all" else max(1, count // int(STEPS)))

    def house(self):
        shutil.rmtree(self.place, ignore_errors=True)
        return self.template.copy(self.place)

    def ends_well(self, house, what, said="", counted=()):
        """Starts the service again, later, and compares; of some things only how many there are."""
        self.tried += 1
        status, more = house.run(environment=preload(CLOCK=LATER))
        expected, outcome = ({name: [len(rows)] if name in counted else rows for name, rows in whole.items()}
                             for whole in (self.expected, house.outcome()))
        found = differences(expected, outcome) if status == 0 else []
        if status or found:
            self.wrong.append(f"{what}: status {status} {found}\n    {said}    {more}")

    def report(self, what):
        report(what, self.tried, len(self.wrong))
        self.assertGreater(self.tried, 0)
        self.assertEqual(self.wrong, [])

    def test_killed_at_a_failpoint(self):
        for name in failpoints():
            for number in (1, 2) if STEPS == "all" else (1,):
                house = self.house()
                status, said = house.run(program=WITH_FAILPOINTS,
                                         environment={"PRESENS_FAILPOINT": f"{name}=kill@{number}"})
                if number == 1 and name not in ELSEWHERE:
                    self.assertEqual(status, -9, f"{name} was not reached")
                if status == -9:
                    self.ends_well(house, f"{name}=kill@{number}")
        self.report("killed at a failpoint")

    def test_failing_once_at_a_failpoint(self):
        for name in failpoints():
            house = self.house()
            status, said = house.run(program=WITH_FAILPOINTS, environment={"PRESENS_FAILPOINT": f"{name}=fail@1"})
            self.assertGreaterEqual(status, 0, said)
            if name not in ELSEWHERE:
                self.assertIn("failpoint " + name, said)
            self.ends_well(house, f"{name}=fail@1", said)
        self.report("failed at a failpoint")

    def test_killed_at_a_step(self):
        for number in self.moments(len(self.steps)):
            house = self.house()
            house.run(environment=preload(FOLDER=self.place, ORDER=f"kill@{number}"))
            self.ends_well(house, f"kill@{number}")
        self.report(f"killed at a step of {len(self.steps)}")

    def reads_of_mails(self):
        return [number for number, step in enumerate(self.steps, 1) if step[0] == "read" and "/in/" in step[3]]

    def test_a_step_fails_once(self):
        for number in self.moments(len(self.steps)):
            if number in self.reads_of_mails():
                continue  # below
            house = self.house()
            status, said = house.run(environment=preload(FOLDER=self.place, ORDER=f"fail@{number}+1"))
            self.assertGreaterEqual(status, 0, f"fail@{number}: {said}")
            self.ends_well(house, f"fail@{number}", said)
        self.report(f"a step of {len(self.steps)} failed")

    def test_a_mail_cannot_be_read_once(self):
        reads = self.reads_of_mails()
        for number in reads if STEPS == "all" else reads[:1]:
            house = self.house()
            status, said = house.run(environment=preload(FOLDER=self.place, ORDER=f"fail@{number}+1"))
            self.assertEqual(status, 0, said)
            self.assertRegex(said, r"fetching mail: \S+: Input/output error \(will be tried again\)")
            # It comes after the others, and a letter about several mails is named by the first.
            self.ends_well(house, f"fail@{number}", said, counted=("report_mail", "token", "out"))
        self.report("reading a mail failed")

    def test_the_disk_is_full_for_a_while(self):
        for number in self.moments(len(self.steps))[::4]:
            for length in (40, 1000000):
                house = self.house()
                status, said = house.run(environment=preload(FOLDER=self.place, ORDER=f"fail@{number}+{length}"))
                self.assertGreaterEqual(status, 0, f"fail@{number}+{length}: {said}")
                self.ends_well(house, f"fail@{number}+{length}", said)
        self.report("the disk was full")

    def test_the_power_is_cut(self):
        """Most steps leave what is sure to be on the disk as it was: what was tried already is not tried again."""
        shutil.rmtree(self.place, ignore_errors=True)
        self.template.copy(self.place)
        disk, moments, seen = Disk(self.place), set(self.moments(len(self.steps))), set()
        for number, step in enumerate(self.steps, 1):
            disk.step(*step)
            if number not in moments:
                continue
            both = (None, random.Random(number))
            for chance in both if STEPS == "all" else both[number % 2:][:1]:
                image = disk.image(chance)
                digest = hashlib.sha256(repr(image).encode()).digest()
                if digest in seen:
                    continue
                seen.add(digest)
                shutil.rmtree(self.place)
                write_image(image)
                (self.place / "presens.db-shm").unlink(missing_ok=True)  # memory, not disk
                self.ends_well(House(self.place), f"power cut after {number} ({chance and 'some' or 'none'} of the rest)")
        self.report("the power was cut")


if __name__ == "__main__":
    unittest.main()
