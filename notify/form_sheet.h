/*
 * Form sheet: a form of docs/contract.md as a sheet (notify/workbook.h) that people can read, mend and fill
 * in, and that the reader reads back as the same form.
 */
#pragma once

#include "notify/wording.h"

struct form_sheet_room { /* empty rows, to be filled in, where the form has such rows */
    guint meetings, people, changes;
};

/* `form` as the contract has it; what it lacks is left blank. Each of `questions` (may be NULL) colours the
 * cell that it is about: {"number": 2, "text": "…", "asks": "topic", "meeting": 0, "participant": 1}; `asks`
 * is a word of [sheet] in words.ini that names a field or a column, or "present"; `meeting` and
 * `participant` are positions, absent where the question is not about one. Caller decrefs the result. */
json_t *form_sheet(const struct wording *wording, const json_t *form, const struct form_sheet_room *room,
                   const json_t *questions);
