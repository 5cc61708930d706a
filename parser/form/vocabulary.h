/*
 * Vocabulary: the words that people use on these forms, read once from the lists in
 * parser/form/data/ (built into the program) and constant from then on. A new wording is a line of
 * data there. Small words, case, dashes, full stops and brackets make no difference to a label.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* What a wording names. The names in labels.txt are these in lower case, in this order. */
enum label {
    LABEL_NONE,
    LABEL_GROUP,
    LABEL_GROUP_NUMBER,
    LABEL_GROUP_NAME,
    LABEL_MUNICIPALITY,
    LABEL_GROUP_KIND,
    LABEL_LEADER,
    LABEL_LEADER_HPR,
    LABEL_LEADER_EMAIL,
    LABEL_SECRETARY,
    LABEL_SECRETARY_HPR,
    LABEL_SECRETARY_EMAIL,
    LABEL_START_DATE,
    LABEL_PERIOD,
    LABEL_PERIOD_FROM,
    LABEL_PERIOD_TO,
    LABEL_PLAN,
    LABEL_NAME,
    LABEL_FIRST_NAME,
    LABEL_LAST_NAME,
    LABEL_HPR,
    LABEL_EMAIL,
    LABEL_SPECIALTY,
    LABEL_PROFESSION,
    LABEL_WORKPLACE,
    LABEL_ROLE,
    LABEL_INITIALS,
    LABEL_NUMBER,
    LABEL_MEETING,
    LABEL_DATE,
    LABEL_TIME,
    LABEL_START,
    LABEL_END,
    LABEL_DURATION,
    LABEL_DURATION_HOURS,
    LABEL_DURATION_MINUTES,
    LABEL_COURSE_HOURS,
    LABEL_HOURS,
    LABEL_TOPIC,
    LABEL_PLACE,
    LABEL_LECTURER,
    LABEL_PRESENT,
    LABEL_ABSENT,
    LABEL_COUNT,
    LABEL_SUM,
    LABEL_ATTESTATION,
    LABEL_SPONSOR,
    LABEL_SIGNATURE,
    LABEL_CHANGE,
    LABEL_JOINED,
    LABEL_LEFT,
    LABEL_NEW_SECRETARY,
    LABEL_NEW_LEADER,
    LABEL_NEW_EMAIL,
    LABEL_FROM_DATE,
    LABEL_PARTICIPANTS,
    LABEL_MEETINGS,
    LABEL_PROGRAM,
    LABEL_COMMENT,
    LABEL_CLOSING,
    LABEL_COUNTED, /* how many there are */
};

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

/* Reads all lists now rather than at the first use. */
void vocabulary_prepare(void);

/* The field that a text names, when it is nothing but the name of a field. */
enum label vocabulary_label(const char *text);

/* The name of a field in labels.txt. Borrowed, lives for ever. */
const char *vocabulary_label_name(enum label label);

/* "Dato 2", "hpr_3", "Deltaker 4 HPR": the field, and its number; LABEL_NONE and 0 where it is none. */
enum label vocabulary_numbered_label(const char *text, guint *number);

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
