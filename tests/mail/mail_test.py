#!/usr/bin/env python3
"""PRESENS=build/presens mail_test.py [NAME...]: reads every NAME.eml with `presens parse` and compares with NAME.json.

A NAME.json holds what must be said: every key in it must have that value; null means that the key must be absent; lists
must have the same length. In `forms` the keys that are not named are not looked at. layouts/ holds
forms as secretaries lay them out, in every format. Mails too large to keep are made here."""
import base64
import json
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
HEAD = b"From: Kari Nordmann <kari@example.no>\nTo: smagrupper@example.no\nSubject: Hei\nMIME-Version: 1.0\n"


def nested(depth):
    opening = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (i, i) for i in range(depth))
    closing = b"".join(b"--b%d--\n" % i for i in reversed(range(depth)))
    return HEAD + opening + b"Content-Type: text/plain\n\nInnerst\n" + closing


def many(count):
    part = b"--b\nContent-Type: application/octet-stream; name=x.bin\nContent-Transfer-Encoding: base64\n\nAAEC\n"
    return HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nHei\n" + part * count + b"--b--\n"


def picture():
    """A photo in the text: too large for a logo, and so named as unread."""
    jpeg = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(11) + b"\xff\xc0\x00\x11\x08\x0b\xd0\x0f\xc0\x03" + bytes(40000)
    return (HEAD + b"Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>Hei<img src='cid:a@b'>\n"
            b"--b\nContent-Type: image/jpeg; name=IMG_1.jpg\nContent-ID: <a@b>\nContent-Disposition: inline; filename=IMG_1.jpg\n"
            b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(jpeg) + b"--b--\n")


MADE = {
    "20,000 nested parts": (nested(20000), {"kind": "other", "text": None, "unread": [{"why": "parts nested too deeply"}]}),
    "20,000 nested mails": (HEAD + b"Content-Type: message/rfc822\n\n" * 20000, {"kind": "other"}),
    "1,000 parts": (many(1000), {"kind": "other", "text": "Hei"}),
    "a photo in the text": (picture(), {"text": "Hei", "unread": [{"part": "2", "filename": "IMG_1.jpg"}]}),
    "a line of 4 MB": (HEAD + b"\n" + b"a" * (4 << 20) + b"\n", {"kind": "other"}),
    "2,000 quotes": (HEAD + b"\n" + b"> Hei\nDen 12.01.2026 10:03, skrev Kari:\n" * 2000, {"text": None}),
}


def differences(want, got, where=""):
    if want is None:
        return [] if got is None else [f"{where} must be absent, is {got!r}"]
    if isinstance(want, dict):
        if not isinstance(got, dict):
            return [f"{where} is missing"]
        return [d for key, value in want.items() for d in differences(value, got.get(key), f"{where}.{key}")]
    if isinstance(want, list):
        if not isinstance(got, list) or len(want) != len(got):
            return [f"{where} must be {want!r}, is {got!r}"]
        return [d for i, (w, g) in enumerate(zip(want, got)) for d in differences(w, g, f"{where}[{i}]")]
    return [] if want == got and isinstance(want, bool) == isinstance(got, bool) else [f"{where} must be {want!r}, is {got!r}"]


def read(program, raw):
    done = subprocess.run([program, "parse", "-"], input=raw, capture_output=True)
    if done.returncode == 0:
        return json.loads(done.stdout)
    return {"exit": done.returncode, "error": done.stderr.decode("utf-8", "replace").strip()}


def main():
    program, names = os.environ["PRESENS"], sys.argv[1:]
    cases = {p.stem: (p.with_suffix(".eml").read_bytes(), json.loads(p.read_text("utf-8"))) for p in sorted(HERE.rglob("*.json"))}
    cases.update(MADE)
    failed = 0
    for name, (raw, want) in cases.items():
        if names and name not in names:
            continue
        wrong = differences(want, read(program, raw))
        failed += bool(wrong)
        for line in wrong:
            print(f"{name}: {line}")
    print(f"{len(names or cases)} cases, {failed} wrong")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
