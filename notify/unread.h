/*
 * Unread: what of a mail was not read, as its answer lists it. Inside notify/ only.
 */
#pragma once

#include <jansson.h>
#include <stdbool.h>

/* Takes out of the unread parts of a mail the dates of meetings that its forms ask for by a question: the
 * sender is told once. Where a form asks for one alone, its question shows what stood there. Both are rows of
 * mail_message and mail_forms, not in words yet. */
void unread_leave_out_asked(json_t *unread, json_t *forms);
