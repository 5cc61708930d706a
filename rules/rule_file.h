/*
 * Rule file: the text of one rule taken apart. docs/rules.md says how to write one. Inside rules/ only.
 */
#pragma once

#include "base/error.h"
#include <glib.h>

/* The earliest and the latest day of a rule whose header leaves that end open. */
#define RULE_EVER_SINCE "0001-01-01"
#define RULE_FOR_EVER   "9999-12-31"

struct rule_parameter {
    char *name, *fallback, *meaning;
    char *value; /* in force: the fallback, or what the configuration says */
    bool configured;
};

/* What the sender is told. A rule may have several, then its SELECT names one in the column "sentence". */
struct rule_sentence {
    char *variant; /* "" for the one without a name */
    char *nb, *nn; /* nn is NULL where the file has none */
};

struct rule_file {
    char *name; /* of the file, for messages */
    char *id;
    char **severities; /* at least one; several: the SELECT has a column "severity". {"definition"}:
                          parameters only */
    char **forms;      /* "start", "presence", "program", "update" */
    char **groups;     /* kinds of group; NULL: all */
    char *
        *asks; /* fields that the sender is asked for; several: the SELECT has a column "asks". NULL: none */
    char *valid_from, *valid_to; /* ISO dates, both included */
    GPtrArray *parameters;       /* of struct rule_parameter * */
    GPtrArray *sentences;        /* of struct rule_sentence * */
    char *source;
    char *sql; /* the SELECT; "" for a definition */
};

/* Reads header and SELECT; what is missing, unknown, double or impossible is ERROR_RULE and names file and
 * line. The SQL is not looked at. Free with rule_file_free. */
struct rule_file *rule_file_read(const char *name, const char *text, GError **error);
void rule_file_free(struct rule_file *file); /* NULL is allowed */

/* Both NULL where the file has none of that name. */
struct rule_parameter *rule_file_parameter(const struct rule_file *file, const char *name);
const struct rule_sentence *rule_file_sentence(const struct rule_file *file, const char *variant);

/* True where the value is of the kind that the parameter's fallback is: a whole number, a date, or text. */
bool rule_parameter_accepts(const struct rule_parameter *parameter, const char *value);
