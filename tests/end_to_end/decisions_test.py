#!/usr/bin/python3
"""The office decides by reply, between a real Dovecot and a real SMTP server: alike cases together, each case once, and nobody
else decides anything."""
import copy
import pathlib
import re
import sqlite3
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from office import STAFF, ConversationTest

GROUPS = {"SG-0101": ("Fjordgruppa", "kari@fjord.example.no"), "SG-0102": ("Viddegruppa", "tor@vidde.example.no"),
          "SG-0103": ("Kystgruppa", "berit@kyst.example.no"), "SG-0104": ("Skoggruppa", "nils@skog.example.no")}
NAMES = dict(zip(GROUPS, (("Kari Nordheim", "Ola Bergset", "Ingrid Solvang"), ("Tor Vidnes", "Even Lysne", "Siri Lund"),
                           ("Berit Kvam", "Jon Aasen", "Liv Krogstad"), ("Nils Haugen", "Gro Havnes", "Per Moen"))))
SECRETARY = GROUPS["SG-0101"][1]
GENUINE = "mail.example.no; dmarc=pass header.from=example.no"


def register():
    rows = ["group_number;group_name;municipality;kind;role;name;hpr;email;specialty"]
    for index, (number, (name, address)) in enumerate(GROUPS.items()):
        for role, who in (("secretary", 0), ("member", 0), ("member", 1), ("member", 2)):
            rows.append(f"{number};{name};Bergen;smagruppe;{role};{NAMES[number][who]};70{index}10{who}1;"
                        f"{address if role == 'secretary' else ''};allmennmedisin")
    return "\n".join(rows) + "\n"


def presence(number, topic="Søvn", more="Sponsor: Pharma AS"):
    first, second, third = NAMES[number]
    return f"""Presensliste 2025
Gruppenummer: {number}

Dato        Tid          Tema               Til stede
03.02.2025  18:00-21:00  KOLS               {first}, {second}, {third}
12.05.2025  18:00-21:00  {topic:17}  {first}, {second}
15.09.2025  18:00-21:00  Hudsykdommer       {first}, {second}, {third}
Jeg bekrefter at den farmasøytiske industri ikke er involvert i planleggingen eller gjennomføringen.

{more}
"""


class Decisions(ConversationTest):
    DOMAINS = ["example.no", *(address.partition("@")[2] for _, address in GROUPS.values())]

    def setUp(self):
        super().setUp()
        self.register(register())

    def flagged(self, *numbers, handle=True, **more):
        """Lists that name a sponsor come in together; the last mail to the office."""
        for number in numbers:
            self.deliver(GROUPS[number][1], f"Presensliste {number}", presence(number, **more), handle=False)
        if handle:
            self.handle()
            return self.last_to(STAFF)
        return None

    def decided(self):
        return dict(self.rows("SELECT group_number, decision FROM report_submission ORDER BY id"))

    def test_the_office_asks_and_decides_by_mail(self):
        exception = self.flagged("SG-0101")
        self.says(exception, "industrien kan ha vært med", "Svar på denne e-posten for å avgjøre saken:", "- godkjenn",
                  "Lista nevner en sponsor (Pharma AS).")
        self.reply(exception, STAFF, "Spør: Hvem betalte middagen?", authentication=GENUINE)
        self.says(self.last_to(STAFF), "spørsmålet er sendt til avsenderen")
        question = self.last_to(SECRETARY)
        self.says(question, "Hvem betalte middagen?")
        self.assertEqual(self.decisions(), ["flag"])

        self.reply(question, SECRETARY, "Vi betalte selv.")
        answer = self.last_to(STAFF)
        self.says(answer, "«Vi betalte selv.»")
        self.reply(answer, STAFF, "Godkjenn!", authentication=GENUINE)
        self.assertEqual(self.decisions(), ["accept"])
        self.assertEqual(self.rows("SELECT decided_by FROM report_submission"), [(STAFF,)])
        self.says(self.last_to(STAFF), "godkjent; avsenderen får svar")
        self.assertTrue(any(subject.startswith("Mottatt") for subject in self.subjects(SECRETARY)))
        self.reply(exception, STAFF, "avvis: likevel ikke", authentication=GENUINE)
        self.assertEqual(self.decisions(), ["accept"])
        self.says(self.last_to(STAFF), "ikke utført: saken er allerede avgjort")

    def test_alike_exceptions_come_in_one_mail(self):
        self.flagged("SG-0101", "SG-0102", "SG-0103", handle=False)
        self.flagged("SG-0104", topic="Samarbeid med NAV", more="")
        together, alone = self.mails_to(STAFF)
        self.assertRegex(together["Subject"], r"^Til vurdering: 3 saker, industrien kan ha vært med \[sak \d+-[0-9A-Z]{26}\]$")
        for number, (group, (name, address)) in zip(range(1, 4), GROUPS.items()):
            self.says(together, f"Sak {number}: Presensliste – {name} ({group})", f"Fra {address}")
        self.assertNotIn("Skoggruppa", self.said(together))
        self.says(alone, "Skoggruppa", "tema som kanskje ikke er faglig")
        originals = [part.get_filename() for part in together.iter_attachments()]
        self.assertEqual(originals, [f"e-post {number}.eml" for number in (1, 2, 3)])
        # Each is told once, whatever rounds follow.
        self.handle()
        self.assertEqual(len(self.mails_to(STAFF)), 2)

    def test_one_word_decides_all_of_them(self):
        exception = self.flagged("SG-0101", "SG-0102", "SG-0103")
        self.reply(exception, STAFF, "godkjenn", authentication=GENUINE)
        self.assertEqual(set(self.decided().values()), {"accept"})
        self.says(self.last_to(STAFF), *(f"Sak {number}, Presensliste – {name} ({group}): godkjent"
                                         for number, (group, (name, _)) in zip((1, 2, 3), GROUPS.items())))
        for name, address in list(GROUPS.values())[:3]:
            self.assertEqual(sum(subject.startswith("Mottatt") for subject in self.subjects(address)), 1, name)

    def test_one_of_them_is_decided_by_its_number(self):
        exception = self.flagged("SG-0101", "SG-0102", "SG-0103")
        self.reply(exception, STAFF, "godkjenn 2", authentication=GENUINE)
        self.assertEqual(self.decided(), {"SG-0101": "flag", "SG-0102": "accept", "SG-0103": "flag"})
        self.reply(exception, STAFF, "2: avvis: for sent\n3: avvis: Pharma AS kan ikke være sponsor\n7: godkjenn",
                   authentication=GENUINE)
        self.assertEqual(self.decided(), {"SG-0101": "flag", "SG-0102": "accept", "SG-0103": "return"})
        self.says(self.last_to(STAFF), "Sak 2, Presensliste – Viddegruppa (SG-0102): ikke utført: saken er allerede avgjort",
                  "Sak 3, Presensliste – Kystgruppa (SG-0103): returnert", "Sak 7: ikke utført: e-posten hadde ingen sak med dette")
        self.says(self.last_to(GROUPS["SG-0103"][1]), "Merknad fra oss: Pharma AS kan ikke være sponsor")
        # "godkjenn" decides what is left.
        self.reply(exception, STAFF, "godkjenn", authentication=GENUINE)
        self.assertEqual(self.decided(), {"SG-0101": "accept", "SG-0102": "accept", "SG-0103": "return"})

    def test_what_several_cases_leave_open_is_not_guessed(self):
        exception = self.flagged("SG-0101", "SG-0102")
        for text in ("avvis: nei", "spør: hvem var der?", "godkjenn\navvis alle: nei", "godkjenn 1\navvis 1: nei",
                     "godkjenn ikke 2", "2: avvis"):
            self.reply(exception, STAFF, text, authentication=GENUINE, handle=False)
        self.handle()
        self.assertEqual(self.decisions(), ["flag", "flag"])
        self.assertEqual(self.rows("SELECT count(*) FROM office_order WHERE outcome = 'done'"), [(0,)])
        self.reply(exception, STAFF, "avvis alle: sponsor er ikke lov\n1: godkjenn", authentication=GENUINE)
        self.assertEqual(self.decisions(), ["accept", "return"])

    def with_subject(self, mail, pattern, replacement):
        changed = copy.deepcopy(mail)
        del changed["Subject"]
        changed["Subject"] = re.sub(pattern, replacement, mail["Subject"])
        self.assertNotEqual(changed["Subject"], mail["Subject"])
        return changed

    def test_a_forged_decision_changes_nothing(self):
        exception = self.flagged("SG-0101", "SG-0102")
        foreign = self.flagged("SG-0103", topic="Samarbeid med NAV", more="")
        mine, other = (re.search(r"\[sak (\d+)-(\w+)\]", mail["Subject"]) for mail in (exception, foreign))
        bare = self.with_subject(exception, r" \[sak.*\]", "")
        invented = self.with_subject(exception, r"-\w{26}\]", "-" + "A" * 26 + "]")
        # The token of another case with the number of this one decides neither.
        swapped = self.with_subject(exception, r"\[sak.*\]", f"[sak {mine[1]}-{other[2]}]")
        # So does the token that the secretary was given.
        review = re.search(r"-(\w{26})\]", self.last_to(SECRETARY)["Subject"])[1]
        answering = self.with_subject(exception, r"-\w{26}\]", f"-{review}]")
        for to, sender, authentication in (
                (exception, STAFF, None),                                                     # nobody says that it is genuine
                (exception, STAFF, "other.example.org; dmarc=pass header.from=example.no"),   # a server that is not ours
                (exception, STAFF, "mail.example.no.evil.example; dmarc=pass header.from=example.no"),
                (exception, STAFF, "mail.example.no; dmarc=fail header.from=example.no"),     # forged
                (exception, STAFF, "mail.example.no; dmarc=none header.from=example.no"),
                (exception, STAFF, "mail.example.no; dmarc=pass header.from=example.org"),    # another's address
                (bare, STAFF, GENUINE), (invented, STAFF, GENUINE), (swapped, STAFF, GENUINE), (answering, STAFF, GENUINE),
                (exception, SECRETARY, "mail.example.no; dmarc=pass header.from=fjord.example.no"),
                (exception, "kontor@example.org", "mail.example.no; dmarc=pass header.from=example.org")):
            self.reply(to, sender, "godkjenn", authentication=authentication, handle=False)
        self.handle()
        outcomes = [outcome for outcome, in self.rows("SELECT outcome FROM office_order ORDER BY message")]
        self.assertEqual(outcomes, ["address"] * 6 + ["token"] * 4)
        self.assertEqual(self.decisions(), ["flag"] * 3)
        self.assertEqual(self.rows("SELECT count(*) FROM report_credit"), [(0,)])
        # One for another purpose is as good as none, and so is one that has expired.
        with sqlite3.connect(self.folder / "presens.db") as database:
            database.execute("UPDATE token SET purpose = 'answer' WHERE message = ?", (int(mine[1]),))
        self.reply(exception, STAFF, "godkjenn", authentication=GENUINE)
        self.assertEqual(self.decisions(), ["flag"] * 3)
        with sqlite3.connect(self.folder / "presens.db") as database:
            database.execute("UPDATE token SET purpose = 'decide' WHERE message = ? AND hash IN (SELECT hash FROM token_case)",
                             (int(mine[1]),))
        with sqlite3.connect(self.folder / "presens.db") as database:
            database.execute("UPDATE token SET expires_at = '2020-01-01T00:00:00Z' WHERE purpose = 'decide' AND message = ?",
                             (int(mine[1]),))
        self.reply(exception, STAFF, "godkjenn", authentication=GENUINE)
        self.assertEqual(self.decisions(), ["flag"] * 3)
        # The real one still decides its own case.
        self.reply(foreign, STAFF, "avvis: temaet er ikke faglig", authentication=GENUINE)
        self.assertEqual(self.decisions(), ["flag", "flag", "return"])
        self.says(self.last_to(GROUPS["SG-0103"][1]), "Merknad fra oss: temaet er ikke faglig")

    def test_what_is_not_exactly_an_order_changes_nothing(self):
        exception = self.flagged("SG-0101")
        for text in ("godkjenn ikke", "godkjenn men ikke møte 2", "avvis", "Jeg vil ikke\n\ngodkjenn"):
            self.reply(exception, STAFF, text, authentication=GENUINE, handle=False)
        self.handle()
        self.assertEqual(self.rows("SELECT outcome FROM office_order ORDER BY message"),
                         [("unclear",)] * 2 + [("wordless",)])
        self.assertEqual(self.decisions(), ["flag"])


if __name__ == "__main__":
    unittest.main()
