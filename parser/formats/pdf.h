/*
 * PDF: which kind of PDF a file is; its reader is pdf_read (format.h).
 */
#pragma once

#include <glib.h>

/* "pdf", "pdf-form", "scan", or NULL where it opens only with a password. Static text. */
const char *pdf_kind(GBytes *file);

/* Loads what drawing reads from files, so that a forked child finds it in memory. Idempotent. */
void pdf_prepare(void);
