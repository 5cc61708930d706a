/*
 * Command: what every subcommand does the same way: options, the database, and the end.
 */
#pragma once

#include "base/config.h"
#include "store/database.h"

/* Options that most subcommands take. */
struct command {
    char *config_path; /* --config, CONFIG_DEFAULT_PATH */
    char *store_path;  /* --store: a database without a configuration; NULL: the configuration's */
    char **arguments;  /* what is no option; NULL-terminated, may be NULL */
    guint argument_count;
};

/* Parses options. `usage` is what follows the options ("HPR"), `summary` one sentence; `more`
 * (NULL-terminated entries, may be NULL) adds options. At least `least` and at most `most` arguments.
 * ERROR_USAGE otherwise. Caller clears with command_clear. */
bool command_parse(struct command *command, int *argc, char ***argv, const char *usage, const char *summary,
                   const GOptionEntry *more, guint least, guint most, GError **error);
void command_clear(struct command *command);

/* The database at a path; a missing one is made, or else ERROR_INPUT. Caller closes it. */
struct store *command_open(const char *path, bool make, GError **error);

/* The same for the database that the options name. `config` receives the configuration, or
 * NULL with --store; the caller frees it, after an error too. */
struct store *command_store(const struct command *command, bool make, struct config **config, GError **error);

/* The configuration that the options name. Where they name none and there is no file at the default place
 * either, `config` receives NULL: for commands that can do without. */
bool command_config(const struct command *command, struct config **config, GError **error);

/* Ends a command: says an error in one line on standard error, frees it, and gives the exit status. NULL: 0.
 */
int command_end(GError *error);
