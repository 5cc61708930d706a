#!/usr/bin/python3
"""Conversations by mail between a real Dovecot and a real SMTP server: a secretary mends a list in words, the office decides
by reply, and nobody else does."""
import email
import email.policy
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile
import unittest
from email.message import EmailMessage

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]
from servers import HOST, PASSWORD, Certificates, Dovecot, SmtpServer

PRESENS = os.environ.get("PRESENS", "build/presens")
OFFICE, STAFF, SECRETARY = "smagrupper@example.no", "kontor@example.no", "kari@fjord.example.no"
DOCTOR = "ola@fjord.example.no"
REGISTER = """group_number;group_name;municipality;kind;role;name;hpr;email;specialty
SG-0101;Fjordgruppa;Bergen;smagruppe;secretary;Kari Nordheim;7001011;kari@fjord.example.no;allmennmedisin
SG-0101;Fjordgruppa;Bergen;smagruppe;member;Kari Nordheim;7001011;;
SG-0101;Fjordgruppa;Bergen;smagruppe;member;Ola Bergset;7001022;ola@fjord.example.no;allmennmedisin
SG-0101;Fjordgruppa;Bergen;smagruppe;member;Ingrid Solvang;7001033;;allmennmedisin
"""
LIST = """Presensliste 2025
Gruppenummer: SG-0101

Dato        Tid          Tema            Til stede
03.02.2025  {time:12} KOLS            Kari Nordheim, Ola Bergset, Ingrid Solvang
12.05.2025  18:00-21:00  {topic:15} Kari Nordheim, Ola Bergset
15.09.2025  18:00-21:00  Hudsykdommer    Kari Nordheim, Ola Bergset, Ingrid Solvang
{attest}
"""
ATTEST = "Jeg bekrefter at den farmasøytiske industri ikke er involvert i planleggingen eller gjennomføringen."
GENUINE = "mail.example.no; dmarc=pass header.from=example.no"


class Conversation(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        certificates = Certificates(self.folder / "certificates")
        self.dovecot = self.enterContext(Dovecot(self.folder / "dovecot", certificates))
        smtp = self.enterContext(SmtpServer(certificates, users={"presens": PASSWORD}, deliver=self.dovecot.deliver,
                                            domains=["example.no", "fjord.example.no"]))
        (self.folder / "password").write_text(PASSWORD + "\n")
        (self.folder / "password").chmod(0o600)
        (self.folder / "presens.conf").write_text(f"""[mailbox]
url = imaps://{HOST}:{self.dovecot.imaps_port}/INBOX
user = {OFFICE}
password_file = {self.folder}/password
ca_file = {certificates.authority}
[outgoing]
url = smtp://{HOST}:{smtp.port}
user = presens
password_file = {self.folder}/password
ca_file = {certificates.authority}
from = {OFFICE}
[store]
path = {self.folder}/presens.db
[office]
name = Enhet for primærmedisin og psykiatri
staff = {STAFF}
[trust]
authserv_id = mail.example.no
""")
        (self.folder / "register.csv").write_text(REGISTER)
        self.presens("import", self.folder / "register.csv")
        self.count = 0

    def presens(self, command, *arguments):
        run = subprocess.run([PRESENS, command, "--config", self.folder / "presens.conf", *arguments],
                             capture_output=True, text=True, timeout=120)
        self.assertEqual(run.returncode, 0, run.stderr)
        return run

    def rows(self, query):
        with sqlite3.connect(f"file:{self.folder}/presens.db?mode=ro", uri=True) as database:
            return database.execute(query).fetchall()

    def deliver(self, sender, subject, text, answers=None, authentication=None, handle=True):
        """A mail comes in, and the service handles it. `answers` is the mail that it replies to."""
        self.count += 1
        mail = EmailMessage(policy=email.policy.SMTP)
        mail["From"], mail["To"], mail["Subject"] = sender, OFFICE, subject
        mail["Message-ID"] = f"<{self.count}@{sender.partition('@')[2]}>"
        mail["Date"] = f"Mon, 12 Jan 2026 10:{self.count:02}:00 +0100"
        if answers is not None and answers["Message-ID"]:
            mail["In-Reply-To"] = answers["Message-ID"]
            text += "\n\nDen man. 12. jan. 2026 kl. 10:00 skrev Enheten <smagrupper@example.no>:\n" + "".join(
                f"> {line}\n" for line in answers.get_body().get_content().splitlines())
        if authentication:
            mail["Authentication-Results"] = authentication
        mail.set_content(text)
        self.dovecot.deliver(OFFICE, mail.as_bytes())
        if handle:
            self.presens("run", "--once")

    def reply(self, to, sender, text, **more):
        self.deliver(sender, "SV: " + to["Subject"], text, answers=to, **more)

    def mails_to(self, address):
        return [email.message_from_bytes(mail.raw, policy=email.policy.default) for mail in self.dovecot.messages(address)]

    def last_to(self, address):
        return self.mails_to(address)[-1]

    def says(self, mail, *texts):
        said = " ".join(mail.get_body(("plain",)).get_content().split())
        for text in texts:
            self.assertIn(text, said)

    def test_a_list_is_mended_in_words_and_then_by_its_form(self):
        self.deliver(SECRETARY, "Presensliste 2025", LIST.format(time="", topic="", attest=""))
        returned = self.last_to(SECRETARY)
        self.assertRegex(returned["Subject"], r"^Må rettes: .* \[sak \d+-[0-9A-Z]{26}\]$")
        self.says(returned, "1. Sekretærens bekreftelse", "2. Møtet 3. februar 2025 mangler lengde.",
                  "3. Møtet 12. mai 2025 mangler faglig tema.")
        workbooks = [part for part in returned.iter_attachments() if part.get_filename().endswith(".xlsx")]
        self.assertEqual(len(workbooks), 1)

        self.reply(returned, SECRETARY, "Hei,\n\n1: ja\n2: kl. 18 til 21\n\nMvh Kari")
        asked = self.last_to(SECRETARY)
        self.says(asked, "Vi har notert: - legemiddelindustrien har ikke vært med",
                  "møtet 3. februar 2025 varte fra kl. 18.00 til 21.00", "3. Møtet 12. mai 2025 mangler faglig tema.")
        self.assertEqual(self.rows("SELECT count(*) FROM report_credit"), [(0,)])

        # The telephone drops what the mail answers; the subject remains.
        del asked["Message-ID"]
        self.reply(asked, SECRETARY, "3: Søvnvansker")
        self.assertTrue(any(subject.startswith("Mottatt") for subject in self.subjects(SECRETARY)))
        self.assertEqual(self.rows("SELECT decision FROM report_submission ORDER BY id"), [("return",), ("return",), ("accept",)])
        self.assertEqual(self.rows("SELECT name, sum(hours) FROM report_credit GROUP BY hpr ORDER BY hpr"),
                         [("Kari Nordheim", 12), ("Ola Bergset", 12), ("Ingrid Solvang", 8)])
        self.says(self.last_to(DOCTOR), "3. februar 2025, Fjordgruppa (SG-0101): 4 kurstimer, teller")

    def subjects(self, address):
        return [mail["Subject"] for mail in self.mails_to(address)]

    def test_a_mended_form_in_a_reply_takes_the_place_of_the_returned_one(self):
        self.deliver(SECRETARY, "Presensliste 2025", LIST.format(time="18:00-21:00", topic="Søvn", attest=""))
        returned = self.last_to(SECRETARY)
        self.reply(returned, SECRETARY, LIST.format(time="18:00-21:00", topic="Søvn", attest=ATTEST))
        self.assertEqual(self.rows("SELECT decision FROM report_submission ORDER BY id"), [("return",), ("accept",)])
        # What the first list was asked is not open any more.
        self.reply(returned, SECRETARY, "1: ja")
        self.assertEqual(self.rows("SELECT count(*) FROM report_submission"), [(2,)])

    def flagged(self):
        self.deliver(SECRETARY, "Presensliste 2025",
                     LIST.format(time="18:00-21:00", topic="Søvn", attest=ATTEST + "\n\nSponsor: Pharma AS"))
        self.assertEqual(self.decisions(), ["flag"])
        return self.last_to(STAFF)

    def decisions(self):
        return [decision for decision, in self.rows("SELECT decision FROM report_submission ORDER BY id")]

    def test_the_office_asks_and_decides_by_mail(self):
        exception = self.flagged()
        self.says(exception, "industry-involved", "Svar på denne e-posten for å avgjøre saken:", "- godkjenn")
        self.reply(exception, STAFF, "Spør: Hvem betalte middagen?", authentication=GENUINE)
        self.says(self.last_to(STAFF), "spørsmålet er sendt til avsenderen")
        question = self.last_to(SECRETARY)
        self.says(question, "Hvem betalte middagen?")
        self.assertEqual(self.decisions(), ["flag"])

        self.reply(question, SECRETARY, "Vi betalte selv.")
        answer = self.last_to(STAFF)
        self.says(answer, "«Vi betalte selv.»")
        self.reply(answer, STAFF, "Godkjenn!", authentication=GENUINE)
        self.assertEqual(self.decisions(), ["accept"])
        self.assertEqual(self.rows("SELECT decided_by FROM report_submission"), [(STAFF,)])
        self.says(self.last_to(STAFF), "godkjent; avsenderen får svar")
        self.assertTrue(any(subject.startswith("Mottatt") for subject in self.subjects(SECRETARY)))
        self.reply(exception, STAFF, "avvis: likevel ikke", authentication=GENUINE)
        self.assertEqual(self.decisions(), ["accept"])
        self.says(self.last_to(STAFF), "ikke utført: saken er allerede avgjort")

    def test_a_forged_decision_changes_nothing(self):
        exception = self.flagged()
        bare = email.message_from_bytes(exception.as_bytes(), policy=email.policy.default)
        del bare["Subject"]
        bare["Subject"] = re.sub(r" \[sak.*\]", "", exception["Subject"])
        other = email.message_from_bytes(exception.as_bytes(), policy=email.policy.default)
        del other["Subject"]
        other["Subject"] = re.sub(r"-[0-9A-Z]{26}\]", "-" + "A" * 26 + "]", exception["Subject"])
        for to, sender, authentication in (
                (exception, STAFF, None),                                                       # nobody says that it is genuine
                (exception, STAFF, "other.example.org; dmarc=pass header.from=example.no"),     # a server that is not ours
                (exception, STAFF, "mail.example.no; dmarc=fail header.from=example.no"),       # forged
                (exception, STAFF, "mail.example.no; dmarc=pass header.from=example.org"),      # another's address
                (bare, STAFF, GENUINE),                                                         # no token
                (other, STAFF, GENUINE),                                                        # another token
                (exception, SECRETARY, "mail.example.no; dmarc=pass header.from=fjord.example.no"),
                (exception, "kontor@example.org", "mail.example.no; dmarc=pass header.from=example.org")):
            self.reply(to, sender, "godkjenn", authentication=authentication, handle=False)
        for text in ("godkjenn ikke", "godkjenn men ikke møte 2", "avvis", "Jeg vil ikke\n\ngodkjenn"):
            self.reply(exception, STAFF, text, authentication=GENUINE, handle=False)
        self.presens("run", "--once")
        self.assertEqual(self.rows("SELECT outcome FROM office_order ORDER BY message"),
                         [("address",)] * 4 + [("token",)] * 2 + [("unclear",)] * 2 + [("wordless",)])
        self.assertEqual(self.decisions(), ["flag"])
        self.assertTrue(any(subject.startswith("En avgjørelse på e-post ble ikke fulgt") for subject in self.subjects(STAFF)))
        self.reply(exception, STAFF, "avvis: Pharma AS kan ikke være sponsor", authentication=GENUINE)
        self.assertEqual(self.decisions(), ["return"])
        self.says(self.last_to(SECRETARY), "Merknad fra oss: Pharma AS kan ikke være sponsor")


if __name__ == "__main__":
    unittest.main()
