"""What a good Python service would do at the least with the same mails: take each apart, look through its documents for dates
and HPR numbers, keep it in SQLite in group commits, and write an answer and the confirmations as mails with text and HTML
into a Maildir. It recognises no form, knows no rule and has no sandbox; presens does all of that besides.

    python_service.py IN OUT DATABASE RECIPIENTS      RECIPIENTS: how many mails follow from each mail, a number a line
"""
import email.message
import email.policy
import email.utils
import os
import pathlib
import re
import sqlite3
import sys

from python_reader import parts_of

BATCH = 64
DATE = re.compile(r"\b\d{1,2}[./]\d{1,2}[./-]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b")
HPR = re.compile(r"\b\d{7}\b")


def deliver(folder, name, content):
    path = folder / "tmp" / name
    with open(path, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    path.rename(folder / "new" / name)
    handle = os.open(folder / "new", os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def answer(number, lines):
    mail = email.message.EmailMessage()
    mail["From"], mail["To"] = "smagrupper@example.no", f"lege{number}@example.no"
    mail["Subject"], mail["Message-ID"] = "Mottatt: Presensliste", f"<{number}@example.no>"
    mail["Date"] = email.utils.formatdate()
    mail.set_content("\n".join(lines))
    mail.add_alternative("<table>" + "".join(f"<tr><td>{line}</td></tr>" for line in lines) + "</table>", subtype="html")
    return mail.as_bytes(policy=email.policy.SMTP)


def main():
    inbox, out, path, recipients = map(pathlib.Path, sys.argv[1:])
    follow = [int(line) for line in recipients.read_text().split()]
    for part in ("tmp", "new", "cur"):
        (out / part).mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(path)
    database.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE mail (raw BLOB); "
                           "CREATE TABLE found (mail INTEGER, text TEXT)")
    mails, sent = sorted((inbox / "new").iterdir()), 0
    for first in range(0, len(mails), BATCH):
        batch, answers = mails[first:first + BATCH], []
        with database:
            for place, source in enumerate(batch):
                raw = source.read_bytes()
                texts = [str(cell) for cells in parts_of(raw) for cell in cells]
                found = [hit for text in texts for hit in DATE.findall(text) + HPR.findall(text)]
                row = database.execute("INSERT INTO mail VALUES (?)", (raw,)).lastrowid
                database.executemany("INSERT INTO found VALUES (?, ?)", [(row, hit) for hit in found])
                answers += [answer(first + place, found or ["-"]) for _ in range(follow[first + place])]
        for content in answers:
            deliver(out, str(sent), content)
            sent += 1
        for source in batch:
            source.rename(inbox / "cur" / source.name)


main()
