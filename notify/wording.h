/*
 * Wording: how a language says what the database's rows hold: dates, times, counts, states and reasons. The
 * words stand in words.ini beside the language's templates.
 */
#pragma once

#include "base/error.h"
#include <glib.h>
#include <jansson.h>

struct wording;

/* Reads the words; ERROR_CONFIGURATION names the file and the word that is missing. */
struct wording *wording_new(const char *name, const char *source, GError **error);
/* Puts further words in the place of those that are there. */
bool wording_add(struct wording *wording, const char *name, const char *source, GError **error);
void wording_free(struct wording *wording); /* NULL is allowed */

/* Puts rows of the mail_* statements into words, at every depth: dates ("3. februar 2025") and times
 * ("18.00") in their place; "why" becomes a sentence, "change" a word; "status" and "severity" also give
 * "status_said" and "severity_said", "source" also "sources" ([{title, link?, more}]); "hours" also gives
 * "hours_said" ("4 kurstimer"), "form" also "title", "present" (a list of names) also "present_said" ("A, B
 * og C") and "present_count" ("3 deltakere"). JSON null is dropped. */
void wording_apply(const struct wording *wording, json_t *rows);

/* "1 kurstime", "4 kurstimer": a count of "hour", "meeting", "person" or "form". Caller owns the result. */
char *wording_count(const struct wording *wording, gint64 count, const char *one);

/* The word or sentence for a key of a group of words.ini; NULL where there is none. Caller owns the result.
 */
char *wording_word(const struct wording *wording, const char *group, const char *key);

/* "A, B og C". Caller owns the result. */
char *wording_list(const struct wording *wording, const json_t *texts);

/* All words of a group, an object. Caller decrefs. */
json_t *wording_group(const struct wording *wording, const char *group);
