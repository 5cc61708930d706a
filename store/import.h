/*
 * Import: the register of groups that exist already, from a CSV file (docs/presens.1): one row a person
 * and role. All rows or none.
 */
#pragma once

#include "store/database.h"

struct import_report {
    guint groups, persons, memberships; /* how many there are in the file; 0 where it has faults */
    GPtrArray *faults;                  /* of char *: "line 12: HPR number '12a' is not a number" */
    GPtrArray *unused; /* of char *: headings of columns that are no columns of the register */
};

/* Reads and checks the whole file; where `faults` is not empty nothing is stored and the result is false with
 * ERROR_INPUT. Importing the same file again changes nothing; a later file corrects names, addresses and the
 * like where it gives them, and never ends a membership. A person without an HPR number is known by name
 * within the group, and takes the number over once a file gives it. A transaction of its own. The report is
 * filled in either case; caller frees with import_report_clear. */
bool import_register(struct store *store, GBytes *csv, struct import_report *report, GError **error);
void import_report_clear(struct import_report *report);
