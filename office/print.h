/*
 * Print: tables and fields on a terminal. What comes from mails is made harmless first: control characters,
 * among them a terminal's escape sequences, become blanks.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

struct column {
    const char *member; /* of the row object */
    const char *title;
    int most; /* characters; longer values are cut with an ellipsis; 0: as wide as its widest value */
};

/* A table of row objects with a heading, each column as wide as its widest value. */
void print_table(json_t *rows, const struct column *columns, size_t count);

/* The list that stands under a member of `row`, as a table below a blank line and `title`; nothing where it
 * is empty or absent. */
void print_list(json_t *row, const char *member, const char *title, const struct column *columns,
                size_t count);

/* "title: value", nothing where the member is absent or null. */
void print_field(json_t *row, const char *member, const char *title);

/* "1 form", "2 forms": the number with the words for one or for several. Caller owns the result. */
char *print_number(gint64 number, const char *one, const char *several);

/* A member as text for people, "" where it is absent; harmless. Caller owns the result. */
char *printable(json_t *row, const char *member);
