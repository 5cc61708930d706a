/*
 * Private: what holds secrets, or the mail of people, must be closed to other users of the machine. A file
 * that they cannot reach, because a folder above it is closed to them, is closed whatever its own mode.
 */
#pragma once

#include "base/config.h"
#include "base/error.h"

/* ERROR_CONFIGURATION where other users may read or write the file: a secret, or the database. Its group may
 * (root:presens 0640). The message says what to do. A file that is not there is closed. */
bool private_file(const char *path, GError **error);

/* The same of every file that the configuration takes a secret from; the message names all that are open. The
 * service says so and goes on: secrets that a container is given are often readable by all in it, and mail
 * that waits helps nobody. */
bool private_secrets(const struct config *config, GError **error);

/* The same where other users may write the file: anybody may read settings. */
bool private_settings(const char *path, GError **error);

/* The same where other users may put files into the folder that `path` stands in; one in which only a file's
 * owner may take it away (as /tmp) will do. */
bool private_folder_of(const char *path, GError **error);
