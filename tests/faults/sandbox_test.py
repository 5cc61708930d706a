#!/usr/bin/python3
"""The sandbox around reading, seen from outside: a reader that crashes costs one document or mail and not the service; the layers are
named at the start; and where the kernel refuses one, the service refuses to run unless the configuration says otherwise."""
import email
import email.policy
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from hostile_files import PDF
from hostile_mails import MAILS
from house import PRESENS, configuration
from population import Population

REFUSING = pathlib.Path(os.environ.get("BUILD", "build")) / "tests" / "end_to_end" / "refusing_probe"
SANITIZED = b"__asan_init" in pathlib.Path(PRESENS).read_bytes()
LAYERS = ("seccomp", "landlock", "no_new_privs", "rlimits")

class Sandbox(unittest.TestCase):
    def setUp(self):
        self.house = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        for box in ("new", "cur", "tmp"):
            (self.house / "in" / box).mkdir(parents=True)

    def configure(self, best_effort="no"):
        (self.house / "presens.conf").write_text(configuration(self.house, sandbox={"best_effort": best_effort}))

    def run_once(self, *before, status=0):
        done = subprocess.run([*before, PRESENS, "run", "--once", "--config", self.house / "presens.conf"],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, status, done.stderr)
        return done.stderr

    def rows(self, query):
        with sqlite3.connect(self.house / "presens.db") as database:
            return database.execute(query).fetchall()

    @unittest.skipIf(SANITIZED, "a sanitizer catches the crash")
    def test_a_reader_that_crashes_costs_one_mail(self):
        self.configure()
        population = Population(2)
        register = self.house / "register.csv"
        register.write_text(population.register())
        subprocess.run([PRESENS, "import", "--config", self.house / "presens.conf", register], check=True, capture_output=True)
        mails = population.mail(0), MAILS["addresses in 100,000 groups"](), population.mail(1)
        for index, mail in enumerate(mails):
            (self.house / "in" / "new" / f"{index}").write_bytes(mail)
        said = self.run_once()
        self.assertIn("the reader crashed", said)
        self.assertEqual([(state, kind) for state, kind in self.rows("SELECT state, kind FROM report_message ORDER BY uid")],
                         [("filed", "form"), ("parked", None), ("filed", "form")])
        (attempts, reason), = self.rows("SELECT attempts, reason FROM message WHERE state = 'parked'")
        self.assertEqual(attempts, 3)
        self.assertIn("the reader crashed", reason)
        self.assertEqual(self.run_once().count("the reader crashed"), 0)

    @unittest.skipIf(SANITIZED, "a sanitizer needs memory without a limit")
    def test_a_document_that_ends_its_reader_costs_no_other(self):
        self.configure()
        population = Population(1)
        register = self.house / "register.csv"
        register.write_text(population.register())
        subprocess.run([PRESENS, "import", "--config", self.house / "presens.conf", register], check=True, capture_output=True)
        hostile = email.message_from_bytes(PDF["a drawing packed five times"](), policy=email.policy.default)
        drawing = next(hostile.iter_attachments()).get_content()
        mail = email.message_from_bytes(population.mail(0), policy=email.policy.default)
        mail.make_mixed()
        mail.add_attachment(drawing, maintype="application", subtype="pdf", filename="program.pdf")
        (self.house / "in" / "new" / "0").write_bytes(mail.as_bytes(policy=email.policy.SMTP))
        self.assertIn("a part could not be read: ", self.run_once())
        self.assertEqual(self.rows("SELECT state, kind FROM report_message"), [("filed", "form")])
        self.assertEqual(self.rows("SELECT filename, why FROM unread_part"), [("program.pdf", "the reader was stopped")])

    def test_the_layers_are_named_at_the_start(self):
        self.configure()
        said = self.run_once()
        for layer in LAYERS[SANITIZED:]:
            self.assertRegex(said, f"sandboxed by .*{layer}")

    def test_a_layer_that_the_kernel_refuses_stops_the_service(self):
        self.configure()
        for layer in LAYERS[SANITIZED:]:
            with self.subTest(layer):
                said = self.run_once(REFUSING, layer, status=1)
                self.assertRegex(said, f"the kernel refuses a layer of the sandbox: .*{layer}")
                self.assertFalse((self.house / "presens.db").exists())

    def test_best_effort_goes_on_with_the_others(self):
        self.configure(best_effort="yes")
        for layer in LAYERS[SANITIZED:]:
            with self.subTest(layer):
                said = self.run_once(REFUSING, layer)
                line, = (line for line in said.splitlines() if "sandboxed by" in line)
                self.assertNotIn(layer, line)
                self.assertEqual(sum(other in line for other in LAYERS), 3 - SANITIZED)


if __name__ == "__main__":
    unittest.main()
