"""A strict reading of RFC 5322, 2045-2047, 2183 and 2231 for mail that we send: faults(raw) lists what is wrong, in words.

Only the modern forms are allowed: no obsolete syntax, no comments, seven bits everywhere."""
import base64
import binascii
import re
from urllib.parse import unquote_to_bytes

ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
DOT_ATOM = rf"{ATOM}(?:\.{ATOM})*"
ADDRESS = rf"{DOT_ATOM}@{DOT_ATOM}"
MESSAGE_ID = rf"<{DOT_ATOM}@{DOT_ATOM}>"
QUOTED = r'"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\[\x20-\x7e])*"'
WORD = r"=\?[A-Za-z0-9-]+\?[BbQq]\?[!->@-~]*\?="
PHRASE = rf"(?:{WORD}|{ATOM}|{QUOTED})(?: (?:{WORD}|{ATOM}|{QUOTED}))*"
DATE = (r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?[0-9]{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) "
        r"[0-9]{4} (?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60) [+-][0-9]{4}")
TOKEN = r"[!#$%&'*+.^_`{|}~0-9A-Za-z-]+"
PARAMETER = rf"; ?({TOKEN})=({TOKEN}|{QUOTED})"
SYNTAX = {
    "date": DATE,
    "from": rf"(?:{PHRASE} )?<{ADDRESS}>|{ADDRESS}",
    "to": rf"(?:{PHRASE} )?<{ADDRESS}>|{ADDRESS}",
    "message-id": MESSAGE_ID,
    "in-reply-to": rf"{MESSAGE_ID}(?: {MESSAGE_ID})*",
    "references": rf"{MESSAGE_ID}(?: {MESSAGE_ID})*",
    "mime-version": r"1\.0",
    "auto-submitted": r"auto-(?:replied|generated)",
    "content-language": r"[a-z]{2}",
}
NEEDED = ("date", "from", "to", "subject", "message-id", "mime-version")
ENCODINGS = ("7bit", "quoted-printable", "base64")


def split_head(raw, where):
    """The header fields of an entity, unfolded, its body, and what is wrong with them."""
    wrong, fields = [], []
    head, mark, body = raw.partition(b"\r\n\r\n")
    if raw.startswith(b"\r\n"):
        head, mark, body = b"", b"\r\n", raw[2:]
    if not mark:
        wrong.append(f"{where}: no empty line ends the headers")
    for line in head.decode("latin-1").split("\r\n") if head else []:
        if line[:1] in " \t":
            if not fields or not line.strip():
                wrong.append(f"{where}: a line of blanks, or a continuation of nothing: {line!r}")
            else:
                fields[-1][1] += " " + line.strip()
            continue
        name, colon, value = line.partition(":")
        if not colon or not re.fullmatch(r"[!-9;-~]+", name):
            wrong.append(f"{where}: no header field: {line!r}")
            continue
        if len(line) > 78 and " " in value.strip():
            wrong.append(f"{where}: {name} could be folded, and has {len(line)} characters in a line")
        fields.append([name.lower(), value.strip()])
    names = [name for name, _ in fields]
    wrong += [f"{where}: {name} stands {names.count(name)} times" for name in sorted(set(names)) if names.count(name) > 1]
    return dict(fields), body, wrong


def check_words(name, value):
    """Encoded words: RFC 2047 allows them in a phrase and in free text, never in a quoted string, an address or a parameter."""
    wrong = []
    for word in re.findall(r"=\?.*?\?[BbQq]\?.*?\?=", value):
        if name not in ("from", "to", "subject"):
            wrong.append(f"{name}: an encoded word where none is allowed: {word}")
        charset, coding, text = re.fullmatch(r"=\?(.*?)\?(.)\?(.*)\?=", word).groups()
        if len(word) > 75 or not re.fullmatch(WORD, word):
            wrong.append(f"{name}: no encoded word: {word}")
        try:
            data = base64.b64decode(text, validate=True) if coding in "Bb" else re.sub(
                rb"=([0-9A-F]{2})", lambda hexed: bytes.fromhex(hexed[1].decode()), text.encode().replace(b"_", b" "))
            data.decode(charset)
        except (ValueError, LookupError, binascii.Error) as fault:
            wrong.append(f"{name}: {word} is no text: {fault}")
    rest = re.sub(WORD, "", value)
    if "=?" in rest:
        wrong.append(f"{name}: half an encoded word: {rest!r}")
    return wrong


def parameters(value, where):
    """(type in lower case, {parameter: value}, faults) of a Content-Type or Content-Disposition; RFC 2231 is undone."""
    match = re.fullmatch(rf"({TOKEN}(?:/{TOKEN})?)((?:{PARAMETER})*)", value)
    if not match:
        return "", {}, [f"{where}: {value!r} is not well-formed"]
    wrong, found, pieces = [], {}, {}
    for name, text in re.findall(PARAMETER, match[2]):
        text = re.sub(r"\\(.)", r"\1", text[1:-1]) if text.startswith('"') else text
        extended = re.fullmatch(r"([^*]+)(?:\*([0-9]+))?(\*)?", name)
        if not extended:
            wrong.append(f"{where}: {name} is no parameter")
            continue
        if name.lower() in (known.lower() for known in found):
            wrong.append(f"{where}: {name} stands twice")
        found[name] = text
        pieces.setdefault(extended[1].lower(), []).append((int(extended[2] or 0), bool(extended[3]), text))
    whole = {}
    for name, list_ in pieces.items():
        if [number for number, _, _ in list_] != list(range(len(list_))):
            wrong.append(f"{where}: the pieces of {name} are out of order")
        data, charset = b"", "ascii"
        for number, encoded, text in list_:
            if encoded and number == 0:
                parts = text.split("'", 2)
                if len(parts) != 3:
                    wrong.append(f"{where}: {name} names no charset")
                    continue
                charset, text = parts[0], parts[2]
            data += unquote_to_bytes(text) if encoded else text.encode()
        try:
            whole[name] = data.decode(charset)
        except (ValueError, LookupError) as fault:
            wrong.append(f"{where}: {name} is no text: {fault}")
    return match[1].lower(), whole, wrong


def check_encoded(body, encoding, where):
    """The decoded body, and what is wrong with its encoding."""
    wrong = []
    lines = body.split(b"\r\n")
    if encoding != "7bit" and any(len(line) > 76 for line in lines):
        wrong.append(f"{where}: a line of more than 76 characters")
    if encoding == "base64":
        if any(not re.fullmatch(rb"[A-Za-z0-9+/]*={0,2}", line) for line in lines):
            wrong.append(f"{where}: not base64")
        try:
            return base64.b64decode(b"".join(lines), validate=True), wrong
        except binascii.Error as fault:
            return b"", wrong + [f"{where}: not base64: {fault}"]
    if encoding == "quoted-printable":
        for line in lines:
            if re.search(rb"=(?![0-9A-F]{2}|$)", line):
                wrong.append(f"{where}: not quoted-printable: {line!r}")
            if line.endswith((b" ", b"\t")):
                wrong.append(f"{where}: a blank at the end of a line")
        return binascii.a2b_qp(body), wrong
    return body, wrong


def split_parts(body, boundary, where):
    """The parts of a multipart; the line end before a boundary belongs to the boundary."""
    pieces = re.split(rb"(?:^|\r\n)--" + re.escape(boundary.encode()) + rb"(--)?[ \t]*(?=\r\n|$)", body)
    parts = pieces[2::2]
    wrong = []
    if len(pieces) < 3 or pieces[-2] is None or pieces.count(b"--") != 1:
        wrong.append(f"{where}: the boundary does not open and close the parts")
    if any(not part.startswith(b"\r\n") for part in parts[:-1]):
        wrong.append(f"{where}: a boundary is not a line of its own")
    return [part[2:] for part in parts[:-1]], wrong


def check_leaf(fields, body, kind, given, encoding, where):
    content, wrong = check_encoded(body, encoding, where)
    if kind.startswith("text/"):
        charset = given.get("charset", "us-ascii")
        try:
            content.decode(charset)
        except (ValueError, LookupError) as fault:
            wrong.append(f"{where}: not {charset}: {fault}")
        if encoding == "base64":
            wrong.append(f"{where}: text is sent as base64")
    disposition = fields.get("content-disposition")
    if disposition is not None:
        how, said, faults_ = parameters(disposition, f"{where}, Content-Disposition")
        wrong += faults_
        name = said.get("filename", "")
        if how not in ("attachment", "inline") or not name or re.search(r"[/\\\x00-\x1f]", name) or name.startswith("."):
            wrong.append(f"{where}: {disposition!r} names no sound file")
    elif not kind.startswith("text/"):
        wrong.append(f"{where}: {kind} without a Content-Disposition")
    return wrong


def check_entity(raw, where, top=False):
    fields, body, wrong = split_head(raw, where)
    for name, value in fields.items():
        wrong += check_words(name, value)
        if name in SYNTAX and not re.fullmatch(SYNTAX[name], value):
            wrong.append(f"{where}: {name}: {value!r} is not well-formed")
        if not top and not name.startswith("content-"):
            wrong.append(f"{where}: {name} means nothing in a part")
    if "content-type" not in fields:
        return wrong + [f"{where}: no Content-Type"]
    kind, given, faults_ = parameters(fields["content-type"], f"{where}, Content-Type")
    wrong += faults_
    encoding = fields.get("content-transfer-encoding", "7bit").lower()
    if encoding not in ENCODINGS:
        wrong.append(f"{where}: the encoding is {encoding}")
    if kind.startswith(("multipart/", "message/")):
        if encoding != "7bit":
            wrong.append(f"{where}: {kind} must not be encoded")
    if not kind.startswith("multipart/"):
        return wrong + (check_leaf(fields, body, kind, given, encoding, where) if not kind.startswith("message/") else [])
    boundary = given.get("boundary", "")
    if not re.fullmatch(r"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]", boundary):
        return wrong + [f"{where}: {boundary!r} is no boundary"]
    parts, faults_ = split_parts(body, boundary, where)
    wrong += faults_
    for number, part in enumerate(parts, 1):
        wrong += check_entity(part, f"{where}.{number}")
    return wrong


def faults(raw):
    """What is wrong with a mail: a list of sentences, empty where all is well."""
    wrong = []
    if re.search(rb"(?<!\r)\n|\r(?!\n)", raw):
        wrong.append("a line does not end in CRLF")
    if not raw.endswith(b"\r\n"):
        wrong.append("the last line does not end")
    if re.search(rb"[^\x01-\x7f]", raw):
        wrong.append("not seven-bit")
    if any(len(line) > 998 for line in raw.split(b"\r\n")):
        wrong.append("a line of more than 998 characters")
    fields = split_head(raw, "mail")[0]
    wrong += [f"mail: no {name}" for name in NEEDED if name not in fields]
    return wrong + check_entity(raw, "mail", top=True)
