/*
 * Meeting table: a table with a row for every meeting, while it is read. Internal to parser/form/: meetings.c
 * reads the rows, meeting_people.c the columns that are people.
 */
#pragma once

#include "parser/form/reader.h"

/* A column that is a person's. */
struct person_column {
    guint column, participant;
};

/* What the columns of a table of meetings are. */
struct columns {
    const struct line *heading;
    guint date, name; /* G_MAXUINT: none */
    GArray *people;   /* of struct person_column */
};

/* --- meeting_people.c */
/* Columns without a label of ours, with marks in the rows from `at` + 1 up to `end`: people. */
void meeting_table_find_people(struct reader *reader, guint at, guint end, struct columns *columns);
/* The row of numbers, addresses or specialties of everybody; false where it is none. */
bool meeting_table_take_row_of_people(struct reader *reader, const struct line *line,
                                      const struct columns *columns);
/* The marks of a meeting's row. */
void meeting_table_take_squares(struct reader *reader, const struct line *line, const struct columns *columns,
                                struct draft *draft);
bool meeting_table_is_total(const struct line *line); /* sums and counts */
