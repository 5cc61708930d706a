"""An invented population of small groups: a register, and mails as their secretaries send them. Seeded: the same
arguments give the same bytes. Used by the tests that need many mails and by the benchmarks."""
import datetime
import email.message
import email.policy
import io
import random
import xml.sax.saxutils
import zipfile

FIRST = ("Anne Berit Camilla Dag Eirik Frode Gunn Hanne Ivar Jorunn Kjersti Lars Mona Nina Olav Pål Ragnhild Siv Trond "
         "Unni Vegard Wenche Yngve Øystein Åse").split()
LAST = ("Aas Bakken Dale Eide Foss Granli Holm Iversen Jensrud Krog Lien Myhre Nordvik Opheim Prestrud Ruud Sætre "
        "Tveiten Ulvik Vangen Wiik Ytreland Øverland Åmodt").split()
TOPICS = ("Astma hos barn", "Atrieflimmer", "Demens", "Diabetes type 2", "Hodepine", "Hypertensjon", "KOLS", "Migrene",
          "Osteoporose", "Prevensjon", "Skulderplager", "Svimmelhet", "Urinveisinfeksjon", "Vaksinasjon av voksne")
PLACES = ("Bergen", "Bodø", "Drammen", "Hamar", "Molde", "Oslo", "Skien", "Stavanger", "Tromsø", "Trondheim")
ATTEST = ("Jeg bekrefter at den farmasøytiske industri ikke er involvert i planleggingen eller gjennomføringen av "
          "gruppens virksomhet.")
STYLES = ("text", "html", "csv", "docx", "xlsx")
TYPES = {"docx": "vnd.openxmlformats-officedocument.wordprocessingml.document",
         "xlsx": "vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def escape(text):
    return xml.sax.saxutils.escape(str(text))


def package(main, parts):
    """An Office package of {name: text} around its main part, with a fixed date so that the bytes do not depend on the
    clock."""
    relation = "http://schemas.openxmlformats.org/package/2006/relationships"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    parts["_rels/.rels"] = (f'<Relationships xmlns="{relation}"><Relationship Id="rId1" Type="{kind}" Target="{main}"/>'
                            '</Relationships>')
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0)), '<?xml version="1.0" encoding="UTF-8"?>' + text,
                             zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def docx(blocks):
    """Blocks are paragraphs (str) and tables (list of rows)."""
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    paragraph = lambda text: f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"
    body = "".join(paragraph(block) if isinstance(block, str) else
                   "<w:tbl><w:tblGrid>" + "<w:gridCol/>" * len(block[0]) + "</w:tblGrid>" + "".join("<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>"
                                       for row in block) + "</w:tbl>" for block in blocks)
    return package("word/document.xml", {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                               '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                               '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
                               f'ContentType="application/{TYPES["docx"]}.main+xml"/></Types>',
        "word/document.xml": f'<w:document xmlns:w="{word}"><w:body>{body}</w:body></w:document>'})


def xlsx(blocks):
    rows = [row for block in blocks for row in ([[block]] if isinstance(block, str) else block) + [[]]]
    cells = "".join(f'<row r="{r}">' + "".join(
        f'<c r="{chr(64 + c)}{r}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'
        for c, text in enumerate(row, 1) if text != "") + "</row>" for r, row in enumerate(rows, 1))
    sheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    worksheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
    return package("xl/workbook.xml", {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                               '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                               '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
                               f'ContentType="application/{TYPES["xlsx"]}.main+xml"/><Override PartName='
                               f'"/xl/worksheets/sheet1.xml" ContentType="{worksheet}"/></Types>',
        "xl/workbook.xml": f'<workbook xmlns="{sheet}" xmlns:r="{relation}"><sheets><sheet name="Presens" sheetId="1" '
                           'r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                                      f'<Relationship Id="rId1" Type="{relation}/worksheet" '
                                      'Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{sheet}"><sheetData>{cells}</sheetData></worksheet>'})


def text(blocks):
    lines = []
    for block in blocks:
        if isinstance(block, str):
            lines.append(block)
        elif len(block[0]) == 2 and block[0][0].startswith("Gruppe"):
            lines += [f"{label}: {value}" for label, value in block]
        else:
            widths = [max(len(row[c]) for row in block) + 2 for c in range(len(block[0]))]
            lines += ["".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in block]
        lines.append("")
    return "\n".join(lines)


def html(blocks):
    return "<html><body>" + "".join(
        f"<p>{escape(block)}</p>" if isinstance(block, str) else
        "<table border=1>" + "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
                                     for row in block) + "</table>" for block in blocks) + "</body></html>"


def csv(blocks):
    return "\r\n".join(";".join(row) for block in blocks for row in ([[block]] if isinstance(block, str) else block) + [[]])


# What a style attaches: the type (of application/), and what writes a file of it.
DOCUMENTS = {"docx": (TYPES["docx"], docx), "xlsx": (TYPES["xlsx"], xlsx)}


class Population:
    def __init__(self, groups, seed=1, documents=None, members=(4, 9)):
        """`documents` replace or complete DOCUMENTS; a group has so many `members`, at least and at most."""
        self.members = members
        self.documents = DOCUMENTS | (documents or {})
        self.random = random.Random(seed)
        self.groups = [self._group(number) for number in range(1, groups + 1)]

    def _group(self, number):
        size = self.random.randint(*self.members)
        names = self.random.sample([f"{first} {last}" for first in FIRST for last in LAST], size)
        people = [(name, str(6000000 + number * 20 + i), f"lege{i}@gruppe{number}.example.no")
                  for i, name in enumerate(names)]
        return {"number": f"SG-{number:04}", "name": f"Smågruppe nr. {number} {self.random.choice(PLACES)}",
                "municipality": self.random.choice(PLACES), "people": people}

    def register(self):
        """The register as CSV for `presens import`; the first of each group is its secretary."""
        rows = ["group_number;group_name;municipality;role;name;hpr;email;specialty"]
        for group in self.groups:
            head = f"{group['number']};{group['name']};{group['municipality']}"
            rows += [f"{head};{role};{name};{hpr};{address};allmennmedisin"
                     for i, (name, hpr, address) in enumerate(group["people"])
                     for role in (("secretary", "member") if i == 0 else ("member",))]
        return "\n".join(rows) + "\n"

    def mail(self, index, year=2025, style=None, sponsor=False, attested=True, meetings=None):
        """The presence list of group `index` for a year, as the bytes of a mail. Without a style: by the index. With
        `meetings` there are so many of them, otherwise three to six."""
        chance = random.Random(f"{index}-{year}")
        group, style = self.groups[index], style or STYLES[index % len(STYLES)]
        names = [name for name, _, _ in group["people"]]
        months = sorted(chance.choices(range(1, 13), k=meetings) if meetings else
                        chance.sample((1, 2, 3, 4, 5, 9, 10, 11), chance.randint(3, 6)))
        rows = [("Dato", "Tid", "Tema", "Til stede")]
        for month in months:
            present = sorted(chance.sample(range(len(names)), chance.randint(3, len(names))))
            rows.append((f"{chance.randint(1, 28):02}.{month:02}.{year}", "kl. 18.00-21.00", chance.choice(TOPICS),
                             ", ".join(names[i] for i in present)))
        blocks = [f"Presensliste {year}",
                  [("Gruppenummer", group["number"]), ("Gruppens navn", group["name"]), ("Kommune", group["municipality"]),
                   ("Sekretær", names[0])],
                  [("Navn", "HPR-nummer")] + [(name, hpr) for name, hpr, _ in group["people"]],
                  rows]
        if sponsor:
            blocks.append("Sponsor: Nordlys Pharma AS")
        if attested:
            blocks.append(ATTEST)
        return self._message(index, year, style, blocks)

    def _message(self, index, year, style, blocks):
        name, _, address = self.groups[index]["people"][0]
        message = email.message.EmailMessage(policy=email.policy.SMTP)
        message["From"] = f"{name} <{address}>"
        message["To"] = "smagrupper@example.no"
        message["Subject"] = f"Presensliste {year}"
        message["Date"] = datetime.datetime(year + 1, 1, 10, 12, 0, index % 60, tzinfo=datetime.timezone.utc)
        message["Message-ID"] = f"<{index}.{year}.{style}@gruppe.example.no>"
        greeting = "Hei!\n\nHer er presenslista vår.\n\n"
        if style == "text":
            message.set_content(greeting + text(blocks), cte="quoted-printable")
        elif style == "html":
            message.set_content(html(blocks), subtype="html", cte="quoted-printable")
        else:
            message.set_content(greeting, cte="quoted-printable")
            if style == "csv":
                message.add_attachment(csv(blocks).encode("cp1252"), maintype="text", subtype="csv", filename="presens.csv")
            else:
                subtype, write = self.documents[style]
                message.add_attachment(write(blocks), maintype="application", subtype=subtype, filename=f"presens.{style}")
        boundary = f"=={index}.{year}=="
        if message.is_multipart():
            message.set_boundary(boundary)
        return message.as_bytes()
