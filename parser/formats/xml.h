/*
 * XML: a document as events. Names come with a short prefix of ours for each namespace that the
 * readers know ("w:p" whatever prefix the document uses, the strict and the transitional namespace of
 * Office alike), and with "?:" for all others; names without a namespace come bare.
 */
#pragma once

#include "base/error.h"
#include <glib.h>

#define XML_MAX_DEPTH      256
#define XML_MAX_ATTRIBUTES 256 /* of one element */

/* Attributes are pairs of name and value, then NULL. A handler that returns false with an error ends
 * the reading. Handlers may be NULL. Names are borrowed for the call; text comes in pieces and is not
 * terminated. */
struct xml_events {
    bool (*start)(void *data, const char *name, const char *const *attributes, GError **error);
    bool (*end)(void *data, const char *name, GError **error);
    bool (*text)(void *data, const char *text, gsize length, GError **error);
};

/* Reads a whole document. ERROR_INPUT where it is not well-formed, goes beyond a limit above, or
 * declares a document type (and with it entities). */
bool xml_parse(GBytes *document, const struct xml_events *events, void *data, GError **error);

/* The value of an attribute; NULL where it is absent. Borrowed. */
const char *xml_attribute(const char *const *attributes, const char *name);

/* A whole number in an attribute: `otherwise` where it is absent or no number, clamped to 0..most. */
guint xml_number(const char *const *attributes, const char *name, guint otherwise, guint most);

/* Whether a switch of Office is on: absent or "1", "true", "on" is, anything else is not. */
bool xml_is_on(const char *value);
