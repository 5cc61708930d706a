/*
 * ODF strikes: which styles of an OpenDocument file strike text through, and whether the text in hand is.
 */
#pragma once

#include <stdbool.h>

struct odf_strikes;

struct odf_strikes *odf_strikes_new(void); /* free with odf_strikes_free */
void odf_strikes_free(struct odf_strikes *strikes);

/* An element opens or closes, whatever it is: styles are read, and paragraphs and spans followed. Styles come
 * before the texts that use them. */
void odf_strikes_open(struct odf_strikes *strikes, const char *name, const char *const *attributes);
void odf_strikes_close(struct odf_strikes *strikes, const char *name);

/* Whether a paragraph or span around the text in hand is struck through; whether a style, of a cell, does so.
 */
bool odf_strikes_now(const struct odf_strikes *strikes);
bool odf_strikes_style(const struct odf_strikes *strikes, const char *style); /* NULL is none */
