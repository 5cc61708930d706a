/*
 * Matrix: a table with a column for every meeting, while it is read. Internal to parser/form/: matrix.c reads
 * the rows, matrix_columns.c knows the columns, matrix_people.c the rows of people.
 */
#pragma once

#include "parser/form/reader.h"

/* A column that is a meeting's. */
struct day_column {
    guint column;
    guint hours;  /* another column below the same day, with hours; G_MAXUINT: none */
    guint absent; /* and one with who was away, "Ikke møtt"; G_MAXUINT: none */
    bool course;  /* they are course hours */
    struct draft *draft;
    struct squares squares;
};

struct matrix {
    guint at, days, end; /* first line, line with the days, one past the last */
    guint parts;         /* line that says what stands in several columns below one day; G_MAXUINT: none */
    guint first_column;  /* of the days */
    guint name;          /* column; G_MAXUINT: not labelled */
    enum label *labels;  /* of every column; LABEL_NONE where it is a day or has none */
    guint count;
    GArray *columns; /* of struct day_column */
    bool surname_first, people_begun;
    bool lined_up;   /* matrix_is_lined_up */
    bool full_names; /* nearly all rows of people have first name and surname */
    guint texts;     /* rows without a label, with text for every meeting */
    enum label list; /* "Til stede" or "Forfall" began a list that goes on in rows without a label */
};

/* --- matrix_columns.c */
/* Fills in the columns of days, and the labels of the others. */
void matrix_find_columns(const struct reader *reader, struct matrix *matrix);
/* Says which columns of marks, up to line `end`, belong to no meeting that is known. */
void matrix_doubt_other_columns(struct reader *reader, const struct matrix *matrix, guint end);

/* --- matrix_people.c */
/* The place in a row that should hold a name; NULL: none. */
const struct place *matrix_name_place(const struct matrix *matrix, const struct line *line);
bool matrix_looks_like_person(const struct reader *reader, const struct matrix *matrix,
                              const struct line *line);
/* True when the squares of a row hold marks, and nothing else. */
bool matrix_has_marks(const struct reader *reader, const struct matrix *matrix, const struct line *line);
/* Among full names a single word in front of a row is no name. */
bool matrix_has_full_names(const struct reader *reader, const struct matrix *matrix);
/* Whether squares are surely those of the days above them: in a table, and where tabs part the lines. Where
 * blanks do, two headings may look like one, and only if no row has an empty square are all of them in their
 * places. */
bool matrix_is_lined_up(const struct reader *reader, const struct matrix *matrix);
/* The participant of a row, and the marks in its squares. */
void matrix_take_person(struct reader *reader, struct matrix *matrix, const struct line *line);
/* Hours that the squares name, and what the squares of the whole table do not tell. */
void matrix_finish_columns(struct reader *reader, struct matrix *matrix);
/* Digits, commas and full stops alone. */
bool is_number_text(const char *text);
