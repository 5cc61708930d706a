#!/usr/bin/python3
"""Logging in by token (XOAUTH2) to a real Dovecot and an SMTP server, with a token endpoint of its own."""
import pathlib
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]
from office import OFFICE, OfficeTest
from population import Population
from servers import HOST, Certificates, Dovecot, SmtpServer, TokenServer

class TokenLogin(OfficeTest):
    def setUp(self):
        super().setUp()
        certificates = Certificates(self.folder / "certificates")
        self.tokens = self.enterContext(TokenServer(OFFICE))
        self.dovecot = self.enterContext(Dovecot(self.folder / "dovecot", certificates, tokens=self.tokens))
        self.smtp = self.enterContext(SmtpServer(certificates, users={}, tokens=self.tokens))
        self.population = Population(2)
        (self.folder / "client-secret").write_text("hemmelig\n")  # beside the configuration
        (self.folder / "client-secret").chmod(0o600)
        login = {"user": OFFICE, "login": "oauth2", "ca_file": certificates.authority}
        self.configure(mailbox={"url": f"imaps://{HOST}:{self.dovecot.imaps_port}/INBOX", **login},
                       outgoing={"url": f"smtp://{HOST}:{self.smtp.port}", **login},
                       oauth2={"token_url": self.tokens.url, "client_id": "presens", "client_secret_file": "client-secret",
                               "scope": "mail"})
        self.register(self.population.register())

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
