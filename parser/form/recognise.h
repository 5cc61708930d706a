/*
 * Recogniser: finds forms in sheets by labels, never by position. A value is given only where the
 * reading is unambiguous; what is left out is a doubt in the form.
 */
#pragma once

#include "parser/form.h"
#include "parser/sheet.h"

/* What stands around a document and may help to read it (docs/contract.md: only `group` and
 * `period` may come from here). All may be NULL. */
struct surroundings {
    const char *subject; /* of the mail */
    const char
        *note; /* the sender's own words in the mail's body; NULL when the document is the body itself */
    const char *writer;   /* the sender's name, where the document is their own letter: who "jeg" is */
    const char *filename; /* of the document */
    const char *sent;     /* ISO date of the mail: the latest year that a date without year may mean */
    GString *explanation; /* NULL, or receives for people what was recognised where and why */
};

/* The forms in one document, in the order in which they stand; an empty array where there is none.
 * Caller unrefs (the array frees its struct form *). Never fails: a document that makes no sense has no
 * forms. */
GPtrArray *recognise(const struct sheet *sheet, const struct surroundings *around);

/* What a whole document holds, be it a form or only a part of one: a list of people, a programme. Caller
 * frees it; its kind says nothing where it is no form. */
struct form *recognise_content(const struct sheet *sheet, const struct surroundings *around);
