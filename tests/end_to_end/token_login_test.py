#!/usr/bin/python3
"""Logging in by token (XOAUTH2) to a real Dovecot and an SMTP server, with a token endpoint of its own."""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]
from population import Population
from servers import HOST, Certificates, Dovecot, SmtpServer, TokenServer

PRESENS = os.environ.get("PRESENS", "build/presens")
OFFICE = "smagrupper@example.no"

CONFIGURATION = """[mailbox]
url = imaps://{host}:{imap}/INBOX
user = smagrupper@example.no
login = oauth2
ca_file = {authority}
[outgoing]
url = smtp://{host}:{smtp}
user = smagrupper@example.no
login = oauth2
ca_file = {authority}
from = smagrupper@example.no
[oauth2]
token_url = {tokens}
client_id = presens
client_secret_file = client-secret
scope = mail
[store]
path = {folder}/presens.db
[office]
name = Enhet for primærmedisin og psykiatri
staff = kontor@example.no
"""


class TokenLogin(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        certificates = Certificates(self.folder / "certificates")
        self.tokens = self.enterContext(TokenServer(OFFICE))
        self.dovecot = self.enterContext(Dovecot(self.folder / "dovecot", certificates, tokens=self.tokens))
        self.smtp = self.enterContext(SmtpServer(certificates, users={}, tokens=self.tokens))
        self.population = Population(2)
        (self.folder / "client-secret").write_text("hemmelig\n")  # beside the configuration
        (self.folder / "client-secret").chmod(0o600)
        (self.folder / "presens.conf").write_text(CONFIGURATION.format(
            host=HOST, imap=self.dovecot.imaps_port, smtp=self.smtp.port, authority=certificates.authority,
            tokens=self.tokens.url, folder=self.folder))
        (self.folder / "register.csv").write_text(self.population.register())
        self.presens("import", self.folder / "register.csv")

    def presens(self, command, *arguments, status=0):
        run = subprocess.run([PRESENS, command, "--config", self.folder / "presens.conf", *arguments],
                             capture_output=True, text=True, timeout=60)
        self.assertEqual(run.returncode, status, run.stderr + run.stdout)
        return run

    def test_mail_is_read_and_answered(self):
        self.dovecot.deliver(OFFICE, self.population.mail(0))
        self.presens("run", "--once")
        self.assertEqual({sent.user for sent in self.smtp.journal}, {OFFICE})
        self.assertGreater(len(self.smtp.journal), 1)
        self.assertEqual(self.tokens.asked, 2)  # one for reading, one for sending

    def test_a_token_that_ends_before_its_time_is_replaced(self):
        self.tokens.really = -1
        inner = self.tokens.token

        def once_dead():
            token = inner()
            self.tokens.really = 3600
            return token

        self.tokens.token = once_dead
        self.dovecot.deliver(OFFICE, self.population.mail(0))
        self.presens("run", "--once")
        self.assertGreater(len(self.smtp.journal), 1)
        self.assertEqual(self.tokens.asked, 3)

    def test_a_client_that_is_refused_is_said_so_and_no_secret_is_shown(self):
        (self.folder / "client-secret").write_text("feil-hemmelighet\n")
        self.dovecot.deliver(OFFICE, self.population.mail(0))
        said = self.presens("run", "--once", status=75).stderr
        self.assertIn("refuses the client: status 401, invalid_client", said)
        self.assertNotIn("feil-hemmelighet", said)
        self.assertIn("WRONG", self.presens("doctor", status=1).stdout)

    def test_a_token_endpoint_must_be_https(self):
        path = self.folder / "presens.conf"
        path.write_text(path.read_text().replace(self.tokens.url, "http://login.example.no/token"))
        self.assertIn("must begin with https://", self.presens("run", "--once", status=2).stderr)


if __name__ == "__main__":
    unittest.main()
