#!/usr/bin/python3
"""The service between a real Dovecot and a real SMTP server, over TLS: what a secretary, a doctor and the office see."""
import email
import email.policy
import json
import pathlib
import re
import signal
import sqlite3
import subprocess
import sys
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]
from house import PRESENS
from office import OFFICE, PATIENCE, STAFF, MailTest
from population import Population
from servers import HOST, PASSWORD, Dovecot, SmtpServer

class ServiceTest(MailTest):
    DOMAINS = ["example.no", *(f"gruppe{i}.example.no" for i in range(1, 9))]
    DOVECOT = "verbose_proctitle = yes"

    def setUp(self):
        super().setUp()
        self.population = Population(8)
        self.register(self.population.register())
        self.service = None
        self.addCleanup(self.stop)

    def start(self):
        self.log = open(self.folder / "log", "w+")
        self.service = subprocess.Popen([PRESENS, "run", "--config", self.folder / "presens.conf"], stderr=self.log)

    def stop(self):
        if self.service and self.service.poll() is None:
            self.service.send_signal(signal.SIGTERM)
            self.assertEqual(self.service.wait(PATIENCE), 0)
        if self.service:
            self.log.close()

    def wait_for(self, what, condition):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            found = condition()
            if found:
                return found
            if self.service and self.service.poll() is not None:
                break
            time.sleep(0.005)
        if self.service:
            self.log.flush()
            self.log.seek(0)
            what += "; the service says: " + self.log.read()
        self.fail("not seen: " + what)

    def in_folder(self, folder, count=1):
        return self.wait_for(f"{count} mails in {folder}",
                             lambda: (lambda found: len(found) >= count and found)(self.dovecot.messages(OFFICE, folder)))

    def mails_to(self, address):
        return [email.message_from_bytes(mail.raw, policy=email.policy.default)
                for mail in self.dovecot.messages(address)]

    def secretary(self, index):
        return self.population.groups[index]["people"][0][2]

    def test_an_idle_service_answers_at_once(self):
        self.start()
        self.wait_for("the service in IDLE", self.is_idle)
        begin = time.monotonic()
        self.dovecot.deliver(OFFICE, self.population.mail(0))
        # The secretary, a doctor, has a confirmation as well, which may come into the mailbox first.
        answer, = self.wait_for("the answer in the secretary's mailbox", lambda: [
            mail for mail in self.mails_to(self.secretary(0)) if mail["Auto-Submitted"] == "auto-replied"])
        print(f"answered in the sender's mailbox after {time.monotonic() - begin:.3f} s")
        self.assertEqual(answer["In-Reply-To"], "<0.2025.text@gruppe.example.no>")
        self.in_folder("Behandlet")
        self.assertEqual(self.dovecot.messages(OFFICE), [])

    def is_idle(self):
        """Dovecot shows the state of each session in its process title."""
        titles = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True).stdout
        return any(OFFICE in title and "IDLE" in title for title in titles.splitlines())

    def test_mails_end_in_the_folder_of_their_verdict(self):
        self.dovecot.deliver(OFFICE, self.population.mail(0))
        self.dovecot.deliver(OFFICE, self.population.mail(1, attested=False))
        self.dovecot.deliver(OFFICE, self.population.mail(2, sponsor=True))
        self.dovecot.deliver(OFFICE, b"From: nyheter@example.org\r\nList-Id: <nytt.example.org>\r\nSubject: Nytt\r\n\r\nNytt!\r\n")
        self.presens("run", "--once")
        for folder, count in (("Behandlet", 1), ("Returnert", 1), ("Til vurdering", 1), ("Annet", 1), ("INBOX", 0)):
            self.assertEqual(len(self.dovecot.messages(OFFICE, folder)), count, folder)
        purposes = {recipient: purpose for recipient, purpose in self.rows("SELECT recipient, purpose FROM report_mail "
                                                                           "WHERE purpose <> 'confirmation'")}
        self.assertEqual(purposes, {self.secretary(0): "acknowledgement", self.secretary(1): "return",
                                    self.secretary(2): "review", STAFF: "exception"})
        self.assertEqual([sent.secure and sent.user for sent in self.smtp.journal], ["presens"] * len(self.smtp.journal))
        self.assertEqual(self.smtp.connections, 1)
        confirmed = {recipient for recipient, in self.rows("SELECT recipient FROM report_mail WHERE purpose = 'confirmation'")}
        attended = {address for (name, hpr, address) in self.population.groups[0]["people"]
                    if self.rows("SELECT 1 FROM report_credit WHERE hpr = ?", hpr)}
        self.assertEqual(confirmed, attended)
        self.assertGreater(len(confirmed), 2)

    def test_the_same_mail_twice_is_answered_once(self):
        for _ in range(2):
            self.dovecot.deliver(OFFICE, self.population.mail(0))
        self.presens("run", "--once")
        self.presens("run", "--once")
        answers = self.rows("SELECT count(*) FROM report_mail WHERE purpose = 'acknowledgement'")
        received = self.rows("SELECT count(*) FROM report_submission")
        self.assertEqual(answers + received, [(1,), (received[0][0],)])
        self.assertEqual(len(self.dovecot.messages(OFFICE, "Behandlet")), 2)

    def test_mail_that_a_colleague_has_opened_is_handled_and_stays_opened(self):
        self.dovecot.append(OFFICE, self.population.mail(0), flags="\\Seen \\Flagged")
        self.dovecot.append(OFFICE, self.population.mail(1))
        self.presens("run", "--once")
        seen = [("\\Seen" in mail.flags, "\\Flagged" in mail.flags) for mail in self.in_folder("Behandlet", 2)]
        self.assertEqual(sorted(seen), [(False, False), (True, True)])

    def test_older_mail_is_left_alone(self):
        self.configure(mailbox={"since": "2026-06-01"})
        self.dovecot.append(OFFICE, self.population.mail(0), received=1767225600)  # the first of January 2026
        self.dovecot.append(OFFICE, self.population.mail(1), received=1790000000)
        self.presens("run", "--once")
        self.assertEqual(len(self.dovecot.messages(OFFICE)), 1)
        self.assertEqual(len(self.dovecot.messages(OFFICE, "Behandlet")), 1)
        self.assertEqual(self.rows("SELECT count(*) FROM report_message"), [(1,)])

    def test_the_office_decides(self):
        self.dovecot.deliver(OFFICE, self.population.mail(2, sponsor=True))
        self.presens("run", "--once")
        number = self.rows("SELECT id FROM report_submission WHERE decision = 'flag'")[0][0]
        self.assertIn(str(number), self.presens("queue").stdout)
        self.assertIn("industry-involved", self.presens("show", str(number)).stdout)
        self.assertEqual(self.rows("SELECT count(*) FROM report_credit"), [(0,)])
        self.presens("approve", str(number), "--note", "Middagen ble betalt av deltakerne selv.")
        self.presens("run", "--once")
        self.assertEqual(self.rows("SELECT decision FROM report_submission"), [("accept",)])
        self.assertGreater(self.rows("SELECT count(*) FROM report_credit WHERE status = 'counting'")[0][0], 0)
        self.assertEqual([purpose for purpose, in self.rows("SELECT purpose FROM report_mail WHERE recipient = ? ORDER BY id",
                                                            self.secretary(2))][:2], ["review", "acknowledgement"])
        self.presens("approve", str(number), status=1)

    def test_a_mail_that_cannot_be_sent_now_goes_out_later_and_holds_nothing_up(self):
        self.smtp.answer(self.secretary(0), "451 4.3.0 Try again later")
        for index in (0, 1):
            self.dovecot.deliver(OFFICE, self.population.mail(index))
        self.presens("run", "--once", status=75)
        self.assertEqual(len(self.mails_to(self.secretary(0))), 0)
        self.assertGreater(len(self.mails_to(self.secretary(1))), 0)
        self.assertEqual(len(self.dovecot.messages(OFFICE)), 1)  # not answered, and so not filed
        self.smtp.forget_rules()
        with sqlite3.connect(self.folder / "presens.db") as database:
            database.execute("UPDATE outbox SET due_at = '2000-01-01T00:00:00Z' WHERE state = 'queued'")
        self.presens("run", "--once")
        self.assertEqual(len(self.dovecot.messages(OFFICE)), 0)
        tries = [sent for sent in self.smtp.journal if sent.recipient == self.secretary(0)]
        self.assertEqual([sent.accepted for sent in tries], [False, False, True, True])  # the answer and the confirmation

    def test_a_server_that_is_restarted_loses_nothing(self):
        self.start()
        self.dovecot.deliver(OFFICE, self.population.mail(0))
        self.in_folder("Behandlet")
        self.dovecot.kill()
        self.dovecot.start()
        self.dovecot.deliver(OFFICE, self.population.mail(1))
        self.in_folder("Behandlet", 2)

    def test_a_server_that_dies_again_and_again_under_load(self):
        self.smtp.delivery = None  # mail out does not depend on it
        mails = [self.population.mail(index, year) for year in range(2021, 2026) for index in range(8)]
        for mail in mails:
            self.dovecot.deliver(OFFICE, mail)
        self.start()
        for number in range(1, 4):
            self.wait_for(f"{number * 8} mails", lambda: self.stored()[0] >= number * 8 or self.stored()[1] == len(mails))
            self.dovecot.kill()
            self.dovecot.start()
        self.wait_for("all mails filed", lambda: self.stored() == (len(mails), len(mails)))
        self.assertEqual(self.dovecot.messages(OFFICE), [])
        self.assertGreaterEqual(len(self.dovecot.messages(OFFICE, "Behandlet")), len(mails))
        self.wait_for("all answers", lambda: self.rows("SELECT count(*) FROM outbox WHERE state = 'queued'") == [(0,)])
        names = [sent.parsed["Message-ID"] for sent in self.smtp.journal]
        self.assertEqual(sorted(names), sorted(name for name, in self.rows("SELECT message_id FROM outbox")))

    def stored(self):
        """How many mails are known, and how many of them filed."""
        return self.rows("SELECT count(*), coalesce(sum(state = 'filed'), 0) FROM message")[0]

    def test_a_password_that_everybody_can_read_is_told_of_loudly(self):
        self.folder.chmod(0o755)
        password = self.folder / "password"
        password.chmod(0o644)
        remedy = f"{password} is open to every user of this machine (mode 0644): chmod o= {password}"
        self.assertIn(f"a secret is none: {remedy}", self.presens("run", "--once").stderr)
        self.assertRegex(self.presens("doctor", status=1).stdout, rf"WRONG +file modes +{re.escape(remedy)}")
        password.chmod(0o640)
        self.assertNotIn("a secret is none", self.presens("run", "--once").stderr)
        self.assertRegex(self.presens("doctor").stdout, r"ok +file modes ")

    def test_the_password_stands_nowhere_but_in_its_file(self):
        self.dovecot.deliver(OFFICE, self.population.mail(0))
        self.start()
        self.in_folder("Behandlet")
        processes = [self.service.pid, *map(int, subprocess.run(["pgrep", "-P", str(self.service.pid)], capture_output=True,
                                                                text=True, check=True).stdout.split())]
        shown = [pathlib.Path(f"/proc/{process}/{what}").read_bytes() for process in processes for what in ("cmdline", "environ")]
        self.stop()
        self.presens("backup", self.folder / "copy.db")
        files = [path.read_bytes() for path in self.folder.rglob("*")
                 if path.is_file() and path.name != "password" and "dovecot" not in path.relative_to(self.folder).parts]
        self.assertGreater(len(files), 3)
        self.assertGreater(len(processes), 1)
        for held in shown + files:
            self.assertNotIn(PASSWORD.encode(), held)

    def test_untrusted_servers_are_refused(self):
        for which in ("wrong_host", "unknown", "expired"):
            with self.subTest(which):
                certificate = getattr(self.certificates, which)
                with Dovecot(self.folder / f"dovecot-{which}", self.certificates, certificate=certificate) as impostor:
                    self.configure(mailbox={"url": f"imaps://{HOST}:{impostor.imaps_port}/INBOX"})
                    run = self.presens("run", "--once", status=75)
                    self.assertIn("certificate", run.stderr)
        with SmtpServer(self.certificates, certificate=self.certificates.wrong_host, users={"presens": PASSWORD}) as impostor:
            self.configure(outgoing={"url": f"smtp://{HOST}:{impostor.port}"})
            self.dovecot.deliver(OFFICE, self.population.mail(0))
            run = self.presens("run", "--once", status=75)
            self.assertIn("certificate", run.stderr)
            self.assertEqual(impostor.journal, [])

    def test_the_doctor_looks_at_certificates_logins_and_folders(self):
        said = self.presens("doctor").stdout
        for what in ("mailbox", "outgoing mail"):
            self.assertRegex(said, rf"(ok|warning) +{what} .*the server's certificate is good for \d+ more days")
        self.assertEqual(self.smtp.journal, [])
        wrong = self.folder / "wrong"
        wrong.write_text("feil\n")
        wrong.chmod(0o600)
        self.configure(mailbox={"password_file": wrong}, outgoing={"password_file": wrong})
        said = self.presens("doctor", status=1).stdout
        for what in ("mailbox", "outgoing mail"):
            self.assertRegex(said, rf"WRONG +{what} .*password")
        self.assertNotIn("feil", said)
        self.configure(mailbox={"url": f"imaps://{HOST}:{self.dovecot.imaps_port}/Finnes ikke"})
        self.assertRegex(self.presens("doctor", status=1).stdout, r"WRONG +mailbox .*Finnes ikke")
        for which in ("wrong_host", "unknown", "expired"):
            certificate = getattr(self.certificates, which)
            with self.subTest(which), SmtpServer(self.certificates, certificate=certificate, users={"presens": PASSWORD}) as smtp, \
                 Dovecot(self.folder / f"dovecot-{which}", self.certificates, certificate=certificate) as dovecot:
                self.configure(mailbox={"url": f"imaps://{HOST}:{dovecot.imaps_port}/INBOX"},
                               outgoing={"url": f"smtp://{HOST}:{smtp.port}"})
                said = self.presens("doctor", status=1).stdout
                for what in ("mailbox", "outgoing mail"):
                    self.assertRegex(said, rf"WRONG +{what} .*certificate")

    def test_bad_input_is_answered_and_the_next_mail_is_handled(self):
        broken = self.population.mail(3)  # a Word document
        self.dovecot.deliver(OFFICE, broken[: len(broken) * 2 // 3] + b"\r\n")
        self.dovecot.deliver(OFFICE, b"From: tom@example.no\r\n\r\n")
        self.dovecot.deliver(OFFICE, self.population.mail(0))
        run = self.presens("run", "--once")
        self.assertIn("could not be read", run.stderr)
        self.assertEqual([mail["Auto-Submitted"] for mail in self.mails_to(self.secretary(3))], ["auto-replied"])
        self.assertEqual(len(self.mails_to("tom@example.no")), 1)
        self.assertEqual(len(self.dovecot.messages(OFFICE, "Behandlet")), 1)

    def test_a_check_changes_nothing(self):
        mails = []
        for index in range(3):
            mails.append(self.folder / f"{index}.eml")
            mails[index].write_bytes(self.population.mail(index))
        everything = "SELECT (SELECT count(*) FROM message), (SELECT group_concat(rule || name || value) FROM rule_parameter)"
        self.presens("run", "--once")
        before = self.rows(everything)
        self.configure(rules={"six-hours.hours": 9})
        checked = self.presens("check", *mails).stdout.splitlines()
        self.assertEqual([json.loads(line)["decision"] for line in checked], ["accept"] * 3)
        self.assertEqual(self.rows(everything), before)

    def test_a_wrong_configuration_is_one_line_and_status_2(self):
        self.configure(mailbox={"passwort_file": "/x"})
        run = self.presens("run", "--once", status=2)
        self.assertEqual(run.stderr.count("\n"), 1)
        self.assertIn("passwort_file", run.stderr)
        self.assertIn("presens.conf", run.stderr)


if __name__ == "__main__":
    unittest.main()
