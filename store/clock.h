/*
 * Clock: whether the machine's own is to be believed where something is done that cannot be taken back. A
 * dead battery or a wrong time server may set it years ahead, and the content of every mail would be due to
 * go at once, every group silent. So the daily work remembers its days: where one comes more than a week
 * after the last, before it, or is the first of all, the clock is doubted until its days have followed each
 * other for a week. That is time to see it and to set the clock right, and it costs a machine that stood
 * still nothing but a week.
 */
#pragma once

#include "store/database.h"

/* Notes that the daily work is done on `today`; for the caller to commit. `confirmed`: somebody says that
 * this is the day, and the clock is believed at once. */
bool clock_note(struct store *store, const char *today, bool confirmed, GError **error);

/* When the daily work was last done: {day}; JSON null: never. Caller decrefs; NULL on error. */
json_t *clock_day(struct store *store, GError **error);

/* Why the clock is doubted: {since, last, until}: the day of the jump, and the one before (absent on a first
 * day of all); JSON null where it is believed. Caller decrefs; NULL on error. */
json_t *clock_doubt(struct store *store, GError **error);
