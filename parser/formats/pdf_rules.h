/*
 * PDF rules: the straight lines of a page, found in its picture, so that it does not matter whether they
 * were drawn as lines, as thin rectangles or as the edge of a coloured area; and the grids that they make.
 */
#pragma once

#include "parser/formats/pdf_words.h"

/* The rules of a page, without those that are strokes of letters. Of struct rule; caller unrefs. */
GArray *rules_of(const struct pdf_page *page, const GPtrArray *words);

/* A cell between rules; merged cells are one. */
struct grid_cell {
    guint row, column, rows, columns;
    struct box box;
};

struct grid {
    struct box box;
    guint rows, columns;
    double *sides; /* columns + 1 places from the left */
    GArray *cells; /* of struct grid_cell, row by row */
    bool open;     /* has no upright rules but at its sides, if any */
};

/* The grids of two and more cells, and rows between rules of the same length. Caller unrefs (frees its struct
 * grid *). */
GPtrArray *grids_of_rules(const GArray *rules);

/* Parts rows that have no upright rules into columns where the words leave a way open through all of them;
 * drops grids without upright rules where they do not. */
void grids_part_columns(GPtrArray *grids, const GPtrArray *words);

/* --- pdf_alignment.c */
/* Tables that no rule parts, where the alignment of their texts makes their columns certain: as grids whose
 * cells are places between lines. `words` are close words of the page; those in `taken` (of struct box) are
 * left out. Caller unrefs (frees its struct grid *). */
GPtrArray *grids_of_alignment(const struct pdf_page *page, const GPtrArray *words, const GArray *taken);

void grid_free(gpointer grid);

/* Rectangles with nothing upright inside, too large to be ticked: where a value is written. Of struct box;
 * caller unrefs. */
GArray *frames_of_rules(const GArray *rules);

/* A drawn box to tick. */
struct drawn_box {
    struct box box;
    bool ticked; /* something is drawn or written inside */
};

/* Small squares that stand alone. Of struct drawn_box; caller unrefs. */
GArray *drawn_boxes(const struct pdf_page *page, const GArray *rules, const GPtrArray *words);
