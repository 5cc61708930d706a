#!/usr/bin/python3
"""Every send fails once, and no mail goes out more than twice by itself: whatever happens between the end of a mail and the server's reply, and in whatever
order, the mail is tried once more under the same Message-ID, then stands as failed with its reason until somebody decides.
FAULT_STEPS=all tries every send, and every step on the journal of sent mail (make soak)."""
import itertools
import os
import pathlib
import shutil
import socket
import sys
import tempfile
import unittest

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "end_to_end")]
from fake_smtp import FakeSmtp
from house import WITH_FAILPOINTS, House, differences, preload, report
from population import Population
from power_cut import Disk, read_log, write_image

LATER = 6 * 60 * 60
ALL = os.environ.get("FAULT_STEPS") == "all"

# What happens to a try, and how often the server takes the mail then.
EVENTS = {
    "doubt": 1,          # the line breaks before the reply
    "outbox.handed": 0,  # the service is killed before the last bytes leave it
    "outbox.sent": 1,    # and after the reply, before it has noted it
}


class Doubt(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="presens-doubt-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        population = Population(1)
        cls.template = House(cls.folder / "template", population, [population.mail(0)])

    def setUp(self):
        shutil.rmtree(self.folder / "house", ignore_errors=True)
        self.house = self.template.copy(self.folder / "house")
        self.server = FakeSmtp()
        self.addCleanup(self.server.stop)
        self.send_to(self.server.port)

    def send_to(self, port):
        self.house.configure(outgoing={"url": f"smtp://127.0.0.1:{port}", "tls": "none"})

    def happens(self, event, clock):
        """A run in which it happens to the first mail that is due."""
        if event == "doubt":
            self.server.fault = event
            status, said = self.house.run(environment=preload(CLOCK=clock))
            self.assertIn("may have arrived", said)
        else:
            status, said = self.house.run(program=WITH_FAILPOINTS,
                                          environment={"PRESENS_FAILPOINT": f"{event}=kill@1", **preload(CLOCK=clock)})
            self.assertEqual(status, -9, said)

    def test_two_doubts_and_no_third_try(self):
        wrong = []
        pairs = list(itertools.product(EVENTS, repeat=2))
        for first, second in pairs:
            self.setUp()
            self.happens(first, 0)
            self.happens(second, LATER)
            status, said = self.house.run(environment=preload(CLOCK=2 * LATER))
            rows = self.house.rows("SELECT message_id, attempts, last_error FROM outbox WHERE state = 'failed' AND doubts = 2")
            taken = EVENTS[first] + EVENTS[second]
            others = {count for name, count in self.server.accepted.items() if rows and name != rows[0][0]}
            if (status, len(rows), self.server.accepted.get(rows and rows[0][0], 0), others) != (0, 1, taken, {1}):
                wrong.append((first, second, status, rows, self.server.accepted, said))
                continue
            name, attempts, reason = rows[0]
            self.assertEqual(attempts, 2)
            self.assertRegex(reason, "may have arrived.*for the second time: it is not sent again by itself")
            self.assertEqual(self.house.rows("SELECT DISTINCT state FROM message"), [("filed",)])
            self.assertIn(reason, self.house.presens("queue"))
            if second != "doubt":
                self.assertRegex(said, "giving up mail 1 of the outbox: the service ended .*, which may have arrived\n")
            self.house.presens("replay", "--all")
            status, said = self.house.run(environment=preload(CLOCK=3 * LATER))
            self.assertEqual((status, self.server.accepted[name]), (0, taken + 1), said)
            self.assertEqual(self.house.rows("SELECT DISTINCT state, doubts FROM outbox"), [("sent", 0)])
        report("pairs of doubts about a mail", len(pairs), len(wrong))
        self.assertEqual(wrong, [])

    def test_one_doubt_and_the_mail_goes_out_once_more(self):
        for event, taken in EVENTS.items():
            with self.subTest(event):
                self.setUp()
                self.happens(event, 0)
                status, said = self.house.run(environment=preload(CLOCK=LATER))
                self.assertEqual(status, 0, said)
                self.assertEqual(self.house.rows("SELECT DISTINCT state FROM outbox"), [("sent",)])
                self.assertEqual(sorted(self.server.accepted.values())[-1], taken + 1)
                self.assertEqual(sum(count > 1 for count in self.server.accepted.values()), taken)
                self.assertEqual(self.house.rows("SELECT max(doubts) FROM outbox"), [(1,)])

    def test_a_service_that_ends_before_a_mail_is_handed_over_leaves_no_doubt(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            silent.settimeout(60)
            self.send_to(silent.getsockname()[1])
            for _ in range(3):
                service = self.house.start()
                connection, _ = silent.accept()
                service.kill()
                service.communicate()
                connection.close()
        self.send_to(self.server.port)
        status, said = self.house.run()
        self.assertEqual(status, 0, said)
        self.assertEqual(set(self.server.accepted.values()), {1})
        self.assertEqual(self.house.rows("SELECT DISTINCT state, doubts, attempts FROM outbox"), [("sent", 0, 1)])

    def test_a_mail_that_takes_the_power_each_time(self):
        """What is not synced is lost each time: the first try is not counted, the next two are, and then it is given up."""
        log = self.folder / "log"
        for number in range(3):
            disk = Disk(self.house.folder)
            log.unlink(missing_ok=True)
            status, said = self.house.run(program=WITH_FAILPOINTS, environment={
                "PRESENS_FAILPOINT": "outbox.handed=kill@1", **preload(FOLDER=self.house.folder, LOG=log, CLOCK=number * LATER)})
            self.assertEqual(status, -9, said)
            for step in read_log(log):
                disk.step(*step)
            shutil.rmtree(self.house.folder)
            write_image(disk.image())
            (self.house.folder / "presens.db-shm").unlink(missing_ok=True)
        status, said = self.house.run(environment=preload(CLOCK=3 * LATER))
        self.assertEqual(status, 0, said)
        self.assertIn("giving up mail", said)
        self.assertEqual(self.house.rows("SELECT count(*) FROM outbox WHERE state = 'failed' AND doubts = 2"), [(1,)])
        self.assertEqual(set(self.server.accepted.values()), {1})

    def test_every_send_fails_once(self):
        """By a refusal for now, with and without a goodbye, and by a line that breaks before and after the mail."""
        status, said = self.house.run()
        self.assertEqual(status, 0, said)
        expected, names = self.house.content(), set(self.server.accepted)
        kinds, tried, wrong = ("451", "421", "close", "doubt"), 0, []
        for spared in range(len(names)):
            for kind in kinds if ALL else (kinds[spared % len(kinds)],):
                self.setUp()
                self.server.fault, self.server.spared = kind, spared
                status, said = self.house.run()
                self.assertEqual((status, self.server.fault), (75, None), said)
                status, more = self.house.run(environment=preload(CLOCK=LATER))
                found = differences(expected, self.house.content())
                taken = sorted(self.server.accepted.values())
                tried += 1
                if status or found or set(self.server.accepted) != names or taken[-2:] != [1, 2 if kind == "doubt" else 1]:
                    wrong.append((kind, spared, status, found, self.server.accepted, said, more))
        report(f"one of {len(names)} sends failed", tried, len(wrong))
        self.assertEqual(wrong, [])

    def test_the_journal_is_cut_off_or_fails_at_a_step(self):
        """Killed there, the mail in hand may go out twice; where the step only fails, each goes out once."""
        log = self.folder / "log"
        status, said = self.house.run(environment=preload(FOLDER=self.house.folder, LOG=log))
        self.assertEqual(status, 0, said)
        expected = self.house.content()
        steps = [number for number, step in enumerate(read_log(log), 1) if any(str(word).endswith(".sent") for word in step)]
        tried, wrong = 0, []
        for number in steps[::1 if ALL else 3]:
            for order, most in ((f"kill@{number}", 2), (f"fail@{number}+1", 1)):
                self.setUp()
                _, said = self.house.run(environment=preload(FOLDER=self.house.folder, ORDER=order))
                status, more = self.house.run(environment=preload(CLOCK=LATER))
                taken = self.server.accepted.values()
                found = differences(expected, self.house.content())
                tried += 1
                if status or found or max(taken) > most or sum(taken) > len(taken) + most - 1:
                    wrong.append((order, status, found, self.server.accepted, said, more))
        report(f"a step of {len(steps)} on the journal of sent mail failed or was the last", tried, len(wrong))
        self.assertGreater(tried, 4)
        self.assertEqual(wrong, [])

    def test_the_office_is_told(self):
        self.happens("doubt", 0)
        self.happens("doubt", LATER)
        self.house.run(environment=preload(CLOCK=2 * LATER))
        self.house.presens("daily")
        mime, = self.house.rows("SELECT mime FROM outbox WHERE purpose = 'digest'")[0]
        self.assertIn(b"kan ha kommet fram", mime)


if __name__ == "__main__":
    unittest.main()
