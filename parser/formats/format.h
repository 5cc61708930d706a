/*
 * Formats: one file a format, each a function from bytes to a sheet, and one table of them. The
 * type of a file is found by its content first, then by its name, then by what the mail declares.
 */
#pragma once

#include "base/error.h"
#include "parser/sheet.h"

struct format {
    const char *name; /* as in `source.format`: docx, xlsx, csv, html, text ... */
    /* Reads the whole file into a new sheet; NULL with ERROR_INPUT where the file is damaged or
     * beyond a limit. Caller frees with sheet_free. NULL: recognised, but there is no reader. */
    struct sheet *(*read)(GBytes *file, GError **error);
    const char *why; /* where there is no reader: the reason for `unread`, e.g. "password protected" */
};

/* The format of a file, never NULL: an unknown one has the name "unknown" and no reader. `filename`
 * and `declared` (a MIME type in lower case) may be NULL. */
const struct format *format_of(GBytes *file, const char *filename, const char *declared);

/* By name, for the body of a mail ("text", "html") and for tests; NULL where there is none. */
const struct format *format_by_name(const char *name);

/* Loads what readers take from files (fonts), so that a forked child finds it in memory. Idempotent. */
void formats_prepare(void);

/* The readers; each in its own file. */
struct sheet *docx_read(GBytes *file, GError **error);
struct sheet *xlsx_read(GBytes *file, GError **error);
struct sheet *odt_read(GBytes *file, GError **error);
struct sheet *ods_read(GBytes *file, GError **error);
struct sheet *csv_read(GBytes *file, GError **error);
struct sheet *html_read(GBytes *file, GError **error);
struct sheet *text_read(GBytes *file, GError **error);
struct sheet *doc_read(GBytes *file, GError **error);
struct sheet *xls_read(GBytes *file, GError **error);
struct sheet *rtf_read(GBytes *file, GError **error);
struct sheet *pdf_read(GBytes *file, GError **error);
