/*
 * Template: the text of a mail with places to fill in from JSON, in the manner of mustache:
 *
 *   {{name}} {{a.b}} {{.}}        a value, escaped; one that the data lack is an error, never a gap
 *   {{#list}} … {{/list}}         for every element; for an object or another true value once
 *   {{^list}} … {{/list}}         where the value is absent, null, false, 0, "" or empty
 *   {{> other.txt}}               another template of the same set
 *   {{! remark }}
 *
 * Names are looked up from the innermost section outwards. A line that holds nothing but a section's tag, a
 * partial or a remark leaves no empty line behind. Templates whose name ends in ".html" escape for HTML; in
 * all others a value is one line that no mail program takes for a quotation or an envelope line.
 */
#pragma once

#include "base/error.h"
#include <glib.h>
#include <jansson.h>

struct templates; /* a set of templates that may include each other */

struct templates *templates_new(void);
void templates_free(struct templates *templates); /* NULL is allowed */

/* Adds a template, in the place of one of the same name; one that does not parse is ERROR_CONFIGURATION and
 * named with its line. `origin` is what messages call it (a path); NULL: as `name`. */
bool templates_add(struct templates *templates, const char *name, const char *origin, const char *source,
                   GError **error);

/* After the last one: ERROR_CONFIGURATION where a partial is not in the set or includes itself. */
bool templates_check(const struct templates *templates, GError **error);

/* Checks every branch of a template, after templates_check, against an example of its data, which has every
 * member that the data can have; one that may be missing is written "name?", and a list has one element. A
 * name that the example lacks, or an optional one outside a section of its own, is ERROR_CONFIGURATION and
 * named with its line. */
bool templates_check_names(const struct templates *templates, const char *name, const json_t *example,
                           GError **error);

/* The filled-in text; ERROR_CONFIGURATION names the template and the value that is missing. Caller owns the
 * result. */
char *templates_render(const struct templates *templates, const char *name, const json_t *data,
                       GError **error);
