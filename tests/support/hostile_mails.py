"""Hostile mails and texts: MIME without an end, headers by the million, and what makes a search go back again and again.
Each table names mails with functions that give their bytes."""
import base64
import random

HEAD = (b"From: Kari Nordmann <kari@example.no>\nTo: smagrupper@example.no\nSubject: Presensliste 2025\n"
        b"Date: Mon, 12 Jan 2026 10:03:00 +0100\nMIME-Version: 1.0\n")
MEGABYTE = 1 << 20


# Mails

def letter(text, kind="text/plain; charset=utf-8"):
    """A mail that is one text."""
    return HEAD + f"Content-Type: {kind}\nContent-Transfer-Encoding: 8bit\n\n".encode() + text + b"\n"


def part(name, content):
    return (f"--b\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename=\"{name}\"\n"
            "Content-Transfer-Encoding: base64\n\n").encode() + base64.encodebytes(content)


def parcel(*files):
    """A mail with attachments, each a name and its bytes."""
    return (HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nHei\n"
            + b"".join(part(name, content) for name, content in files) + b"--b--\n")


def multipart(parts, boundary=b"b", kind=b"mixed"):
    return (HEAD + b"Content-Type: multipart/" + kind + b"; boundary=" + boundary + b"\n\n"
            + b"".join(b"--" + boundary + b"\n" + inner for inner in parts) + b"--" + boundary + b"--\n")


def nested_multiparts(depth):
    opening = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (i, i) for i in range(depth))
    closing = b"".join(b"--b%d--\n" % i for i in reversed(range(depth)))
    return HEAD + opening + b"Content-Type: text/plain\n\nInnerst\n" + closing


def nested_encoded_mails(depth):
    mail = HEAD + b"\nInnerst\n"
    for _ in range(depth):
        mail = (HEAD + b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(mail))
    return mail


def headers(lines):
    return HEAD + lines + b"\n\nHei\n"


MAILS = {
    "20,000 nested parts": lambda: nested_multiparts(20000),
    "20,000 nested mails": lambda: HEAD + b"Content-Type: message/rfc822\n\n" * 20000,
    "25 mails in each other, each encoded": lambda: nested_encoded_mails(25),
    "100,000 parts": lambda: multipart([b"Content-Type: application/octet-stream\n\nx\n"] * 100000),
    "100,000 texts": lambda: multipart([b"\nx\n"] * 100000),
    "500 texts of 20 kB": lambda: multipart([b"\n" + b"Navn: Kari Nordmann, Ola Berg 1.2.2025 kl. 18-21\n" * 400] * 500),
    "500 alternatives": lambda: multipart([b"\n" + b"Dato: 3.2.2025\nNavn: Kari Nordmann\n" * 50] * 500, kind=b"alternative"),
    "500 pages of HTML": lambda: multipart([b"Content-Type: text/html\n\n" + b"<table><tr><td>Navn<td>1.2.2025</table>" * 100 + b"\n"] * 500),
    "300,000 lines that look like a boundary": lambda: multipart([b"\n" + b"--b x\n--bb\n" * 150000]),
    "a boundary of 1 MB": lambda: multipart([b"\nHei\n"] * 20, boundary=b"b" * MEGABYTE),
    "a million headers": lambda: headers(b"X: y\n" * 1000000),
    "a header of 20 MB": lambda: headers(b"Subject: " + b"a" * (20 * MEGABYTE)),
    "a header of 300,000 lines": lambda: headers(b"Subject: a\n" + b" b\n" * 300000),
    "a million addresses": lambda: headers(b"Cc: " + b"a@b.no,\n " * 1000000 + b"a@b.no"),
    "addresses in 100,000 groups": lambda: headers(b"To: " + b"a:" * 100000),
    "an address of 100,000 comments": lambda: headers(b"To: " + b"(" * 100000 + b"a@b.no"),
    "200,000 references": lambda: headers(b"References: " + b"<a@b.no>\n " * 200000),
    "200,000 encoded words": lambda: headers(b"Subject: " + b"=?utf-8?q?=C3=A5?=\n " * 200000),
    "100,000 encoded words side by side": lambda: headers(b"Subject: " + b"=?utf-8?b?w6U=?=" * 100000),
    "200,000 beginnings of encoded words": lambda: headers(b"Subject: " + b"=?" * 200000),
    "100,000 parameters": lambda: headers(b"Content-Type: text/plain" + b"".join(b";\n p%d=x" % i for i in range(100000))),
    "a name in 50,000 pieces": lambda: multipart([b"Content-Type: application/octet-stream" + b"".join(
        b";\n name*%d*=%%41" % i for i in range(50000)) + b"\n\nx\n"]),
    "100,000 Authentication-Results": lambda: headers(b"Authentication-Results: mail.example.no; dmarc=pass\n" * 100000),
    "an Authentication-Results of 10 MB": lambda: headers(b"Authentication-Results: mail.example.no; " + b"dmarc=pass; (" * 800000),
    "300,000 pictures that the text shows": lambda: multipart(
        [b"Content-Type: text/html\n\n" + b"<img src='cid:a%d@b'>" * 1000 + b"\n"] * 3 +
        [b"Content-Type: image/png\nContent-ID: <%d@b>\n\n\x89PNG\n" % i for i in range(490)], kind=b"related"),
    "base64 rubbish": lambda: parcel().replace(b"--b--", b"--b\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n" + bytes(
        random.Random(1).choices(range(1, 256), k=5 * MEGABYTE)) + b"\n--b--"),
    "base64 with 10 million blanks": lambda: multipart([b"Content-Transfer-Encoding: base64\n\n" + b"Q \n" * 5000000]),
    "quoted-printable rubbish": lambda: multipart([b"Content-Transfer-Encoding: quoted-printable\n\n" + b"=\n=3=E5==\n" * 1000000]),
    "rubbish": lambda: random.Random(2).randbytes(20 * MEGABYTE),
    "rubbish after a head": lambda: letter(random.Random(3).randbytes(20 * MEGABYTE)),
    "NUL characters": lambda: letter(bytes(20 * MEGABYTE)),
    "a text in UTF-7": lambda: letter(b"+AOU-" * MEGABYTE, "text/plain; charset=utf-7"),
    "a text in ISO-2022-JP": lambda: letter(b"\033$B0!\033(B" * MEGABYTE, "text/plain; charset=iso-2022-jp"),
    "a text in 50 MB of UTF-16": lambda: letter("å".encode("utf-16-le") * (25 * MEGABYTE), "text/plain; charset=utf-16"),
}


# Texts: what makes a regular expression or a search go back again and again

def repeated(piece, size=MEGABYTE - 1000):
    """At most what a text is read of, so that none is simply too long."""
    return letter(piece * (size // len(piece)))


RUNS = {
    "digits": b"1", "blanks": b" ", "tabs": b"\t", "line ends": b"\n", "dashes": b"-", "dots": b".", "letters": b"a",
    "capitals": b"A ", "commas": b"a,", "colons": b"a: ", "slashes": b"1/", "underlines": b"_", "at signs": b"a@", "addresses": b"a.b@c.no ",
    "links": b"https://", "quotes": b">", "quoted lines": b"> \n", "brackets": b"(", "closed brackets": b"()", "angle brackets": b"<",
    "double quotes": b'"', "dates": b"1.1.2025 ", "dates without blanks": b"1.1.2025", "short dates": b"1.1. ", "days": b"1. ", "years": b"2025 ",
    "ranges of years": b"2025-", "clocks": b"18.00-", "clocks and blanks": b"kl 18 til 21 ", "hours": b"3 timer ", "numbers": b"12345678901 ",
    "identity numbers": b"01010112345", "digits and blanks": b"1 ", "digits and dashes": b"1-", "initials": b"A.B. ", "months": b"januar ",
    "days and months": b"3. februar ", "names": "Åse Øvrebø, ".encode(), "names by lines": b"Kari Nordmann\n", "labels": b"Navn: ",
    "labels by lines": b"Navn:\n", "fields": b"Dato: 1.2.2025\nTema: Astma\n", "rows": b"Kari Nordmann  1234567  x  x\n",
    "columns": b"x    " * 400 + b"\n", "dates by lines": b"1.2.2025\n", "meetings": b"Dato: 1.2.2025 kl 18-21 Tema: Astma Til stede: Kari Nordmann, Ola Berg\n",
    "forms": b"Gruppe: Vest\nDato: 1.2.2025\nTil stede: Kari Nordmann\n\n", "numbered lists": b"1. Kari Nordmann\n2. Ola Berg\n",
    "marks": b"x ", "boxes": "☒ ".encode(), "hyphens at ends": b"ord-\n", "signatures": b"-- \nKari\n", "greetings": b"Hilsen\nKari\n",
    "introductions of quotes": b"Den 12.01.2026 10:03, skrev Kari:\n", "heads of mails": b"Fra: Kari\nSendt: 12. januar 2026\nTil: Ola\nEmne: Hei\n\n",
    "combining marks": "\u0301".encode(), "letters with marks": "a\u030a".encode(), "letters of many marks": ("a" + "\u0301\u0316" * 50).encode(),
    "invisible characters": "\u200b".encode(), "turned writing": "\u202e".encode(), "emoji": "👩‍⚕️".encode(), "high Unicode": "\U0010ffff".encode(),
    "ligatures": "ﬃ".encode(), "Arabic": "ﷺ".encode(), "capital sharp s": "ẞ".encode(), "absences": b"Forfall: Kari, alle unntatt Ola\n",
    "attestations": b"Jeg bekrefter at industrien ikke er involvert ", "denials": b"ikke ", "sponsors": b"Sponsor: ", "equals signs": b"=", "semicolons": b";",
    "bars": b"|", "ampersands": b"&amp;", "backslashes": b"\\", "stars": b"* ", "hyphenated": b"a-", "apostrophes": b"'a", "municipalities": b"Bergen kommune ",
}
TEXTS = {f"1 MB of {name}": (lambda piece=piece: repeated(piece)) for name, piece in RUNS.items()}
TEXTS["one line of 50 MB"] = lambda: letter(b"a" * (50 * MEGABYTE))
TEXTS["50 MB of lines"] = lambda: letter(b"a\n" * (25 * MEGABYTE))
TEXTS["flowed lines"] = lambda: letter(b"Kari \n" * 600000, "text/plain; format=flowed; delsp=yes")
TEXTS["flowed quotes"] = lambda: letter(b">>>>> Kari \n>> a \n" * 200000, "text/plain; format=flowed")
TEXTS["a million bare line ends"] = lambda: letter(b"a\r" * 1000000)


# HTML

def page(text):
    return letter(text, "text/html; charset=utf-8")


HTML = {
    "300,000 attributes": lambda: page(b"<p " + b" ".join(b"a%d=1" % i for i in range(300000)) + b">Hei"),
    "900 attributes in each of 400 tags": lambda: page((b"<p " + b" ".join(b"a%d=1" % i for i in range(900)) + b">") * 400),
    "an attribute of 3 MB": lambda: page(b"<p title='" + b"a" * (3 * MEGABYTE) + b"'>Hei"),
    "a style of 3 MB": lambda: page(b"<p style='" + b"a:b;" * (MEGABYTE // 2) + b"'>Hei"),
    "100,000 styles of 30 rules": lambda: page((b"<b style='" + b"a:b;" * 5 + b"'>x</b>") * 100000),
    "100,000 elements in each other": lambda: page(b"<div>" * 100000 + b"Hei"),
    "100,000 tables in each other": lambda: page(b"<table><tr><td>" * 100000 + b"Hei"),
    "450 elements in each other, 3,000 times": lambda: page((b"<i>" * 450 + b"x" + b"</i>" * 450) * 300),
    "100 tables in each other, full of cells": lambda: page(b"<table><tr><td>" * 100 + b"<table>" + b"<tr><td>a<td>b" * 20000),
    "140 tables in each other, each with cells": lambda: page(b"".join(b"<table>" + b"<tr><td>a<td>b" * 200 + b"<tr><td>" for _ in range(140))),
    "a million cells": lambda: page(b"<table>" + (b"<tr>" + b"<td>x" * 100) * 10000),
    "a million empty cells": lambda: page(b"<table>" + (b"<tr>" + b"<td>" * 100) * 10000),
    "a row of 700,000 cells": lambda: page(b"<table><tr>" + b"<td>x" * 700000),
    "300,000 rows": lambda: page(b"<table>" + b"<tr><td>a<td>b" * 250000),
    "spans over everything": lambda: page(b"<table>" + b"<tr><td rowspan=99999999 colspan=99999999>x" * 20000),
    "spans that cross": lambda: page(b"<table>" + b"<tr><td rowspan=60000>a<td colspan=1000>b<td>c" * 20000),
    "rows that grow": lambda: page(b"<table>" + b"".join(b"<tr>" + b"<td rowspan=1000>x" * 3 for _ in range(5000))),
    "100,000 tables": lambda: page(b"<table><tr><td>a<td>b</table>" * 100000),
    "a million paragraphs": lambda: page(b"<p>x" * 1000000),
    "a million line breaks": lambda: page(b"<br>" * 800000),
    "a million line breaks in a cell": lambda: page(b"<table><tr><td>a<td>" + b"x<br>" * 600000),
    "preformatted lines": lambda: page(b"<pre>" + b"a\n" * 1000000),
    "preformatted lines in 400 elements": lambda: page(b"<pre>" + b"<b>" * 400 + b"a\n" * 400000),
    "inline elements": lambda: page(b"<b>a</b>" * 400000),
    "three million open brackets": lambda: page(b"<" * (3 * MEGABYTE)),
    "a million open tags": lambda: page(b"<a" * 1000000),
    "a million closing tags": lambda: page(b"</p>" * 900000),
    "a million closing tags of nothing": lambda: page(b"<p><b><i><div>" + b"</x>" * 900000),
    "open quotes": lambda: page(b"<a b='" * 500000),
    "open comments": lambda: page(b"<!--" * 900000),
    "open declarations": lambda: page(b"<!" * 1000000 + b"<?" * 500000),
    "entities": lambda: page(b"&aring;" * 500000),
    "unknown entities": lambda: page(b"&x" * 1500000),
    "numbered characters": lambda: page(b"&#229;&#x110000;&#0;" * 200000),
    "an entity bomb in HTML": lambda: page(b'<!DOCTYPE html [<!ENTITY a "' + b"x" * 1000 + b'"><!ENTITY b "' + b"&a;" * 1000
                                           + b'">]><p>' + b"&b;" * 1000),
    "quotes in each other": lambda: page(b"<blockquote type=cite>" * 400 + b"x" * 100000),
    "scripts": lambda: page(b"<script>x" * 400000),
    "tables in inline elements": lambda: page(b"<b><table><tr><td>a<td>b" * 400),
    "forms in HTML": lambda: page(b"<input type=checkbox checked>ja " * 100000),
    "a million list entries": lambda: page(b"<li>x" * 800000),
    "misnested elements": lambda: page(b"<b><p><i><div></b></p></i></div>" * 60000),
    "hidden elements": lambda: page(b"<p style='display:none'>x</p>" * 130000),
}
