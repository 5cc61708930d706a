#!/usr/bin/python3
"""Every allocation of a reader refused: it ends then, so that nothing half read is taken for the whole, and the next mail is
read as if nothing had been. ALLOCATION_STRIDE is how many allocations lie between two that are refused."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS / "support"))
from hostile_mails import parcel
from population import Population

PROBE = pathlib.Path(os.environ.get("BUILD", "build")) / "tests" / "end_to_end" / "allocation_probe"
STRIDE = os.environ.get("ALLOCATION_STRIDE", "1499")
SAMPLES = TESTS / "unit" / "samples"
FILES = "pdf/form-names.pdf", "legacy/form.doc", "legacy/workbook.xls", "legacy/form.rtf", "values.ods", "text.odt", "two.zip"
SANITIZED = b"__asan_init" in PROBE.read_bytes()


class Allocation(unittest.TestCase):
    @unittest.skipIf(SANITIZED, "a sanitizer brings allocation of its own")
    def test_a_reader_without_memory_ends(self):
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        population = Population(1)
        mails = {style: population.mail(0, style=style) for style in ("text", "html", "csv", "docx", "xlsx")}
        mails |= {pathlib.Path(name).name: parcel((pathlib.Path(name).name, (SAMPLES / name).read_bytes())) for name in FILES}
        mails["winmail"] = (TESTS / "mail" / "winmail.eml").read_bytes()
        for name, mail in mails.items():
            (folder / name).write_bytes(mail)
        done = subprocess.run([PROBE, STRIDE, *sorted(folder.iterdir())], capture_output=True, text=True)
        print(done.stdout, end="")
        self.assertEqual(done.returncode, 0, done.stderr)
        tried, died = map(int, re.match(r"(\d+) allocations refused: (\d+) died", done.stdout).groups())
        self.assertGreater(tried, 2 * len(mails))
        self.assertEqual(died, tried)


if __name__ == "__main__":
    unittest.main()
