#!/usr/bin/python3
"""`presens preview`: the answers that would go out, as files; and the forms in them, filled in as people do it, in a
spreadsheet program, and read back."""
import datetime
import email.message
import email.policy
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import openpyxl

HERE = pathlib.Path(__file__).resolve().parent
DEMO = HERE.parent / "demo"
sys.path.insert(0, str(HERE.parent / "support"))
import strict_mail  # noqa: E402

PRESENS = os.environ.get("PRESENS", "build/presens")
SECRETARY = "kari.nordheim@fjordbyen.example.no"
XLSX = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def mail(sender, subject, text, workbook=None):
    message = email.message.EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "smagrupper@example.no", subject
    message["Date"], message["Message-ID"] = "Mon, 12 Jan 2026 10:03:00 +0100", "<1@example.org>"
    message.set_content(text)
    if workbook:
        message.add_attachment(workbook.read_bytes(), maintype="application", subtype=XLSX, filename=workbook.name)
    return message.as_bytes()


class PreviewTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.store = self.folder / "presens.db"
        self.presens("import", "--store", self.store, DEMO / "register.csv")

    def presens(self, *arguments, given=None):
        done = subprocess.run([PRESENS, *map(str, arguments)], capture_output=True, input=given)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        return done.stdout

    def preview(self, raw, name="mail"):
        """The files that the answers to a mail are written to."""
        path, output = self.folder / f"{name}.eml", self.folder / "output"
        path.write_bytes(raw)
        said = self.presens("preview", "--store", self.store, "--output", output, path).decode()
        files = [pathlib.Path(line) for line in said.splitlines()]
        self.assertEqual(sorted(output.iterdir()), sorted(set(output.iterdir()) | set(files)))
        for file in files:
            if file.suffix == ".eml":
                self.assertEqual(strict_mail.faults(file.read_bytes()), [], file.name)
        return files

    def workbooks(self, raw):
        return [file for file in self.preview(raw) if file.suffix == ".xlsx"]

    def reads(self, workbook):
        return json.loads(self.presens("parse", "-", given=mail(SECRETARY, "Skjema", "Se vedlegg.", workbook)))

    def fill(self, workbook, fields, tables):
        """Types values into a form as a person does: beside the labels, and below the heads of the columns, row by row."""
        book = openpyxl.load_workbook(workbook)
        sheet = book.active
        rows = {str(cell.value): cell.row for cell in sheet["A"] if cell.value}
        for label, value in fields.items():
            sheet.cell(rows[label], 2).value = value
        for first_head, lines in tables.items():
            head = rows[first_head]
            columns = {str(cell.value): cell.column for cell in sheet[head] if cell.value}
            row = head
            for line in lines:
                row += 1
                for label, value in line.items():
                    sheet.cell(row, columns[label]).value = value
        filled = self.folder / f"utfylt {workbook.name.rsplit(' ', 1)[-1]}"
        book.save(filled)
        return filled

    def test_nothing_is_stored(self):
        before = self.store.read_bytes()
        for path in sorted((DEMO / "mails").glob("*.eml")):
            self.preview(path.read_bytes(), path.stem)
        self.assertEqual(self.store.read_bytes(), before)

    def test_a_date_that_is_asked_for_is_not_also_said_to_be_unread(self):
        text = ("Presensliste 2025\nGruppenummer: SG-0101\nDeltakere:\nEva Moen, HPR 8112233\nNils Dahl, HPR 7440613\n\n"
                "Dato: 3.2.2025\nTid: 18-21\nTema: Gikt\nTil stede: Eva, Nils\n\n"
                "Dato: 8.15.2025\nTid: 18-21\nTema: KOLS\nTil stede: Eva, Nils\n")
        raw = mail(SECRETARY, "Presensliste 2025", text)
        self.assertIn("date not understood", self.presens("parse", "-", given=raw).decode())
        answers = [email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
                   for file in self.preview(raw) if file.suffix == ".eml"]
        said = answers[0].get_body(("plain",)).get_content()
        self.assertIn("datoen for møte nr. 2", said.replace("\n", " "))
        self.assertNotIn("Dette ble ikke lest", said)

    def test_a_blank_presence_list_can_be_filled_in(self):
        form, = self.workbooks(mail("ny@example.org", "Presensliste", "Hei, kan dere sende meg en presensliste?"))
        self.assertEqual(self.reads(form)["forms"], [])
        question = [cell.value for cell in openpyxl.load_workbook(form).active["A"] if "industri" in str(cell.value)][0]
        filled = self.fill(form, {"Gruppenummer": "SG-0101", question: "Ja", "Attestert av": "Kari Nordheim"}, {
            "Møte": [{"Dato": "3.2.2025", "Fra kl.": "18.00", "Til kl.": "21.00", "Tema": "KOLS"},
                     {"Dato": datetime.date(2025, 5, 12), "Fra kl.": datetime.time(18), "Til kl.": datetime.time(19, 30),
                      "Tema": "Søvn", "Sted": "Legesenteret"}],
            "Navn": [{"Navn": "Kari Nordheim", "HPR-nummer": 7001011, "Møte 1": "x", "Møte 2": "X"},
                     {"Navn": "Ola Bergset", "HPR-nummer": "7001022", "Møte 1": "x"}]})
        reading = self.reads(filled)
        form = reading["forms"][0]
        self.assertEqual(form["group"]["number"], "SG-0101")
        self.assertIs(form["industry_free"], True)
        self.assertEqual(form["attested_by"], "Kari Nordheim")
        self.assertEqual(form["participants"], [{"name": "Kari Nordheim", "hpr": "7001011"},
                                                {"name": "Ola Bergset", "hpr": "7001022"}])
        self.assertEqual(form["meetings"], [
            {"date": "2025-02-03", "start": "18:00", "end": "21:00", "minutes": 180, "topic": "KOLS", "present": [0, 1]},
            {"date": "2025-05-12", "start": "18:00", "end": "19:30", "minutes": 90, "topic": "Søvn",
             "place": "Legesenteret", "present": [0]}])
        self.assertEqual(reading.get("unread", []), [])

    def test_a_blank_start_form_can_be_filled_in(self):
        form, = self.workbooks(mail("ny@example.org", "Oppstart", "Kan dere sende meg skjema for oppstart av ny gruppe?"))
        filled = self.fill(form, {
            "Gruppens navn": "Elvebyen", "Kommune": "Drammen", "Oppstartsdato": "15.01.2026", "Leder": "Sigrun Haga",
            "Sekretær": "Even Lysne", "Sekretærs e-post": "even@example.org", "Plan for gruppens drift": "Fire møter i året"},
            {"Navn": [{"Navn": "Even Lysne", "HPR-nummer": 7004011}, {"Navn": "Sigrun Haga"}, {"Navn": "Liv Berg"}]})
        form = self.reads(filled)["forms"][0]
        form.pop("source")
        self.assertEqual(form, {
            "form": "start", "group": {"name": "Elvebyen", "municipality": "Drammen", "kind": "smagruppe"},
            "leader": {"name": "Sigrun Haga"}, "secretary": {"name": "Even Lysne", "email": "even@example.org"},
            "start_date": "2026-01-15", "plan": "Fire møter i året",
            "participants": [{"name": "Even Lysne", "hpr": "7004011"}, {"name": "Sigrun Haga"}, {"name": "Liv Berg"}]})

    def test_a_known_secretary_gets_the_group_s_own_update_form(self):
        form, = self.workbooks(mail(SECRETARY, "Oppdateringsskjema", "Kan dere sende meg et oppdateringsskjema?"))
        filled = self.fill(form, {}, {"Endring": [
            {"Endring": "Ny deltaker", "Navn": "Siri Lund", "HPR-nummer": "7001099", "Fra dato": "1.3.2026"},
            {"Endring": "Ny e-post", "Navn": "Kari Nordheim", "E-post": "kari@example.org"}]})
        form = self.reads(filled)["forms"][0]
        self.assertEqual((form["form"], form["group"]["number"]), ("update", "SG-0101"))
        self.assertEqual(form["changes"], [
            {"change": "joined", "person": {"name": "Siri Lund", "hpr": "7001099"}, "date": "2026-03-01"},
            {"change": "email", "person": {"name": "Kari Nordheim", "email": "kari@example.org"}}])

    def office_templates(self, files):
        """A configuration whose office has these templates of its own."""
        for name, text in files.items():
            path = self.folder / "templates" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        path = self.folder / "presens.conf"
        path.write_text(f"""[mailbox]
url = maildir://{self.folder}/inn
[outgoing]
url = maildir://{self.folder}/ut
from = smagrupper@example.no
[store]
path = {self.store}
[office]
name = Kontoret
staff = kontor@example.no
templates = {self.folder}/templates
""")
        return path

    def test_the_office_s_own_words(self):
        configuration = self.office_templates({
            "nb/form.txt": "Subject: Hei\n\nVårt eget svar til {{address}}.\n",
            "nb/words.ini": "[say]\ncontent = Emne\n"})
        path = self.folder / "mail.eml"
        path.write_bytes(mail("ny@example.org", "Hei", "Når er fristen?"))
        done = subprocess.run([PRESENS, "preview", "--config", configuration, "--output", self.folder / "own", path],
                              capture_output=True)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        letter, = [file for file in (self.folder / "own").iterdir() if "form ny@" in file.name and file.suffix == ".eml"]
        self.assertIn(b"eget svar til smagrupper@example.no", letter.read_bytes())

    def test_a_wrong_name_in_the_office_s_own_template_stops_the_start(self):
        configuration = self.office_templates({"nn/return.html": "<p>Hei</p>\n{{#forms}}\n{{navn}}\n{{/forms}}\n"})
        done = subprocess.run([PRESENS, "run", "--config", configuration, "--once"], capture_output=True)
        self.assertEqual(done.returncode, 2)
        self.assertIn(f"{self.folder}/templates/nn/return.html, line 3: there is no navn in this mail", done.stderr.decode())

    def test_a_list_that_is_mailed_back_unfilled_is_explained(self):
        form, = self.workbooks(mail(SECRETARY, "Presensliste", "Kan dere sende meg en presensliste?"))
        self.assertEqual([len(read.get("meetings", [])) for read in self.reads(form)["forms"]], [0])
        files = self.preview(mail(SECRETARY, "Presensliste", "Her er den.", form), "unfilled")
        letters = [file for file in files if file.suffix == ".eml" and SECRETARY in file.name]
        self.assertEqual([" return " in letter.name for letter in letters], [True])


if __name__ == "__main__":
    unittest.main()
