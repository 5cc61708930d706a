/*
 * Word lists: the files of parser/form/data/, built into the program. A line is "field = wording,
 * wording ...", goes on where the next begins with a blank, and is a comment where it begins with '#'.
 */
#pragma once

#include <glib.h>

/* A wording, tidied, and the field under which it stands; "" in a list without fields. Both borrowed. */
typedef void (*wordlist_found)(const char *field, const char *wording, void *data);

/* Calls `found` for every wording of a list that the program was built with, by its file name. */
void wordlist_read(const char *name, wordlist_found found, void *data);
