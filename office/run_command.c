#include "office/run_command.h"
#include "ingest/service.h"
#include "office/command.h"

#include <unistd.h>

static bool run(struct command *command, bool once, GError **error)
{
    struct config *config =
        config_read(command->config_path ? command->config_path : CONFIG_DEFAULT_PATH, error);
    struct service *service = config ? service_open(config, error) : NULL;
    bool good = service && (once ? service_run_once(service, isatty(STDERR_FILENO), error)
                                 : service_run(service, error));
    service_close(service);
    config_free(config);
    return good;
}

int run_command(int argc, char **argv)
{
    gboolean once = FALSE;
    const GOptionEntry more[] = {
        {"once", 0, 0, G_OPTION_ARG_NONE, &once, "handle all that waits, deliver the outbox, and exit", NULL},
        G_OPTION_ENTRY_NULL,
    };
    struct command command;
    GError *error = NULL;
    if (command_parse(&command, &argc, &argv, "", "The service: reads the mailbox and answers.", more, 0, 0,
                      &error))
        run(&command, once, &error);
    command_clear(&command);
    return command_end(error);
}
