/*
 * Encoded words (RFC 2047): GMime decodes neighbouring base64 words of one charset as if they were
 * one, and stops where the first of them is padded. They are made one word before it sees them.
 */
#pragma once

#include <glib.h>

/* The mail with every run of neighbouring base64 words of one charset as one word; the same bytes, with a
 * reference more, where nothing is to be joined. Caller unrefs. */
GBytes *encoded_words_join(GBytes *raw);
