#!/usr/bin/python3
"""Faults of the mail server, between a fake server that has them and the service: afterwards everything is as in an undisturbed
run, and the log says what failed and that it is tried again.

The transcripts in tests/faults/imap/ are data: "when" is the command (or GREETING) to which the server answers with the lines
of "say" instead of its own ("TAG" is the command's tag), "server" the capabilities of a server that differs, "times" how often (1), "then" what it does after them (close, flood,
do-and-close: it does what was asked for, and closes; renumber-and-close; made-by-others: the folder is), "log" a pattern that the log must show (-: nothing
is logged), "status" how the round ends (75).

Beside them the connection is broken at every command of a session: before the answer, in the middle of it and after it.
FAULT_COMMANDS=all tries each of them (make soak), otherwise one of the three each."""
import os
import pathlib
import re
import shutil
import signal
import sys
import tempfile
import time
import unittest

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "end_to_end")]
from fake_imap import FakeImap
from house import House, differences, preload, report
from population import Population

ALL = os.environ.get("FAULT_COMMANDS") == "all"
LATER = 6 * 60 * 60  # seconds after which everything that was put off is due
WITH_MOVE, WITHOUT_MOVE = "IMAP4rev1 MOVE IDLE", "IMAP4rev1 UIDPLUS IDLE"
ROUNDS = 5  # of the service, within which everything must be done


class Cut:
    """A connection over which a fake server sends so many bytes and no more."""

    def __init__(self, connection, bytes_left):
        self.connection, self.left = connection, bytes_left

    def sendall(self, data):
        self.connection.sendall(data[:self.left])
        self.left -= len(data)
        if self.left <= 0:
            raise ConnectionError("cut")

    def __getattr__(self, name):
        return getattr(self.connection, name)


def read_transcript(path):
    transcript = {"say": [], "times": "1", "then": "", "status": "75"}
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            key, _, value = line.partition(": ")
            if key == "say":
                transcript["say"].append(value)
            else:
                transcript[key] = value
    return transcript


class ImapFaults(unittest.TestCase):
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="presens-imap-faults-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        (cls.folder / "password").write_text("hemmelig\n")
        cls.population = Population(3)
        cls.mails = [cls.population.mail(0), cls.population.mail(1, attested=False), cls.population.mail(2, sponsor=True)]
        cls.template = House(cls.folder / "template", cls.population)
        cls.commands = {}
        for capabilities in (WITHOUT_MOVE, WITH_MOVE):
            with cls.new_server(capabilities) as server:
                house = cls.new_house(server)
                status, said = house.run()
                assert status == 0, said
                cls.commands[capabilities] = len(server.commands)
                cls.expected = cls.outcome(house, server)
        assert cls.expected["INBOX"] == [] and len(cls.expected["location"]) == 3

    @classmethod
    def new_server(cls, capabilities=WITH_MOVE):
        server = FakeImap(capabilities=capabilities)
        server.messages = dict(enumerate(cls.mails, 1))
        return server

    @classmethod
    def new_house(cls, server):
        shutil.rmtree(cls.folder / "house", ignore_errors=True)
        house = cls.template.copy(cls.folder / "house")
        house.configure(mailbox={"url": f"imap://127.0.0.1:{server.port}/INBOX", "user": "smagrupper", "tls": "none",
                                 "password_file": cls.folder / "password"})
        return house

    @staticmethod
    def outcome(house, server):
        found = {**house.content(), "out": house.mails_out(), "INBOX": sorted(server.messages.values())}
        # A copy under a number that means nothing any more is no copy.
        found["location"] = sorted(set(row for row in found["location"] if "None" not in row))
        return {**found, **{name: sorted(server.filed.get(name, [])) for name in ("Behandlet", "Returnert", "Til vurdering")}}

    def finish(self, house, server):
        """Rounds of the service until one ends well; what they said."""
        said = ""
        for _ in range(ROUNDS):
            status, more = house.run(environment=preload(CLOCK=LATER))
            said += more
            if status == 0 and not server.messages:
                return said
        return said

    def test_transcripts(self):
        paths = sorted((TESTS / "faults" / "imap").glob("*"))
        self.assertGreater(len(paths), 10)
        differed = 0
        for path in paths:
            transcript = read_transcript(path)
            with self.subTest(path.name), self.new_server(transcript.get("server", WITH_MOVE)) as server:
                server.play(transcript)
                house = self.new_house(server)
                status, said = house.run()
                self.assertEqual(status, int(transcript["status"]), said)
                if transcript["log"] == "-":
                    self.assertNotIn("tried again", said)
                else:
                    self.assertRegex(said, transcript["log"])
                server.on.clear()
                said = self.finish(house, server)
                found = differences(self.expected, self.outcome(house, server))
                differed += bool(found)
                self.assertEqual(found, [], said)
        report("transcripts", len(paths), differed)

    def test_a_connection_that_breaks_at_any_command(self):
        self.breaks_at_any_command(WITH_MOVE)

    def test_a_connection_that_breaks_at_any_command_to_a_server_without_move(self):
        self.breaks_at_any_command(WITHOUT_MOVE)

    def breaks_at_any_command(self, capabilities):
        tried = differed = 0
        for number in range(1, self.commands[capabilities] + 1):
            for where in ("before", "within", "after"):
                if not ALL and ("before", "within", "after").index(where) != number % 3:
                    continue
                with self.subTest(command=number, where=where), self.new_server(capabilities) as server:
                    server.break_at = (number, where)
                    house = self.new_house(server)
                    _, said = house.run()
                    self.assertRegex(said, "closed|reset|understood|broken|IMAP" if "tried again" in said else "presens")
                    server.break_at = None
                    said += self.finish(house, server)
                    found = differences(self.expected, self.outcome(house, server))
                    tried, differed = tried + 1, differed + bool(found)
                    self.assertEqual(found, [], said)
        report(f"connections broken at {self.commands[capabilities]} commands", tried, differed)

    def test_copies_of_one_mail_are_all_filed_with_one_answer(self):
        """A server without MOVE copies one of three, and the connection breaks: the other two are copied, and none stays."""
        for capabilities, stay in ((WITHOUT_MOVE, []), ("IMAP4rev1", [1, 2, 3])):
            with self.subTest(capabilities), self.new_server(capabilities) as server:
                server.messages = dict.fromkeys((1, 2, 3), self.mails[0])

                def copy_one(session, tag, arguments):
                    server.on.pop("UID COPY")
                    server.filed.setdefault("Behandlet", []).append(server.messages[2])
                    session.close()

                server.on["UID COPY"] = copy_one
                house = self.new_house(server)
                self.assertEqual(house.run()[0], 75)
                said = self.finish(house, server)
                self.assertEqual((sorted(server.messages), sorted(server.deleted)), (stay, stay), said)
                self.assertEqual(server.filed, {"Behandlet": [self.mails[0]] * 3})
                self.assertEqual(house.rows("SELECT DISTINCT folder FROM location"), [("Behandlet",)])
                self.assertEqual(house.rows("SELECT count(*) FROM outbox WHERE purpose = 'acknowledgement'"), [(1,)])

    def test_mails_that_a_colleague_takes_away(self):
        """One is deleted between listing and reading, one moved before it is filed: the others go on."""
        with self.new_server() as server:
            def vanish(session, tag, arguments):
                server.on.pop("UID FETCH")
                del server.messages[2]
                session.answer(tag, "UID FETCH " + arguments)

            def moved(session, tag, arguments):
                server.on.pop("UID MOVE")
                server.filed.setdefault("Ferie", []).append(server.messages.pop(3))
                session.answer(tag, "UID MOVE " + arguments)

            server.on.update({"UID FETCH": vanish, "UID MOVE": moved})
            house = self.new_house(server)
            status, said = house.run()
            self.assertEqual((status, server.messages), (0, {}), said)
            self.assertEqual(house.rows("SELECT count(*), sum(state = 'filed') FROM message"), [(2, 2)])

    def test_one_mail_that_cannot_be_moved(self):
        with self.new_server() as server:
            def refuse(session, tag, arguments):
                if "2" in arguments.split(" ")[0].split(","):
                    session.done(tag, "NO [CANNOT] not this one")
                else:
                    session.answer(tag, "UID MOVE " + arguments)

            server.on["UID MOVE"] = refuse
            house = self.new_house(server)
            status, said = house.run()
            self.assertEqual(status, 0, said)
            self.assertEqual(sorted(server.messages), [2])
            self.assertIn("unfiled: 127.0.0.1: moving messages: not this one", house.presens("queue").replace("  ", " "))
            server.on.clear()
            house.presens("replay", "--all")
            house.run()
            self.assertEqual(differences(self.expected, self.outcome(house, server)), [])

    def test_a_copy_that_was_altered_on_the_server(self):
        """What counts is what was taken in; the copy is filed as it is."""
        with self.new_server() as server:
            altered = self.mails[0].replace(b"Presensliste", b"Presenslista")

            def alter(session, tag, arguments):
                server.on.pop("UID MOVE")
                server.messages[1] = altered
                session.answer(tag, "UID MOVE " + arguments)

            server.on["UID MOVE"] = alter
            house = self.new_house(server)
            self.assertEqual(house.run()[0], 0)
            self.assertEqual(house.content(), {name: self.expected[name] for name in house.content()})
            self.assertIn(altered, server.filed["Behandlet"])

    def test_the_service_recovers_by_itself(self):
        """No restart: the server is gone at first, breaks off in the middle, and is there in the end."""
        with self.new_server() as server:
            server.play({"when": "UID MOVE", "say": [], "times": "1", "then": "close"})
            server.greetings = ["* BYE not yet\r\n"]
            house = self.new_house(server)
            service = house.start("--config", house.configuration)
            end = time.monotonic() + 60
            while server.messages and time.monotonic() < end:
                time.sleep(0.05)
            while house.rows("SELECT count(*) FROM location WHERE folder IS NULL") != [(0,)] and time.monotonic() < end:
                time.sleep(0.05)
            service.send_signal(signal.SIGTERM)
            said = service.communicate(timeout=60)[1]
            self.assertEqual(service.returncode, 0, said)
            self.assertRegex(said, "not yet.*tried again")
            self.assertEqual(differences(self.expected, self.outcome(house, server)), [], said)

    def test_a_name_that_does_not_resolve(self):
        with self.new_server() as server:
            house = self.new_house(server)
            configuration = house.configuration.read_text()
            house.configuration.write_text(configuration.replace("127.0.0.1", "finnes-ikke.invalid"))
            status, said = house.run()
            self.assertEqual(status, 75)
            self.assertIn("finnes-ikke.invalid", said)
            house.configuration.write_text(configuration)
            house.run()
            self.assertEqual(differences(self.expected, self.outcome(house, server)), [])


if __name__ == "__main__":
    unittest.main()
