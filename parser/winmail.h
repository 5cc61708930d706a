/*
 * Winmail: the attachments in a winmail.dat, the wrapping (TNEF) that Outlook puts around a mail.
 */
#pragma once

#include "parser/archive.h"

/* As archive_read for a ZIP attachment. */
GPtrArray *winmail_read(GBytes *file, GError **error);
