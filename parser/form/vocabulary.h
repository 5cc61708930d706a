/*
 * Vocabulary: the words that people use on these forms, read once from the lists in
 * parser/form/data/ (built into the program) and constant from then on. A new wording is a line of
 * data there. What names a field is in labels.h.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

enum mark { MARK_BLANK, MARK_PRESENT, MARK_ABSENT, MARK_UNKNOWN };

/* What a headline announces, a bit each. */
enum headline {
    HEADLINE_UPDATE = 1,
    HEADLINE_START = 2,
    HEADLINE_PRESENCE = 4,
    HEADLINE_PROGRAM = 8,
    HEADLINE_FORMS = HEADLINE_UPDATE | HEADLINE_START | HEADLINE_PRESENCE | HEADLINE_PROGRAM,
    HEADLINE_LIS1 = 16,
    HEADLINE_ALIS = 32,
    HEADLINE_SMALL_GROUP = 64,
};

/* What the headline words in a text announce, or 0; `prose` (may be NULL) tells whether somebody is talking.
 */
guint vocabulary_headline(const char *text, bool *prose);

enum mark vocabulary_mark(const char *text);

/* The canonical word for a specialty or profession, or NULL. Borrowed, lives for ever. */
const char *vocabulary_specialty(const char *text);
const char *vocabulary_profession(const char *text);

/* The name of a field, a profession or a specialty. */
bool vocabulary_knows(const char *text);

bool vocabulary_is_municipality(const char *text);
bool vocabulary_is_title(const char *word);
bool vocabulary_is_workplace(const char *text); /* a legekontor, a hospital ... */

/* Alternatives for a regular expression, longest first: "september|sept|sep|...". Borrowed, lives for ever.
 */
const char *vocabulary_month_pattern(void);

/* Of a name in lower case, which need not end with NUL. */
int vocabulary_month(const char *name, gsize length);   /* 1 to 12, 0 for none */
int vocabulary_weekday(const char *name, gsize length); /* 1 (Monday) to 7, 0 for none */
