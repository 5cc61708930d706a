"""An office of one's own for the end-to-end tests: its configuration, its commands, what its database holds, and the mails that
go between it, its secretaries and its doctors through a real Dovecot and a real SMTP server."""
import contextlib
import email
import email.policy
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest
from email.message import EmailMessage

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "end_to_end"))
import strict_mail
from house import PRESENS, configuration
from servers import HOST, PASSWORD, Certificates, Dovecot, SmtpServer

OFFICE, STAFF = "smagrupper@example.no", "kontor@example.no"
PATIENCE = 60  # seconds after which something will not happen any more


class OfficeTest(unittest.TestCase):
    """A test with a folder of its own, in which the configuration and the database are."""

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def configure(self, **sections):
        """Sections and keys take the place of those in house.configuration; None leaves one out."""
        (self.folder / "presens.conf").write_text(configuration(self.folder, **sections))

    def register(self, text):
        (self.folder / "register.csv").write_text(text)
        self.presens("import", self.folder / "register.csv")

    def presens(self, command, *arguments, status=0):
        run = subprocess.run([PRESENS, command, "--config", self.folder / "presens.conf", *map(str, arguments)],
                             capture_output=True, text=True, timeout=2 * PATIENCE)
        self.assertEqual(run.returncode, status, run.stderr + run.stdout)
        return run

    def rows(self, query, *values, path=None):
        with contextlib.closing(sqlite3.connect(f"file:{path or self.folder / 'presens.db'}?mode=ro", uri=True,
                                                timeout=PATIENCE)) as database:
            return database.execute(query, values).fetchall()

    def wait_for(self, what, condition):
        end = time.monotonic() + PATIENCE
        while not condition():
            self.assertLess(time.monotonic(), end, f"in vain for {what}")
            time.sleep(0.02)


class MailTest(OfficeTest):
    """With a mailbox of the office in Dovecot, a mail server that delivers there what goes to DOMAINS, and a file with the
    password of both."""
    DOMAINS = ["example.no"]
    DOVECOT = ""  # more of its configuration

    def setUp(self):
        super().setUp()
        self.certificates = Certificates(self.folder / "certificates")
        self.dovecot = self.enterContext(Dovecot(self.folder / "dovecot", self.certificates, extra=self.DOVECOT))
        self.smtp = self.enterContext(SmtpServer(self.certificates, users={"presens": PASSWORD}, deliver=self.dovecot.deliver,
                                                 domains=self.DOMAINS))
        (self.folder / "password").write_text(PASSWORD + "\n")
        (self.folder / "password").chmod(0o600)
        self.configure()

    def tearDown(self):
        """Whatever a test was about: every mail that went out is as the standards say."""
        for sent in self.smtp.journal:
            if sent.raw:
                self.assertEqual(strict_mail.faults(sent.raw), [], sent.raw.decode("ascii", "replace"))

    def configure(self, mailbox=None, outgoing=None, **sections):
        login = {"password_file": self.folder / "password", "ca_file": self.certificates.authority}
        super().configure(mailbox={"url": f"imaps://{HOST}:{self.dovecot.imaps_port}/INBOX", "user": OFFICE, **login,
                                   **(mailbox or {})},
                          outgoing={"url": f"smtp://{HOST}:{self.smtp.port}", "user": "presens", **login, **(outgoing or {})},
                          **sections)


class ConversationTest(MailTest):
    """Mails and replies to them, handled at once."""

    def setUp(self):
        super().setUp()
        self.count = 0

    def deliver(self, sender, subject, text, answers=None, authentication=None, attachments=(), handle=True):
        """A mail comes in, and the service handles it. `answers` is the mail that it replies to, `attachments` are (name,
        bytes)."""
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
        for name, content in attachments:
            mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
        self.dovecot.deliver(OFFICE, mail.as_bytes())
        if handle:
            self.handle()

    def handle(self):
        self.presens("run", "--once")

    def reply(self, to, sender, text, **more):
        self.deliver(sender, "SV: " + to["Subject"], text, answers=to, **more)

    def mails_to(self, address):
        return [email.message_from_bytes(mail.raw, policy=email.policy.default) for mail in self.dovecot.messages(address)]

    def last_to(self, address):
        return self.mails_to(address)[-1]

    def subjects(self, address):
        return [mail["Subject"] for mail in self.mails_to(address)]

    def said(self, mail):
        return " ".join(mail.get_body(("plain",)).get_content().split())

    def says(self, mail, *texts):
        said = self.said(mail)
        for text in texts:
            self.assertIn(text, said)

    def workbooks(self, mail):
        """{name: bytes} of the workbooks that a mail brings."""
        return {part.get_filename(): part.get_content() for part in mail.iter_attachments()
                if part.get_filename().endswith(".xlsx")}

    def decisions(self):
        return [decision for decision, in self.rows("SELECT decision FROM report_submission ORDER BY id")]
