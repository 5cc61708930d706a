/*
 * Whatever the reader child says, the store takes it whole or refuses it, the rules decide about it, and the
 * answers are written; for libFuzzer. Where the input is JSON, the mutator puts other values, or other parts
 * of it, into its place, so that what it makes has nearly the contract's shape.
 */
#include "rules/decide.h"
#include "tests/fuzz/finding.h"
#include "tests/unit/answers_room.h"

static struct room *room;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);
size_t LLVMFuzzerMutate(guint8 *data, size_t size, size_t most);
size_t LLVMFuzzerCustomMutator(guint8 *data, size_t size, size_t most, unsigned seed);

static void stop_at(const GError *error, const char *what)
{
    if (error)
        finding("%s: %s", what, error->message);
}

/* An office with a registered group, as the tests of answers have it. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    static char *staff[] = {"kontor@example.no", NULL};
    GError *error = NULL;
    room = g_new0(struct room, 1);
    room->config.outgoing.from = "smagrupper@example.no";
    room->config.office.name = "Kontoret";
    room->config.office.staff = staff;
    room->store = store_open(":memory:", &error);
    stop_at(error, "opening");
    sqlite3_exec(store_sqlite(room->store), register_of_groups, NULL, NULL, NULL);
    room->rules = rules_load(room->store, NULL, &error);
    stop_at(error, "rules");
    room->answers = answers_new(&room->config, &error);
    stop_at(error, "answers");
    return 0;
}

/* A mail that waits to be read; its id. */
static gint64 take_in(GError **error)
{
    g_autoptr(GBytes) raw = g_bytes_new_static("mail", 4);
    const struct arrival arrival = {"1", raw, 4, "2026-01-12T09:03:00Z"};
    if (!messages_receive(room->store, "box", "1", &arrival, 1, error))
        return 0;
    g_autoptr(GArray) messages = messages_in(room->store, "received", 1, error);
    return messages && messages->len ? g_array_index(messages, gint64, 0) : 0;
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
    g_autofree char *reading = g_strndup((const char *)data, size);
    g_autoptr(GError) refused = NULL;
    GError *error = NULL;
    store_begin(room->store, &error);
    stop_at(error, "begin");
    gint64 message = take_in(&error);
    stop_at(error, "taking in");
    if (message_load(room->store, message, reading, "mail.example.no", &refused)) {
        decide_message(room->rules, room->store, message, &error);
        stop_at(error, "deciding");
        answers_to_message(room->answers, room->store, message, &error);
        stop_at(error, "answering");
    } else if (!g_error_matches(refused, PRESENS_ERROR, ERROR_INPUT)) {
        stop_at(refused, "loading");
    }
    store_rollback(room->store);
    return 0;
}

/* Every place in a value where another value may stand. */
struct slot {
    json_t *holder;
    const char *key;
    size_t index;
};

static void collect(json_t *value, GArray *slots)
{
    const char *key;
    json_t *member;
    size_t index;
    json_object_foreach(value, key, member) {
        struct slot slot = {value, key, 0};
        g_array_append_val(slots, slot);
        collect(member, slots);
    }
    json_array_foreach(value, index, member) {
        struct slot slot = {value, NULL, index};
        g_array_append_val(slots, slot);
        collect(member, slots);
    }
}

static json_t *value_at(const struct slot *slot)
{
    return slot->key ? json_object_get(slot->holder, slot->key) : json_array_get(slot->holder, slot->index);
}

static json_t *another_value(GRand *chance, const GArray *slots)
{
    static const char *const values[] = {
        "null",
        "true",
        "-1",
        "0",
        "1",
        "2",
        "499",
        "9223372036854775807",
        "0.5",
        "1e300",
        "\"\"",
        "\" \"",
        "[]",
        "{}",
        "\"2025-02-29\"",
        "\"2024-02-29\"",
        "\"9999-12-31\"",
        "\"0001-01-01\"",
        "\"00:00\"",
        "\"23:59\"",
        "\"7001011\"",
        "\"000000000\"",
        "\"kari@fjordbyen.example.no\"",
        "\"a@b\"",
        "\"SG-0101\"",
        "\"101\"",
        "\"<script>\"",
        "\"\\u0000\"",
        "\"\\n\\n\"",
        "\"\\u202e\\u0301\"",
        "\"%s{{x}}\"",
        "\"gruppeveiledning\"",
        "\"update\"",
        "\"presence\"",
        "\"start\"",
        "\"left\"",
        "\"2026-01-12T10:03:00+01:00\"",
        "\"reply\"",
        "\"form\"",
        "\"request\"",
        "\"statement\"",
    };
    if (slots->len && g_rand_boolean(chance))
        return json_deep_copy(
            value_at(&g_array_index(slots, struct slot, g_rand_int_range(chance, 0, (gint32)slots->len))));
    const char *text = values[g_rand_int_range(chance, 0, G_N_ELEMENTS(values))];
    json_t *value = json_loads(text, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    return value ? value : json_null();
}

static void change(json_t *reading, GRand *chance)
{
    g_autoptr(GArray) slots = g_array_new(FALSE, FALSE, sizeof(struct slot));
    collect(reading, slots);
    if (!slots->len)
        return;
    struct slot *slot = &g_array_index(slots, struct slot, g_rand_int_range(chance, 0, (gint32)slots->len));
    json_t *value = another_value(chance, slots);
    switch (g_rand_int_range(chance, 0, 6)) {
    case 0:
        json_decref(value);
        if (slot->key)
            json_object_del(slot->holder, slot->key);
        else
            json_array_remove(slot->holder, slot->index);
        break;
    case 1:
        if (!slot->key) {
            json_array_insert_new(slot->holder, slot->index, value);
            break;
        }
        /* fall through */
    default:
        if (slot->key)
            json_object_set_new(slot->holder, slot->key, value);
        else
            json_array_set_new(slot->holder, slot->index, value);
    }
}

size_t LLVMFuzzerCustomMutator(guint8 *data, size_t size, size_t most, unsigned seed)
{
    json_t *reading = json_loadb((const char *)data, size, 0, NULL);
    if (!reading || seed % 16 == 0) {
        json_decref(reading);
        return LLVMFuzzerMutate(data, size, most);
    }
    GRand *chance = g_rand_new_with_seed(seed);
    for (int i = g_rand_int_range(chance, 1, 5); i > 0; i--)
        change(reading, chance);
    g_rand_free(chance);
    char *dumped = json_dumps(reading, JSON_COMPACT);
    json_decref(reading);
    size_t length = dumped ? strlen(dumped) : 0;
    bool fits = length > 0 && length <= most;
    if (fits)
        memcpy(data, dumped, length);
    free(dumped);
    return fits ? length : LLVMFuzzerMutate(data, size, most);
}
