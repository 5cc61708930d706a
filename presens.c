/*
 * presens: reads the mail that doctors' small groups send, and answers it. This is the table of subcommands;
 * the way of a mail through the house is in ingest/service.c.
 */
#include "base/error.h"
#include "base/log.h"
#include "base/memory.h"
#include "office/backup_command.h"
#include "office/check_command.h"
#include "office/daily_command.h"
#include "office/decision_command.h"
#include "office/doctor_command.h"
#include "office/groups_command.h"
#include "office/import_command.h"
#include "office/person_command.h"
#include "office/points_command.h"
#include "office/preview_command.h"
#include "office/queue_command.h"
#include "office/recheck_command.h"
#include "office/replay_command.h"
#include "office/rules_command.h"
#include "office/run_command.h"
#include "parser/parse_command.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

#define VERSION "1.0"

static const struct subcommand {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *summary;
} subcommands[] = {
    {"run", run_command, "the service; --once: one round of it"},
    {"parse", parse_command, "what one mail says, as JSON"},
    {"check", check_command, "what would be decided about mails, as JSON; stores and sends nothing"},
    {"daily", daily_command, "reminders, the office's digest, and removing what is due to go"},
    {"preview", preview_command, "the answers that would go out, as files; stores and sends nothing"},
    {"queue", queue_command, "what waits for the office"},
    {"show", show_command, "one submission in full"},
    {"approve", approve_command, "accept a flagged submission"},
    {"return", return_command, "return a flagged submission to its sender"},
    {"undo", undo_command, "take back the office's decision on a submission"},
    {"replay", replay_command, "try again what is stuck: mails that failed, --all: of them all"},
    {"recheck", recheck_command,
     "what would be decided otherwise under the rules of today; --apply: decide so"},
    {"points", points_command, "a doctor's account, by HPR number or name"},
    {"person", person_command, "everything that is held about a doctor; forgetting what is not needed"},
    {"groups", groups_command, "the register of groups"},
    {"group", group_command, "one group with its members, meetings and forms"},
    {"rules", rules_command, "every rule with severity, parameters, validity and source"},
    {"doctor", doctor_command, "whether all that the service needs is there and works"},
    {"backup", backup_command, "the whole database to one new file, while the service is at work"},
    {"restore", restore_command, "a backup in the place of the database"},
    {"import", import_command, "the register of groups that exist already, from a CSV file"},
};

static void print_usage(FILE *to)
{
    fprintf(to, "Usage: presens COMMAND [--config FILE] ...\n\n");
    for (size_t i = 0; i < G_N_ELEMENTS(subcommands); i++)
        fprintf(to, "  %-8s %s\n", subcommands[i].name, subcommands[i].summary);
    fprintf(to, "\nEvery command has --help.\n");
}

int main(int argc, char **argv)
{
    setlocale(LC_CTYPE, "");
    memory_keep();
    log_start();
    if (argc >= 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)) {
        print_usage(stdout);
        return 0;
    }
    if (argc >= 2 && strcmp(argv[1], "--version") == 0) {
        printf("presens %s\n", VERSION);
        return 0;
    }
    for (size_t i = 0; argc >= 2 && i < G_N_ELEMENTS(subcommands); i++) {
        if (strcmp(subcommands[i].name, argv[1]) != 0)
            continue;
        g_autofree char *name = g_strconcat("presens ", argv[1], NULL);
        g_set_prgname(name);
        return subcommands[i].run(argc - 1, argv + 1);
    }
    if (argc >= 2)
        fprintf(stderr, "presens: there is no command '%s'; presens --help lists them\n", argv[1]);
    else
        print_usage(stderr);
    return 2;
}
