/*
 * Token source: the OAuth 2.0 client-credentials flow (RFC 6749, 4.4), by which large providers let a service
 * into its mailbox instead of a password (XOAUTH2).
 */
#pragma once

#include "base/config.h"
#include "base/error.h"

struct token_source; /* used by one thread at a time */

/* The configuration is borrowed; nothing is asked yet. Free with token_source_free. */
struct token_source *token_source_new(const struct config *config);
void token_source_free(struct token_source *source); /* NULL is allowed */

/* A token that is good for another minute at least: the one at hand, or a new one of the token endpoint.
 * ERROR_LOGIN where the endpoint refuses the client, ERROR_MAILBOX where it cannot be reached or its answer
 * not be understood, ERROR_CERTIFICATE, ERROR_CONFIGURATION (client_secret_file). Borrowed until the next
 * call; NULL on error. */
const char *token_source_get(struct token_source *source, GError **error);

/* A server has refused the token: it is not given out again. */
void token_source_refused(struct token_source *source);
