/*
 * The SQLite side of the store, for store/ and rules/ alone.
 *
 * Functions that named statements and rules may call (views may not, so that any SQLite can read the
 * reports):
 *
 *   fold(text)            text_fold of base/text.h
 *   words(text)           folded, everything but letters and digits one blank, a blank at either end: " nav
 * og trygd " number_key(text)      a group number's key: its digits without leading zeros, or fold(text)
 * where it has none names_agree(a, b)     1 where two names share at least one folded word of two letters or
 * more, no mere initial letters_apart(a, b)   how many letters must be changed, added or left out to make one
 * of the other; where the lengths differ by more than 4 or one is longer than 60, the difference of the
 * lengths norwegian_date(date)  "3. februar 2025"; the text itself where it is no date month_later(date, n)
 * the same day n months later, the last of the month where there is no such day municipalities()      the
 * folded names of all municipalities of Norway in all spellings, a JSON array learning_goals(text)  the
 * learning goals that a text names, a JSON array: ["FKM LM-02", "KLK-009", "ALM-042"]
 */
#pragma once

#include "store/database.h"
#include <sqlite3.h>

sqlite3 *store_sqlite(struct store *store); /* borrowed */
sqlite3_stmt *store_prepared(struct store *store, const char *statement,
                             GError **error); /* cached, reset, borrowed */
bool store_fault(struct store *store, const char *doing,
                 GError **error); /* reports SQLite's last error; false */

/* The first column of the row that a statement finds for :id, bytes that JSON cannot carry. ERROR_INPUT where
 * there is no row. Caller unrefs. */
GBytes *store_blob(struct store *store, const char *statement, gint64 id, GError **error);
