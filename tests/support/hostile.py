"""Hostile mails, made on the spot: small files that claim to be large, structures without an end, and plain rubbish by the
megabyte. INPUTS names each of them with a function that gives its bytes."""
from hostile_files import CSV, OFFICE, OLD, PACKAGES, PDF, PICTURES
from hostile_mails import HTML, MAILS, TEXTS

INPUTS = MAILS | TEXTS | HTML | CSV | PACKAGES | OFFICE | PDF | OLD | PICTURES
