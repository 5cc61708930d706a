/*
 * Split form: one form that was sent in several files: the participants in one, the meetings in another, the
 * programme in a third; or a start form whose members stand in a list of their own. The files are read like
 * the worksheets of one workbook, and only where they clearly complete one another.
 */
#pragma once

#include "parser/form/recognise.h"

/* A document, and what it gives alone. All borrowed. */
struct form_piece {
    const struct sheet *sheet;
    const char *filename;   /* or NULL */
    const GPtrArray *forms; /* of struct form * */
};

/* The one form that some of the pieces make together. `main` is the piece whose form the others complete,
 * `used` (as many as pieces) tells which it holds. NULL where there is nothing to complete, or where the
 * pieces contradict one another. `around` is of the mail; the file names are the pieces' own. Caller frees.
 */
struct form *split_form_join(const struct form_piece *pieces, guint count, const struct surroundings *around,
                             guint *main, bool *used);
