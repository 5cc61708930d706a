/*
 * Attendance: who was at which meeting, as a letter shows it, so that a misreading is seen. Inside notify/
 * only.
 */
#pragma once

#include "notify/wording.h"

/* Adds to a row of mail_forms with "people" the list "attendance": tables of at most so many meetings as a
 * telephone can show side by side, {"days": [{"day": "3.2."}], "rows": [{"name", "marks": [{"mark"}]}]}; the
 * marks are words of [say]. Each meeting also gets "absent_said", the names of those who were not there. The
 * dates must be as the database has them still. */
void attendance_add(const struct wording *wording, json_t *form);
