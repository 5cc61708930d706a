#!/usr/bin/python3
"""No mail makes reading take more than five seconds of processor time or 512 MB: hostile mails, and files of every format cut
off anywhere, each end with JSON, or with a reason for which the mail is parked. HOSTILE=all tries all of them."""
import json
import multiprocessing
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS / "support"))

PRESENS = os.environ.get("PRESENS", "build/presens")
EVERYTHING = os.environ.get("HOSTILE") == "all"
PROGRAM = pathlib.Path(PRESENS).read_bytes()
# The sanitizers need time and memory of their own; a program that counts its lines is too slow for the readers' limits.
MEASURED, COUNTED = b"__asan_init" not in PROGRAM, b"__gcov_" in PROGRAM
MOST_SECONDS, MOST_MEGABYTES = 5.0, 512
CUTS = 200 if EVERYTHING else 4  # places at which each sample is cut

# One of each kind; the others are tried by HOSTILE=all.
SHORT = ("20,000 nested parts", "25 mails in each other, each encoded", "100,000 parts", "a million headers", "a boundary of 1 MB",
         "a million addresses", "addresses in 100,000 groups", "base64 rubbish", "rubbish", "one line of 50 MB", "1 MB of digits",
         "1 MB of blanks", "1 MB of dashes", "1 MB of signatures", "1 MB of combining marks", "300,000 attributes",
         "300,000 rows", "preformatted lines", "100,000 elements in each other", "spans over everything", "a line of 50 MB in a csv", "a csv of one row",
         "a zip bomb", "a zip bomb of 50 files", "overlapping entries", "names of 65,000 letters", "480 documents that inflate", "an entity bomb",
         "an entity that is a file", "a paragraph of 800,000 lines", "200 tables in each other", "a million cells in a workbook",
         "a cell at the end of the sheet",
         "both repeated", "a page tree that doubles", "a huge page", "a drawing that inflates", "drawings that double 25 times",
         "a huge picture (JBIG2Decode)", "object streams that extend themselves", "fields that double",
         "form.doc with sectors that go back", "workbook.xls with entries that go back", "an xls of 300,000 cells",
         "groups of an RTF file", "RTF words without blanks", "a winmail.dat that claims 4 GB", "a picture of two billion dots")


# Small files that would take all the time of their mail: their readers see it, and the rest of the mail is read.
REFUSED = {
    "a namespace of 10 MB": "the address of a namespace is too long",
    "an xls of sheets that share their records": "not a sound Excel file",
    "a compound file of 20,000 entries": "not a sound compound file",
    "paragraphs of a doc that share 64 kB of changes": "not a sound Word file",
}


def write_input(name, path):
    from hostile import INPUTS
    pathlib.Path(path).write_bytes(INPUTS[name]())


def list_inputs(path):
    from hostile import INPUTS
    pathlib.Path(path).write_text("\n".join(INPUTS))


def aside(work, *arguments):
    """In a process of its own: what a child of this one is charged with begins with the memory of this one."""
    process = multiprocessing.get_context("fork").Process(target=work, args=arguments)
    process.start()
    process.join()
    assert process.exitcode == 0


class Reading:
    """What `presens parse` makes of a mail, and what that takes, the child's share included."""

    def __init__(self, path):
        with open(path, "rb") as mail, tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
            process = subprocess.Popen([PRESENS, "parse", "-"], stdin=mail, stdout=output, stderr=errors)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = status
            self.status = os.waitstatus_to_exitcode(status)
            output.seek(0)
            errors.seek(0)
            self.output, self.reason = output.read(), errors.read().decode()
        self.seconds = usage.ru_utime + usage.ru_stime
        self.megabytes = usage.ru_maxrss / 1024


@unittest.skipIf(COUNTED, "too slow for the limits")
class Hostile(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.worst = []

    def tearDown(self):
        for kind, key in (("seconds", lambda row: row[1]), ("MB", lambda row: row[2])):
            worst = sorted(self.worst, key=key, reverse=True)[:5]
            print(f"{len(self.worst)} mails, most {kind}: " + "; ".join(f"{name} {key((name, *rest)):.1f}" for name, *rest in worst))

    def check(self, name, path):
        reading = Reading(path)
        self.worst.append((name, reading.seconds, reading.megabytes))
        if reading.status == 0:
            self.check_says_what_is_missing(json.loads(reading.output))
        else:
            self.assertEqual(reading.status, 1, reading.reason)
            ends = "was stopped|crashed" if MEASURED else "was stopped|crashed|gave no answer"  # a sanitizer exits
            self.assertRegex(reading.reason, rf"\Apresens parse: -: (not a mail|the reader ({ends})).*\n\Z")
        if MEASURED:
            self.assertLessEqual(reading.seconds, MOST_SECONDS)
            self.assertLessEqual(reading.megabytes, MOST_MEGABYTES)

    def check_says_what_is_missing(self, said):
        self.assertIn(said["kind"], ("form", "other"))
        for entry in said["unread"]:
            self.assertTrue(entry["why"])
            self.assertLessEqual(len(entry.get("filename", "").encode()), 255)

    def test_hostile_mails(self):
        aside(list_inputs, self.folder / "names")
        names = (self.folder / "names").read_text().splitlines()
        self.assertLessEqual(set(SHORT), set(names))
        for name in names if EVERYTHING else SHORT:
            with self.subTest(name):
                aside(write_input, name, self.folder / "mail")
                self.check(name, self.folder / "mail")

    def test_refused_files(self):
        for name, why in REFUSED.items():
            with self.subTest(name):
                aside(write_input, name, self.folder / "mail")
                self.check(name, self.folder / "mail")
                reading = Reading(self.folder / "mail")
                self.assertEqual(reading.status, 0, reading.reason)
                self.assertIn(why, "; ".join(entry["why"] for entry in json.loads(reading.output)["unread"]))

    def test_files_that_are_cut(self):
        from hostile_mails import parcel
        samples = TESTS / "unit" / "samples"
        files = [samples / name for name in ("tables.docx", "sheets.xlsx", "text.odt", "values.ods", "semicolon.csv", "outlook.html",
                                             "columns.txt", "two.zip", "winmail.dat", "legacy/form.doc", "legacy/workbook.xls",
                                             "legacy/form.rtf", "pdf/matrix.pdf", "pdf/form-names.pdf", "photo.jpg")]
        for file in files:
            whole = file.read_bytes()
            for cut in range(CUTS):
                length = len(whole) * cut // CUTS
                with self.subTest(f"{file.name} after {length} bytes"):
                    (self.folder / "mail").write_bytes(parcel((file.name, whole[:length])))
                    self.check(f"{file.name} after {length} bytes", self.folder / "mail")


if __name__ == "__main__":
    unittest.main()
