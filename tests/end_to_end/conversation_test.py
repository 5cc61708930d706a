#!/usr/bin/python3
"""A secretary's conversation with the office, between a real Dovecot and a real SMTP server: what is wrong with a list is mended
in words and by the form that came back, until it is accepted and the doctors hear of their points."""
import contextlib
import io
import pathlib
import re
import sqlite3
import sys
import unittest

import openpyxl

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from office import STAFF, ConversationTest

SECRETARY, DOCTOR = "kari@fjord.example.no", "ola@fjord.example.no"
REGISTER = """group_number;group_name;municipality;kind;role;name;hpr;email;specialty
SG-0101;Fjordgruppa;Bergen;smagruppe;secretary;Kari Nordheim;7001011;kari@fjord.example.no;allmennmedisin
SG-0101;Fjordgruppa;Bergen;smagruppe;member;Kari Nordheim;7001011;;
SG-0101;Fjordgruppa;Bergen;smagruppe;member;Ola Bergset;7001022;ola@fjord.example.no;allmennmedisin
SG-0101;Fjordgruppa;Bergen;smagruppe;member;Ingrid Solvang;7001033;;allmennmedisin
"""
LIST = """Presensliste 2025
Gruppenummer: SG-0101

Dato        Tid          Tema            Til stede
03.02.2025  {time:12} KOLS            Kari Nordheim, Ola Bergset, Ingrid Solvang
12.05.2025  18:00-21:00  {topic:15} Kari Nordheim, Ola Bergset
15.09.2025  18:00-21:00  Hudsykdommer    Kari Nordheim, Ola Bergset, Ingrid Solvang
{attest}
"""
ATTEST = "Jeg bekrefter at den farmasøytiske industri ikke er involvert i planleggingen eller gjennomføringen."


class Conversation(ConversationTest):
    DOMAINS = ["example.no", "fjord.example.no"]

    def setUp(self):
        super().setUp()
        self.register(REGISTER)

    def doubtful(self, book):
        """The cells of a workbook that ask something: {comment: cell}; all of these and no others are coloured like doubt."""
        sheet = book.active
        asking = {cell.comment.text: cell for row in sheet.iter_rows() for cell in row if cell.comment}
        doubt = {cell.coordinate for row in sheet.iter_rows() for cell in row
                 if cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb == "FFFFE699"}
        self.assertEqual(doubt, {cell.coordinate for cell in asking.values()})
        return asking

    def mend(self, content, **answers):
        """The workbook with the cells filled in whose comments hold a text."""
        book = openpyxl.load_workbook(io.BytesIO(content))
        asking = self.doubtful(book)
        for text, values in answers.values():
            cell, = (cell for comment, cell in asking.items() if text in comment)
            for across, value in enumerate(values):
                book.active.cell(cell.row, cell.column + across).value = value
        mended = io.BytesIO()
        book.save(mended)
        return mended.getvalue()

    def test_the_whole_way_from_a_list_with_three_faults_to_the_points(self):
        self.deliver(SECRETARY, "Presensliste 2025", LIST.format(time="", topic="", attest=""))
        returned = self.last_to(SECRETARY)
        self.assertRegex(returned["Subject"], r"^Må rettes: .* \[sak \d+-[0-9A-Z]{26}\]$")
        self.says(returned, "1. Sekretærens bekreftelse", "2. Møtet 3. februar 2025 mangler lengde.",
                  "3. Møtet 12. mai 2025 mangler faglig tema.")
        (name, content), = self.workbooks(returned).items()
        self.assertEqual(name, "Presensliste SG-0101 til retting.xlsx")
        self.assertEqual(sorted(comment[:11] for comment in self.doubtful(openpyxl.load_workbook(io.BytesIO(content)))),
                         ["Spørsmål 1:", "Spørsmål 2:", "Spørsmål 3:"])
        self.assertEqual(self.mails_to(STAFF), [])

        # One of three is answered in words; the form that comes back asks for the other two.
        self.reply(returned, SECRETARY, "Hei,\n\n2: kl. 18 til 21\n\nMvh Kari")
        asked = self.last_to(SECRETARY)
        self.says(asked, "Vi har notert: - møtet 3. februar 2025 varte fra kl. 18.00 til 21.00", "1. Sekretærens bekreftelse",
                  "3. Møtet 12. mai 2025 mangler faglig tema.")
        self.assertNotIn("2. Møtet", self.said(asked))
        (name, content), = self.workbooks(asked).items()
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        self.assertIn(("03.02.2025", "18:00", "21:00"), [tuple(cell.value for cell in row[1:4]) for row in sheet.iter_rows()])
        self.assertEqual(self.decisions(), ["return", "return"])
        self.assertEqual(self.rows("SELECT count(*) FROM report_credit"), [(0,)])
        self.assertEqual(self.mails_to(DOCTOR), [])

        # Those cells are filled in, and the file goes back as it is.
        mended = self.mend(content, attestation=("bekreftelse", ["Ja"]), topic=("tema", ["Søvnvansker"]))
        self.assertEqual(self.doubtful(openpyxl.load_workbook(io.BytesIO(mended))).keys(),
                         self.doubtful(openpyxl.load_workbook(io.BytesIO(content))).keys())
        self.reply(asked, SECRETARY, "Her er lista i rettet stand.", attachments=[(name, mended)])
        self.assertEqual(self.decisions(), ["return", "return", "accept"])
        accepted, = (mail for mail in self.mails_to(SECRETARY) if mail["Subject"].startswith("Mottatt"))
        self.says(accepted, "Lista er godkjent.", "12. mai 2025, kl. 18.00–21.00, 4 kurstimer: Søvnvansker")

        # The next list is filled in with the group and its people.
        (name, content), = self.workbooks(accepted).items()
        self.assertEqual(name, "Presensliste SG-0101 neste periode.xlsx")
        book = openpyxl.load_workbook(io.BytesIO(content))
        values = [cell.value for row in book.active.iter_rows() for cell in row]
        for value in ("SG-0101", "Fjordgruppa", "Kari Nordheim", "7001011", "Ola Bergset", "Ingrid Solvang"):
            self.assertIn(value, values)
        for value in ("03.02.2025", "KOLS", "x"):
            self.assertNotIn(value, values)
        self.assertEqual(self.doubtful(book), {})

        # The doctors hear of their points, each of the own alone.
        self.assertEqual(self.rows("SELECT name, sum(hours) FROM report_credit WHERE status = 'counting' GROUP BY hpr ORDER BY hpr"),
                         [("Kari Nordheim", 12), ("Ola Bergset", 12), ("Ingrid Solvang", 8)])
        confirmation, = self.mails_to(DOCTOR)
        self.assertEqual(confirmation["Subject"], "Du har nå 12 tellende poeng fra smågrupper")
        self.says(confirmation, "Hei Ola Bergset,", "3. februar 2025, Fjordgruppa (SG-0101): 4 kurstimer, teller",
                  "12. mai 2025, Fjordgruppa (SG-0101): 4 kurstimer, teller",
                  "15. september 2025, Fjordgruppa (SG-0101): 4 kurstimer, teller")
        self.assertNotIn("Ingrid", confirmation.as_string())
        self.assertEqual(self.subjects(SECRETARY).count(confirmation["Subject"]), 1)
        self.assertEqual(self.mails_to(STAFF), [])

    def test_the_subject_alone_ties_a_reply_to_its_case(self):
        self.deliver(SECRETARY, "Presensliste 2025", LIST.format(time="", topic="", attest=""))
        returned = self.last_to(SECRETARY)
        del returned["Message-ID"]  # a telephone drops what the mail answers
        self.reply(returned, SECRETARY, "1: ja\n2: kl. 18 til 21\n3: Søvnvansker")
        self.assertEqual(self.decisions(), ["return", "accept"])

    def test_a_token_is_good_for_its_case_its_purpose_and_its_time(self):
        """And for whom it was given to, or belongs to the group on that day."""
        for index in range(2):
            self.deliver(SECRETARY, f"Presensliste {index}", LIST.format(time="", topic="", attest=""))
        first, returned = self.mails_to(SECRETARY)[-2:]
        for mail in first, returned:
            del mail["Message-ID"]
        answers, undecided = "1: ja\n2: kl. 18 til 21\n3: Søvnvansker", self.decisions()
        mine, other = (re.search(r"\[sak (\d+)-(\w+)\]", mail["Subject"]) for mail in (returned, first))

        def reply_with(subject=returned["Subject"], sender=SECRETARY, meanwhile=None, afterwards=None):
            with contextlib.closing(sqlite3.connect(self.folder / "presens.db")) as database, database:
                database.execute(meanwhile or "SELECT 1")
            self.deliver(sender, "SV: " + subject, answers)
            with contextlib.closing(sqlite3.connect(self.folder / "presens.db")) as database, database:
                database.execute(afterwards or "SELECT 1")
            return self.decisions()

        self.assertEqual(reply_with(subject=returned["Subject"].replace(mine[2], other[2])), undecided)
        self.assertEqual(reply_with(meanwhile="UPDATE token SET purpose = 'decide'",
                                    afterwards="UPDATE token SET purpose = 'answer'"), undecided)
        self.assertEqual(reply_with(meanwhile="UPDATE token SET expires_at = '2020-01-01T00:00:00Z'",
                                    afterwards="UPDATE token SET expires_at = '9999-01-01T00:00:00Z'"), undecided)
        self.assertEqual(reply_with(sender="fremmed@example.org"), undecided)
        self.assertEqual(reply_with(sender=DOCTOR, meanwhile="UPDATE membership SET until_on = '2026-01-01'",
                                    afterwards="UPDATE membership SET until_on = NULL"), undecided)
        self.assertEqual(reply_with(sender=DOCTOR), [*undecided, "accept"])

    def test_a_mended_form_in_a_reply_takes_the_place_of_the_returned_one(self):
        self.deliver(SECRETARY, "Presensliste 2025", LIST.format(time="18:00-21:00", topic="Søvn", attest=""))
        returned = self.last_to(SECRETARY)
        self.reply(returned, SECRETARY, LIST.format(time="18:00-21:00", topic="Søvn", attest=ATTEST))
        self.assertEqual(self.rows("SELECT decision FROM report_submission ORDER BY id"), [("return",), ("accept",)])
        # What the first list was asked is not open any more.
        self.reply(returned, SECRETARY, "1: ja")
        self.assertEqual(self.rows("SELECT count(*) FROM report_submission"), [(2,)])


if __name__ == "__main__":
    unittest.main()
