#!/usr/bin/python3
"""The house's own rules: which room may know which library, and what must not stand in the project."""
import json
import pathlib
import re
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
ROOMS = ("base", "parser", "store", "rules", "notify", "ingest", "office")

# A library's header, and the only places that may include it.
MAY_INCLUDE = {
    "sqlite3.h": ("store/", "rules/"),
    "libetpan/": ("ingest/imap.c", "ingest/imap_session."),
    "ingest/imap_session.h": ("ingest/imap.c", "ingest/imap_session.c", "ingest/imap_move.c", "ingest/imap_copies.c"),
    "curl/": ("notify/smtp.c", "base/token_source.c"),
    "gmime/": ("parser/", "notify/compose.c"),
    "xlsxwriter.h": ("notify/workbook.c",),
    "expat.h": ("parser/formats/",),
    "zip.h": ("parser/",),
    "gsf/": ("parser/formats/compound.c",),
    "libxml/": ("parser/",),
    "seccomp.h": ("parser/sandbox",),
    "gnutls/": ("ingest/", "base/checksum.c"),
    "systemd/": ("base/supervisor.c",),
    "qpdf/": ("parser/formats/pdf",),
    "poppler": ("parser/formats/pdf",),
}

# A room, and the rooms whose headers it must not include.
MUST_NOT_KNOW = {
    "base": ("parser", "store", "rules", "notify", "ingest", "office"),
    "parser": ("store", "rules", "notify", "ingest", "office"),
    "store": ("parser", "rules", "notify", "ingest", "office"),
    "rules": ("parser", "notify", "ingest", "office"),
    "notify": ("parser", "rules", "ingest", "office"),
    "ingest": ("office",),
}


def sources(*endings):
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*")):
            if path.suffix in endings:
                yield path


def includes(path):
    return re.findall(r'^#include [<"]([^>"]+)[>"]', path.read_text(encoding="utf-8"), re.M)


class House(unittest.TestCase):
    def test_the_office_reads_no_rule_s_id(self):
        """Every rule that can flag a form has a name among the words of each language."""
        for language in ("nb", "nn"):
            words = (ROOT / "notify" / "templates" / language / "words.ini").read_text(encoding="utf-8")
            names = re.findall(r"^([\w-]+) = ", words.split("\n[rule]\n")[1].split("\n[")[0], re.M)
            for path in sorted((ROOT / "rules").glob("*.sql")):
                if "flag" in re.search(r"^-- severity: (.*)$", path.read_text(encoding="utf-8"), re.M)[1]:
                    self.assertIn(path.stem, names, language)

    def test_a_library_is_known_only_in_its_room(self):
        for path in sources(".c", ".h"):
            name = path.relative_to(ROOT).as_posix()
            for header in includes(path):
                for library, places in MAY_INCLUDE.items():
                    if header.startswith(library):
                        self.assertTrue(name.startswith(places), f"{name} includes <{header}>")

    def test_every_letter_s_values_are_written_down(self):
        """What values.json does not name is not checked at start."""
        templates = ROOT / "notify/templates"
        letters = {path.stem for path in templates.glob("*/*.txt") if path.read_text("utf-8").startswith("Subject: ")}
        named = set(json.loads((templates / "values.json").read_text("utf-8"))["letters"])
        self.assertEqual(letters, named)

    def test_a_room_does_not_know_the_rooms_behind_it(self):
        for path in sources(".c", ".h"):
            name = path.relative_to(ROOT)
            for header in includes(path):
                self.assertNotIn(header.split("/")[0], MUST_NOT_KNOW.get(name.parts[0], ()),
                                 f"{name} includes {header}")

    def test_sql_stands_in_sql_files(self):
        for path in sources(".c"):
            text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
            found = re.findall(r'"\s*(?:SELECT|INSERT|UPDATE|DELETE)\s', text)
            self.assertEqual(found, [], f"SQL in {path.relative_to(ROOT)}")

    def test_every_reason_has_a_sentence_in_both_languages(self):
        reasons = set()
        for path in sources(".c"):
            name, text = path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
            if name.startswith("parser/form/") or name == "parser/reading.c":
                reasons |= set(re.findall(r'(?:doubt|_unread)\([^;]*"([a-zA-Z][^"%:]*)"\s*\);', text))
            if name.startswith("parser/formats/") or name in ("parser/archive.c", "parser/winmail.c"):
                reasons |= set(re.findall(r'fail\(error, ERROR_INPUT,\s*"([^"%]+)', text))
            if name == "parser/formats/format.c":
                reasons |= set(re.findall(r'\{"[a-z0-9-]+", NULL, "([^"]+)"', text))
        self.assertGreater(len(reasons), 60)
        for language in ("nb", "nn"):
            words = (ROOT / "notify/templates" / language / "words.ini").read_text(encoding="utf-8")
            keys = [line.split("=")[0].strip() for line in words.split("[unread]")[1].split("\n[")[0].splitlines() if "=" in line]
            for reason in sorted(reasons):
                with self.subTest(language=language, reason=reason):
                    self.assertTrue(any(reason.startswith(key) for key in keys), "no sentence in words.ini")

    def test_the_example_configuration_shows_every_key_and_no_other(self):
        table = re.findall(r'^    \{"(\w+)", "(\w+)", OPTION_', (ROOT / "base/config.c").read_text(encoding="utf-8"), re.M)
        shown, section = set(), None
        for line in (ROOT / "systemd/presens.conf").read_text(encoding="utf-8").splitlines():
            heading, key = re.match(r"\[(\w+)\]", line), re.match(r"#?(\w+) = ", line)
            section = heading.group(1) if heading else section
            if key:
                shown.add((section, key.group(1)))
        self.assertGreater(len(table), 30)
        self.assertEqual(shown, set(table))

    def test_every_header_stands_alone(self):
        flags = subprocess.run(["pkg-config", "--cflags", "gio-2.0", "jansson", "sqlite3", "libxml-2.0", "gmime-3.0"],
                               capture_output=True, text=True, check=True).stdout.split()
        for path in sources(".h"):
            name = path.relative_to(ROOT).as_posix()
            run = subprocess.run(["gcc", "-std=gnu17", "-D_GNU_SOURCE", "-I", ROOT, *flags, "-x", "c", "-fsyntax-only",
                                  "-Wall", "-Werror", "-"], input=f'#include "{name}"\n', capture_output=True, text=True)
            self.assertEqual(run.returncode, 0, f"{name}: {run.stderr}")


if __name__ == "__main__":
    unittest.main()
