"""How a Python service takes mails apart: into cells and lines, with the libraries that are customary for each format. It
recognises nothing in them."""
import csv
import email
import email.policy
import html.parser
import io

import docx
import odf.opendocument
import odf.text
import openpyxl
import pdfminer.high_level
import pdfminer.layout
import xlrd

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OASIS = "application/vnd.oasis.opendocument."


class Cells(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.texts = []

    def handle_data(self, data):
        self.texts.append(data.strip())


def read_html(content):
    reader = Cells()
    reader.feed(content)
    return reader.texts


def read_csv(content):
    text = content if isinstance(content, str) else content.decode("cp1252")
    return [cell for row in csv.reader(io.StringIO(text), delimiter=";") for cell in row]


def read_docx(content):
    document = docx.Document(io.BytesIO(content))
    return [p.text for p in document.paragraphs] + [cell.text for table in document.tables
                                                    for row in table.rows for cell in row.cells]


def read_xlsx(content):
    workbook = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    return [cell for sheet in workbook for row in sheet.iter_rows(values_only=True) for cell in row]


def read_xls(content):
    workbook = xlrd.open_workbook(file_contents=content)
    return [cell for sheet in workbook.sheets() for row in sheet.get_rows() for cell in row]


def read_odf(content):
    document = odf.opendocument.load(io.BytesIO(content))
    return [str(paragraph) for paragraph in document.body.getElementsByType(odf.text.P)]


def read_pdf(content):
    return [line.get_text() for page in pdfminer.high_level.extract_pages(io.BytesIO(content))
            for line in page if isinstance(line, pdfminer.layout.LTTextContainer)]


READERS = {"text/plain": str.splitlines, "text/html": read_html, "text/csv": read_csv, WORD: read_docx, EXCEL: read_xlsx,
           "application/vnd.ms-excel": read_xls, OASIS + "text": read_odf, OASIS + "spreadsheet": read_odf,
           "application/pdf": read_pdf}


def parts_of(raw):
    """The cells and lines of every part of a raw mail."""
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    return [READERS[part.get_content_type()](part.get_content()) for part in mail.walk() if not part.is_multipart()]
