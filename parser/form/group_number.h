/*
 * Group number: the number of a group where it stands alone.
 */
#pragma once

/* "SG-0123", "SG 123", "nr. 123" as written, without the "nr."; NULL where the text is anything else. Caller
 * owns it. */
char *group_number_read(const char *text);
