/*
 * Relations: how the parts of an Office document refer to each other (Open Packaging Conventions).
 */
#pragma once

#include "parser/formats/package.h"

struct relation {
    char *id;
    char *kind;   /* the last word of its type: "officeDocument", "worksheet", "header" ... */
    char *target; /* the name of the part in the package */
};

/* The relations of a part to other parts of the package, of struct relation *, in order; those of the
 * package itself where `part` is "". An empty array where it has none. NULL with ERROR_INPUT where
 * they cannot be read. Caller unrefs. */
GPtrArray *relations_read(struct package *package, const char *part, GError **error);

/* The target of the relation with this id, or the first of this kind; NULL where there is none. Borrowed. */
const char *relation_target(const GPtrArray *relations, const char *id);
const char *relation_of_kind(const GPtrArray *relations, const char *kind);
