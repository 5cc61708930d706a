/*
 * People: what a text says of a person. Names lose titles, numbers and remarks.
 */
#pragma once

#include "parser/form.h"
#include "parser/form/identifiers.h"
#include "parser/form/names.h"

/* One person as written somewhere. */
struct someone {
    struct person person;   /* name may be NULL */
    char *alias;            /* "BB" of "BB = Bjørn Bakken", or NULL */
    guint number;           /* 3 of "3. Kari Nordmann"; 0 not given */
    bool leads, keeps_list; /* "leder" or "sekretær" stands beside the name */
    bool identity_number;   /* a national identity number stood there, and was dropped */
    bool hpr_doubtful;      /* digits that are no HPR number were dropped */
    bool cut;               /* digits stick to the name, which may have been cut off: it was dropped */
};

struct someone *someone_new(void);
void someone_free(struct someone *someone); /* NULL is allowed */

/* One person of a cell or field: "Nordmann, Kari (HPR 7440613)". With `surname_first` a comma in the
 * name always parts surname and first name. Never NULL; caller frees. */
struct someone *someone_read(const char *text, bool surname_first);

/* A line or cell with one or more persons: "Kari Nordmann, HPR 7440613", "Kari Nordmann, Ola Hansen og Per
 * Lie". Caller unrefs (frees its struct someone *). Texts that are no person are left out and counted in
 * `strangers` (may be NULL). */
GPtrArray *people_read(const char *text, bool surname_first, guint *strangers);
