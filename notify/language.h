/*
 * Language: the templates and words of one language, built in (notify/templates/LANGUAGE/) and, where the
 * office has any, from its own folder, which replace those of the same name. Inside notify/ only.
 */
#pragma once

#include "notify/template.h"
#include "notify/wording.h"

struct language {
    struct templates *templates;
    struct wording *wording;
};

/* Languages by number, from 0; the first is the one that every letter is written in. NULL: there is none.
 * Borrowed. */
const char *language_name(guint number);
/* The number of a language; 0 for NULL and for one that we do not have. */
guint language_number(const char *name);

/* Loads a language over the first one, and checks every template, in every branch, against the values that
 * its letter is filled with (notify/templates/values.json). `folder` may be NULL. A template that does not
 * parse, includes a missing one or names a value that its letter does not have is ERROR_CONFIGURATION and
 * named with its file and line. language_clear frees, also after an error. */
bool language_load(struct language *language, guint number, const char *folder, GError **error);
void language_clear(struct language *language);
