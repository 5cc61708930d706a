#include "office/backup_command.h"
#include "base/calendar.h"
#include "office/command.h"
#include "store/backup.h"
#include "store/lock.h"

#include <stdio.h>
#include <unistd.h>

static bool back_up(const struct command *command, GError **error)
{
    struct config *config = NULL;
    struct store *store = command_store(command, false, &config, error);
    bool good = store && store_backup(store, command->arguments[0], error);
    if (good)
        printf("%s holds the whole database, and has been checked.\n", command->arguments[0]);
    store_close(store);
    config_free(config);
    return good;
}

int backup_command(int argc, char **argv)
{
    struct command command;
    GError *error = NULL;
    if (command_parse(&command, &argc, &argv, "FILE",
                      "Writes the whole database to one new file, at any time.", NULL, 1, 1, &error))
        back_up(&command, &error);
    command_clear(&command);
    return command_end(error);
}

/* What stood there before is kept beside the database: a restore may be a mistake, too. */
static bool keep_former(struct store *store, const char *path, GError **error)
{
    g_autofree char *now = calendar_now();
    g_autofree char *former = g_strdup_printf("%s.before-restore-%s", path, now);
    if (!store_backup(store, former, error))
        return false;
    printf("What stood there before is kept in %s.\n", former);
    return true;
}

static bool put_back(const char *path, const char *backup, GError **error)
{
    bool fresh = !g_file_test(path, G_FILE_TEST_EXISTS);
    struct store *store = store_check(backup, error) ? store_open(path, error) : NULL;
    bool good = store && (fresh || keep_former(store, path, error)) && store_restore(store, backup, error);
    store_close(store);
    return good;
}

static bool restore(const struct command *command, GError **error)
{
    struct config *config = NULL;
    if (!command->store_path &&
        !(config = config_read(command->config_path ? command->config_path : CONFIG_DEFAULT_PATH, error)))
        return false;
    const char *path = config ? config->store.path : command->store_path;
    int lock = store_lock(path, error);
    bool good = lock >= 0 && put_back(path, command->arguments[0], error);
    if (good)
        printf("%s is the database of %s now.\nMails that came after the backup: move them back to the "
               "inbox, and they "
               "are handled again.\n",
               path, command->arguments[0]);
    if (lock >= 0)
        close(lock);
    config_free(config);
    return good;
}

int restore_command(int argc, char **argv)
{
    struct command command;
    GError *error = NULL;
    if (command_parse(&command, &argc, &argv, "FILE",
                      "Puts a backup in the place of the database. The service must be stopped.", NULL, 1, 1,
                      &error))
        restore(&command, &error);
    command_clear(&command);
    return command_end(error);
}
