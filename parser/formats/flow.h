/*
 * Flow: the running text of a document (word processor, web page) with its tables on the way to a
 * sheet. A reader says what opens and closes; the flow lays paragraphs and tables in reading order.
 * A table of a single cell is a frame around text: its lines become paragraphs.
 * A table inside a cell, and a box that floats beside the text, follow after the outermost
 * paragraph or table in which they stand.
 */
#pragma once

#include "parser/sheet.h"

#define FLOW_MAX_DEPTH 256 /* tables, cells and boxes inside each other */

typedef struct flow flow_t; /* the typedef is for g_autoptr(flow_t) */

/* Writes to a sheet, which is borrowed. Free with flow_free; text that flow_end has not reached is lost then.
 */
struct flow *flow_new(struct sheet *sheet);
void flow_free(struct flow *flow); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(flow_t, flow_free)

/* Text of the paragraph in hand, in pieces; '\n' is a line break inside it. */
void flow_text(struct flow *flow, const char *text, gsize length);

/* The same, with each run of blanks, tabs and line ends folded to one blank, and to none where a line begins.
 */
void flow_folded(struct flow *flow, const char *text, gsize length);

/* The paragraph in hand is complete. Inside a cell it is one line of the cell; between the rows of a
 * table it is the table's caption. */
bool flow_break(struct flow *flow, GError **error);

/* Each opening needs its closing, well nested. Rows and cells outside a table are text like any other. */
bool flow_open_table(struct flow *flow, GError **error);
bool flow_close_table(struct flow *flow, GError **error);
void flow_open_row(struct flow *flow);
bool flow_open_cell(struct flow *flow, GError **error);
bool flow_close_cell(struct flow *flow, GError **error);
bool flow_open_box(struct flow *flow, GError **error);
bool flow_close_box(struct flow *flow, GError **error);

/* Before a cell: leaves so many columns of the row empty. */
void flow_skip_columns(struct flow *flow, guint columns);

/* Inside a cell, before it closes: how many places it covers; that it continues the cell above. */
void flow_span(struct flow *flow, guint rows, guint columns);
void flow_continue_above(struct flow *flow);

/* The end of a story (body, header): nothing is open any more. */
bool flow_end(struct flow *flow, GError **error);
