#include "office/groups_command.h"
#include "base/calendar.h"
#include "office/command.h"
#include "office/print.h"

#include <stdio.h>

static bool print_groups(const struct command *command, GError **error)
{
    static const struct column columns[] = {
        {"number", "Number", 9}, {"name", "Name", 36},      {"municipality", "Municipality", 20},
        {"kind", "Kind", 17},    {"members", "Members", 7}, {"last_meeting", "Last meeting", 0},
    };
    struct config *config = NULL;
    struct store *store = command_store(command, false, &config, error);
    g_autofree char *today = calendar_today();
    json_t *rows = store ? store_rows(store, "groups", json_pack("{s:s}", "today", today), error) : NULL;
    bool good = rows != NULL;
    if (good)
        print_table(rows, columns, G_N_ELEMENTS(columns));
    json_decref(rows);
    store_close(store);
    config_free(config);
    return good;
}

int groups_command(int argc, char **argv)
{
    struct command command;
    GError *error = NULL;
    if (command_parse(&command, &argc, &argv, "", "The register of groups.", NULL, 0, 0, &error))
        print_groups(&command, &error);
    command_clear(&command);
    return command_end(error);
}

static void print_one(json_t *group)
{
    static const struct column members[] = {{"role", "Role", 10},   {"name", "Name", 30},
                                            {"hpr", "HPR", 10},     {"from", "From", 10},
                                            {"until", "Until", 10}, {"email", "E-mail", 0}};
    static const struct column meetings[] = {
        {"date", "Date", 10}, {"hours", "Hours", 5}, {"present", "Present", 7}, {"topic", "Topic", 0}};
    static const struct column forms[] = {{"number", "Number", 6},
                                          {"form", "Form", 9},
                                          {"since", "Received", 20},
                                          {"decision", "Decision", 8},
                                          {"by", "Decided by", 0}};
    print_field(group, "number", "Number");
    print_field(group, "name", "Name");
    print_field(group, "municipality", "Municipality");
    print_field(group, "kind", "Kind");
    print_field(group, "started_on", "Started");
    print_field(group, "plan", "Plan");
    print_list(group, "members", "Members", members, G_N_ELEMENTS(members));
    print_list(group, "meetings", "Meetings", meetings, G_N_ELEMENTS(meetings));
    print_list(group, "forms", "Forms", forms, G_N_ELEMENTS(forms));
}

static bool print_group(const struct command *command, GError **error)
{
    struct config *config = NULL;
    struct store *store = command_store(command, false, &config, error);
    const char *number = command->arguments[0];
    g_autofree char *today = calendar_today();
    json_t *groups =
        store ? store_rows(store, "group", json_pack("{s:s, s:s}", "number", number, "today", today), error)
              : NULL;
    bool good =
        groups && (json_array_size(groups) > 0 || fail(error, ERROR_INPUT, "there is no group %s", number));
    size_t index;
    json_t *group;
    if (good)
        json_array_foreach(groups, index, group)
            print_one(group);
    json_decref(groups);
    store_close(store);
    config_free(config);
    return good;
}

int group_command(int argc, char **argv)
{
    struct command command;
    GError *error = NULL;
    if (command_parse(&command, &argc, &argv, "NUMBER", "One group with its members, meetings and forms.",
                      NULL, 1, 1, &error))
        print_group(&command, &error);
    command_clear(&command);
    return command_end(error);
}
