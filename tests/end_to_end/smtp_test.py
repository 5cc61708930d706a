#!/usr/bin/python3
"""Sending by SMTP against a server that behaves, and against servers that do not."""

import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import threading
import unittest

from servers import HOST, PASSWORD, Certificates, SmtpServer, free_port

PROBE = pathlib.Path(os.environ.get("BUILD", "build")) / "tests" / "end_to_end" / "smtp_probe"
USER = "smagrupper@example.no"
SHORT = 6  # seconds until the probe gives a silent server up: long enough for a busy machine to answer in
PATIENCE = 120  # seconds until an answer that does not come fails the test


class Probe:
    """The smtp_probe program."""

    def __init__(self, port, tls="starttls", host=HOST, seconds=20, **options):
        options = {"scheme": "smtps" if tls == "implicit" else "smtp", "host": host, "port": port, "tls": tls, "from": USER,
                   "seconds": seconds, **options}
        arguments = [f"{key}={value}" for key, value in options.items() if value is not None]
        wrapper = os.environ.get("PROBE_WRAPPER", "").split()
        self.process = subprocess.Popen([*wrapper, PROBE, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.stdout.read()
        self.process.stdout.close()
        status = self.process.wait(PATIENCE)
        assert status == 0, f"the probe ended with {status}"

    def send(self, recipient, number=1):
        """ "ok", or "LATER", "REFUSED" ..."""
        self.process.stdin.write(f"send {recipient} {number}\n")
        self.process.stdin.flush()
        self.said = self.process.stdout.readline().rstrip("\n")
        return "ok" if self.said == "ok" else self.said.split(" ")[1]


class Scripted:
    """A server of a few fixed lines: what it says first, then one answer a line that it reads; then it hangs up."""

    def __init__(self, *says):
        self.says = says
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.heard = []
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as lines:
                for index, answer in enumerate(self.says):
                    if index:
                        line = lines.readline()
                        if not line:
                            break
                        self.heard.append(line.decode().rstrip())
                    connection.sendall(answer.encode() + b"\r\n")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join()


class SmtpTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="presens-smtp-")
        cls.certificates = Certificates(cls.folder + "/certificates")
        cls.password_file = cls.folder + "/password"
        pathlib.Path(cls.password_file).write_text(PASSWORD + "\n")
        cls.wrong_file = cls.folder + "/wrong"
        pathlib.Path(cls.wrong_file).write_text("feil\n")

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def options(self):
        return {"ca_file": self.certificates.authority}

    # ---- what works

    def test_mails_arrive_unchanged_over_one_connection(self):
        for tls in ("starttls", "implicit", "none"):
            with self.subTest(tls), SmtpServer(self.certificates, tls=tls) as server, \
                 Probe(server.port, tls, **self.options()) as probe:
                for number in range(5):
                    self.assertEqual(probe.send(f"lege{number}@example.no", number), "ok", probe.said)
                self.assertEqual(server.connections, 1)
                self.assertEqual([one.recipient for one in server.journal], [f"lege{n}@example.no" for n in range(5)])
                for number, one in enumerate(server.journal):
                    self.assertEqual(one.sender, USER)
                    self.assertEqual(one.secure, tls != "none")
                    expected = (f"From: smagrupper@example.no\r\nMessage-ID: <{number}@example.no>\r\nSubject: nummer {number}"
                                f"\r\n\r\nHei\r\n.\r\n..to\r\n{'x' * 998}\r\nslutt\r\n")
                    self.assertEqual(one.raw.rstrip(b"\r\n"), expected.encode().rstrip(b"\r\n"))

    def test_the_password_is_given_only_under_tls(self):
        for tls in ("starttls", "implicit"):
            with self.subTest(tls), SmtpServer(self.certificates, tls=tls, users={USER: PASSWORD}) as server, \
                 Probe(server.port, tls, user=USER, password_file=self.password_file, **self.options()) as probe:
                self.assertEqual(probe.send("lege@example.no"), "ok", probe.said)
                self.assertEqual((server.journal[0].user, server.journal[0].secure), (USER, True))

    def test_a_kept_connection_that_the_server_closed_is_replaced(self):
        with SmtpServer(self.certificates) as server, Probe(server.port, **self.options()) as probe:
            self.assertEqual(probe.send("en@example.no"), "ok")
            server.stop()
            server.start()
            self.assertEqual(probe.send("to@example.no"), "ok", probe.said)
            self.assertEqual([one.recipient for one in server.journal], ["en@example.no", "to@example.no"])

    # ---- one mail's own troubles

    def test_refusals_and_delays_cost_that_mail_only(self):
        cases = [("451 4.3.0 Prøv igjen", "rcpt", "LATER"), ("452 4.2.2 Full", "rcpt", "LATER"),
                 ("550 5.1.1 No such user", "rcpt", "REFUSED"), ("554 5.7.1 Spam", "data", "REFUSED"),
                 ("451 4.7.1 Greylisted", "data", "LATER"), ("552 5.3.4 Too large", "data", "REFUSED")]
        for answer, stage, expected in cases:
            with self.subTest(answer, stage=stage), SmtpServer(self.certificates) as server, \
                 Probe(server.port, **self.options()) as probe:
                server.answer("rar@example.org", answer.encode("ascii", "replace").decode(), stage=stage)
                self.assertEqual(probe.send("rar@example.org"), expected, probe.said)
                self.assertIn(answer[:9], probe.said)
                self.assertEqual(probe.send("lege@example.no"), "ok", probe.said)

    def test_a_mail_that_makes_the_server_hang_up_does_not_hold_up_the_others(self):
        with SmtpServer(self.certificates) as server, Probe(server.port, **self.options()) as probe:
            server.answer("rar@example.org", "disconnect", times=1)
            self.assertEqual(probe.send("rar@example.org"), "LATER", probe.said)
            server.answer("rar@example.org", "421 4.3.2 Closing", times=1)
            self.assertEqual(probe.send("rar@example.org"), "LATER", probe.said)
            self.assertEqual(probe.send("lege@example.no"), "ok", probe.said)

    def test_a_line_that_breaks_after_the_data_leaves_it_open(self):
        with SmtpServer(self.certificates) as server, Probe(server.port, **self.options()) as probe:
            server.answer("rar@example.org", "disconnect", stage="data", times=1)
            self.assertEqual(probe.send("rar@example.org"), "DOUBTFUL", probe.said)
            self.assertIn("may have arrived", probe.said)
            self.assertEqual(probe.send("rar@example.org"), "ok", probe.said)

    def test_an_answer_to_the_data_leaves_nothing_open(self):
        """Whatever the line does afterwards; half an answer is none."""
        before = ("220 hei", "250 hei", "250 ok", "250 ok", "354 kom")
        mail = ("",) * 7  # of nine lines, each but the last answered by nothing
        for says, expected in (("421 4.3.2 Closing", "LATER"), ("451 4.3.0 Later", "LATER"), ("554 5.7.1 Spam", "REFUSED"),
                               ("hva", "DOUBTFUL"), ("", "DOUBTFUL")):
            with self.subTest(says), Scripted(*before, *mail, "", "", says) as server, \
                 Probe(server.port, "none", seconds=SHORT) as probe:
                self.assertEqual(probe.send("lege@example.no"), expected, probe.said)

    def test_a_line_that_breaks_within_the_data_leaves_nothing_open(self):
        with Scripted("220 hei", "250 hei", "250 ok", "250 ok", "354 kom") as server, \
             Probe(server.port, "none", seconds=SHORT) as probe:
            self.assertEqual(probe.send("lege@example.no", "stor"), "LATER", probe.said)

    def test_a_server_that_says_nothing_after_the_data_is_given_up(self):
        with SmtpServer(self.certificates) as server, Probe(server.port, seconds=SHORT, **self.options()) as probe:
            server.answer("rar@example.org", "hang", stage="data", times=1)
            self.assertEqual(probe.send("rar@example.org"), "DOUBTFUL", probe.said)
            self.assertEqual(probe.send("lege@example.no"), "ok", probe.said)

    def test_no_address_can_carry_a_command(self):
        with SmtpServer(self.certificates) as server, Probe(server.port, **self.options()) as probe:
            for address in ("a@b.no\tx", "a@b.no>", "<a@b.no", "a", "a@b.no,c@d.no", "å@b.no", "a@b@c.no"):
                self.assertEqual(probe.send(address), "REFUSED", address)
            self.assertEqual(server.connections, 0)

    # ---- the server's troubles

    def test_certificates_that_are_not_to_be_trusted(self):
        for name in ("wrong_host", "expired", "unknown"):
            for tls in ("starttls", "implicit"):
                with self.subTest(name, tls=tls), \
                     SmtpServer(self.certificates, tls=tls, certificate=getattr(self.certificates, name)) as server, \
                     Probe(server.port, tls, **self.options()) as probe:
                    self.assertEqual(probe.send("lege@example.no"), "CERTIFICATE", probe.said)
                    self.assertEqual(server.journal, [])

    def test_an_authority_that_only_we_know_is_needed(self):
        with SmtpServer(self.certificates) as server, Probe(server.port) as probe:
            self.assertEqual(probe.send("lege@example.no"), "CERTIFICATE", probe.said)

    def test_a_server_without_starttls_gets_neither_password_nor_mail(self):
        with Scripted("220 hei", "250-hei\r\n250-AUTH PLAIN LOGIN\r\n250 SIZE", "250 ok", "250 ok") as server, \
             Probe(server.port, user=USER, password_file=self.password_file, **self.options()) as probe:
            self.assertEqual(probe.send("lege@example.no"), "CERTIFICATE", probe.said)
            self.assertEqual([line for line in server.heard if not line.startswith(("EHLO", "QUIT"))], [])

    def test_a_wrong_password_is_the_administrator_s(self):
        with SmtpServer(self.certificates, users={USER: PASSWORD}) as server:
            with Probe(server.port, user=USER, password_file=self.wrong_file, **self.options()) as probe:
                self.assertEqual(probe.send("lege@example.no"), "LOGIN", probe.said)
                self.assertNotIn("feil", probe.said)
            with Probe(server.port, **self.options()) as probe:
                self.assertEqual(probe.send("lege@example.no"), "LOGIN", probe.said)

    def test_a_password_that_was_mended_is_read_anew(self):
        path = pathlib.Path(self.folder) / "mended"
        path.write_text("feil\n")
        with SmtpServer(self.certificates, users={USER: PASSWORD}) as server, \
             Probe(server.port, user=USER, password_file=path, **self.options()) as probe:
            self.assertEqual(probe.send("lege@example.no"), "LOGIN")
            path.write_text(PASSWORD + "\n")
            self.assertEqual(probe.send("lege@example.no"), "ok", probe.said)

    def test_a_password_file_that_is_missing(self):
        with Probe(free_port(), user=USER, password_file=self.folder + "/gone", **self.options()) as probe:
            self.assertEqual(probe.send("lege@example.no"), "CONFIGURATION", probe.said)

    def test_servers_that_take_no_mail_at_all(self):
        cases = [(), ("554 5.3.2 No service",), ("421 4.3.2 Closing",), ("220 hei", "421 4.3.2 Closing"),
                 ("220 hei", "250 hei", "550 5.7.60 Not your address"), ("220 hei", "250 hei", "451 4.3.0 Later"),
                 ("220 hei", "250 hei"), ("ikke en tjener", "", "")]
        for says in cases:
            with self.subTest(says), Scripted(*says) as server, Probe(server.port, "none", seconds=SHORT) as probe:
                self.assertEqual(probe.send("lege@example.no"), "SERVER", probe.said)

    def test_a_server_that_is_not_there(self):
        with Probe(free_port(), **self.options()) as probe:
            self.assertEqual(probe.send("lege@example.no"), "SERVER", probe.said)
        with Probe(25, host="finnes-ikke.invalid", **self.options()) as probe:
            self.assertEqual(probe.send("lege@example.no"), "SERVER", probe.said)

    def test_a_server_that_says_nothing(self):
        with socket.create_server(("127.0.0.1", 0)) as silent, \
             Probe(silent.getsockname()[1], "none", seconds=SHORT) as probe:
            self.assertEqual(probe.send("lege@example.no"), "SERVER", probe.said)

    def test_a_mail_too_large_for_the_server_is_that_mail_s_trouble(self):
        with Scripted("220 hei", "250 hei", "552 5.3.4 Too large") as server, Probe(server.port, "none") as probe:
            self.assertEqual(probe.send("lege@example.no"), "REFUSED", probe.said)


if __name__ == "__main__":
    unittest.main()
