#!/usr/bin/python3
"""One bad mail never stops the others: whatever step it fails at, it is tried again a few times, then parked with its reason, and
after the cause is mended `presens replay` brings it to the same end as all others."""
import pathlib
import shutil
import sqlite3
import sys
import tempfile
import time
import unittest

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "end_to_end")]
from house import WITH_FAILPOINTS, House, differences, preload
from population import Population
from power_cut import Disk, read_log, write_image
from servers import Certificates, SmtpServer

LATER = 6 * 60 * 60
BAD = 2  # the number of the mail that fails


class BadMail(unittest.TestCase):
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="presens-bad-mail-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        population = Population(4)
        mails = [population.mail(0), population.mail(1), population.mail(2, sponsor=True), population.mail(3)]
        cls.secretaries = [group["people"][0][2] for group in population.groups]
        cls.template = House(cls.folder / "template", population, mails)
        house = cls.new_house()
        assert house.run()[0] == 0
        cls.expected = house.outcome()

    @classmethod
    def new_house(cls):
        shutil.rmtree(cls.folder / "house", ignore_errors=True)
        return cls.template.copy(cls.folder / "house")

    def states(self, house):
        return dict(house.rows("SELECT id, state FROM message"))

    def others_are_filed(self, house):
        states = self.states(house)
        self.assertEqual({number: state for number, state in states.items() if number != BAD},
                         {number: "filed" for number in states if number != BAD})

    def ends_as_expected(self, house):
        """But for the exception that told the office, and the folder in which the mail was set aside."""
        self.assertEqual(house.run(environment=preload(CLOCK=LATER))[0], 0)
        found = house.outcome()
        told = {row[0] for row in house.rows(
            "SELECT message_id FROM outbox WHERE purpose = 'exception' AND message = ?", BAD)}
        found["report_mail"] = [row for row in found["report_mail"] if not any(name in row for name in told)]
        found["out"] = [name for name in found["out"] if f"<{name}>" not in told]
        found["exception"] = [row for row in found["exception"] if "is_parked" not in row]
        keep = [name for name in self.expected if name not in ("folders", "location")]
        self.assertEqual(differences({name: self.expected[name] for name in keep}, found), [])

    def test_a_step_that_fails_each_time(self):
        for step in ("mail.loaded", "mail.decided", "mail.answered"):
            with self.subTest(step):
                house = self.new_house()
                status, said = house.run(program=WITH_FAILPOINTS,
                                         environment={"PRESENS_FAILPOINT": f"{step}=fail:{BAD}"})
                self.assertEqual(status, 0, said)
                self.assertEqual(self.states(house)[BAD], "parked")
                self.others_are_filed(house)
                self.assertEqual(said.count(f"mail {BAD}, attempt"), 2)
                self.assertIn(f"mail {BAD} is parked: failpoint {step}", said)
                queue = house.presens("queue")
                self.assertIn(f"mail {BAD}", queue)
                self.assertIn(f"parked: failpoint {step}", queue)
                house.presens("replay", str(BAD))
                self.assertEqual(self.states(house)[BAD], "received")
                self.ends_as_expected(house)

    def test_attempts_are_counted_across_restarts_with_pauses_between(self):
        house = self.new_house()
        options = {"program": WITH_FAILPOINTS}
        for clock, attempts, state in ((0, 1, "received"), (0, 1, "received"), (90, 2, "received"), (150, 2, "received"),
                                       (600, 3, "parked")):
            environment = {"PRESENS_FAILPOINT": f"mail.loaded=fail:{BAD}", **preload(CLOCK=clock)}
            service = house.start("--config", house.configuration, environment=environment, **options)
            while "at work" not in service.stderr.readline():
                pass
            time.sleep(1.5)  # a round and more, so that a pause that is not kept is seen
            self.wait_until(lambda: self.states(house).get(4) == "filed" and
                            house.rows("SELECT attempts, state FROM message WHERE id = ?", BAD) == [(attempts, state)],
                            service)
            service.terminate()
            said = service.communicate(timeout=60)[1]
            self.assertEqual(service.returncode, 0, said)
            self.others_are_filed(house)
        self.assertIn("parked", house.presens("queue"))

    def wait_until(self, condition, service):
        end = time.monotonic() + 60
        while not condition():
            self.assertLess(time.monotonic(), end)
            self.assertIsNone(service.poll())
            time.sleep(0.05)

    def test_an_office_that_cannot_be_told(self):
        house = self.new_house()
        status, _ = house.run(program=WITH_FAILPOINTS, environment={"PRESENS_FAILPOINT": "store.received=fail@1"})
        self.assertEqual(status, 1)
        with sqlite3.connect(house.folder / "presens.db") as database:
            database.execute(f"CREATE TRIGGER damage BEFORE INSERT ON submission WHEN new.message = {BAD} "
                             "BEGIN SELECT raise(ABORT, 'damaged'); END")
        database.close()
        status, said = house.run(program=WITH_FAILPOINTS,
                                 environment={"PRESENS_FAILPOINT": f"mail.parked=fail:{BAD}"})
        self.assertEqual(status, 0, said)
        self.assertIn(f"telling the office of mail {BAD}: failpoint mail.parked", said)
        self.assertEqual(self.states(house)[BAD], "parked")
        self.others_are_filed(house)
        self.assertIn("damaged", house.presens("queue"))

    def test_a_mail_that_is_too_large_to_be_taken_in(self):
        house = self.new_house()
        with open(house.folder / "in" / "new" / "00001-large", "wb") as file:
            file.truncate(1 << 30)
        status, said = house.run()
        self.assertEqual(status, 0, said)
        large, = house.rows("SELECT id FROM message WHERE state = 'parked'")[0]
        self.assertEqual({state for number, state in self.states(house).items() if number != large}, {"filed"})
        self.assertRegex(house.presens("queue"), rf"mail {large}\b.*parked: the mail is too large")
        for _ in range(2):  # told once
            self.assertEqual(house.rows("SELECT recipient FROM outbox WHERE purpose = 'exception' AND message = ?", large),
                             [("kontor@example.no",)])
            self.assertEqual(house.run()[0], 0)
        self.assertIn(f"mail {large} is forgotten", house.presens("replay", str(large)))

    def test_a_mail_that_crashes_the_program(self):
        house = self.new_house()
        for attempt in (1, 2, 3):
            crashing = {"PRESENS_FAILPOINT": f"mail.decided=crash:{BAD}", **preload(CLOCK=attempt * 1000)}
            status, said = house.run(program=WITH_FAILPOINTS, environment=crashing)
            self.assertEqual(status, -6, said)
            status, said = house.run(program=WITH_FAILPOINTS, environment=crashing)
            self.assertEqual(status, 0, said)
            self.others_are_filed(house)
            self.assertEqual(self.states(house)[BAD], "read" if attempt < 3 else "parked", said)
        self.assertIn("crashed", house.presens("queue"))
        house.presens("replay", str(BAD))
        self.ends_as_expected(house)

    def ends_each_time(self, ends, after):
        """The service is killed at one mail each time; `after` is done with the house then. In the end the mail is parked."""
        house = self.new_house()
        for number in range(ends):
            disk, log = Disk(house.folder), self.folder / "log"
            log.unlink(missing_ok=True)
            status, said = house.run(program=WITH_FAILPOINTS, environment={
                "PRESENS_FAILPOINT": f"mail.decided=kill:{BAD}", **preload(FOLDER=house.folder, LOG=log)})
            self.assertEqual(status, -9, f"end {number + 1}: {said}")
            after(disk, log)
        status, said = house.run(program=WITH_FAILPOINTS, environment={"PRESENS_FAILPOINT": f"mail.decided=kill:{BAD}"})
        self.assertEqual(status, 0, said)
        self.others_are_filed(house)
        self.assertEqual(self.states(house)[BAD], "parked", said)
        self.assertIn("was ended, on it 5 times in a row", house.presens("queue"))
        house.presens("replay", str(BAD))
        self.ends_as_expected(house)

    def test_a_mail_at_which_the_service_is_killed(self):
        self.ends_each_time(5, lambda disk, log: None)

    def test_a_mail_that_takes_the_power(self):
        """The disk holds what it is sure to: the first time nothing of the mail in hand."""
        def cut(disk, log):
            for step in read_log(log):
                disk.step(*step)
            shutil.rmtree(self.folder / "house")
            write_image(disk.image())
            (self.folder / "house" / "presens.db-shm").unlink(missing_ok=True)

        self.ends_each_time(6, cut)

    def test_a_mail_that_cannot_be_delivered(self):
        with SmtpServer(Certificates(self.folder / "certificates"), tls="none") as server:
            house = self.new_house()
            house.configure(outgoing={"url": f"smtp://127.0.0.1:{server.port}", "tls": "none"})
            server.answer(self.secretaries[1], "550 5.1.1 No such user")
            server.answer(self.secretaries[2], "451 4.7.1 Greylisted", times=1)
            server.answer(self.secretaries[3], "disconnect", stage="data", times=1)
            status, said = house.run()
            self.assertEqual(status, 75, said)  # two wait for their next try
            self.assertRegex(said, r"giving up mail \d+ of the outbox: .*No such user(?!.*tried again)")
            self.assertRegex(said, r"sending mail \d+ of the outbox: .*Greylisted.*tried again")
            self.assertIn(f"unsent to {self.secretaries[1]}", house.presens("queue"))
            status, said = house.run(environment=preload(CLOCK=LATER))
            self.assertEqual(status, 0, said)
            self.assertEqual(len(house.rows("SELECT 1 FROM outbox WHERE state = 'failed'")), 2)  # answer and confirmation
            server.forget_rules()
            house.presens("replay", "--all")
            self.assertEqual(house.run(environment=preload(CLOCK=LATER))[0], 0)
            self.assertEqual(house.content()["report_mail"], self.expected["report_mail"])
            accepted = [sent.parsed["Message-ID"] for sent in server.journal if sent.accepted]
            doubled = {name for name in accepted if accepted.count(name) > 1}
            self.assertEqual(set(accepted), {name for name, in house.rows("SELECT message_id FROM outbox")})
            self.assertEqual({accepted.count(name) for name in doubled}, {2})
            self.assertEqual(len(doubled), 1, "only the mail whose line broke after the data")

    def test_a_clock_that_is_set_back(self):
        """By a year, between two rounds: what was put off goes out, and nothing twice."""
        with SmtpServer(Certificates(self.folder / "more-certificates"), tls="none") as server:
            house = self.new_house()
            house.configure(outgoing={"url": f"smtp://127.0.0.1:{server.port}", "tls": "none"})
            server.answer(self.secretaries[1], "451 4.7.1 Greylisted", times=1)
            self.assertEqual(house.run()[0], 75)
            status, said = house.run(environment=preload(CLOCK=-365 * 24 * 60 * 60))
            self.assertEqual(status, 0, said)
            self.assertEqual(house.content()["report_mail"], self.expected["report_mail"])
            accepted = [sent.parsed["Message-ID"] for sent in server.journal if sent.accepted]
            self.assertEqual(len(accepted), len(set(accepted)))


if __name__ == "__main__":
    unittest.main()
