/*
 * HTML tree: a document as libxml2 builds it, whatever is wrong with it, within limits of ours.
 */
#pragma once

#include "parser/sheet.h"
#include <libxml/tree.h>

#define HTML_MAX_DEPTH    500
#define HTML_MAX_ELEMENTS 200000u

/* The tree of a text in UTF-8; NULL without an error where there is no element at all, and with ERROR_INPUT
 * where it goes beyond a limit. Caller frees with xmlFreeDoc. */
xmlDoc *html_tree(const char *text, GError **error);

/* What a tree says, as html_read reads it from a file. NULL with ERROR_INPUT where it goes beyond a limit.
 * Caller frees with sheet_free. */
struct sheet *html_sheet(const xmlDoc *document, GError **error);
