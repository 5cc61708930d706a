/*
 * Rule set: the inside of a struct rules, for rules.c and evaluate.c.
 */
#pragma once

#include "rules/rule_file.h"
#include "rules/rules.h"
#include "store/sql.h"

struct rule {
    struct rule_file *file;
    sqlite3_stmt *select; /* NULL for a definition */
    bool by_person;       /* names :person: runs once for every person on the form */
};

struct rules {
    struct store *store; /* borrowed */
    GPtrArray *rules;    /* of struct rule *, by id and validity */
};
