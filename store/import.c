#include "store/import.h"

#include "store/register_file.h"

/* One row on its way into the tables. */
struct seat {
    struct store *store;
    const struct register_row *row;
    gint64 group, person;
};

static json_t *value_of(const struct register_row *row, enum register_column column)
{
    const char *value = row->values[column];
    return value ? json_string(value) : json_null();
}

/* The columns from `first` to `last` as parameters. */
static json_t *parameters_of(const struct register_row *row, enum register_column first,
                             enum register_column last)
{
    json_t *parameters = json_object();
    for (enum register_column column = first; column <= last; column++)
        json_object_set_new(parameters, register_column_name(column), value_of(row, column));
    return parameters;
}

/* The id that a statement gives; 0 where it gives no row. Steals the parameters. */
static bool find_id(struct store *store, const char *statement, json_t *parameters, gint64 *id,
                    GError **error)
{
    json_t *row = store_row(store, statement, parameters, error);
    *id = json_integer_value(json_object_get(row, "id"));
    bool done = row != NULL;
    json_decref(row);
    return done;
}

static bool import_group(struct seat *seat, GError **error)
{
    return store_run(seat->store, "import_group", parameters_of(seat->row, REGISTER_NUMBER, REGISTER_KIND),
                     NULL, error) &&
           find_id(seat->store, "import_group_id", parameters_of(seat->row, REGISTER_NUMBER, REGISTER_NUMBER),
                   &seat->group, error);
}

static json_t *person_parameters(const struct register_row *row)
{
    json_t *parameters = parameters_of(row, REGISTER_NAME, REGISTER_PERIOD_START);
    json_object_del(parameters, register_column_name(REGISTER_FROM));
    return parameters;
}

static bool import_person(struct seat *seat, GError **error)
{
    json_t *known = json_pack("{s:I, s:o, s:o}", "group", (json_int_t)seat->group, "hpr",
                              value_of(seat->row, REGISTER_HPR), "name", value_of(seat->row, REGISTER_NAME));
    if (!find_id(seat->store, "import_person_known", known, &seat->person, error))
        return false;
    json_t *parameters = person_parameters(seat->row);
    if (!seat->person)
        return find_id(seat->store, "import_person_new", parameters, &seat->person, error);
    json_object_set_new(parameters, "id", json_integer(seat->person));
    return store_run(seat->store, "import_person", parameters, NULL, error);
}

static bool import_membership(struct seat *seat, GError **error)
{
    return store_run(seat->store, "import_membership",
                     json_pack("{s:I, s:I, s:o, s:o}", "group", (json_int_t)seat->group, "person",
                               (json_int_t)seat->person, "role", value_of(seat->row, REGISTER_ROLE), "from",
                               value_of(seat->row, REGISTER_FROM)),
                     NULL, error);
}

static void count(GHashTable *ids, gint64 id)
{
    g_hash_table_add(ids, g_memdup2(&id, sizeof id));
}

static bool import_rows(struct store *store, const GPtrArray *rows, struct import_report *report,
                        GError **error)
{
    g_autoptr(GHashTable) groups = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    g_autoptr(GHashTable) persons = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    for (guint i = 0; i < rows->len; i++) {
        struct seat seat = {.store = store, .row = g_ptr_array_index(rows, i)};
        if (!import_group(&seat, error) || !import_person(&seat, error) || !import_membership(&seat, error))
            return false;
        count(groups, seat.group);
        count(persons, seat.person);
    }
    report->groups = g_hash_table_size(groups);
    report->persons = g_hash_table_size(persons);
    report->memberships = rows->len;
    return true;
}

bool import_register(struct store *store, GBytes *csv, struct import_report *report, GError **error)
{
    *report = (struct import_report){
        .faults = g_ptr_array_new_with_free_func(g_free),
        .unused = g_ptr_array_new_with_free_func(g_free),
    };
    g_autoptr(GPtrArray) rows = register_file_read(csv, report->faults, report->unused, error);
    if (!rows)
        return false;
    if (report->faults->len)
        return fail(error, ERROR_INPUT, "%u faults: nothing is imported", report->faults->len);
    if (!store_begin(store, error))
        return false;
    if (import_rows(store, rows, report, error) && store_commit(store, error))
        return true;
    store_rollback(store);
    return false;
}

void import_report_clear(struct import_report *report)
{
    g_clear_pointer(&report->faults, g_ptr_array_unref);
    g_clear_pointer(&report->unused, g_ptr_array_unref);
}
