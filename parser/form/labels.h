/*
 * Labels: which field of a form a text names. The wordings stand in parser/form/data/labels.txt (built into
 * the program), are read at the first use and constant from then on. Small words, case, dashes, full stops
 * and brackets make no difference; an enumeration before the label, two labels with a sign between them and
 * blanks too many or too few are understood.
 */
#pragma once

#include <glib.h>

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
    LABEL_BOTH_OFFICERS, /* one person who leads and keeps the list */
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
    LABEL_WHO, /* those who came, where rows name several people */
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

/* The field that a text names, when it is nothing but the name of a field. */
enum label label_of(const char *text);

/* The same for a name written with one slip, "Gruppenvan": only for fields that are words of their own, and
 * only where one field is meant. For text in front of a colon; a value may look like a label. */
enum label label_misspelt(const char *text);

/* Lets go of the answers that label_of has kept: it is asked about the same texts again and again while a
 * sheet is read, and no mail is to find what another left. */
void labels_forget(void);

/* The name of a field in labels.txt. Borrowed, lives for ever. */
const char *label_name(enum label label);

/* "Dato 2", "hpr_3", "Deltaker 4 HPR": the field, and its number; LABEL_NONE and 0 where it is none. */
enum label label_numbered(const char *text, guint *number);
