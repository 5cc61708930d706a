"""How a Python service takes documents apart: into cells and lines, with the libraries that are customary. It recognises
nothing in them."""
import csv
import html.parser
import io

import docx
import openpyxl


class Cells(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.texts = []

    def handle_data(self, data):
        self.texts.append(data.strip())


def cells_of(part):
    kind, content = part.get_content_type(), part.get_content()
    if kind == "text/html":
        reader = Cells()
        reader.feed(content)
        return reader.texts
    if kind == "text/csv":
        text = content if isinstance(content, str) else content.decode("cp1252")
        return [cell for row in csv.reader(io.StringIO(text), delimiter=";") for cell in row]
    if kind == "text/plain":
        return content.splitlines()
    if kind.endswith("wordprocessingml.document"):
        document = docx.Document(io.BytesIO(content))
        return [p.text for p in document.paragraphs] + [cell.text for table in document.tables
                                                        for row in table.rows for cell in row.cells]
    workbook = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    return [cell for sheet in workbook for row in sheet.iter_rows(values_only=True) for cell in row]
