"""Hostile attachments: small files that claim to be large, structures that contain themselves, and tables of a million
cells. Each table names mails with functions that give their bytes."""
import io
import pathlib
import struct
import zipfile
import zlib

from hostile_mails import MEGABYTE, parcel
from population import package, xlsx

LEGACY = pathlib.Path(__file__).resolve().parents[1] / "unit" / "samples" / "legacy"


# Tables as text

CSV = {
    "a line of 50 MB in a csv": lambda: parcel(("a.csv", b"a" * (50 * MEGABYTE // 2))),
    "a csv of one row": lambda: parcel(("a.csv", b"a;" * (7 * MEGABYTE))),
    "a csv of rows": lambda: parcel(("a.csv", b"a;b\n" * (4 * MEGABYTE - 1))),
    "a csv of 300,000 cells": lambda: parcel(("a.csv", (b"Kari;" * 300 + b"\n") * 1300)),
    "a csv of dates": lambda: parcel(("a.csv", b"Navn;" + b"1.2.2025;" * 600 + b"\n" + (b"Kari Nordmann;" + b"x;" * 600 + b"\n") * 600)),
    "a csv of quotes": lambda: parcel(("a.csv", b'"' * (15 * MEGABYTE))),
    "an open quote in a csv": lambda: parcel(("a.csv", b'a;"' + b"b;\n" * (5 * MEGABYTE))),
    "a csv of all delimiters": lambda: parcel(("a.csv", b"a;b,c\td|e\n" * 40000)),
    "a csv of NUL characters": lambda: parcel(("a.csv", b"a;b\n" + bytes(15 * MEGABYTE))),
    "a csv of empty lines": lambda: parcel(("a.csv", b"a;b" + b"\n" * (15 * MEGABYTE))),
    "a csv of names": lambda: parcel(("a.csv", b"Navn;HPR-nummer\n" + b"Kari Nordmann;1234567\n" * 150000)),
    "a csv of meetings": lambda: parcel(("a.csv", b"Dato;Tid;Tema;Til stede\n" + b'1.2.2025;18-21;Astma;"Kari Nordmann, Ola Berg"\n' * 90000)),
    "a csv of fields": lambda: parcel(("a.csv", b"Gruppe;Vest\nDato;1.2.2025\nTema;Astma\n" * 60000)),
}


# ZIP packages

def packed(files, level=9):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def overlapping(count, inflated):
    """Entries that all share the bytes of one: little that becomes very much."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    content = packer.compress(bytes(inflated)) + packer.flush()
    check = zlib.crc32(bytes(inflated))
    sizes = struct.pack("<LLL", check, len(content), inflated)
    local = b"PK\3\4" + struct.pack("<HHHHH", 20, 0, 8, 0, 0x5a21) + sizes + struct.pack("<HH", 5, 0) + b"a.txt"
    directory = b"".join(b"PK\1\2" + struct.pack("<HHHHHH", 20, 20, 0, 8, 0, 0x5a21) + sizes
                         + struct.pack("<HHHHHLL", 9, 0, 0, 0, 0, 0, 0) + b"%09d" % i for i in range(count))
    end = b"PK\5\6" + struct.pack("<HHHHLLH", 0, 0, min(count, 65535), min(count, 65535), len(directory),
                                  len(local) + len(content), 0)
    return local + content + directory + end


def word(body, more=None):
    names = ('xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
             'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"')
    parts = {"[Content_Types].xml": "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>",
             "word/document.xml": body if body.startswith("<!") else f"<w:document {names}><w:body>{body}</w:body></w:document>"}
    return package("word/document.xml", parts | (more or {}))


def paragraph(text):
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def cell(text):
    return f"<w:tc>{paragraph(text)}</w:tc>"


def in_word(body):
    return parcel(("presens.docx", word(body)))


LAUGHS = '<!DOCTYPE d [<!ENTITY a "ha">' + "".join(f'<!ENTITY {chr(98 + i)} "{("&" + chr(97 + i) + ";") * 10}">' for i in range(12)) + "]>"
OUTSIDE = '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><d>&a;</d>'

PACKAGES = {
    "a zip bomb": lambda: parcel(("bomb.zip", packed([("a.txt", bytes(300 * MEGABYTE))]))),
    "a zip bomb of 50 files": lambda: parcel(("bomb.zip", packed([(f"{i}.csv", b"a;b\n" * MEGABYTE) for i in range(50)]))),
    "overlapping entries": lambda: parcel(("bomb.zip", overlapping(2000, 10 * MEGABYTE))),
    "overlapping entries in a document": lambda: parcel(("bomb.docx", overlapping(65000, MEGABYTE))),
    "65,000 entries": lambda: parcel(("many.zip", packed([(f"{i}.txt", b"x") for i in range(65000)], 1))),
    "names of 65,000 letters": lambda: parcel(("many.zip", packed([("a" * 65000 + f"{i}.txt", b"x") for i in range(49)]))),
    "zips in each other": lambda: parcel(("a.zip", zips(60))),
    "500 zip bombs": lambda: parcel(*[("bomb.zip", packed([("a.txt", bytes(31 * MEGABYTE))]))] * 480),
    "480 documents that inflate": lambda: parcel(*[("a.docx", word(" " * (31 * MEGABYTE)))] * 480),
    "480 documents of 3,000 cells": lambda: parcel(*[("a.docx", word("<w:tbl>" + ("<w:tr>" + cell("1.2.2025") * 30 + "</w:tr>") * 100
                                                                       + "</w:tbl>"))] * 480),
    "40 workbooks of 90,000 cells": lambda: parcel(*[("a.xlsx", xlsx([[["1"] * 26] * 3500]))] * 40),
    "a document bomb": lambda: in_word(" " * (31 * MEGABYTE)),
    "a document of 16 MB of text": lambda: in_word("<w:p><w:r><w:t>" + "Kari Nordmann, " * MEGABYTE + "</w:t></w:r></w:p>"),
    "an entity bomb": lambda: in_word(LAUGHS + "<d>&m;</d>"),
    "an entity that is a file": lambda: in_word(OUTSIDE),
    "an entity bomb in a workbook": lambda: parcel(("a.xlsx", package("xl/workbook.xml", {"[Content_Types].xml": LAUGHS + "<d>&m;</d>",
                                                                                        "xl/workbook.xml": LAUGHS + "<d>&m;</d>"}))),
    "a million cells in a document": lambda: in_word("<w:tbl>" + ("<w:tr>" + cell("x") * 60 + "</w:tr>") * 5000 + "</w:tbl>"),
    "19,000 paragraphs": lambda: in_word(paragraph("Dato: 1.2.2025 kl 18-21 Tema: Astma") * 19000),
    "200,000 paragraphs": lambda: in_word(paragraph("x") * 200000),
    "10,000 elements in each other": lambda: in_word("<w:p>" * 10000),
    "200 tables in each other": lambda: in_word("<w:tbl><w:tr><w:tc>" * 80 + paragraph("x") + "</w:tc></w:tr></w:tbl>" * 80),
    "60 tables in each other, full of cells": lambda: in_word("<w:tbl><w:tr><w:tc>" * 60 + paragraph("x") * 19000 + "</w:tc></w:tr></w:tbl>" * 60),
    "300,000 attributes in a document": lambda: in_word("<w:p " + " ".join(f"a{i}='1'" for i in range(300000)) + "/>"),
    "200 attributes in each of 10,000 elements": lambda: in_word(("<w:p " + " ".join(f"a{i}='1'" for i in range(200)) + "/>") * 10000),
    "100,000 names of elements": lambda: in_word("".join(f"<e{i}/>" for i in range(100000))),
    "an attribute of 20 MB": lambda: in_word("<w:p a='" + "a" * (20 * MEGABYTE) + "'/>"),
    "a name of 20 MB": lambda: in_word("<w:" + "a" * (20 * MEGABYTE) + "/>"),
    "spans of a document": lambda: in_word("<w:tbl>" + ("<w:tr>" + "<w:tc><w:tcPr><w:gridSpan w:val='99999999'/><w:vMerge/></w:tcPr>" + paragraph("x")
                                                         + "</w:tc></w:tr>") * 20000 + "</w:tbl>"),
    "merged cells of a document": lambda: in_word("<w:tbl>" + ("<w:tr>" + "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>" * 50 + "</w:tr>") * 4000
                                                  + "</w:tbl>"),
    "one long run of text pieces": lambda: in_word("<w:p>" + "<w:r><w:t>a</w:t></w:r>" * 400000 + "</w:p>"),
    "one token without an end": lambda: in_word("<w:p><w:t>" + "a" * (30 * MEGABYTE)),
    "a namespace of 10 MB": lambda: in_word(f"<w:p xmlns:a='{'a' * (10 * MEGABYTE)}'>" + "<a:b a:c=''/>" * 100000 + "</w:p>"),
    "a paragraph of 800,000 lines": lambda: in_word("<w:p><w:r><w:t>a</w:t>" + "<w:br/><w:t>a</w:t>" * 800000 + "</w:r></w:p>"),
    "a comment of 30 MB": lambda: in_word("<!--" + "a " * (15 * MEGABYTE) + "-->"),
    "fields in each other": lambda: in_word("<w:p>" + "<w:r><w:fldChar w:fldCharType='begin'/></w:r>" * 100000 + "</w:p>"),
    "10,000 content controls": lambda: in_word(("<w:sdt><w:sdtPr><w:alias w:val='Navn'/></w:sdtPr><w:sdtContent>" + paragraph("Kari")
                                                + "</w:sdtContent></w:sdt>") * 10000),
}


def zips(depth):
    content = b"innerst"
    for _ in range(depth):
        content = packed([("a.zip" if content != b"innerst" else "a.txt", content)])
    return content


# Workbooks and OpenDocument

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def workbook(sheet, strings="", styles="", sheets=1):
    """A workbook with the given inside of its worksheets, of its shared strings and of its styles."""
    rows = "".join(f'<Relationship Id="r{i}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>' for i in range(sheets))
    return parcel(("presens.xlsx", package("xl/workbook.xml", {
        "[Content_Types].xml": "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>",
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
                           + "".join(f'<sheet name="A{i}" sheetId="{i}" r:id="r{i}"/>' for i in range(sheets)) + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                                      f'{rows}<Relationship Id="s" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>'
                                      f'<Relationship Id="t" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}">{sheet}</worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'})))


def cells(row, repeated=1):
    return "<sheetData>" + row * repeated + "</sheetData>"


def opendocument(name, kind, body):
    office = "urn:oasis:names:tc:opendocument:xmlns"
    return parcel((name, packed([("mimetype", f"application/vnd.oasis.opendocument.{kind}"), ("content.xml", (
        f"<office:document-content xmlns:office='{office}:office:1.0' xmlns:text='{office}:text:1.0' xmlns:table='{office}:table:1.0'>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>").encode())])))


def ods(rows):
    return opendocument("presens.ods", "spreadsheet", f"<table:table table:name='A'>{rows}</table:table>")


VALUE = "<table:table-cell><text:p>x</text:p></table:table-cell>"
OFFICE = {
    "a million cells in a workbook": lambda: workbook(cells("<row>" + "<c><v>1</v></c>" * 100 + "</row>", 10000)),
    "a cell at the end of the sheet": lambda: workbook(cells("<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>")),
    "cells that all stand in one place": lambda: workbook(cells("<row r='1'>" + "<c r='A1'><v>1</v></c>" * 350000 + "</row>")),
    "cells on a diagonal": lambda: workbook(cells("".join(f"<row r='{i}'><c r='{chr(65 + i % 26)}{i}'><v>1</v></c></row>" for i in range(1, 15000)))),
    "a long shared string in 300,000 cells": lambda: workbook(cells("<row>" + "<c t='s'><v>0</v></c>" * 300 + "</row>", 1000),
                                                              "<si><t>" + "a" * 30000 + "</t></si>"),
    "a million shared strings": lambda: workbook(cells("<row><c t='s'><v>999999</v></c></row>"), "<si><t>a</t></si>" * 1000000),
    "100,000 merged areas": lambda: workbook(cells("<row><c><v>1</v></c></row>", 1000) + "<mergeCells>"
                                             + "<mergeCell ref='A1:XFD1048576'/>" * 100000 + "</mergeCells>"),
    "merged areas over 200,000 cells": lambda: workbook(cells("<row>" + "<c><v>1</v></c>" * 200 + "</row>", 1000) + "<mergeCells>" + "".join(
        f"<mergeCell ref='A{i}:GR{i + 1}'/>" for i in range(1, 1000)) + "</mergeCells>"),
    "100,000 styles": lambda: workbook(cells("<row><c s='60000'><v>1</v></c></row>"), styles="<numFmts>" + "".join(
        f"<numFmt numFmtId='{i}' formatCode='yyyy'/>" for i in range(100000)) + "</numFmts><cellXfs>" + "".join(
            f"<xf numFmtId='{i}'/>" for i in range(100000)) + "</cellXfs>"),
    "a number format of 10 MB": lambda: workbook(cells("<row><c s='0'><v>1</v></c></row>"), styles="<numFmts><numFmt numFmtId='200' formatCode='"
                                                 + "[" * (10 * MEGABYTE) + "'/></numFmts><cellXfs><xf numFmtId='200'/></cellXfs>"),
    "2,000 sheets": lambda: workbook(cells("<row>" + "<c><v>1</v></c>" * 20 + "</row>", 200), sheets=2000),
    "a number of a million digits": lambda: workbook(cells("<row><c><v>" + "1" * MEGABYTE + "</v></c><c><v>1e999999999</v></c></row>")),
    "dates in a workbook": lambda: workbook(cells("<row>" + "<c t='inlineStr'><is><t>1.2.2025</t></is></c>" * 190 + "</row>", 200)),
    "rows that are repeated": lambda: ods(f"<table:table-row table:number-rows-repeated='1048576'>{VALUE}</table:table-row>" * 1000),
    "cells that are repeated": lambda: ods("<table:table-row>" + VALUE.replace("-cell>", "-cell table:number-columns-repeated='16384'>", 1) * 1000
                                           + "</table:table-row>"),
    "both repeated": lambda: ods("<table:table-row table:number-rows-repeated='60000'>" + VALUE.replace(
        "-cell>", "-cell table:number-columns-repeated='1000'>", 1) + "</table:table-row>"),
    "spans of an ods": lambda: ods(("<table:table-row>" + VALUE.replace(
        "-cell>", "-cell table:number-columns-spanned='1024' table:number-rows-spanned='1000000'>", 1) * 3 + "</table:table-row>") * 5000),
    "a million blanks": lambda: opendocument("presens.odt", "text", "<text:p>" + "<text:s text:c='999999999'/>" * 100000 + "</text:p>"),
    "lists in each other": lambda: opendocument("presens.odt", "text", "<text:list><text:list-item>" * 120 + "<text:p>x</text:p>" * 50000
                                                + "</text:list-item></text:list>" * 120),
    "tables in each other in an odt": lambda: opendocument("presens.odt", "text", "<table:table><table:table-row><table:table-cell>" * 60
                                                           + "<text:p>x</text:p>" * 19000 + "</table:table-cell></table:table-row></table:table>" * 60),
    "a million elements in an odt": lambda: opendocument("presens.odt", "text", "<text:p/>" * 1000000),
}


# PDF

def pdf(objects, trailer=b""):
    """A file of numbered objects, the first of which is the catalogue."""
    body, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(body) + table + b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, len(body))


def stream(content, more=b"", packs=1):
    for _ in range(packs):
        content = zlib.compress(content, 9)
    return b"<</Length %d/Filter[%s]%s>>\nstream\n" % (len(content), b"/FlateDecode" * packs, more) + content + b"\nendstream"


def drawn(content, resources=b"", more=(), box=b"0 0 595 842", packs=1):
    """A page with the given drawing, and objects from 6 on beside it."""
    return in_pdf(pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
                       b"<</Type/Page/Parent 2 0 R/MediaBox[" + box + b"]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>" + resources + b">>>>",
                       stream(content, packs=packs), b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", *more]))


def in_pdf(content):
    return parcel(("presens.pdf", content))


def fields(inside, more=()):
    return in_pdf(pdf([b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[" + inside + b"]>>>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
                       b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Annots[" + inside + b"]>>", *more]))


TEXT = b"BT /F 8 Tf 1 0 0 1 %d %d Tm (%s) Tj ET\n"
PICTURE = b"<</Type/XObject/Subtype/Image/Width 65535/Height 65535/ColorSpace/DeviceRGB/BitsPerComponent 8/Length 4/Filter/%s>>\nstream\nabcd\nendstream"
PDF = {
    "a page tree that contains itself": lambda: in_pdf(pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 999999999>>"])),
    "a page tree that doubles": lambda: in_pdf(pdf([b"<</Type/Catalog/Pages 2 0 R>>"] + [
        b"<</Type/Pages/Kids[%d 0 R %d 0 R]/Count 1000000>>" % (i + 3, i + 3) for i in range(28)] + [b"<</Type/Page/MediaBox[0 0 9 9]>>"])),
    "100,000 pages": lambda: in_pdf(pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 100000/Kids[" + b"3 0 R " * 100000 + b"]>>",
                                         b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"])),
    "60 pages full of letters": lambda: in_pdf(pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 60/Kids[" + b"3 0 R " * 60 + b"]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        stream(b"".join(TEXT % (20 + 60 * (i % 9), 800 - 8 * (i // 9), b"1.2.2025 Kari") for i in range(900))),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"])),
    "a huge page": lambda: drawn(TEXT % (9, 9, b"Hei"), box=b"-1e9 -1e9 1e9 1e9"),
    "a page of numbers that are none": lambda: drawn(TEXT % (9, 9, b"Hei"), box=b"nan inf 1e400 -1e400"),
    "a page without width": lambda: drawn(TEXT % (9, 9, b"Hei"), box=b"0 0 0 0"),
    "a drawing that inflates": lambda: drawn(b" " * (300 * MEGABYTE)),
    "a drawing packed five times": lambda: drawn(b" " * (300 * MEGABYTE), packs=5),
    "a million letters": lambda: drawn(TEXT % (9, 9, b"a" * MEGABYTE)),
    "90,000 letters by themselves": lambda: drawn(b"".join(TEXT % (i % 500, i // 200, b"x") for i in range(90000))),
    "90,000 letters in one place": lambda: drawn(TEXT % (9, 9, b"x") * 90000),
    "200,000 lines": lambda: drawn(b"".join(b"%d %d m %d %d l S\n" % (i % 595, i % 842, i % 595, 842 - i % 842) for i in range(200000))),
    "a net of lines": lambda: drawn(b"".join(b"%d 0 m %d 842 l S 0 %d m 595 %d l S\n" % (i, i, i, i) for i in range(0, 842, 4))
                                    + b"".join(TEXT % (4 * (i % 140), 4 * (i // 140), b"x") for i in range(20000))),
    "200,000 rectangles": lambda: drawn(b"".join(b"%d %d 9 9 re f\n" % (i % 590, i % 840) for i in range(200000))),
    "curves": lambda: drawn(b"0 0 m " + b"".join(b"%d 9 9 %d 500 800 c " % (i % 500, i % 800) for i in range(200000)) + b"S"),
    "dashed lines": lambda: drawn(b"[0.001 0.001] 0 d 0.01 w " + b"0 0 m 595 842 l S " * 1000),
    "200,000 saved states": lambda: drawn(b"q " * 200000 + TEXT % (9, 9, b"Hei")),
    "clips": lambda: drawn(b"0 0 m 595 842 l 0 842 l W n " * 100000),
    "a drawing that draws itself twice": lambda: drawn(b"/X Do", b"/XObject<</X 6 0 R>>", [
        stream(b"/X Do /X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>")]),
    "drawings that double 25 times": lambda: drawn(b"/X Do", b"/XObject<</X 6 0 R>>", [
        stream(b"/X Do /X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>" % (i + 7)) for i in range(25)]
        + [stream(b"0 0 9 9 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]")]),
    "a letter that draws itself": lambda: drawn(b"BT /G 9 Tf (aaaa) Tj ET", b"/Font<</G 6 0 R>>", [
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/CharProcs<</a 7 0 R>>/Encoding<</Differences[97/a]>>/FirstChar 97"
        b"/LastChar 97/Widths[9]/Resources<</Font<</G 6 0 R>>>>>>", stream(b"9 0 d0 BT /G 9 Tf (aaaaaaaa) Tj ET")]),
    "a pattern of small tiles": lambda: drawn(b"/Pattern cs /P scn 0 0 595 842 re f", b"/Pattern<</P 6 0 R>>", [
        stream(b"0 0 1 1 re f", b"/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep 0.01/YStep 0.01/Resources<<>>")]),
    "a shading of many samples": lambda: drawn(b"/S sh", b"/Shading<</S<</ShadingType 1/ColorSpace/DeviceGray/Domain[0 99999 0 99999]/Function 6 0 R>>>>",
                                               [stream(b"{ pop }", b"/FunctionType 4/Domain[0 99999 0 99999]/Range[0 1]")]),
    **{f"a huge picture ({kind.decode()})": (lambda kind=kind: drawn(b"595 0 0 842 0 0 cm /I Do", b"/XObject<</I 6 0 R>>", [PICTURE % kind]))
       for kind in (b"DCTDecode", b"JBIG2Decode", b"JPXDecode", b"CCITTFaxDecode", b"RunLengthDecode")},
    "arrays in each other": lambda: in_pdf(pdf([b"<</Type/Catalog/Pages 2 0 R/A " + b"[" * 500000 + b">>", b"<</Type/Pages/Kids[]/Count 0>>"])),
    "dictionaries in each other": lambda: in_pdf(pdf([b"<</Type/Catalog/Pages 2 0 R/A " + b"<</A " * 100000 + b">>", b"<</Type/Pages/Kids[]/Count 0>>"])),
    "a table of objects that goes back to itself": lambda: in_pdf(pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"], b"/Prev 120")),
    "a table of two billion objects": lambda: in_pdf(b"%PDF-1.7\nxref\n0 2147483647\n0000000000 65535 f \ntrailer<</Size 2147483647/Root 1 0 R>>\nstartxref\n9\n"),
    "a length that is itself": lambda: in_pdf(pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Length 2 0 R>>\nstream\nx\nendstream"])),
    "object streams that extend themselves": lambda: in_pdf(pdf([b"<</Type/Catalog/Pages 2 0 R>>"] + [
        stream(b"9 0 <<>>", b"/Type/ObjStm/N 1/First 4/Extends %d 0 R" % (2 + i % 50)) for i in range(50)])),
    "500,000 objects": lambda: in_pdf(pdf([b"<</Type/Catalog/Pages 2 0 R>>"] + [b"<</Kids[2 0 R]>>"] * 500000)),
    "500,000 beginnings of objects": lambda: in_pdf(b"%PDF-1.7\n" + b"1 0 obj\n" * 500000),
    "streams without an end": lambda: in_pdf(b"%PDF-1.7\n" + b"1 0 obj<</Length 9>>stream\n" * 200000),
    "comments in a PDF": lambda: in_pdf(b"%PDF-1.7\n" + b"%" * (10 * MEGABYTE)),
    "fields that contain themselves": lambda: fields(b"4 0 R", [b"<</FT/Tx/T(a)/Kids[4 0 R 4 0 R]/Parent 4 0 R>>"]),
    "fields that double": lambda: fields(b"4 0 R", [b"<</FT/Tx/T(a)/Kids[%d 0 R %d 0 R]>>" % (i + 5, i + 5) for i in range(28)] + [b"<</T(b)/V(x)>>"]),
    "100,000 fields": lambda: fields(b"4 0 R " * 100000, [b"<</Type/Annot/Subtype/Widget/FT/Tx/T(Navn)/V(Kari)/Rect[9 9 99 30]/P 3 0 R>>"]),
    "9,000 fields on a page": lambda: fields(b"".join(b"%d 0 R " % (i + 4) for i in range(9000)), [
        b"<</Type/Annot/Subtype/Widget/FT/Tx/T(Navn%d)/V(Kari)/Rect[%d %d %d %d]/P 3 0 R>>" % (i, i % 500, i % 800, i % 500 + 50, i % 800 + 10)
        for i in range(9000)]),
    "a value of 10 MB": lambda: fields(b"4 0 R", [b"<</Type/Annot/Subtype/Widget/FT/Tx/T(Navn)/V(" + b"Kari " * (2 * MEGABYTE) + b")/Rect[9 9 99 30]/P 3 0 R>>"]),
    "a name of 10 MB in a PDF": lambda: fields(b"4 0 R", [b"<</Type/Annot/Subtype/Widget/FT/Tx/T(" + b"Kari " * (2 * MEGABYTE) + b")/V(x)/Rect[9 9 99 30]/P 3 0 R>>"]),
}


# Old formats

def compound(streams):
    """An OLE file of the given streams, each of at least 4,096 bytes."""
    sectors, chains, entries = [], [], []
    for name, content in streams.items():
        content = content.ljust(4096, b"\0")
        count, first = -(-len(content) // 512), len(sectors)
        sectors += [content[i * 512:(i + 1) * 512].ljust(512, b"\0") for i in range(count)]
        chains += [*range(first + 1, first + count), 0xfffffffe]
        entries.append((name, 2, first, len(content)))
    directory = b""
    for index, (name, kind, first, size) in enumerate([("Root Entry", 5, 0xfffffffe, 0), *entries]):
        wide = (name + "\0").encode("utf-16-le")
        child, right = (1, 0xffffffff) if index == 0 else (0xffffffff, index + 1 if index < len(entries) else 0xffffffff)
        directory += (wide.ljust(64, b"\0") + struct.pack("<HBBLLL", len(wide), kind, 1, 0xffffffff, right, child) + bytes(36)
                      + struct.pack("<LQ", first, size))
    directory = directory.ljust(-(-len(directory) // 512) * 512, b"\0")
    first_directory = len(sectors)
    count = len(directory) // 512
    sectors += [directory[i * 512:(i + 1) * 512] for i in range(count)]
    chains += [*range(first_directory + 1, first_directory + count), 0xfffffffe]
    tables = -(-(len(chains) + 200) // 128)
    if tables > 109:
        raise ValueError("too large for a table of sectors in the header")
    first_table = len(sectors)
    chains += [0xfffffffd] * tables
    table = struct.pack(f"<{len(chains)}L", *chains).ljust(tables * 512, b"\xff")
    header = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3e, 3, 0xfffe, 9, 6) + bytes(10)
              + struct.pack("<LLLLLLLL", tables, first_directory, 0, 4096, 0xfffffffe, 0, 0xfffffffe, 0)
              + struct.pack("<109L", *range(first_table, first_table + tables), *[0xffffffff] * (109 - tables)))
    return header + b"".join(sectors) + table


def record(number, content):
    return struct.pack("<HH", number, len(content)) + content


def xls(sheet, more=b""):
    """An Excel 97 workbook of one sheet, with records of its own beside it."""
    begin = lambda kind: record(0x809, struct.pack("<HHHHLL", 0x600, kind, 0, 0, 0, 6))
    end = record(0x0a, b"")
    start = len(begin(5)) + len(more) + len(record(0x85, bytes(9))) + len(end)
    return parcel(("presens.xls", compound({"Workbook": begin(5) + more + record(0x85, struct.pack("<LHBB", start, 0, 1, 0) + b"A") + end
                                            + begin(0x10) + sheet + end})))


def sharing(tabs, records):
    """A workbook whose worksheets are all the same one."""
    place = 20 + (tabs + 1) * 13 + 4
    return xls(record(1, b"") * records, record(0x85, struct.pack("<LHBB", place, 0, 1, 0) + b"A") * tabs)


def doc(text, data, paragraphs=b""):
    """A Word 97 document whose paragraphs all have the same changes of properties."""
    head = bytearray(1024)
    struct.pack_into("<HH6xH", head, 0, 0xa5ec, 0xc1, 0x0200)
    struct.pack_into("<H", head, 32, 14)
    struct.pack_into("<H", head, 62, 22)
    struct.pack_into("<L", head, 76, len(text))
    page = struct.pack("<LLB", 1024, 1024 + len(text), 128).ljust(256, b"\0") + bytes([(len(paragraphs) + 4) // 2, 0, 0]) + paragraphs
    places = struct.pack("<LLL", 1024, 1024 + len(text), -(-(1024 + len(text)) // 512))
    pieces = b"\2" + struct.pack("<LLLHLH", 16, 0, len(text), 0, 2048 | 0x40000000, 0)
    struct.pack_into("<LL", head, 154 + 13 * 8, 0, len(places))
    struct.pack_into("<LL", head, 154 + 33 * 8, len(places), len(pieces))
    document = (bytes(head) + text).ljust(struct.unpack_from("<L", places, 8)[0] * 512, b"\0") + page.ljust(511, b"\0") + b"\1"
    return parcel(("presens.doc", compound({"WordDocument": document, "1Table": places + pieces, "Data": data})))


def crowded(entries):
    """A compound file that is a directory, each entry the right neighbour of the one before."""
    content = bytearray()
    for index in range(entries):
        name = ("Root Entry" if index == 0 else f"E{index}").encode("utf-16-le") + bytes(2)
        child, right = (1, 0xffffffff) if index == 0 else (0xffffffff, index + 1 if index + 1 < entries else 0xffffffff)
        content += name.ljust(64, b"\0") + struct.pack("<HBBLLL", len(name), 5 if index == 0 else 2, 1, 0xffffffff, right, child)
        content += bytes(36) + struct.pack("<LQ", 0xfffffffe, 0)
    sectors = len(content) // 512
    tables = -(-(sectors + 200) // 128)
    chains = [*range(1, sectors), 0xfffffffe, *[0xfffffffd] * tables]
    header = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3e, 3, 0xfffe, 9, 6) + bytes(10)
              + struct.pack("<LLLLLLLL", tables, 0, 0, 4096, 0xfffffffe, 0, 0xfffffffe, 0)
              + struct.pack("<109L", *range(sectors, sectors + tables), *[0xffffffff] * (109 - tables)))
    return parcel(("presens.xls", header + content + struct.pack(f"<{len(chains)}L", *chains).ljust(tables * 512, b"\xff")))


def looped(name, pick):
    """A sample whose table of sectors, or whose directory, leads back to itself."""
    content = bytearray((LEGACY / name).read_bytes())
    if pick == "sectors":
        for table in struct.unpack_from("<109L", content, 76):
            if table < 0xfffffffa:
                at = 512 + table * 512
                content[at:at + 512] = struct.pack("<128L", *[i % 7 for i in range(128)])
    else:
        at = 512 + struct.unpack_from("<L", content, 48)[0] * 512
        for entry in range(4):
            struct.pack_into("<LLL", content, at + entry * 128 + 68, 0, 0, 0)
    return parcel((name, bytes(content)))


def tnef(attributes):
    return struct.pack("<LH", 0x223e9f78, 1) + b"".join(
        struct.pack("<BLL", 2, number, length) + value + struct.pack("<H", sum(value) & 0xffff)
        for number, value, length in attributes)


def winmail(attributes):
    return parcel(("winmail.dat", tnef(attributes)))


FILE = [(0x00069002, bytes(14), 14), (0x00018010, b"a.csv\0", 6)]
OLD = {
    **{f"{name} with {pick} that go back": (lambda name=name, pick=pick: looped(name, pick))
       for name in ("form.doc", "workbook.xls") for pick in ("sectors", "entries")},
    "paragraphs of a doc that share 64 kB of changes": lambda: doc(b"\r" * 200000, b"\xff\xff" + b"\5\x24\1" * 21845,
                                                                 struct.pack("<HL", 0x6646, 0)),
    "an xls of 300,000 cells": lambda: xls(b"".join(record(0xbd, struct.pack("<HH", row, 0) + struct.pack("<HL", 0, 0x3ff00000) * 250
                                                           + struct.pack("<H", 249)) for row in range(1200))),
    "an xls of cells in one place": lambda: xls(record(0x203, struct.pack("<HHHd", 0, 0, 0, 1.0)) * 200000),
    "an xls with a cell at its end": lambda: xls(record(0x203, struct.pack("<HHHd", 65535, 255, 0, 1.0))),
    "an xls of two billion strings": lambda: xls(b"", record(0xfc, struct.pack("<LL", 0x7fffffff, 0x7fffffff) + b"\1\0\0a" * 2000)),
    "an xls of strings that go on": lambda: xls(b"", record(0xfc, struct.pack("<LLHB", 1, 1, 65535, 0)) + record(0x3c, b"\0" + b"a" * 8000) * 500),
    "an xls of merged areas": lambda: xls(record(0x203, struct.pack("<HHHd", 9000, 250, 0, 1.0)) + record(
        0xe5, struct.pack("<H", 1000) + struct.pack("<HHHH", 0, 65535, 0, 255) * 1000) * 400),
    "an xls of sheets that are one": lambda: xls(record(0x203, struct.pack("<HHHd", 0, 0, 0, 1.0)) * 100, b"".join(
        record(0x85, struct.pack("<LHBB", 3000, 0, 1, 0) + b"A") for _ in range(4000))),
    "an xls of sheets that share their records": lambda: sharing(250, MEGABYTE),
    "a compound file of 20,000 entries": lambda: crowded(20000),
    "groups of an RTF file": lambda: parcel(("a.rtf", b"{\\rtf1 " + b"{" * (10 * MEGABYTE))),
    "an RTF file of 20 MB of text": lambda: parcel(("a.rtf", b"{\\rtf1 " + b"Kari Nordmann\\par " * MEGABYTE + b"}")),
    "an RTF file of cells": lambda: parcel(("a.rtf", b"{\\rtf1 " + (b"\\trowd" + b"\\cellx1" * 60 + b"\\intbl " + b"x\\cell " * 60 + b"\\row ") * 6000 + b"}")),
    "RTF tables in each other": lambda: parcel(("a.rtf", b"{\\rtf1 " + b"".join(b"\\trowd\\intbl\\itap%d x\\nestcell " % i for i in range(1, 100000)) + b"}")),
    "an RTF file with a long binary": lambda: parcel(("a.rtf", b"{\\rtf1 " + b"\\bin2147483647 x" * 100000 + b"}")),
    "RTF characters": lambda: parcel(("a.rtf", b"{\\rtf1 " + b"\\u-10179?\\u-8704?\\'e5" * 500000 + b"}")),
    "RTF fonts": lambda: parcel(("a.rtf", b"{\\rtf1{\\fonttbl" + b"".join(b"{\\f%d\\fcharset%d A;}" % (i, i % 256) for i in range(200000)) + b"}Hei}")),
    "RTF words without blanks": lambda: parcel(("a.rtf", b"{\\rtf1" + b"\\z" * (22 * MEGABYTE) + b"}")),
    "RTF control words": lambda: parcel(("a.rtf", b"{\\rtf1" + b"\\b0" * (4 * MEGABYTE) + b"}")),
    "a winmail.dat that claims 4 GB": lambda: winmail([*FILE, (0x0006800f, b"x", 0xffffffff)]),
    "a winmail.dat of 100,000 files": lambda: winmail([*FILE, (0x0006800f, b"a;b", 3)] * 100000),
    "a winmail.dat of properties": lambda: winmail([(0x00069003, struct.pack("<L", 0xffffffff) + struct.pack("<HHL", 0x1000, 0x3001, 9) * 50000, 400004)]),
    "winmail.dat files in each other": lambda: winmails(12),
}


def winmails(depth):
    content = b"a;b"
    for _ in range(depth):
        content = tnef([(0x00069002, bytes(14), 14), (0x00018010, b"winmail.dat\0", 12), (0x0006800f, content, len(content))])
    return parcel(("winmail.dat", content))


# Pictures whose heads claim more than there is

def png(width, height):
    chunk = lambda kind, content: struct.pack(">L", len(content)) + kind + content + struct.pack(">L", zlib.crc32(kind + content))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(bytes(30 * MEGABYTE), 9)) + chunk(b"IEND", b""))


PICTURES = {
    "a picture of two billion dots": lambda: parcel(("a.png", png(2147483647, 2147483647))),
    "a picture without dots": lambda: parcel(("a.png", png(0, 0))),
    "480 pictures": lambda: parcel(*[("a.png", png(9, 9))] * 480),
    "a JPEG of heads": lambda: parcel(("a.jpg", b"\xff\xd8\xff\xe0\0\2" + b"\xff\xe1\0\2" * 3000000)),
    "a GIF that is cut": lambda: parcel(("a.gif", b"GIF89a\xff\xff\xff\xff\0")),
    "a TIFF that goes back to itself": lambda: parcel(("a.tif", b"II*\0\x08\0\0\0\1\0" + bytes(12) + b"\x08\0\0\0")),
}
