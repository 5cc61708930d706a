#include "office/command.h"

#include <stdio.h>

bool command_parse(struct command *command, int *argc, char ***argv, const char *usage, const char *summary,
                   const GOptionEntry *more, guint least, guint most, GError **error)
{
    *command = (struct command){0};
    const GOptionEntry common[] = {
        {"config", 'c', 0, G_OPTION_ARG_FILENAME, &command->config_path,
         "the configuration (" CONFIG_DEFAULT_PATH ")", "FILE"},
        {"store", 0, 0, G_OPTION_ARG_FILENAME, &command->store_path, "a database, without a configuration",
         "DB"},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &command->arguments, NULL, NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GOptionContext) context = g_option_context_new(usage);
    g_option_context_set_summary(context, summary);
    g_option_context_add_main_entries(context, common, NULL);
    if (more)
        g_option_context_add_main_entries(context, more, NULL);
    g_autoptr(GError) fault = NULL;
    if (!g_option_context_parse(context, argc, argv, &fault))
        return fail(error, ERROR_USAGE, "%s", fault->message);
    command->argument_count = command->arguments ? g_strv_length(command->arguments) : 0;
    if (command->argument_count < least || command->argument_count > most)
        return fail(error, ERROR_USAGE, "usage: %s [--config FILE] %s (see --help)", g_get_prgname(), usage);
    return true;
}

void command_clear(struct command *command)
{
    g_free(command->config_path);
    g_free(command->store_path);
    g_strfreev(command->arguments);
    *command = (struct command){0};
}

struct store *command_open(const char *path, bool make, GError **error)
{
    if (make || g_file_test(path, G_FILE_TEST_EXISTS))
        return store_open(path, error);
    fail(error, ERROR_INPUT, "there is no database %s; presens run or presens import makes it", path);
    return NULL;
}

struct store *command_store(const struct command *command, bool make, struct config **config, GError **error)
{
    *config = NULL;
    if (command->store_path)
        return command_open(command->store_path, make, error);
    *config = config_read(command->config_path ? command->config_path : CONFIG_DEFAULT_PATH, error);
    return *config ? command_open((*config)->store.path, make, error) : NULL;
}

bool command_config(const struct command *command, struct config **config, GError **error)
{
    const char *path = command->config_path ? command->config_path : CONFIG_DEFAULT_PATH;
    *config = NULL;
    if (!command->config_path && !g_file_test(path, G_FILE_TEST_EXISTS))
        return true;
    *config = config_read(path, error);
    return *config != NULL;
}

int command_end(GError *error)
{
    if (!error)
        return 0;
    int status = error_policy(error)->exit_status;
    fprintf(stderr, "%s: %s\n", g_get_prgname(), error->message);
    g_error_free(error);
    return status;
}
