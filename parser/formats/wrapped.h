/*
 * Wrapped: lines that a mail program broke, put together again.
 */
#pragma once

/* Joins, in place, lines that were broken only because the next word had no room. A line that begins
 * something of its own (a date, a number, a bullet, a sentence) stays one. Lines are freed or replaced;
 * the list ends with NULL as before. */
void wrapped_join(char **lines);
