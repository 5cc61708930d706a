#include "tests/unit/store_room.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *question, *rows;
} loaded[] = {
    {"SELECT state, kind, message_id, sender, sender_name, subject, sent_at, automatic, forged FROM message",
     "read|form|<liste-1@legekontor.example.no>|kari.nordmann@legekontor.example.no|Kari Nordmann|"
     "Presensliste høsten 2025|2026-01-12T09:03:00Z|0|0\n"},
    {"SELECT position, form, part, filename, format, group_number, group_name, municipality, kind, "
     "number_key, name_key "
     "FROM submission ORDER BY position",
     "0|presence|2|presensliste.docx|docx|SG-0123|Smågruppe VEST|Bergen|smagruppe|123|smågruppe vest\n"
     "1|update|3|oppdatering.docx|docx|123|||veiledningsgruppe|123|\n"
     "2|start|||||||smagruppe||\n"},
    {"SELECT position, start_date, period_from, period_to, plan, industry_free, sponsor, attested_by FROM "
     "submission "
     "ORDER BY position",
     "0||2025-07-01|2025-12-31||1|Ingen|Kari Nordmann\n1|||||0||\n2|2025-01-15|||Møter hver måned.|||\n"},
    {"SELECT group_id, decision, decided_by, decided_at FROM submission WHERE position = 0", "|||\n"},
    {"SELECT s.stands_at = m.sent_at || ' ' || m.sha256 || ' 00' || s.position "
     "FROM submission s JOIN message m ON m.id = s.message",
     "1\n1\n1\n"},
    {"SELECT role, name, hpr, email FROM submission_officer ORDER BY role",
     "leader|Ola Berg||\nsecretary|Kari Nordmann|1234567|kari@legekontor.example.no\n"},
    {"SELECT position, name, name_key, hpr, email, specialty, profession, workplace, person FROM "
     "submission_participant "
     "ORDER BY position",
     "0|Kari Nordmann|kari nordmann|1234567|kari@legekontor.example.no|allmennmedisin|lege|Sentrum "
     "legekontor|\n"
     "1|Ola Berg|ola berg|7654321|||||\n2|Åse  Øvrebø|åse øvrebø||||||\n"},
    {"SELECT position, date, start, end, minutes, hours, place, topic, lecturer FROM submission_meeting "
     "ORDER BY position",
     "0|2025-09-03|18:00|21:00|180|4.0|Bergen|Astma|Ola Berg\n1|2025-10-08||||2.5||Migrene|\n2|||||||Uten "
     "dato|\n"},
    {"SELECT meeting, participant FROM submission_present ORDER BY meeting, participant",
     "0|0\n0|1\n0|2\n1|0\n1|2\n"},
    {"SELECT position, change, name, hpr, email, specialty, date FROM submission_change ORDER BY position",
     "0|joined|Liv Dahl|2345678||allmennmedisin|2025-09-01\n1|email|Ola "
     "Berg||ola@legekontor.example.no||\n2|left|||||\n"},
    {"SELECT position, part, filename, format, place, why FROM unread_part ORDER BY position",
     "0|4|bilde.heic|heic||no reader for heic\n1||||møte 3, dato|date not understood\n"},
};

static void is_loaded(struct store *store)
{
    for (size_t i = 0; i < G_N_ELEMENTS(loaded); i++)
        answers(store, loaded[i].question, loaded[i].rows);
}

START_TEST(a_reading_becomes_rows)
{
    struct store *store = new_store();
    g_autofree char *reading = sample("readings/mixed.json");
    load(store, arrives(store, "1", "mail"), reading);
    is_loaded(store);
    store_close(store);
}
END_TEST

START_TEST(loading_again_replaces_what_was_loaded)
{
    struct store *store = new_store();
    g_autofree char *reading = sample("readings/mixed.json");
    gint64 message = arrives(store, "1", "mail");
    load(store, message, reading);
    move(store, message, "parked", "a rule failed");
    move(store, message, "received", NULL);
    load(store, message, reading);
    is_loaded(store);
    move(store, message, "parked", "a rule failed");
    move(store, message, "received", NULL);
    load(store, message, MINIMAL);
    answers(store, "SELECT kind, sender, subject, sent_at = received_at FROM message", "other|||1\n");
    answers(store, "SELECT count(*) FROM submission", "0\n");
    answers(store, "SELECT count(*) FROM submission_present", "0\n");
    answers(store, "SELECT count(*) FROM unread_part", "0\n");
    store_close(store);
}
END_TEST

START_TEST(only_a_received_message_is_loaded)
{
    struct store *store = new_store();
    GError *error = NULL;
    gint64 message = arrives(store, "1", "mail");
    load(store, message, MINIMAL);
    ck_assert(!message_load(store, message, MINIMAL, SERVER, &error));
    is_error(&error, ERROR_INTERNAL);
    store_close(store);
}
END_TEST

/* The sample with the value at a path, "forms[0].meetings[1].date", replaced by the given JSON, or removed
 * where that is NULL. Caller frees. */
static char *changed_sample(const char *path, const char *json)
{
    g_autofree char *text = sample("readings/mixed.json");
    json_t *reading = json_loads(text, 0, NULL), *at = reading;
    ck_assert_ptr_nonnull(reading);
    g_autofree char *steps_text = g_strdelimit(g_strdup(path), "[]", '.');
    g_auto(GStrv) steps = g_strsplit(steps_text, ".", -1);
    g_autoptr(GPtrArray) keys = g_ptr_array_new();
    for (char **step = steps; *step; step++)
        if (**step)
            g_ptr_array_add(keys, *step);
    for (guint i = 0; i + 1 < keys->len; i++) {
        const char *key = g_ptr_array_index(keys, i);
        at = json_is_array(at) ? json_array_get(at, (size_t)atoi(key)) : json_object_get(at, key);
        ck_assert_msg(at != NULL, "%s: no %s", path, key);
    }
    const char *last = g_ptr_array_index(keys, keys->len - 1);
    json_t *value = json ? json_loads(json, JSON_DECODE_ANY, NULL) : NULL;
    ck_assert_msg(!json || value, "%s: %s is no JSON", path, json);
    if (json_is_array(at))
        json_array_set_new(at, (size_t)atoi(last), value);
    else if (value)
        json_object_set_new(at, last, value);
    else
        json_object_del(at, last);
    char *changed = json_dumps(reading, 0);
    json_decref(reading);
    return changed;
}

static const struct {
    const char *path, *json; /* NULL: left out */
} refused[] = {
    {"message", NULL},
    {"message", "[]"},
    {"message.id", "7"},
    {"message.from", "\"kari@example.no\""},
    {"message.from.name", "null"},
    {"message.from.email", "[\"kari@example.no\"]"},
    {"message.to", "{}"},
    {"message.to[0]", "3"},
    {"message.date", "\"2026-01-12\""},
    {"message.date", "\"2026-01-12T10:03:00\""},
    {"message.date", "\"2026-02-30T10:03:00+01:00\""},
    {"message.date", "\"now\""},
    {"message.automatic", "\"false\""},
    {"message.authentication", "true"},
    {"message.authentication.dmarc", "1"},
    {"kind", NULL},
    {"kind", "\"letter\""},
    {"kind", "\"\""},
    {"forms", "{}"},
    {"forms[0]", "\"presence\""},
    {"forms[0].form", NULL},
    {"forms[0].form", "\"Presence\""},
    {"forms[0].source", "\"2\""},
    {"forms[0].group", "[]"},
    {"forms[0].group.number", "123"},
    {"forms[0].group.kind", "\"smågruppe\""},
    {"forms[0].leader", "\"Ola\""},
    {"forms[0].secretary.hpr", "\"12345678901\""},
    {"forms[0].secretary.hpr", "1234567"},
    {"forms[0].period", "\"2025\""},
    {"forms[0].period.from", "\"2025\""},
    {"forms[0].participants", "\"Kari\""},
    {"forms[0].participants[1]", "null"},
    {"forms[0].participants[1].name", "{}"},
    {"forms[0].participants[1].hpr", "\"12a\""},
    {"forms[0].participants[1].hpr", "\"1234567890\""},
    {"forms[0].participants[1].hpr", "\"-1\""},
    {"forms[0].meetings[0].date", "\"2025-13-01\""},
    {"forms[0].meetings[0].date", "\"2025-02-29\""},
    {"forms[0].meetings[0].date", "\"03.09.2025\""},
    {"forms[0].meetings[0].date", "\"2025- 9- 3\""},
    {"forms[0].meetings[0].date", "\"2025-09-03T18:00\""},
    {"forms[0].meetings[0].start", "\"24:00\""},
    {"forms[0].meetings[0].start", "\"18.00\""},
    {"forms[0].meetings[0].start", "\"8:00\""},
    {"forms[0].meetings[0].end", "\"18:60\""},
    {"forms[0].meetings[0].end", "\"18:00:00\""},
    {"forms[0].meetings[0].minutes", "-1"},
    {"forms[0].meetings[0].minutes", "10081"},
    {"forms[0].meetings[0].minutes", "180.5"},
    {"forms[0].meetings[0].minutes", "\"180\""},
    {"forms[0].meetings[0].hours", "-0.5"},
    {"forms[0].meetings[0].hours", "100.5"},
    {"forms[0].meetings[0].hours", "\"4\""},
    {"forms[0].meetings[0].present", "3"},
    {"forms[0].meetings[0].present[1]", "3"},
    {"forms[0].meetings[0].present[1]", "-1"},
    {"forms[0].meetings[0].present[1]", "1.0"},
    {"forms[0].meetings[0].present[1]", "\"1\""},
    {"forms[0].meetings[0].present[1]", "9223372036854775807"},
    {"forms[0].industry_free", "1"},
    {"forms[1].changes[0]", "[]"},
    {"forms[1].changes[0].change", NULL},
    {"forms[1].changes[0].change", "\"gone\""},
    {"forms[1].changes[0].person", "\"Liv Dahl\""},
    {"forms[1].changes[0].person.hpr", "\"\u0661\u0662\""},
    {"forms[1].changes[0].date", "\"0000-01-01\""},
    {"forms[2].start_date", "\"\\n2025-01-1\""},
    {"text", "{}"},
    {"unread", "\"none\""},
    {"unread[0].why", NULL},
    {"unread[0].part", "4"},
};

/* Refused as input, and nothing of it is kept. */
static void is_refused(const char *reading, const char *says)
{
    struct store *store = new_store();
    GError *error = NULL;
    gint64 message = arrives(store, "1", "mail");
    ck_assert_msg(!message_load(store, message, reading, SERVER, &error), "%s was loaded", says);
    ck_assert_msg(strstr(error->message, says) != NULL, "'%s' does not say %s", error->message, says);
    is_error(&error, ERROR_INPUT);
    answers(store, "SELECT state, reading FROM message", "received|\n");
    answers(store, "SELECT count(*) FROM submission", "0\n");
    store_close(store);
}

START_TEST(a_value_of_another_shape_is_refused_by_its_path)
{
    g_autofree char *reading = changed_sample(refused[_i].path, refused[_i].json);
    g_autofree char *says = g_strdup_printf(" %s ", refused[_i].path);
    is_refused(reading, says);
}
END_TEST

static const struct {
    const char *reading, *says;
} broken[] = {
    {"", "no JSON"},
    {"null", "no JSON"},
    {"[]", "no object"},
    {"{\"message\":{\"from\":{\"email\":\"a@example.no\"}},\"message\":{\"from\":{\"email\":\"b@example.no\"}"
     "}}",
     "no JSON"},
    {"{\"message\":{\"automatic\":false}},\"message\":{}}", "no JSON"},
    {"{", "no JSON"},
    {"{\"kind\": \"other\", \"message\": {}} trailing", "no JSON"},
    {"{\"kind\": \"other\", \"kind\": \"form\", \"message\": {}}", "no JSON"},
    {"{\"kind\": \"other\", \"message\": {\"subject\": \"a\\u0000b\"}}", "no JSON"},
    {"{\"kind\": \"other\", \"message\": {\"subject\": \"\xff\"}}", "no JSON"},
    {"{\"kind\": \"other\", \"message\": {\"subject\": \"\\ud800\"}}", "no JSON"},
    {"{\"kind\": \"other\", \"message\": {}, \"more\": 1e999}", "no JSON"},
    {"{\"kind\": \"form\", \"message\": {}}", "a form without forms"},
    {"{\"kind\": \"form\", \"message\": {}, \"forms\": []}", "a form without forms"},
};

START_TEST(a_broken_reading_is_refused)
{
    is_refused(broken[_i].reading, broken[_i].says);
}
END_TEST

/* A list of so many copies of an entry. Caller frees. */
static char *many(guint count, const char *entry)
{
    GString *list = g_string_new("[");
    for (guint i = 0; i < count; i++)
        g_string_append_printf(list, "%s%s", i ? "," : "", entry);
    return g_string_free(g_string_append_c(list, ']'), FALSE);
}

static const struct {
    const char *path, *entry;
    guint most;
} lists[] = {
    {"forms", "{\"form\": \"start\"}", 50},     {"forms[0].participants", "{\"name\": \"Kari\"}", 500},
    {"forms[2].meetings", "{}", 500},           {"forms[1].changes", "{\"change\": \"left\"}", 500},
    {"forms[0].meetings[0].present", "1", 500},
};

START_TEST(lists_have_an_end)
{
    g_autofree char *most = many(lists[_i].most, lists[_i].entry);
    g_autofree char *good = changed_sample(lists[_i].path, most);
    g_autofree char *more = many(lists[_i].most + 1, lists[_i].entry);
    g_autofree char *bad = changed_sample(lists[_i].path, more);
    struct store *store = new_store();
    load(store, arrives(store, "1", "mail"), good);
    store_close(store);
    is_refused(bad, lists[_i].path);
}
END_TEST

START_TEST(attendances_have_an_end)
{
    g_autofree char *people = many(500, "{}");
    g_autofree char *present = many(500, "0");
    g_autofree char *meeting = g_strdup_printf("{\"present\": %s}", present);
    g_autofree char *meetings = many(201, meeting);
    g_autofree char *reading =
        g_strdup_printf("{\"message\": {}, \"kind\": \"form\", \"forms\": [{\"form\": \"presence\","
                        "\"participants\": %s, \"meetings\": %s}]}",
                        people, meetings);
    is_refused(reading, "too many attendances");
}
END_TEST

/* What the memory of the service could not bear, whatever the contract says of it. */
START_TEST(values_have_an_end)
{
    g_autofree char *values = g_strnfill(1000001, ','), *deep = g_strnfill(200001, '[');
    is_refused(values, "too long");
    is_refused(deep, "too long");
    deep[100000] = '\0';
    is_refused(deep, "no JSON");
}
END_TEST

static const struct {
    const char *path, *json, *question, *answer;
} orders[] = {
    {"message.subject", "\"\\u001b[2JHei\\nBcc: a@b.no\"", "SELECT subject FROM message",
     " [2JHei Bcc: a@b.no\n"},
    {"message.from.name", "\"Kari\\u202egro\\u0007\"", "SELECT sender_name FROM message", "Kari gro \n"},
    {"forms[0].participants[0].name", "\"Kari\\u009b31mNordmann\"",
     "SELECT name FROM submission_participant WHERE name LIKE 'Kari%31%'", "Kari 31mNordmann\n"},
    {"forms[0].meetings[0].topic", "\"Astma\\r\\u0085og kols\"",
     "SELECT topic FROM submission_meeting WHERE topic LIKE '%og kols'", "Astma  og kols\n"},
    {"forms[2].plan", "\"En\\nto\\u2028tre\\ufeff\"", "SELECT plan FROM submission WHERE plan LIKE 'En%'",
     "En\nto tre \n"},
    {"unread[0].why", "\"\\u001b]0;x\\u0007\"", "SELECT why FROM unread_part WHERE position = 0", " ]0;x \n"},
    {"unread[0].filename", "\"a\\nb.heic\"", "SELECT filename FROM unread_part WHERE position = 0",
     "a b.heic\n"},
};

START_TEST(orders_to_a_terminal_become_blanks)
{
    struct store *store = new_store();
    g_autofree char *reading = changed_sample(orders[_i].path, orders[_i].json);
    load(store, arrives(store, "1", "mail"), reading);
    answers(store, orders[_i].question, orders[_i].answer);
    store_close(store);
}
END_TEST

static const struct {
    const char *path;
    gsize most;
} texts[] = {
    {"forms[0].participants[0].name", 1000},
    {"forms[0].group.name", 1000},
    {"forms[0].meetings[0].place", 1000},
    {"forms[0].meetings[0].topic", 10000},
    {"forms[2].plan", 10000},
    {"message.subject", 10000},
    {"unread[0].filename", 1000},
};

START_TEST(texts_have_an_end)
{
    g_autofree char *most = g_strnfill(texts[_i].most, 'x');
    g_autofree char *quoted = g_strdup_printf("\"%s\"", most);
    g_autofree char *good = changed_sample(texts[_i].path, quoted);
    g_autofree char *longer = g_strdup_printf("\"%sx\"", most);
    g_autofree char *bad = changed_sample(texts[_i].path, longer);
    struct store *store = new_store();
    load(store, arrives(store, "1", "mail"), good);
    store_close(store);
    is_refused(bad, texts[_i].path);
}
END_TEST

/* Left out rather than refused: the rest of the mail is as good without it. */
static const struct {
    const char *path, *json, *question, *rows;
} left_out[] = {
    {"message.more", "[[[1]]]", "SELECT reading ->> '$.message.more' IS NULL FROM message", "1\n"},
    {"message.from.email", "\"kari at example.no\"", "SELECT sender IS NULL, sender_name FROM message",
     "1|Kari Nordmann\n"},
    {"message.subject", "\"\"", "SELECT subject IS NULL FROM message", "1\n"},
    {"forms[0].secretary.email", "\"kari@example.no\\r\\nBcc: a@b.no\"",
     "SELECT email IS NULL FROM submission_officer WHERE role = 'secretary'", "1\n"},
    {"forms[0].participants[0].email", "\"ukjent\"",
     "SELECT email IS NULL FROM submission_participant WHERE position = 0", "1\n"},
    {"forms[0].participants[0].hpr", "\"\"",
     "SELECT hpr IS NULL FROM submission_participant WHERE position = 0", "1\n"},
    {"forms[0].group.number", "\"\"", "SELECT number_key IS NULL FROM submission WHERE position = 0", "1\n"},
};

START_TEST(what_says_nothing_is_left_out)
{
    g_autofree char *reading = changed_sample(left_out[_i].path, left_out[_i].json);
    struct store *store = new_store();
    load(store, arrives(store, "1", "mail"), reading);
    answers(store, left_out[_i].question, left_out[_i].rows);
    store_close(store);
}
END_TEST

START_TEST(nesting_that_means_nothing_does_no_harm)
{
    g_autofree char *open = g_strnfill(2000, '[');
    g_autofree char *closed = g_strnfill(2000, ']');
    g_autofree char *reading =
        g_strdup_printf("{\"message\": {}, \"kind\": \"other\", \"more\": %s%s}", open, closed);
    struct store *store = new_store();
    load(store, arrives(store, "1", "mail"), reading);
    answers(store, "SELECT reading FROM message", "{\"message\":{},\"kind\":\"other\"}\n");
    store_close(store);
}
END_TEST

static const struct {
    const char *date, *sent_at;
} sending[] = {
    {"\"2026-01-12T10:03:00+01:00\"", "2026-01-12T09:03:00Z\n"},
    {"\"2026-01-12T09:05:00Z\"", "2026-01-12T09:05:00Z\n"},
    {"\"2026-01-12T10:05:01+01:00\"", "2026-01-12T09:05:00Z\n"}, /* later than it was received */
    {"\"2031-01-01T00:00:00Z\"", "2026-01-12T09:05:00Z\n"},
    {"\"2026-01-01T00:30:00+02:00\"", "2025-12-31T22:30:00Z\n"},
    {NULL, "2026-01-12T09:05:00Z\n"},
};

START_TEST(a_mail_is_sent_no_later_than_it_is_received)
{
    g_autofree char *reading = changed_sample("message.date", sending[_i].date);
    struct store *store = new_store();
    load(store, arrives(store, "1", "mail"), reading);
    answers(store, "SELECT sent_at FROM message", sending[_i].sent_at);
    store_close(store);
}
END_TEST

static const struct {
    const char *authentication, *server;
    int forged;
} authentications[] = {
    {"{\"server\": \"mail.example.no\", \"dmarc\": \"fail\", \"spf\": \"pass\", \"dkim\": \"pass\"}", SERVER,
     1},
    {"{\"server\": \"mail.example.no\", \"dmarc\": \"pass\", \"spf\": \"fail\"}", SERVER, 0},
    {"{\"server\": \"mail.example.no\", \"spf\": \"fail\", \"dkim\": \"none\"}", SERVER, 1},
    {"{\"server\": \"mail.example.no\", \"spf\": \"fail\"}", SERVER, 1},
    {"{\"server\": \"mail.example.no\", \"dmarc\": \"none\", \"spf\": \"fail\"}", SERVER, 1},
    {"{\"server\": \"mail.example.no\", \"dmarc\": \"temperror\", \"spf\": \"fail\"}", SERVER, 0},
    {"{\"server\": \"mail.example.no\", \"spf\": \"fail\", \"dkim\": \"pass\"}", SERVER, 0},
    {"{\"server\": \"mail.example.no\", \"spf\": \"softfail\", \"dkim\": \"fail\"}", SERVER, 0},
    {"{\"server\": \"mail.example.no\"}", SERVER, 0},
    {"{\"server\": \"mail.elsewhere.example\", \"dmarc\": \"fail\"}", SERVER, 0},
    {"{\"dmarc\": \"fail\"}", SERVER, 0},
    {"{\"server\": \"mail.example.no\", \"dmarc\": \"fail\"}", NULL, 0},
    {NULL, SERVER, 0},
};

START_TEST(a_sender_is_forged_where_our_server_says_so)
{
    g_autofree char *reading = changed_sample("message.authentication", authentications[_i].authentication);
    struct store *store = new_store();
    GError *error = NULL;
    message_load(store, arrives(store, "1", "mail"), reading, authentications[_i].server, &error);
    no_error(error);
    answers(store, "SELECT forged FROM message", authentications[_i].forged ? "1\n" : "0\n");
    store_close(store);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("loading");
    TCase *loading = tcase_create("loading");
    tcase_add_test(loading, values_have_an_end);
    tcase_add_loop_test(loading, orders_to_a_terminal_become_blanks, 0, G_N_ELEMENTS(orders));
    tcase_add_test(loading, a_reading_becomes_rows);
    tcase_add_test(loading, loading_again_replaces_what_was_loaded);
    tcase_add_test(loading, only_a_received_message_is_loaded);
    tcase_add_loop_test(loading, a_value_of_another_shape_is_refused_by_its_path, 0, G_N_ELEMENTS(refused));
    tcase_add_loop_test(loading, a_broken_reading_is_refused, 0, G_N_ELEMENTS(broken));
    tcase_add_loop_test(loading, lists_have_an_end, 0, G_N_ELEMENTS(lists));
    tcase_add_test(loading, attendances_have_an_end);
    tcase_add_loop_test(loading, texts_have_an_end, 0, G_N_ELEMENTS(texts));
    tcase_add_loop_test(loading, what_says_nothing_is_left_out, 0, G_N_ELEMENTS(left_out));
    tcase_add_test(loading, nesting_that_means_nothing_does_no_harm);
    tcase_add_loop_test(loading, a_mail_is_sent_no_later_than_it_is_received, 0, G_N_ELEMENTS(sending));
    tcase_add_loop_test(loading, a_sender_is_forged_where_our_server_says_so, 0,
                        G_N_ELEMENTS(authentications));
    suite_add_tcase(suite, loading);
    return run_suite(suite);
}
