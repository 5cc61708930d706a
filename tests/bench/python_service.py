"""A good Python service for the same mails, as one person writes it in a few days: it takes each mail apart with the libraries that
are customary, finds the form by its labels, keeps it in SQLite in group commits, checks it against the rules for presence lists
that these mails meet, derives every doctor's account (three meetings and six hours in twelve months, 150 points in five years),
and sends the acknowledgement, with next year's list as a workbook, and a confirmation to every doctor whose account changed:
text and HTML, from an outbox, into a Maildir. Then the mail is filed.

It reads only the layout of the benchmark's mails, knows a dozen rules of some forty, no supervision groups, no corrections by
mail, no second language, no sandbox, and does not survive being killed at every step; presens does all of that besides.

    python_service.py IN OUT DATABASE REGISTER
"""
import collections
import csv
import datetime
import email
import email.message
import email.policy
import email.utils
import html
import io
import os
import pathlib
import re
import sqlite3
import sys

import openpyxl
from openpyxl.styles import Font

from python_reader import READERS

BATCH = 64
SCHEMA = """
CREATE TABLE small_group (id INTEGER PRIMARY KEY, number TEXT UNIQUE, name TEXT, municipality TEXT);
CREATE TABLE person (id INTEGER PRIMARY KEY, hpr TEXT UNIQUE, name TEXT, email TEXT);
CREATE TABLE membership (group_id INTEGER, person INTEGER, role TEXT, PRIMARY KEY (group_id, person, role)) WITHOUT ROWID;
CREATE TABLE mail (id INTEGER PRIMARY KEY, message_id TEXT UNIQUE, sender TEXT, subject TEXT, raw BLOB, verdict TEXT);
CREATE TABLE list (id INTEGER PRIMARY KEY, mail INTEGER, group_id INTEGER, decision TEXT);
CREATE TABLE meeting (id INTEGER PRIMARY KEY, list INTEGER, group_id INTEGER, date TEXT, begins TEXT, ends TEXT, topic TEXT,
                      hours INTEGER);
CREATE INDEX meeting_by_day ON meeting (group_id, date);
CREATE TABLE present (meeting INTEGER, person INTEGER, PRIMARY KEY (meeting, person)) WITHOUT ROWID;
CREATE INDEX present_by_person ON present (person);
CREATE TABLE finding (list INTEGER, rule TEXT, severity TEXT, text TEXT);
CREATE TABLE told (person INTEGER, group_id INTEGER, date TEXT, status TEXT, hours INTEGER,
                   PRIMARY KEY (person, group_id, date, status)) WITHOUT ROWID;
CREATE TABLE outbox (id INTEGER PRIMARY KEY, mail INTEGER, recipient TEXT, mime BLOB, state TEXT DEFAULT 'queued');
CREATE INDEX outbox_queued ON outbox (id) WHERE state = 'queued';
"""
DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})$")
TIMES = re.compile(r"(\d{1,2})[.:](\d{2})\s*[-–]\s*(\d{1,2})[.:](\d{2})")
HPR = re.compile(r"\d{7}$")
COURSE_HOUR, LONGEST_DAY, LEAST_MEETINGS, LEAST_HOURS, CAP = 45, 6, 3, 6, 150
SUSPECT = ("lønn", "økonomi", "administra", "reklame", "drift")
MONTHS = "januar februar mars april mai juni juli august september oktober november desember".split()
STATUS = {"counting": "teller", "provisional": "venter", "over-cap": "over taket"}

Meeting = collections.namedtuple("Meeting", "date begins ends topic present")


# ---- reading ----

def tokens_of(mail):
    """The cells and pieces of lines of all parts, in order."""
    tokens = []
    for part in mail.walk():
        if part.is_multipart():
            continue
        # A file's encoding is its own: Excel writes CSV in Windows-1252.
        content = part.get_payload(decode=True) if part.get_content_type() == "text/csv" else part.get_content()
        for text in READERS[part.get_content_type()](content):
            text = "" if text is None else str(text)
            pieces = re.split(r"\s{2,}|(?<=\w): ", text) if part.get_content_type() == "text/plain" else [text]
            tokens += [piece.strip() for piece in pieces if piece.strip()]
    return tokens


def read_meeting(cells):
    day, times = DAY.match(cells[0]), TIMES.search(cells[1])
    date = datetime.date(int(day[3]), int(day[2]), int(day[1]))
    begins, ends = (int(times[1]) * 60 + int(times[2]), int(times[3]) * 60 + int(times[4])) if times else (None, None)
    return Meeting(date, begins, ends, cells[2], [name.strip() for name in cells[3].split(",")])


def read_form(tokens):
    form = {"people": [], "meetings": [], "attested": False, "sponsor": None}
    labels = {"Gruppenummer": "number", "Gruppens navn": "name", "Kommune": "municipality", "Sekretær": "secretary"}
    for at, token in enumerate(tokens):
        if token in labels and labels[token] not in form:
            form[labels[token]] = tokens[at + 1]
        elif HPR.match(token):
            form["people"].append((tokens[at - 1], token))
        elif DAY.match(token):
            form["meetings"].append(read_meeting(tokens[at:at + 4]))
        elif token.startswith("Sponsor"):
            form["sponsor"] = token
        elif "farmasøytiske industri ikke er involvert" in token:
            form["attested"] = True
    return form


# ---- deciding ----

def hours_of(meeting):
    return (meeting.ends - meeting.begins) // COURSE_HOUR if meeting.begins is not None else 0


def check(database, sender, form, group, people):
    """(rule, severity, text) for everything that is not as it should be."""
    if not group:
        yield "known-group", "return", f"Vi kjenner ikke gruppa {form.get('number')}."
        return
    members = database.execute("SELECT p.email FROM membership m JOIN person p ON p.id = m.person WHERE m.group_id = ?", (group[0],))
    if sender not in {address for address, in members}:
        yield "known-sender", "flag", f"{sender} hører ikke til gruppa."
    for name, hpr in form["people"]:
        if hpr not in people:
            yield "known-participant", "return", f"Vi kjenner ikke {name} ({hpr})."
        elif people[hpr][1].casefold() != name.casefold():
            yield "names-agree", "flag", f"HPR-nummer {hpr} tilhører en annen enn {name}."
    if form["sponsor"]:
        yield "industry-involved", "flag", form["sponsor"]
    if not form["attested"]:
        yield "industry-free", "return", "Det mangler bekreftelse på at industrien ikke er involvert."
    known, today, times = {name for name, _ in form["people"]}, datetime.date.today(), set()
    for meeting in form["meetings"]:
        said = meeting.date.isoformat()
        if not datetime.date(2000, 1, 1) <= meeting.date <= today:
            yield "date-valid", "return", f"{said} kan ikke være en møtedato."
        if meeting.begins is None:
            yield "length-known", "return", f"Møtet {said} har ingen klokkeslett."
        elif meeting.ends - meeting.begins < 2 * COURSE_HOUR:
            yield "meeting-min-length", "disallow", f"Møtet {said} er for kort."
        if len(meeting.present) < 2:
            yield "two-present", "disallow", f"På møtet {said} var færre enn to til stede."
        if not meeting.topic:
            yield "topic-documented", "return", f"Møtet {said} har ikke noe tema."
        if any(word in meeting.topic.casefold() for word in SUSPECT):
            yield "suspect-topic", "flag", f"Er temaet {meeting.topic} faglig?"
        for name in meeting.present:
            if name not in known:
                yield "present-named", "return", f"{name} står ikke på lista over deltakere."
        if (meeting.date, meeting.begins) in times:
            yield "double-booked", "flag", f"To møter på samme tid: {said}."
        times.add((meeting.date, meeting.begins))


def store(database, mail_id, form, group, people, findings):
    severities = {severity for _, severity, _ in findings}
    decision = "return" if "return" in severities else "flag" if "flag" in severities else \
        "partial" if "disallow" in severities else "accept"
    number = database.execute("INSERT INTO list (mail, group_id, decision) VALUES (?, ?, ?)",
                              (mail_id, group and group[0], decision)).lastrowid
    database.executemany("INSERT INTO finding VALUES (?, ?, ?, ?)", [(number, *finding) for finding in findings])
    if decision in ("accept", "partial"):
        by_name, lost = {name: people[hpr][0] for name, hpr in form["people"]}, {text for _, s, text in findings if s == "disallow"}
        for meeting in form["meetings"]:
            day = meeting.date.isoformat()
            for old, in database.execute("SELECT id FROM meeting WHERE group_id = ? AND date = ? AND list <> ?",
                                         (group[0], day, number)).fetchall():
                database.execute("DELETE FROM present WHERE meeting = ?", (old,))
                database.execute("DELETE FROM meeting WHERE id = ?", (old,))
            hours = 0 if any(day in text for text in lost) else min(hours_of(meeting), LONGEST_DAY)
            row = database.execute("INSERT INTO meeting (list, group_id, date, begins, ends, topic, hours) VALUES (?, ?, ?, ?, ?, ?, ?)",
                                   (number, group[0], day, meeting.begins, meeting.ends, meeting.topic, hours)).lastrowid
            database.executemany("INSERT OR IGNORE INTO present VALUES (?, ?)", [(row, by_name[name]) for name in meeting.present])
    return decision


# ---- accounts ----

def year_later(day):
    return day.replace(year=day.year + 1) if (day.month, day.day) != (2, 29) else datetime.date(day.year + 1, 3, 1)


def best(days, day, worth):
    """The most that a year which holds the day is worth."""
    return max((sum(worth(d) for d in days if first <= d < year_later(first)) for first in days
                if first <= day < year_later(first)), default=0)


def account(database, person, held):
    """{(group, date): (status, hours)} and the points of the last five years; `held` are the days of groups that are known."""
    rows = database.execute("SELECT m.group_id, m.date, sum(m.hours) FROM present a JOIN meeting m ON m.id = a.meeting "
                            "WHERE a.person = ? GROUP BY m.group_id, m.date ORDER BY m.date", (person,)).fetchall()
    hours = collections.Counter()
    for _, date, count in rows:
        hours[datetime.date.fromisoformat(date)] += count
    days, granted, entries = sorted(hours), [], {}
    for group, date, count in rows:
        if group not in held:
            held[group] = [datetime.date.fromisoformat(d) for d, in database.execute(
                "SELECT DISTINCT date FROM meeting WHERE group_id = ? AND hours > 0", (group,))]
        day = datetime.date.fromisoformat(date)
        if best(held[group], day, lambda _: 1) < LEAST_MEETINGS or best(days, day, hours.__getitem__) < LEAST_HOURS:
            entries[group, date] = ("provisional", count)
            continue
        room = CAP - sum(points for earlier, points in granted if (day - earlier).days < 5 * 365)
        granted.append((day, min(count, max(room, 0))))
        entries[group, date] = ("counting" if count <= room else "over-cap", count)
    since = datetime.date.today() - datetime.timedelta(5 * 365)
    return entries, sum(points for day, points in granted if day >= since)


# ---- answering ----

def norwegian(date):
    year, month, day = date.split("-")
    return f"{int(day)}. {MONTHS[int(month) - 1]} {year}"


def table(head, rows):
    cells = lambda tag, row: "".join(f'<{tag} style="border:1px solid #888888;padding:6px 8px">{html.escape(str(c))}</{tag}>' for c in row)
    return (f'<table style="border-collapse:collapse;width:100%"><thead><tr>{cells("th", head)}</tr></thead><tbody>'
            + "".join(f"<tr>{cells('td', row)}</tr>" for row in rows) + "</tbody></table>")


def compose(recipient, subject, lines, head, rows, name, reference=None, workbook=None):
    mail = email.message.EmailMessage(policy=email.policy.SMTP)
    mail["From"], mail["To"] = "Enhet for primærmedisin og psykiatri <smagrupper@example.no>", recipient
    mail["Subject"], mail["Message-ID"], mail["Date"] = subject, f"<{name}@example.no>", email.utils.formatdate()
    mail["Auto-Submitted"] = "auto-replied" if reference else "auto-generated"
    if reference:
        mail["In-Reply-To"] = mail["References"] = reference
    text = lines + [""] + ["- " + ", ".join(map(str, row)) for row in rows] + ["", "Hilsen", "Enhet for primærmedisin og psykiatri"]
    mail.set_content("\n".join(text), cte="quoted-printable")
    mail.add_alternative('<!DOCTYPE html><html lang="nb"><head><meta charset="utf-8"></head><body style="font-family:Arial">'
                         + "".join(f"<p>{html.escape(line)}</p>" for line in lines) + table(head, rows) + "</body></html>",
                         subtype="html", cte="quoted-printable")
    if workbook:
        mail.add_attachment(workbook, maintype="application", subtype="vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                            filename="Presensliste.xlsx")
    return mail.as_bytes()


def next_list(group, people):
    """A workbook to fill in, with the group and its members."""
    book = openpyxl.Workbook()
    page, bold = book.active, Font(bold=True)
    for row in (["Presensliste"], ["Gruppenummer", group[1]], ["Gruppens navn", group[2]], ["Kommune", group[3]], [],
                ["Navn", "HPR-nummer"], *people, [], ["Dato", "Fra", "Til", "Sted", "Tema", *(name for name, _ in people)],
                *([""] * (5 + len(people)) for _ in range(10))):
        page.append(row)
        for cell in page[page.max_row]:
            cell.number_format = "@"
            if page.max_row in (1, 6):
                cell.font = bold
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def answer(database, mail_id, mail, sender, form, group, decision, findings):
    """The acknowledgement, or what is to be mended."""
    rows = [(norwegian(m.date.isoformat()), hours_of(m), m.topic, ", ".join(m.present)) for m in form["meetings"]]
    good = decision in ("accept", "partial")
    words = {"accept": "Lista er godkjent.", "partial": "Lista er godkjent, men ikke alle timene.",
             "flag": "En av oss ser på lista.", "return": "Lista må rettes."}[decision]
    content = compose(sender, f"Mottatt: Presensliste – {group[2] if group else form.get('number')}",
                      ["Hei,", "takk, vi har mottatt skjemaet ditt.", words] + [text for _, _, text in findings],
                      ("Dato", "Kurstimer", "Tema", "Til stede"), rows, f"answer.{mail_id}", mail["Message-ID"],
                      next_list(group, form["people"]) if good else None)
    database.execute("INSERT INTO outbox (mail, recipient, mime) VALUES (?, ?, ?)", (mail_id, sender, content))
    if decision == "flag":
        content = compose("kontor@example.no", "Til vurdering", ["Denne lista trenger en avgjørelse."] + [t for _, _, t in findings],
                          ("Dato", "Kurstimer", "Tema", "Til stede"), rows, f"exception.{mail_id}")
        database.execute("INSERT INTO outbox (mail, recipient, mime) VALUES (?, ?, ?)", (mail_id, "kontor@example.no", content))


def confirm(database, mail_id, group):
    """Tells everybody whose account is not as told."""
    held = {}
    persons = database.execute("SELECT DISTINCT p.id, p.name, p.email FROM present a JOIN meeting m ON m.id = a.meeting "
                               "JOIN person p ON p.id = a.person WHERE m.group_id = ?", (group[0],)).fetchall()
    for person, name, address in persons:
        entries, points = account(database, person, held)
        before = {(g, d): (s, h) for g, d, s, h in
                  database.execute("SELECT group_id, date, status, hours FROM told WHERE person = ?", (person,))}
        news = sorted(key for key in entries.keys() | before.keys() if entries.get(key) != before.get(key))
        if not news or not address:
            continue
        rows = [(norwegian(date), group[2], entries[g, date][1], STATUS[entries[g, date][0]]) if (g, date) in entries else
                (norwegian(date), group[2], 0, "trukket") for g, date in news]
        content = compose(address, f"Du har nå {points} tellende poeng fra smågrupper",
                          [f"Hei {name},", f"timene dine er oppdatert. Du har nå {points} tellende poeng de siste fem årene."],
                          ("Dato", "Gruppe", "Kurstimer", "Status"), rows, f"confirmation.{mail_id}.{person}")
        database.execute("INSERT INTO outbox (mail, recipient, mime) VALUES (?, ?, ?)", (mail_id, address, content))
        database.executemany("DELETE FROM told WHERE person = ? AND group_id = ? AND date = ?", [(person, *key) for key in news])
        database.executemany("INSERT INTO told VALUES (?, ?, ?, ?, ?)",
                             [(person, *key, *entries[key]) for key in news if key in entries])


# ---- the way of a mail ----

def handle(database, raw):
    """The folder that the mail belongs to."""
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    sender = email.utils.parseaddr(mail["From"])[1].lower()
    mail_id = database.execute("INSERT OR IGNORE INTO mail (message_id, sender, subject, raw) VALUES (?, ?, ?, ?)",
                               (mail["Message-ID"], sender, mail["Subject"], raw)).lastrowid
    form = read_form(tokens_of(mail))
    group = database.execute("SELECT id, number, name, municipality FROM small_group WHERE number = ?",
                             (form.get("number"),)).fetchone()
    people = {}
    for _, hpr in form["people"]:
        row = database.execute("SELECT id, name FROM person WHERE hpr = ?", (hpr,)).fetchone()
        if row:
            people[hpr] = row
    findings = list(check(database, sender, form, group, people))
    decision = store(database, mail_id, form, group, people, findings)
    answer(database, mail_id, mail, sender, form, group, decision, findings)
    if group:
        confirm(database, mail_id, group)
    database.execute("UPDATE mail SET verdict = ? WHERE id = ?", (decision, mail_id))
    return {"accept": "Behandlet", "partial": "Behandlet", "return": "Returnert", "flag": "Til vurdering"}[decision]


def deliver(folder, name, content):
    path = folder / "tmp" / name
    with open(path, "wb") as file:
        file.write(content.replace(b"\r\n", b"\n"))
        file.flush()
        os.fsync(file.fileno())
    path.rename(folder / "new" / name)


def send(database, out):
    """Everything in the outbox; the folder is synced once for all."""
    queued = database.execute("SELECT id, mime FROM outbox WHERE state = 'queued' ORDER BY id").fetchall()
    for number, content in queued:
        deliver(out, str(number), content)
    handle_ = os.open(out / "new", os.O_RDONLY)
    os.fsync(handle_)
    os.close(handle_)
    with database:
        database.executemany("UPDATE outbox SET state = 'sent' WHERE id = ?", [(number,) for number, _ in queued])


def learn_register(database, path):
    for row in csv.DictReader(path.open(encoding="utf-8"), delimiter=";"):
        database.execute("INSERT OR IGNORE INTO small_group (number, name, municipality) VALUES (?, ?, ?)",
                         (row["group_number"], row["group_name"], row["municipality"]))
        database.execute("INSERT OR IGNORE INTO person (hpr, name, email) VALUES (?, ?, ?)", (row["hpr"], row["name"], row["email"]))
        database.execute("INSERT INTO membership SELECT g.id, p.id, ? FROM small_group g, person p WHERE g.number = ? AND p.hpr = ?",
                         (row["role"], row["group_number"], row["hpr"]))


def main():
    inbox, out, path, register = map(pathlib.Path, sys.argv[1:])
    for part in ("tmp", "new", "cur"):
        (out / part).mkdir(parents=True, exist_ok=True)
    for folder in ("Behandlet", "Returnert", "Til vurdering"):
        (inbox / f".{folder}" / "cur").mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(path)
    database.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;" + SCHEMA)
    with database:
        learn_register(database, register)
    mails = sorted((inbox / "new").iterdir())
    for first in range(0, len(mails), BATCH):
        batch = mails[first:first + BATCH]
        with database:
            folders = [handle(database, source.read_bytes()) for source in batch]
        send(database, out)
        for source, folder in zip(batch, folders):
            source.rename(inbox / f".{folder}" / "cur" / source.name)


if __name__ == "__main__":
    main()
