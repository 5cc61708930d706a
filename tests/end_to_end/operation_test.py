#!/usr/bin/python3
"""What an administrator relies on: systemd's signals, metrics, `presens doctor`, backup and restore, over a local Maildir."""
import contextlib
import os
import pathlib
import re
import shutil
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from house import PRESENS
from office import PATIENCE, OfficeTest
from population import Population

class OperationTest(OfficeTest):
    def setUp(self):
        super().setUp()
        for part in ("cur", "new", "tmp"):
            (self.folder / "in" / part).mkdir(parents=True)
        self.configure()
        self.population = Population(4)
        self.register(self.population.register())

    def configure(self, **sections):
        super().configure(**{"service": {"metrics_file": self.folder / "presens.prom"}, **sections})

    def deliver(self, index):
        (self.folder / "in" / "tmp" / f"{index}.eml").write_bytes(self.population.mail(index))
        (self.folder / "in" / "tmp" / f"{index}.eml").rename(self.folder / "in" / "new" / f"{index}.eml")

    @contextlib.contextmanager
    def service(self, **environment):
        service = subprocess.Popen([PRESENS, "run", "--config", self.folder / "presens.conf"], stderr=subprocess.PIPE,
                                   env={**os.environ, **environment})
        while line := service.stderr.readline():  # before that, a signal would just end it
            if b"at work on" in line:
                break
        try:
            yield service
        finally:
            service.send_signal(signal.SIGTERM)
            said = service.communicate(timeout=PATIENCE)[1]
            self.assertEqual(service.returncode, 0, said)

    def test_systemd_hears_of_the_start_the_loop_and_the_end(self):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
            path = str(self.folder / "notify")
            notify.bind(path)
            notify.settimeout(PATIENCE)
            with self.service(NOTIFY_SOCKET=path, WATCHDOG_USEC="3000000"):
                # The mailbox is polled every five minutes, but systemd wants to hear of the loop within three seconds.
                said = []
                while said.count("WATCHDOG=1") < 3:
                    said += notify.recv(4096).decode().splitlines()
                self.assertLess(said.index("READY=1"), said.index("WATCHDOG=1"))
                self.assertIn("STATUS=waiting for mail", said)
            while "STOPPING=1" not in said:
                said += notify.recv(4096).decode().splitlines()

    def test_a_loop_that_stands_still_is_not_called_alive(self):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
            path = str(self.folder / "notify")
            notify.bind(path)
            notify.settimeout(PATIENCE)
            with self.service(NOTIFY_SOCKET=path, WATCHDOG_USEC="3000000") as service:
                while "WATCHDOG=1" not in notify.recv(4096).decode():
                    pass
                service.send_signal(signal.SIGSTOP)
                notify.settimeout(4)
                with self.assertRaises(TimeoutError):
                    while True:  # what was on its way when the service was stopped
                        notify.recv(4096)
                service.send_signal(signal.SIGCONT)

    def test_metrics_tell_what_waits(self):
        self.configure(mailbox={"poll_seconds": 1})
        self.deliver(0)
        broken = self.folder / "presens.prom"
        with self.service():
            self.wait_for("the mail in the metrics",
                          lambda: broken.exists() and "presens_handled_total 1\n" in broken.read_text())
        text = broken.read_text()
        self.assertRegex(text, r"(?m)^presens_heartbeat_timestamp_seconds \d{10}$")
        self.assertRegex(text, r'(?m)^presens_messages\{state="parked"\} 0$')
        self.assertRegex(text, r'(?m)^presens_outbox\{state="queued"\} \d+$')
        for line in text.splitlines():
            self.assertRegex(line, r'^(# (HELP|TYPE) presens_\w+ .+|presens_\w+(\{state="\w+"\})? \d+)$')
        self.assertNotIn("@", text)

    def test_the_doctor_finds_everything_well(self):
        said = self.presens("doctor").stdout
        self.assertNotIn("WRONG", said)
        for name in ("configuration", "sandbox", "rules and letters", "database", "mailbox", "outgoing mail", "service"):
            self.assertIn(name, said)
        self.assertIn("no service is at work", said)
        with self.service():
            self.wait_for("the service", lambda: "is at work\n" in self.presens("doctor").stdout)

    def test_the_doctor_knows_when_the_daily_work_was_done(self):
        self.presens("run", "--once")
        self.assertRegex(self.presens("doctor").stdout, r"look at +daily work +never done yet: systemctl enable --now presens-daily.timer")
        self.presens("daily")
        self.assertRegex(self.presens("doctor").stdout, r"ok +daily work +last done on 20")
        with sqlite3.connect(self.folder / "presens.db") as database:
            database.execute("UPDATE clock SET day = date(day, '-3 days')")
        self.assertRegex(self.presens("doctor").stdout, r"look at +daily work +last done on .*is presens-daily.timer at work")
        with sqlite3.connect(self.folder / "presens.db") as database:
            database.execute("UPDATE clock SET day = date(day, '-30 days'), even_since = '2000-01-01'")
        self.presens("daily")
        self.assertRegex(self.presens("doctor").stdout, r"look at +daily work +the clock has jumped from 20")

    def test_the_doctor_says_what_is_wrong_and_what_to_do(self):
        self.configure(rules={"six-hours.hours": "mange"})
        self.assertRegex(self.presens("doctor", status=1).stdout, r"WRONG +rules and letters .*six-hours")
        with socket.socket() as nobody:
            nobody.bind(("127.0.0.1", 0))  # and does not listen
            self.configure(outgoing={"url": f"smtp://127.0.0.1:{nobody.getsockname()[1]}"})
            self.assertRegex(self.presens("doctor", status=1).stdout, r"WRONG +outgoing mail .*is the server up")
        self.configure()
        size = (self.folder / "presens.db").stat().st_size
        with open(self.folder / "presens.db", "r+b") as database:
            database.seek(size // 2)
            database.write(os.urandom(4096))
        self.assertRegex(self.presens("doctor", status=1).stdout, r"WRONG +database ")

    def test_the_doctor_looks_at_the_modes_of_files_and_folders(self):
        self.folder.chmod(0o755)
        for name in ("in", "out"):
            (self.folder / name).mkdir(exist_ok=True)
            (self.folder / name).chmod(0o700)
        (self.folder / "presens.db.sent").touch(0o600)
        self.assertRegex(self.presens("doctor").stdout, r"ok +file modes ")
        for name, mode in ("in", 0o755), ("out", 0o701), ("presens.db", 0o644), ("presens.db.sent", 0o604), (".", 0o777):
            with self.subTest(name):
                path = self.folder / name
                before = stat.S_IMODE(path.stat().st_mode)
                path.chmod(mode)
                self.assertRegex(self.presens("doctor", status=1).stdout,
                                 rf"WRONG +file modes +{re.escape(str(path))} is open to every user .*: chmod o\S+ {re.escape(str(path))}")
                path.chmod(before)

    def test_a_backup_of_a_service_at_work_is_whole_and_puts_everything_back(self):
        backup = self.folder / "backup.db"
        self.deliver(0)
        with self.service():
            self.wait_for("the mail answered", lambda: self.rows("SELECT 1 FROM report_message WHERE state = 'filed'"))
            self.presens("backup", backup)
            everything = "SELECT * FROM report_credit ORDER BY 1, 4, 6"
            self.assertEqual(self.rows(everything, path=backup), self.rows(everything))
            self.assertEqual(stat.S_IMODE(backup.stat().st_mode), 0o600)
            self.assertIn("another presens is at work", self.presens("restore", backup, status=75).stderr)
            self.deliver(1)
            self.wait_for("the second mail", lambda: self.rows("SELECT 1 FROM report_message WHERE state = 'filed' AND id = 2"))
            self.wait_for("every answer sent", lambda: not self.rows("SELECT 1 FROM report_mail WHERE state <> 'sent'"))
        before, mails = self.rows(everything), self.rows("SELECT message_id FROM report_mail ORDER BY 1")
        self.presens("restore", backup)
        self.assertEqual(self.rows("SELECT count(*) FROM report_message"), [(1,)])
        # What came after the backup is moved back to the inbox, as the handbook says; the first mail too, by mistake.
        handled = self.folder / "in" / ".Behandlet" / "cur"
        for mail in list(handled.iterdir()):
            mail.rename(self.folder / "in" / "cur" / mail.name)
        sent = len(list((self.folder / "out" / "new").iterdir()))
        self.presens("run", "--once")
        self.assertEqual(self.rows(everything), before)
        self.assertEqual(self.rows("SELECT message_id FROM report_mail ORDER BY 1"), mails)
        self.assertEqual(len(list((self.folder / "out" / "new").iterdir())), sent)  # the same mails, under the same names

    def test_nothing_is_overwritten_and_nothing_damaged_is_restored(self):
        backup = self.folder / "backup.db"
        self.presens("backup", backup)
        whole = backup.read_bytes()
        self.assertIn("exists already", self.presens("backup", backup, status=1).stderr)
        self.assertEqual(backup.read_bytes(), whole)
        groups = self.rows("SELECT * FROM small_group")
        for damage in (whole[: len(whole) // 2], b"presens\n" * 1000, b""):
            backup.write_bytes(damage)
            self.presens("restore", backup, status=1)
            self.assertEqual(self.rows("SELECT * FROM small_group"), groups)

    def test_what_stood_there_before_a_restore_is_kept(self):
        self.presens("backup", self.folder / "backup.db")
        self.deliver(0)
        self.presens("run", "--once")
        self.presens("restore", self.folder / "backup.db")
        former, = self.folder.glob("presens.db.before-restore-*")
        self.assertEqual(self.rows("SELECT count(*) FROM report_message", path=former), [(1,)])

    def test_the_example_configuration_is_read_as_it_is_and_with_every_key_in_force(self):
        example = (ROOT / "systemd" / "presens.conf").read_text().replace("/etc/presens/rules ", f"{self.folder} ")
        for text in (example, re.sub(r"(?m)^#(?=\S+ = )", "", example)):
            (self.folder / "presens.conf").write_text(text)
            self.assertIn("two-present", self.presens("rules").stdout)

    @unittest.skipUnless(os.getuid() == 0, "only root makes files for others")
    def test_what_root_makes_belongs_to_the_service(self):
        home = self.folder / "home"
        home.mkdir()
        os.chown(home, 65534, 65534)
        self.configure(store={"path": home / "presens.db"})
        self.presens("import", self.folder / "register.csv")
        self.presens("doctor")
        self.assertEqual({path.stat().st_uid for path in home.iterdir()}, {65534})
        configuration = self.folder / "presens.conf"
        configuration.chmod(0o640)  # root:root
        self.assertIn(f"chmod 644 {configuration}", self.presens("doctor", status=1).stdout)

    def test_the_doctor_names_a_folder_that_is_missing(self):
        self.configure(store={"path": self.folder / "none" / "presens.db"})
        self.assertRegex(self.presens("doctor", status=1).stdout, rf"WRONG +database +.*there is no folder {self.folder}/none")


@unittest.skipUnless(shutil.which("systemd-analyze"), "systemd-analyze is not installed")
class UnitTest(unittest.TestCase):
    def test_units_are_hardened(self):
        for unit in sorted((ROOT / "systemd").glob("*.service")):
            run = subprocess.run(["systemd-analyze", "security", "--offline=true", unit], capture_output=True, text=True)
            level = float(re.search(r"Overall exposure level for \S+: ([0-9.]+)", run.stdout).group(1))
            self.assertLessEqual(level, 1.5, unit.name)


class InstallationTest(unittest.TestCase):
    def test_the_service_can_read_what_is_installed(self):
        with tempfile.TemporaryDirectory() as root:
            subprocess.run(["make", "-s", "-C", ROOT, "-o", "all", "install", f"DESTDIR={root}", f"BUILD={pathlib.Path(PRESENS).parent}"],
                           check=True, capture_output=True)
            for path in pathlib.Path(root).rglob("*"):
                if path.is_file():
                    self.assertTrue(path.stat().st_mode & stat.S_IROTH, path)
            self.assertTrue((pathlib.Path(root) / "etc" / "presens" / "presens.conf").is_file())
            self.assertTrue((pathlib.Path(root) / "usr" / "lib" / "tmpfiles.d" / "presens.conf").is_file())


if __name__ == "__main__":
    unittest.main()
