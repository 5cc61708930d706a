#include "office/replay_command.h"
#include "base/calendar.h"
#include "office/command.h"
#include "office/print.h"
#include "store/messages.h"

#include <stdio.h>

static bool replay_one(struct store *store, gint64 message, GError **error)
{
    bool forgotten = false;
    if (!message_replay(store, message, &forgotten, error))
        return false;
    printf(forgotten ? "mail %" G_GINT64_FORMAT
                       " is forgotten: move it back to the inbox to have it taken in\n"
                     : "mail %" G_GINT64_FORMAT " is tried again with the next round of the service\n",
           message);
    return true;
}

static bool replay_all(struct store *store, GError **error)
{
    json_auto_t *rows = store_rows(store, "replay_messages", json_pack("{s:n}", "message"), error);
    bool good = rows != NULL;
    size_t index;
    json_t *row;
    json_array_foreach(rows, index, row)
        good = good && replay_one(store, json_integer_value(json_object_get(row, "message")), error);
    g_autofree char *now = calendar_now();
    gint64 own = 0;
    good = good && store_run(store, "replay_own", json_pack("{s:s}", "now", now), &own, error);
    g_autofree char *said = print_number(own, "mail of our own is", "mails of our own are");
    if (good && own)
        printf("%s sent again\n", said);
    if (good && own == 0 && json_array_size(rows) == 0)
        printf("Nothing is stuck.\n");
    return good;
}

static bool replay(const struct command *command, bool all, GError **error)
{
    guint64 message = 0;
    if (all == (command->argument_count == 1))
        return fail(error, ERROR_USAGE, "give the number of one mail (see presens queue), or --all");
    if (!all && !g_ascii_string_to_unsigned(command->arguments[0], 10, 1, G_MAXINT64, &message, NULL))
        return fail(error, ERROR_USAGE, "'%s' is not the number of a mail (see presens queue)",
                    command->arguments[0]);
    struct config *config = NULL;
    struct store *store = command_store(command, false, &config, error);
    bool good = store && store_begin(store, error);
    if (good) {
        good = (all ? replay_all(store, error) : replay_one(store, (gint64)message, error)) &&
               store_commit(store, error);
        if (!good)
            store_rollback(store);
    }
    store_close(store);
    config_free(config);
    return good;
}

int replay_command(int argc, char **argv)
{
    gboolean all = FALSE;
    const GOptionEntry more[] = {
        {"all", 0, 0, G_OPTION_ARG_NONE, &all, "everything that is stuck", NULL},
        G_OPTION_ENTRY_NULL,
    };
    struct command command;
    GError *error = NULL;
    if (command_parse(&command, &argc, &argv, "N", "Tries again what is stuck about a mail.", more, 0, 1,
                      &error))
        replay(&command, all, &error);
    command_clear(&command);
    return command_end(error);
}
