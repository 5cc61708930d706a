#include "office/import_command.h"
#include "office/command.h"
#include "office/print.h"
#include "store/import.h"

#include <stdio.h>

static void print_lines(const GPtrArray *lines, const char *before, const char *after)
{
    for (guint i = 0; lines && i < lines->len; i++)
        fprintf(stderr, "%s%s%s\n", before, (const char *)g_ptr_array_index(lines, i), after);
}

static bool import(struct store *store, const char *path, GError **error)
{
    g_autoptr(GError) why = NULL;
    char *contents = NULL;
    gsize length = 0;
    if (!g_file_get_contents(path, &contents, &length, &why))
        return fail(error, ERROR_INPUT, "%s", why->message);
    g_autoptr(GBytes) csv = g_bytes_new_take(contents, length);
    struct import_report report;
    bool done = import_register(store, csv, &report, error);
    print_lines(report.unused, "column '", "' is not used");
    print_lines(report.faults, "", "");
    g_autofree char *groups = print_number(report.groups, "group", "groups");
    g_autofree char *persons = print_number(report.persons, "person", "persons");
    g_autofree char *memberships = print_number(report.memberships, "membership", "memberships");
    if (done)
        printf("%s, %s, %s\n", groups, persons, memberships);
    import_report_clear(&report);
    return done;
}

int import_command(int argc, char **argv)
{
    struct command command;
    struct config *config = NULL;
    GError *error = NULL;
    if (command_parse(&command, &argc, &argv, "CSV", "Takes over the register of groups from a CSV file.",
                      NULL, 1, 1, &error)) {
        struct store *store = command_store(&command, true, &config, &error);
        if (store)
            import(store, command.arguments[0], &error);
        store_close(store);
        config_free(config);
    }
    command_clear(&command);
    return command_end(error);
}
