#!/usr/bin/python3
"""The IMAP mailbox against a real Dovecot, and against a server that lies, stalls and breaks off."""

import hashlib
import os
import pathlib
import re
import select
import shutil
import subprocess
import tempfile
import unittest

from fake_imap import FakeImap
from servers import HOST, PASSWORD, Certificates, Dovecot

PROBE = pathlib.Path(os.environ.get("BUILD", "build")) / "tests" / "end_to_end" / "mailbox_probe"
USER = "smagrupper@example.no"
PATIENCE = 120  # seconds until an answer that does not come fails the test
HANDLED, RETURNED, REVIEW, OTHER = range(4)
FOLDERS = ["Behandlet", "Returnert", "Til vurdering", "Annet"]


def mail(number, body="hei"):
    return f"From: kari@example.org\r\nSubject: nummer {number}\r\n\r\n{body}\r\n".encode()


class Fetched:
    def __init__(self, line):
        _, self.uid, self.size, self.received, self.sum = line.split(" ")
        self.uid, self.size = int(self.uid), int(self.size)


class Probe:
    """The mailbox_probe program: one method for each of its commands."""

    def __init__(self, port, password_file, host=HOST, **options):
        options = {"scheme": "imap", "path": "INBOX", "user": USER, "password_file": password_file, "host": host,
                   "port": port, "tls": "none", **options}
        arguments = [f"{key}={value}" for key, value in options.items() if value is not None]
        wrapper = os.environ.get("PROBE_WRAPPER", "").split()
        # The protocol library forgets a few bytes of every greeting that refuses us.
        leaks = pathlib.Path(__file__).with_name("leaks_of_libraries")
        environment = {**os.environ, "LSAN_OPTIONS": f"suppressions={leaks}:print_suppressions=0"}
        self.process = subprocess.Popen([*wrapper, PROBE, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        env=environment)
        self.pending = b""
        self.name = self.result()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.stdout.read()
        self.process.stdout.close()
        self.status = self.process.wait(PATIENCE)
        assert self.status == 0, f"the probe ended with {self.status}"

    def say(self, line):
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def _line(self):
        while b"\n" not in self.pending:
            if not select.select([self.process.stdout], [], [], PATIENCE)[0]:
                raise TimeoutError("the probe does not answer")
            more = os.read(self.process.stdout.fileno(), 65536)
            if not more:
                raise EOFError("the probe has ended")
            self.pending += more
        line, _, self.pending = self.pending.partition(b"\n")
        return line.decode()

    def result(self):
        """The rest of an "ok" line; an "error" line is raised as MailboxError."""
        self.mails = []
        while True:
            line = self._line()
            if line.startswith("mail "):
                self.mails.append(Fetched(line))
                continue
            word, _, rest = line.partition(" ")
            if word == "error":
                raise MailboxError(*rest.split(" ", 1))
            return rest

    def ask(self, line):
        self.say(line)
        return self.result()

    def fetch(self):
        self.uidvalidity = self.ask("fetch")
        return self.mails

    def fetch_all(self):
        """Fetches and stores batch after batch; the batches."""
        batches = []
        while batch := self.fetch():
            batches.append(batch)
            self.ask("store")
        return batches

    def file(self, folder, *uids):
        self.ask(f"file {folder} {self.uidvalidity} {' '.join(map(str, uids))}")


class MailboxError(Exception):
    def __init__(self, kind, text=""):
        super().__init__(f"{kind}: {text}")
        self.kind, self.text = kind, text


class MailboxCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="presens-mailbox-")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.certificates = Certificates(cls.folder + "/certificates")
        cls.password_file = cls.folder + "/password"
        pathlib.Path(cls.password_file).write_text(PASSWORD + "\n")

    def probe(self, port, **options):
        return self.enterContext(Probe(port, options.pop("password_file", self.password_file), **options))

    def assertFails(self, kind, pattern, call, *arguments):
        with self.assertRaises(MailboxError) as caught:
            call(*arguments)
        self.assertEqual(caught.exception.kind, kind, caught.exception)
        self.assertRegex(caught.exception.text, pattern)


class DovecotTest(MailboxCase):
    def setUp(self):
        folder = tempfile.mkdtemp(dir=self.folder)
        self.dovecot = self.enterContext(Dovecot(folder + "/dovecot", self.certificates))

    def test_batches_come_in_order_and_leave_the_flags_alone(self):
        with self.dovecot.imap(USER) as session:
            for number in range(1, 251):
                session.append("INBOX", "(\\Seen)" if number == 7 else "()", None, mail(number))
        probe = self.probe(self.dovecot.imap_port)
        batches = probe.fetch_all()
        self.assertEqual([len(batch) for batch in batches], [100, 100, 50])
        got = [one for batch in batches for one in batch]
        self.assertEqual([one.uid for one in got], list(range(1, 251)))
        self.assertEqual([one.sum for one in got],
                         [hashlib.sha256(mail(number)).hexdigest() for number in range(1, 251)])
        seen = [message.uid for message in self.dovecot.messages(USER) if "\\Seen" in message.flags]
        self.assertEqual(seen, [7])

    def test_large_messages_come_alone_and_too_large_ones_unread(self):
        large, too_large = mail(2, "a" * (20 << 20)), mail(3, "b" * (64 << 20))
        for raw in (mail(1), large, too_large, mail(4)):
            self.dovecot.append(USER, raw)
        probe = self.probe(self.dovecot.imap_port)
        batches = probe.fetch_all()
        self.assertEqual([[one.uid for one in batch] for batch in batches], [[1], [2], [3], [4]])
        self.assertEqual(batches[1][0].sum, hashlib.sha256(large).hexdigest())
        self.assertEqual((batches[2][0].sum, batches[2][0].size), ("-", len(too_large)))

    def test_batches_are_capped_by_bytes(self):
        for number in range(1, 6):
            self.dovecot.append(USER, mail(number, "a" * (3 << 20)))
        batches = self.probe(self.dovecot.imap_port).fetch_all()
        self.assertEqual([[one.uid for one in batch] for batch in batches], [[1, 2], [3, 4], [5]])

    def test_what_is_not_stored_is_handed_out_again(self):
        for number in (1, 2):
            self.dovecot.append(USER, mail(number))
        probe = self.probe(self.dovecot.imap_port)
        self.assertEqual([one.uid for one in probe.fetch()], [1, 2])
        self.assertEqual([one.uid for one in probe.fetch()], [1, 2])
        probe.ask("store")
        self.assertEqual(probe.fetch(), [])

    def test_mail_that_comes_while_the_connection_stands(self):
        probe = self.probe(self.dovecot.imap_port)
        self.assertEqual(probe.fetch(), [])
        for number in range(1, 4):
            self.dovecot.deliver(USER, mail(number))
            self.assertEqual([one.uid for one in probe.fetch()], [number])
            probe.ask("store")

    def test_old_mail_is_left_alone(self):
        self.dovecot.append(USER, mail(1), received=1767221999)  # 2025-12-31 23:59:59 in Norway
        self.dovecot.append(USER, mail(2), received=1767222000)  # one second later
        got = self.probe(self.dovecot.imap_port, since="2026-01-01").fetch()
        self.assertEqual([(one.uid, one.received) for one in got], [(2, "2025-12-31T23:00:00Z")])

    def test_idle_wakes_when_mail_comes(self):
        probe = self.probe(self.dovecot.imap_port)
        self.assertEqual(probe.fetch(), [])
        for number in (1, 2):
            probe.say("wait 3600")
            self.dovecot.deliver(USER, mail(number))
            probe.result()
            self.assertEqual([one.uid for one in probe.fetch()], [number])
            probe.ask("store")

    def test_mail_between_fetching_and_waiting_wakes_too(self):
        probe = self.probe(self.dovecot.imap_port)
        self.assertEqual(probe.fetch(), [])
        self.dovecot.deliver(USER, mail(1))
        probe.ask("wait 3600")
        self.assertEqual([one.uid for one in probe.fetch()], [1])

    def test_waiting_ends_by_itself_and_by_the_wake_descriptor(self):
        probe = self.probe(self.dovecot.imap_port)
        probe.fetch()
        probe.ask("wait 1")
        probe.say("wait 3600")
        probe.say("retry")
        self.assertEqual((probe.result(), probe.result()), ("", "0"))
        self.assertEqual(probe.fetch(), [])

    def test_a_server_that_dies_and_comes_back(self):
        self.dovecot.append(USER, mail(1))
        probe = self.probe(self.dovecot.imap_port)
        self.assertEqual(len(probe.fetch()), 1)
        probe.ask("store")
        for end in (self.dovecot.kill, self.dovecot.stop):
            probe.say("wait 3600")
            end()
            probe.result()
            self.assertFails("MAILBOX", "refused|closed|reset", probe.fetch)
            self.assertFails("MAILBOX", "refused", probe.fetch)
            self.assertIn(int(probe.ask("retry")), (1, 2))
            self.dovecot.start()
            self.assertEqual(probe.fetch(), [])
            self.assertEqual(probe.ask("retry"), "0")
        self.dovecot.deliver(USER, mail(2))
        self.assertEqual([one.uid for one in probe.fetch()], [2])

    def test_a_server_that_dies_before_filing(self):
        self.dovecot.append(USER, mail(1))
        probe = self.probe(self.dovecot.imap_port)
        probe.fetch()
        self.dovecot.kill()
        self.assertFails("MAILBOX", "closed|reset|refused", probe.file, HANDLED, 1)
        self.dovecot.start()
        probe.file(HANDLED, 1)
        self.assertEqual(len(self.dovecot.messages(USER, "Behandlet")), 1)

    def test_another_uidvalidity_starts_anew_and_old_uids_mean_nothing(self):
        for number in (1, 2):
            self.dovecot.append(USER, mail(number))
        probe = self.probe(self.dovecot.imap_port)
        self.assertEqual(len(probe.fetch_all()), 1)
        before = probe.uidvalidity
        self.dovecot.change_uidvalidity(USER)
        self.assertFails("MAILBOX", "closed|reset", probe.fetch)
        self.assertEqual([one.uid for one in probe.fetch()], [1, 2])
        self.assertNotEqual(probe.uidvalidity, before)
        probe.ask(f"file {HANDLED} {before} 1 2")
        self.assertEqual(len(self.dovecot.messages(USER)), 2)

    def test_mail_that_a_colleague_opened_moved_or_deleted(self):
        for number in range(1, 5):
            self.dovecot.append(USER, mail(number))
        self.dovecot.store(USER, 2, "\\Seen \\Flagged")
        probe = self.probe(self.dovecot.imap_port)
        self.assertEqual([one.uid for one in probe.fetch()], [1, 2, 3, 4])
        probe.ask("store")
        self.dovecot.remove(USER, 3)
        probe.file(HANDLED, 3)
        probe.file(HANDLED, 2, 3, 4)
        filed = self.dovecot.messages(USER, "Behandlet")
        self.assertEqual([message.parsed["Subject"] for message in filed], ["nummer 2", "nummer 4"])
        self.assertTrue({"\\Seen", "\\Flagged"} <= set(filed[0].flags))
        self.assertNotIn("\\Seen", filed[1].flags)

    def file_into_all_folders(self):
        for number in range(1, 5):
            self.dovecot.append(USER, mail(number))
        probe = self.probe(self.dovecot.imap_port)
        probe.fetch()
        for folder in (HANDLED, RETURNED, REVIEW, OTHER):
            probe.file(folder, folder + 1)
        self.assertEqual(self.dovecot.folders(USER), sorted([*FOLDERS, "INBOX"]))
        for number, folder in enumerate(FOLDERS, 1):
            self.assertEqual([one.raw for one in self.dovecot.messages(USER, folder)], [mail(number)])
        self.assertEqual(self.dovecot.messages(USER), [])

    def test_folders_are_made_on_demand(self):
        self.file_into_all_folders()

    def test_folders_under_a_prefix(self):
        self.dovecot.namespace = ("INBOX.", ".")
        self.dovecot.restart()
        self.file_into_all_folders()

    def test_without_move(self):
        self.dovecot.extra = "imap_capability = IMAP4rev1 SASL-IR UIDPLUS NAMESPACE IDLE\n"
        self.dovecot.restart()
        self.file_into_all_folders()

    def test_a_folder_that_is_deleted_meanwhile(self):
        for number in (1, 2):
            self.dovecot.append(USER, mail(number))
        probe = self.probe(self.dovecot.imap_port)
        probe.fetch()
        probe.file(RETURNED, 1)
        with self.dovecot.imap(USER) as session:
            session.delete("Returnert")
        probe.file(RETURNED, 2)
        self.assertEqual([one.raw for one in self.dovecot.messages(USER, "Returnert")], [mail(2)])

    def test_another_folder_than_inbox(self):
        with self.dovecot.imap(USER) as session:
            session.create("Sm&AOU-grupper")
            session.append("Sm&AOU-grupper", None, None, mail(1))
        probe = self.probe(self.dovecot.imap_port, path="Smågrupper")
        self.assertEqual(probe.name, f"imap://{USER}@{HOST}/Smågrupper")
        self.assertEqual(len(probe.fetch()), 1)

    def test_encrypted_connections(self):
        self.dovecot.append(USER, mail(1, "a" * 100000))
        expected = hashlib.sha256(mail(1, "a" * 100000)).hexdigest()
        for number, options in enumerate([
            {"scheme": "imaps", "tls": "implicit", "port": self.dovecot.imaps_port},
            {"scheme": "imap", "tls": "starttls", "port": self.dovecot.imap_port},
            {"scheme": "imaps", "tls": "implicit", "port": self.dovecot.imaps_port, "host": "127.0.0.1"},
        ], 2):
            with self.subTest(options):
                probe = self.probe(ca_file=self.certificates.authority, **options)
                self.assertEqual(probe.fetch()[0].sum, expected)
                probe.ask("store")
                self.assertEqual(probe.fetch(), [])
                probe.say("wait 3600")
                self.dovecot.deliver(USER, mail(number))
                probe.result()
                self.assertEqual([one.uid for one in probe.fetch()], [number])

    def test_certificates_that_are_not_to_be_trusted(self):
        for name, why in (("wrong_host", "name"), ("unknown", "issuer is unknown"), ("expired", "expired")):
            self.dovecot.certificate = getattr(self.certificates, name)
            self.dovecot.restart()
            for scheme, tls, port in (("imaps", "implicit", self.dovecot.imaps_port),
                                      ("imap", "starttls", self.dovecot.imap_port)):
                with self.subTest(name, tls=tls):
                    probe = self.probe(port, scheme=scheme, tls=tls, ca_file=self.certificates.authority)
                    self.assertFails("CERTIFICATE", why, probe.fetch)
        self.dovecot.certificate = self.certificates.good
        self.dovecot.restart()
        probe = self.probe(self.dovecot.imaps_port, scheme="imaps", tls="implicit")
        self.assertFails("CERTIFICATE", "issuer is unknown", probe.fetch)

    def test_a_certificate_for_the_wrong_kind_of_connection(self):
        probe = self.probe(self.dovecot.imap_port, scheme="imaps", tls="implicit", ca_file=self.certificates.authority)
        self.assertFails("MAILBOX", "handshake", probe.fetch)
        probe = self.probe(self.dovecot.imaps_port, scheme="imap", tls="starttls", ca_file=self.certificates.authority)
        probe.ask("deadline 1")
        self.assertFails("MAILBOX", "silent|closed|understood", probe.fetch)

    def test_wrong_password_and_no_password(self):
        wrong = self.folder + "/wrong"
        pathlib.Path(wrong).write_text("feil\n")
        self.assertFails("LOGIN", "login: ", self.probe(self.dovecot.imap_port, password_file=wrong).fetch)
        self.assertFails("LOGIN", "none in the configuration",
                         self.probe(self.dovecot.imap_port, password_file=None, user=None).fetch)
        self.assertFails("CONFIGURATION", "password_file",
                         self.probe(self.dovecot.imap_port, password_file="/nowhere/password").fetch)

    def test_folder_and_host_that_do_not_exist(self):
        self.assertFails("MAILBOX", "Nowhere", self.probe(self.dovecot.imap_port, path="Nowhere").fetch)
        self.assertFails("MAILBOX", "nowhere.invalid", self.probe(143, host="nowhere.invalid").fetch)
        self.assertFails("CONFIGURATION", "ca_file", self.probe(self.dovecot.imaps_port, scheme="imaps",
                                                               tls="implicit", ca_file="/nowhere/ca.pem").fetch)


class HostileServerTest(MailboxCase):
    def server(self, **options):
        server = self.enterContext(FakeImap(**options))
        server.messages = {number: mail(number) for number in (1, 2, 3)}
        return server

    def fetch_from(self, server, **options):
        return self.probe(server.port, **options).fetch()

    def test_an_ordinary_server(self):
        server = self.server()
        probe = self.probe(server.port)
        self.assertEqual([one.sum for one in probe.fetch()],
                         [hashlib.sha256(mail(number)).hexdigest() for number in (1, 2, 3)])
        probe.ask("store")
        before = len(server.commands)
        self.assertEqual(probe.fetch(), [])
        self.assertEqual(len(server.commands), before + 1, "looking for news costs one command")

    def test_preauth(self):
        server = self.server(greeting="* PREAUTH welcome\r\n", capabilities="IMAP4rev1 STARTTLS")
        self.assertFails("MAILBOX", "STARTTLS", self.fetch_from_starttls, server)
        self.assertNotIn("STARTTLS", server.commands)
        self.assertEqual(len(self.fetch_from(server)), 3)
        self.assertFalse([line for line in server.commands if "LOGIN" in line])

    def fetch_from_starttls(self, server):
        return self.fetch_from(server, tls="starttls", ca_file=self.certificates.authority)

    def test_starttls_that_is_refused_or_mixed_with_clear_text(self):
        server = self.server()
        server.on["STARTTLS"] = lambda session, tag, _: session.done(tag, "NO not today")
        self.assertFails("MAILBOX", "not today", self.fetch_from_starttls, server)
        server.on["STARTTLS"] = lambda session, tag, _: session.send(f"{tag} OK go\r\n* OK [ALERT] injected\r\n")
        self.assertFails("MAILBOX", "STARTTLS", self.fetch_from_starttls, server)
        self.assertFalse([line for line in server.commands if "LOGIN" in line or "AUTH" in line])

    def test_greetings(self):
        for greeting, why in (("HTTP/1.1 400 Bad Request\r\n\r\n", "understood"), ("* BYE too busy\r\n", "too busy"),
                              ("\0\0\0\0\r\n", "understood"), ("* OK {99999999999}\r\n", "literal"),
                              ("* OK " + "x" * (2 << 20), "too long")):
            with self.subTest(greeting[:20]):
                self.assertFails("MAILBOX", why, self.fetch_from, self.server(greeting=greeting))

    def test_logins(self):
        server = self.server(capabilities="IMAP4rev1 LOGINDISABLED")
        self.assertFails("LOGIN", "takes no password", self.fetch_from, server)
        server = self.server()
        server.on["LOGIN"] = lambda session, tag, _: session.done(tag, "NO [UNAVAILABLE] come back later")
        self.assertFails("MAILBOX", "come back later", self.fetch_from, server)
        server.on["LOGIN"] = lambda session, tag, _: session.done(tag, "NO [AUTHENTICATIONFAILED] who are you")
        self.assertFails("LOGIN", "who are you", self.fetch_from, server)
        server = self.server(capabilities="IMAP4rev1 AUTH=PLAIN")
        server.on["AUTHENTICATE"] = lambda session, tag, _: session.done(tag, "NO [AUTHENTICATIONFAILED] who are you")
        self.assertFails("LOGIN", "who are you", self.fetch_from, server)

    def test_no_uidvalidity(self):
        server = self.server()
        server.on["SELECT"] = lambda session, tag, _: session.send(f"* 3 EXISTS\r\n{tag} OK done\r\n")
        self.assertFails("MAILBOX", "UIDVALIDITY", self.fetch_from, server)

    def test_capabilities_that_are_not_told(self):
        server = self.server()
        server.on["CAPABILITY"] = lambda session, tag, _: session.done(tag)
        self.assertEqual(len(self.fetch_from(server)), 3)

    def test_lists_without_bounds(self):
        deep = "* 1 FETCH (BODYSTRUCTURE " + "(" * 60000
        for what, flood, why in (
            ("line", lambda session: self.flood(session, "* OK ", "x" * 65536), "too long"),
            ("lines", lambda session: self.flood(session, "", "* 3 EXISTS\r\n" * 4096), "too long"),
            ("huge literal", lambda session: session.send("* 1 FETCH (BODY[] {4294967295}\r\n"), "too large"),
            ("endless literals", lambda session: self.flood(
                session, "", "* 1 FETCH (BODY[] {1000000}\r\n" + "x" * 1000000 + ")\r\n"), "too large"),
            ("nesting", lambda session: session.send(deep + "\r\n"), "nested"),
            ("end in a literal", self.end_in_literal, "closed"),
            ("end in a line", lambda session: (session.send("* 1 FET"), session.close()), "closed"),
            ("goodbye", lambda session: (session.send("* BYE enough\r\n"), session.close()), "closed|understood"),
            ("nonsense", lambda session: session.send("* 1 FETCH (UID one)\r\n)))\r\n"), "understood"),
            ("another tag", lambda session: session.send("999 OK done\r\n"), "listing"),
        ):
            with self.subTest(what):
                server = self.server()
                server.on["FETCH"] = lambda session, tag, _, flood=flood: flood(session)
                self.assertFails("MAILBOX", why, self.fetch_from, server)

    @staticmethod
    def flood(session, start, rest):
        session.send(start)
        while True:
            session.send(rest)

    @staticmethod
    def end_in_literal(session):
        session.send("* 1 FETCH (UID 1 BODY[] {1000}\r\nonly this")
        session.close()

    def test_a_server_that_falls_silent(self):
        for command in ("CAPABILITY", "LOGIN", "SELECT", "FETCH", "UID FETCH"):
            with self.subTest(command):
                server = self.server()
                server.on[command] = lambda session, tag, _: session.read_line()
                probe = self.probe(server.port)
                probe.ask("deadline 1")
                self.assertFails("MAILBOX", "silent", probe.fetch)
        server = self.server(greeting=None)
        for options in ({}, {"scheme": "imaps", "tls": "implicit"}):
            probe = self.probe(server.port, **options)
            probe.ask("deadline 1")
            self.assertFails("MAILBOX", "silent", probe.fetch)

    def test_one_message_that_breaks_the_connection_does_not_stop_the_others(self):
        server = self.server()

        def stumble(session, tag, arguments):
            if "BODY" in arguments and "2" in re.split(r"[ ,]", arguments.split(" ")[0]):
                session.close()
            session.answer(tag, "UID FETCH " + arguments)

        server.on["UID FETCH"] = stumble
        probe = self.probe(server.port)
        got = []
        while len(got) < 3:
            got += [(one.uid, one.sum == "-", one.size) for one in probe.fetch()]
            probe.ask("store")
        self.assertEqual(got, [(1, False, len(mail(1))), (2, True, 0), (3, False, len(mail(3)))])
        self.assertEqual(len(server.sessions), 6, "the first, and one more for each try that failed")
        self.assertEqual(probe.fetch(), [])

    def test_messages_that_are_gone_between_listing_and_reading(self):
        server = self.server()

        def vanish(session, tag, arguments):
            if "BODY" in arguments:
                server.messages.pop(2, None)
            session.answer(tag, "UID FETCH " + arguments)

        server.on["UID FETCH"] = vanish
        probe = self.probe(server.port)
        self.assertEqual([one.uid for one in probe.fetch()], [1, 3])
        probe.ask("store")
        self.assertEqual(probe.fetch(), [])

    def test_a_server_that_sends_another_message_than_asked_for(self):
        server = self.server()
        server.messages = {1: mail(1)}
        server.on["UID FETCH"] = lambda session, tag, arguments: (
            session.send("* 1 FETCH (UID 99 BODY[] {3}\r\nabc)\r\n"), session.done(tag))
        self.assertFails("MAILBOX", "sends others", self.fetch_from, server)

    def test_a_folder_of_many_messages_with_wide_gaps(self):
        server = self.server()
        server.messages = {number * 1000003: b"x\r\n" for number in range(1, 2502)}
        probe = self.probe(server.port)
        uids = [one.uid for batch in probe.fetch_all() for one in batch]
        self.assertEqual(uids, sorted(server.messages))
        self.assertEqual([line.split(" ")[1] for line in server.commands if line.startswith("FETCH")],
                         ["1:1000", "1001:2000", "2001:2501"])

    def test_without_move_and_uidplus_nothing_is_expunged(self):
        server = self.server()
        probe = self.probe(server.port)
        probe.fetch()
        probe.file(REVIEW, 1, 2)
        self.assertIn('CREATE "Til vurdering"', server.commands)
        tail = [line for line in server.commands if line.startswith("UID COPY") or line.startswith("UID STORE")]
        self.assertEqual(tail, ['UID COPY 1,2 "Til vurdering"', "UID STORE 1,2 +FLAGS.SILENT (\\Deleted)"])
        self.assertFalse([line for line in server.commands if "EXPUNGE" in line])

    def test_a_server_that_refuses_to_move_what_is_gone(self):
        server = self.server(capabilities="IMAP4rev1 MOVE")
        probe = self.probe(server.port)
        probe.fetch()

        def move(session, tag, arguments):
            uids = {int(uid) for uid in arguments.split(" ")[0].split(",")}
            if uids <= set(server.messages):
                for uid in uids:
                    del server.messages[uid]
                session.done(tag)
            else:
                session.done(tag, "NO some of them do not exist")

        server.on["UID MOVE"] = move
        del server.messages[2]
        probe.file(HANDLED, 1, 2)
        self.assertEqual(sorted(server.messages), [3])
        probe.file(HANDLED, 2)
        server.on["UID MOVE"] = lambda session, tag, _: session.done(tag, "NO [OVERQUOTA] full")
        self.assertFails("NOT_MOVED", "full", probe.file, HANDLED, 3)
        sessions = len(server.sessions)
        self.assertFails("NOT_MOVED", "full", probe.file, HANDLED, 3)
        self.assertEqual(len(server.sessions), sessions, "a refusal costs no connection")
        self.assertEqual(probe.ask("retry"), "0")

    def test_waiting_without_idle(self):
        server = self.server()
        server.on["NOOP"] = lambda session, tag, _: (session.send("* 4 EXISTS\r\n"), session.done(tag))
        probe = self.probe(server.port)
        probe.fetch()
        server.messages[4] = mail(4)
        probe.ask("store")
        probe.ask("wait 1")
        self.assertEqual([one.uid for one in probe.fetch()], [4])

    def test_idle_notices_in_every_place(self):
        for before, after in (("* 4 EXISTS\r\n", ""), ("", "* 4 EXISTS\r\n"), ("", "")):
            with self.subTest(before=before, after=after):
                server = self.server(capabilities="IMAP4rev1 IDLE")

                def idle(session, tag, _, before=before, after=after):
                    server.messages[4] = mail(4)
                    session.send(before + "+ idling\r\n" + after)
                    if not before and not after:
                        session.send("* 4 EX")
                        session.send("ISTS\r\n")
                    assert session.read_line() == "DONE"
                    session.done(tag)

                server.on["IDLE"] = idle
                probe = self.probe(server.port)
                probe.fetch()
                probe.ask("store")
                probe.ask("wait 3600")
                self.assertEqual([one.uid for one in probe.fetch()], [4])

    def test_an_idle_that_is_refused_is_given_up(self):
        server = self.server(capabilities="IMAP4rev1 IDLE")
        server.on["IDLE"] = lambda session, tag, _: session.done(tag, "NO not here")
        probe = self.probe(server.port)
        for _ in range(5):
            probe.fetch()
            probe.ask("store")
            probe.ask("wait 1")
        self.assertEqual(sum(line == "IDLE" for line in server.commands), 3)
        self.assertIn("NOOP", server.commands)


if __name__ == "__main__":
    unittest.main()
