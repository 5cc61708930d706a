/*
 * Enclosures: the forms that go with a letter, as workbooks that the reader reads back. Each function makes
 * one struct attachment, which the caller frees with attachment_free; NULL on error.
 */
#pragma once

#include "notify/letters.h"

/* A form as it was read, to be mended: `form` is a row of mail_forms with its findings; the cells that they
 * are about are coloured, and a note in each says what is asked. */
struct attachment *enclosure_to_mend(const struct letters *letters, struct store *store, const json_t *form,
                                     const char *language, GError **error);

/* A form ("presence", "update") of a registered group with what does not change filled in: the group, and on
 * the presence list its members with their HPR numbers. */
struct attachment *enclosure_of_group(const struct letters *letters, struct store *store, const char *form,
                                      gint64 group, const char *language, GError **error);

/* An empty form: "start", "presence" or "update". */
struct attachment *enclosure_blank(const struct letters *letters, const char *form, const char *language,
                                   GError **error);
