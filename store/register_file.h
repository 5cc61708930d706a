/*
 * Register file: the CSV file of the import, read and checked, before anything of it is stored. The first row
 * names the columns, in any order and case, in English or Norwegian.
 */
#pragma once

#include "base/error.h"
#include <glib.h>

enum register_column {
    REGISTER_NUMBER, /* the first four are the group's; left empty they are as in the row above */
    REGISTER_GROUP_NAME,
    REGISTER_MUNICIPALITY,
    REGISTER_KIND, /* as in the table small_group */
    REGISTER_ROLE, /* as in the table membership */
    REGISTER_NAME,
    REGISTER_HPR,
    REGISTER_EMAIL,
    REGISTER_SPECIALTY,
    REGISTER_PROFESSION,
    REGISTER_FROM,        /* ISO */
    REGISTER_IN_TRAINING, /* "0" or "1" */
    REGISTER_PERIOD_START /* ISO */
};
#define REGISTER_COLUMNS 13

struct register_row {
    guint line;
    char *values[REGISTER_COLUMNS]; /* tidy, NULL where not given; number, group name, role and name are
                                       always given */
};

/* All rows. Faults ("line 12: ...") are appended to `faults`, headings that are no column to `unused`; the
 * rows are of use only where no fault was found. ERROR_INPUT (and NULL) where the file is no table at all.
 * Caller unrefs; of struct register_row *. */
GPtrArray *register_file_read(GBytes *csv, GPtrArray *faults, GPtrArray *unused, GError **error);

/* What the statements of the import call a column's value: "number", "group_name" ... Borrowed. */
const char *register_column_name(enum register_column column);
