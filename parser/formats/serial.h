/*
 * Serial: numbers of spreadsheets as dates, times and text.
 */
#pragma once

#include "parser/sheet.h"

/* What a number format of Excel shows. */
enum serial_kind { SERIAL_NUMBER, SERIAL_DATE, SERIAL_DATE_AND_TIME, SERIAL_TIME, SERIAL_DURATION };

/* The kind that a built-in format number of Office means, and a format code ("dd.mm.yyyy", "[h]:mm"). */
enum serial_kind serial_built_in(guint format);
enum serial_kind serial_of_code(const char *code);

/* The text of a number under a format: "2025-02-03", "2025-02-03 18:00", "18:00", "27:30", "7440613". Days
 * are counted from 1900, or from 1904. A number that is no possible date stays a number. Sets the kind
 * of the value. Caller owns the result. */
char *serial_text(double number, enum serial_kind shown, bool from_1904, enum value_kind *kind);

/* A number without exponent and without trailing zeros. Caller owns the result. */
char *serial_plain(double number);

/* An ISO 8601 date, or date with time ("2025-02-03", "2025-02-03T18:00:00.000"), as the text of a VALUE_DATE;
 * midnight is left out. NULL where it is none. Caller owns the result. */
char *serial_iso_date(const char *text);
