"""A house of one's own for the fault tests: configuration, mailbox, register and database in a folder, and what a run has
left behind there, for comparison with another run."""
import atexit
import os
import pathlib
import shutil
import sqlite3
import subprocess

PRESENS = os.environ.get("PRESENS", "build/presens")
BUILD = pathlib.Path(os.environ.get("BUILD", "build")).resolve()
FAULTY = BUILD / "tests" / "faults" / "faulty.so"
WITH_FAILPOINTS = BUILD / "tests" / "faults" / "presens"
PATIENCE = 300  # seconds after which a run will not end any more


def configuration(folder, **sections):
    """The text of a configuration in which mail comes and goes through Maildirs in `folder`: {section: {key: value}} take the
    place of what stands here, and None leaves a key out."""
    whole = {
        "mailbox": {"url": f"maildir://{folder}/in"},
        "outgoing": {"url": f"maildir://{folder}/out", "from": "smagrupper@example.no"},
        "store": {"path": f"{folder}/presens.db"},
        "office": {"name": "Enhet for primærmedisin og psykiatri", "staff": "kontor@example.no"},
        "trust": {"authserv_id": "mail.example.no"},
    }
    for section, keys in sections.items():
        whole.setdefault(section, {}).update(keys)
    return "".join(f"[{section}]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items() if value is not None)
                   for section, keys in whole.items())


# Everything that a run leaves behind, but for the moments at which it did so.
CONTENT = {
    "report_message": "SELECT message_id, sender, subject, state, kind FROM report_message",
    "report_submission": "SELECT form, group_number, group_name, decision, decided_by FROM report_submission",
    "report_finding": "SELECT s.group_number, f.rule, f.severity, f.about, f.text FROM report_finding f "
                      "JOIN report_submission s ON s.id = f.submission",
    "report_credit": "SELECT hpr, name, group_number, date, hours, status FROM report_credit",
    "report_mail": "SELECT recipient, purpose, state, message_id FROM report_mail",
    "told": "SELECT p.hpr, t.date, t.status, t.hours FROM told t JOIN person p ON p.id = t.person",
    "exception": "SELECT m.sha256, e.reason, e.alike, e.told FROM office_exception e JOIN message m ON m.id = e.message",
    "token": "SELECT t.purpose, m.sha256, t.recipient, c.number, s.group_number, s.form FROM token t JOIN message m ON m.id = t.message "
             "LEFT JOIN token_case c ON c.hash = t.hash LEFT JOIN submission s ON s.id = c.submission",
    "stuck": "SELECT what, subject, reason FROM stuck",
    "location": "SELECT m.sha256, l.folder FROM location l JOIN message m ON m.id = l.message",
}


def preload(**settings):
    """The environment in which the library faulty.c is at work; settings are FOLDER, LOG, CLOCK, and ORDER for FAULTY."""
    environment = {"LD_PRELOAD": str(FAULTY), "ASAN_OPTIONS": "verify_asan_link_order=0"}
    for name, value in settings.items():
        environment["FAULTY" if name == "ORDER" else f"FAULTY_{name}"] = str(value)
    return environment


class House:
    """`mails` go into its own Maildir; with another `mailbox` they are the caller's."""

    def __init__(self, folder, population=None, mails=(), mailbox=None, outgoing=None):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.configuration = self.folder / "presens.conf"
        self.configure(mailbox, outgoing)
        for box in ("new", "cur", "tmp"):
            (self.folder / "in" / box).mkdir(parents=True, exist_ok=True)
        for index, mail in enumerate(mails):
            (self.folder / "in" / "new" / f"{index:05}").write_bytes(mail)
        if population:
            register = self.folder / "register.csv"
            register.write_text(population.register())
            self.presens("import", register)

    def configure(self, mailbox=None, outgoing=None):
        """Keys of the two sections beside those of a Maildir, or in their place."""
        self.configuration.write_text(configuration(self.folder, mailbox={"poll_seconds": 1, **(mailbox or {})},
                                                    outgoing=outgoing or {}))

    def copy(self, folder):
        """The same house in another folder."""
        shutil.copytree(self.folder, folder)
        return House(folder)

    def presens(self, command, *arguments):
        run = subprocess.run([PRESENS, command, "--config", self.configuration, *arguments], capture_output=True, text=True)
        assert run.returncode == 0, run.stderr
        return run.stdout

    def start(self, *arguments, program=None, environment=None):
        """The service, with --once unless arguments say otherwise."""
        return subprocess.Popen([program or PRESENS, "run", *(arguments or ("--once",)), "--config", self.configuration],
                                stderr=subprocess.PIPE, text=True, env={**os.environ, **(environment or {})})

    def run(self, **options):
        """One round of the service: (status, what it said)."""
        service = self.start(**options)
        said = service.communicate(timeout=PATIENCE)[1]
        return service.returncode, said

    def rows(self, query, *values):
        database = sqlite3.connect(self.folder / "presens.db", timeout=60)
        try:
            return database.execute(query, values).fetchall()
        finally:
            database.close()

    def content(self):
        rows = {view: sorted(map(repr, self.rows(query))) for view, query in CONTENT.items()}
        rows["integrity"] = self.rows("PRAGMA integrity_check")
        return rows

    def mails_out(self):
        return sorted(path.name for path in (self.folder / "out" / "new").glob("*"))

    def folders(self):
        return {path.parent.name: sorted(child.name.split(":")[0] for child in path.iterdir())
                for path in (self.folder / "in").glob("*/cur")}

    def outcome(self):
        """All that must be the same, whatever happened on the way."""
        return {**self.content(), "out": self.mails_out(), "folders": self.folders(),
                "inbox": sorted(path.name for box in ("new", "cur") for path in (self.folder / "in" / box).iterdir())}


def report(what, tried, differed):
    """Says how much was tried; the last line of the program gives the sums."""
    if not sums:
        atexit.register(lambda: print(f"{sum(tried for tried, _ in sums)} cases tried, "
                                      f"{sum(differed for _, differed in sums)} differed"))
    sums.append((tried, differed))
    print(f"{what}: {tried} tried, {differed} differed", flush=True)


sums = []


def differences(expected, found):
    """What differs, with one example each; empty where nothing does."""
    differing = []
    for name in expected:
        missing = [row for row in expected[name] if row not in found[name]]
        added = [row for row in found[name] if row not in expected[name]]
        if expected[name] != found[name]:
            differing.append(f"{name}: missing {missing[:1]}, added {added[:1]}")
    return differing
