#!/usr/bin/python3
"""The strict reading of tests/support/strict_mail.py, which all outgoing mail of the tests goes through, sees every fault."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import strict_mail  # noqa: E402

GOOD = """Date: Mon, 12 Jan 2026 10:03:00 +0100
From: =?UTF-8?B?w4Vzbw==?= <smagrupper@example.no>
To: kari@example.no
Subject: =?UTF-8?B?TcOlIHJldHRlcw==?=
Message-ID: <return.0123@example.no>
In-Reply-To: <a@example.no>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Bl=C3=A5b=C3=A6r=
 og mer.
--b
Content-Type: application/octet-stream
Content-Disposition: attachment; filename*=UTF-8''sm%C3%A5gruppe.xlsx
Content-Transfer-Encoding: base64

AAEC
--b--
"""

# What is changed in the good mail, and a word of the fault.
BAD = [
    (("+0100", "CET"), "date"),
    (("<smagrupper@example.no>", "smagrupper@example.no"), "from"),
    (("kari@example.no", "kari@@example.no"), "to"),
    (("w4Vzbw==", "w4Vzb"), "no text"),
    (("=?UTF-8?B?TcOlIHJldHRlcw==?=", "Må rettes"), "seven-bit"),
    (("=?UTF-8?B?TcOlIHJldHRlcw==?=", "=?UTF-8?B?" + "TcOl" * 20 + "?="), "encoded word"),
    (("=?UTF-8?B?TcOlIHJldHRlcw==?=", "a" * 60 + " " + "b" * 60), "folded"),
    (("<return.0123@example.no>", "<return 0123@example.no>"), "message-id"),
    (("<a@example.no>", "a@example.no"), "in-reply-to"),
    (("MIME-Version: 1.0\n", ""), "no mime-version"),
    (("Message-ID: <return.0123@example.no>\n", ""), "no message-id"),
    (("MIME-Version: 1.0", "MIME-Version: 1.0\nMIME-Version: 1.0"), "2 times"),
    (("MIME-Version: 1.0", "MIME-Version: 1.0\n \n"), "blanks"),
    (("MIME-Version: 1.0", "MIME-Version: 1.0\nno field"), "no header field"),
    (('boundary="b"', "boundary=a b"), "well-formed"),
    (('boundary="b"', 'boundary="c"'), "boundary"),
    (("--b--", "--b"), "boundary"),
    (("charset=utf-8", "charset=us-ascii"), "not us-ascii"),
    (("=C3=A5", "=c3=a5"), "quoted-printable"),
    ((" og mer.", " og mer. "), "blank at the end"),
    ((" og mer.", "x" * 80), "76"),
    ((" og mer.", "x" * 999), "998"),
    (("AAEC", "AA-C"), "base64"),
    (("base64", "8bit"), "encoding"),
    (("filename*=UTF-8''sm%C3%A5gruppe.xlsx", "filename==?UTF-8?B?c23DpQ==?="), "well-formed"),
    (("filename*=UTF-8''sm%C3%A5gruppe.xlsx", "filename*=UTF-8''..%2Fsm%C3%A5"), "sound file"),
    (("filename*=UTF-8''sm%C3%A5gruppe.xlsx", "filename*=sm%C3%A5gruppe.xlsx"), "charset"),
    (("Content-Disposition: attachment; filename*=UTF-8''sm%C3%A5gruppe.xlsx\n", ""), "Content-Disposition"),
]


def mail(text):
    return text.encode().replace(b"\n", b"\r\n")


class StrictMailTest(unittest.TestCase):
    def test_a_good_mail_has_no_fault(self):
        self.assertEqual(strict_mail.faults(mail(GOOD)), [])

    def test_every_fault_is_seen(self):
        for (before, after), word in BAD:
            self.assertIn(before, GOOD)
            found = strict_mail.faults(mail(GOOD.replace(before, after)))
            self.assertTrue(any(word in fault for fault in found), f"{after!r}: {word} is not in {found}")

    def test_line_ends(self):
        self.assertIn("a line does not end in CRLF", strict_mail.faults(GOOD.encode()))
        self.assertIn("the last line does not end", strict_mail.faults(mail(GOOD)[:-2]))


if __name__ == "__main__":
    unittest.main()
