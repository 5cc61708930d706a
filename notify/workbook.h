/*
 * Workbook: a sheet for people as an xlsx file. The only file that knows libxlsxwriter.
 *
 * A sheet is JSON: {"name": "Presensliste", "author": "…", "widths": [30, 14, 10], "rows": [{"height": 2,
 * "cells": [{"at": 0, "across": 3, "text": "Kari", "style": "value", "asked": true, "note": "…",
 * "choices": ["Ja", "Nei"]}]}]}. `widths` are in characters, the last stands for all columns that follow;
 * `height` is in lines; `at` is the column, `across` how many columns the cell spans (1 where absent). The
 * styles are "title", "hint", "heading", "label", "head", "value" and "mark". What is `asked` is coloured,
 * a `note` is the cell's comment, `choices` are what the program offers to choose from.
 */
#pragma once

#include "base/error.h"
#include <glib.h>
#include <jansson.h>

#define WORKBOOK_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

/* The file. Every text becomes a text in its cell, whatever it begins with: never a formula, a number or a
 * link. The same sheet gives the same bytes. Caller unrefs. */
GBytes *workbook_make(const json_t *sheet, GError **error);
