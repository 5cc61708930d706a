/*
 * Log: GLib's structured log, to the journal under systemd, else to standard error. No personal data
 * and no text of a mail stands in it: mails are named by their number in the database, and what looks like an
 * address in somebody else's words is left out.
 */
#pragma once

#include "base/error.h"

#define G_LOG_DOMAIN_PRESENS "presens"

/* Takes over GLib's log writer; call once, first. */
void log_start(void);

/* Logs an error at its own level (error_policy): "reading mail 12: what the error says". */
void log_error(const GError *error, const char *doing, ...) G_GNUC_PRINTF(2, 3);

/* The same for what will not be tried again, whatever the policy of the error says. */
void log_given_up(const GError *error, const char *doing, ...) G_GNUC_PRINTF(2, 3);

/* The same for what will be tried again, whatever the policy of the error says. */
void log_again(const GError *error, const char *doing, ...) G_GNUC_PRINTF(2, 3);

/* Something worth one line: a start, a stop, a connection. */
void log_note(const char *format, ...) G_GNUC_PRINTF(1, 2);
