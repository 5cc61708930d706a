/* decide_bench GROUPS YEARS: how long one more presence list takes to be decided in an empty register (its
 * own group alone) and in one of so many groups with so many years of four meetings each, and how long with
 * storing what was read and composing all answers: the median of the processor's time, in turns. Nothing is
 * kept: everything is rolled back. */
#include "base/memory.h"
#include "notify/answers.h"
#include "rules/decide.h"
#include "store/messages.h"
#include "store/sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TIMES 301

struct place {
    struct store *store;
    struct rules *rules;
    struct answers *answers;
    double deciding[TIMES], whole[TIMES]; /* milliseconds */
};

/* Eight members a group, a list a year. Ids are counted so that what belongs together is found by arithmetic.
 */
static const char population[] =
    "CREATE TEMP TABLE n AS WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n LIMIT %d) SELECT "
    "i FROM n;"
    "INSERT INTO small_group (id, number, number_key, name, name_key, municipality, started_on) "
    "SELECT i + 1, printf('SG-%%04d', i + 1), i + 1, 'Gruppe ' || i, 'gruppe ' || i, 'Bergen', '2000-01-01' "
    "FROM n WHERE i < %d;"
    "INSERT INTO person (id, hpr, name, name_key, email) "
    "SELECT g.i * 8 + p.i + 1, 1000000 + g.i * 8 + p.i, 'Lege ' || (g.i * 8 + p.i), 'lege ' || (g.i * 8 + "
    "p.i), "
    "'lege' || (g.i * 8 + p.i) || '@example.org' FROM n g JOIN n p ON p.i < 8 WHERE g.i < %d;"
    "INSERT INTO membership (group_id, person, role, from_on) SELECT (id - 1) / 8 + 1, id, 'member', "
    "'2000-01-01' FROM person;"
    "INSERT INTO message (id, sha256, received_at, state, reading, kind, sender, sent_at) "
    "SELECT y.i * %d + g.i + 1, 'm' || (y.i * %d + g.i), '2026-01-01T00:00:00Z', 'filed', '{}', 'form', "
    "'lege' || g.i * 8 || "
    "'@example.org', '2026-01-01T00:00:00Z' FROM n y JOIN n g ON g.i < %d WHERE y.i < %d;"
    "INSERT INTO submission (id, message, position, form, group_id, industry_free, stands_at, decision) "
    "SELECT id, id, 0, 'presence', (id - 1) %% %d + 1, 1, printf('%%08d', id), 'accept' FROM message;"
    "INSERT INTO submission_participant (submission, position, name, name_key, hpr, person) "
    "SELECT s.id, p.i, q.name, q.name_key, q.hpr, q.id FROM submission s JOIN n p ON p.i < 8 "
    "JOIN person q ON q.id = (s.group_id - 1) * 8 + p.i + 1;"
    "INSERT INTO submission_meeting (submission, position, date, start, \"end\", minutes, topic) "
    "SELECT s.id, m.i, printf('%%04d-%%02d-03', 2016 + (s.id - 1) / %d, 2 + m.i * 3), '18:00', '21:00', 180, "
    "'Gikt' "
    "FROM submission s JOIN n m ON m.i < 4;"
    "INSERT INTO submission_present SELECT m.submission, m.position, p.position FROM submission_meeting m "
    "JOIN submission_participant p ON p.submission = m.submission;"
    "DROP TABLE n;";

static const char list[] =
    "{\"message\": {\"from\": {\"email\": \"lege0@example.org\"}, \"date\": \"2026-10-01T10:00:00+01:00\", "
    "\"subject\": \"a\"},"
    "\"kind\": \"form\", \"text\": \"\", \"forms\": [{\"form\": \"presence\", \"source\": {\"part\": \"2\", "
    "\"format\": \"docx\"},"
    "\"group\": {\"number\": \"SG-0001\"}, \"industry_free\": true, \"participants\": [{\"name\": \"Lege "
    "0\", \"hpr\": \"1000000\"},"
    "{\"name\": \"Lege 1\", \"hpr\": \"1000001\"}, {\"name\": \"Lege 2\", \"hpr\": \"1000002\"},"
    "{\"name\": \"Lege 3\", \"hpr\": \"1000003\"}], \"meetings\": ["
    "{\"date\": \"2026-02-04\", \"start\": \"18:00\", \"end\": \"21:00\", \"minutes\": 180, \"topic\": "
    "\"Gikt\", \"present\": [0, 1, 2]},"
    "{\"date\": \"2026-05-04\", \"start\": \"18:00\", \"end\": \"21:00\", \"minutes\": 180, \"topic\": "
    "\"Kne\", \"present\": [0, 1, 2, 3]},"
    "{\"date\": \"2026-09-04\", \"start\": \"18:00\", \"end\": \"21:00\", \"minutes\": 180, \"topic\": "
    "\"KOLS\", \"present\": [0, 2, 3]}]}]}";

/* The doctors of the list know of all meetings before. */
static const char told[] = "INSERT INTO told (person, group_id, date, status, hours) "
                           "SELECT person, group_id, date, status, sum(hours) FROM credit WHERE person <= 8 "
                           "GROUP BY person, group_id, date, status";

static bool execute(struct store *store, const char *sql, GError **error)
{
    return sqlite3_exec(store_sqlite(store), sql, NULL, NULL, NULL) == SQLITE_OK ||
           store_fault(store, "populating", error);
}

static bool populate(struct store *store, int groups, int years, GError **error)
{
    int most = MAX(MAX(groups, years), 8), all = MAX(groups, 1);
    g_autofree char *sql =
        g_strdup_printf(population, most, groups, groups, all, all, groups, years, all, all);
    return execute(store, sql, error) && store_run(store, "attended_rebuild", NULL, NULL, error) &&
           execute(store, told, error);
}

static double milliseconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1000 + (double)now.tv_nsec / 1000000;
}

static bool handle_once(struct place *place, int turn, GError **error)
{
    struct store *store = place->store;
    g_autoptr(GBytes) raw = g_bytes_new_static(list, strlen(list));
    const struct arrival arrival = {"1", raw, strlen(list), "2026-10-01T12:00:00Z"};
    bool good = store_begin(store, error) && messages_receive(store, "box", "1", &arrival, 1, error);
    gint64 message = sqlite3_last_insert_rowid(store_sqlite(store));
    g_autoptr(GArray) received = good ? messages_in(store, "received", 1, error) : NULL;
    if (received && received->len == 1)
        message = g_array_index(received, gint64, 0);
    double begin = milliseconds_now();
    good = good && message_load(store, message, list, NULL, error);
    double loaded = milliseconds_now();
    good = good && decide_message(place->rules, store, message, error);
    double decided = milliseconds_now();
    good = good && answers_to_message(place->answers, store, message, error);
    place->whole[turn] = milliseconds_now() - begin;
    place->deciding[turn] = decided - loaded;
    store_rollback(store);
    return good;
}

static int by_size(const void *one, const void *other)
{
    double a = *(const double *)one, b = *(const double *)other;
    return (a > b) - (a < b);
}

static double median(double *times)
{
    qsort(times, TIMES, sizeof *times, by_size);
    return times[TIMES / 2];
}

static bool open_register(struct place *place, int groups, int years, GError **error)
{
    static char *staff[] = {"kontor@example.no", NULL};
    static const struct config config = {.outgoing.from = "smagrupper@example.no",
                                         .office.name = "Enhet for primærmedisin",
                                         .office.staff = staff};
    place->store = store_open(":memory:", error);
    place->rules = place->store ? rules_load(place->store, NULL, error) : NULL;
    place->answers = place->rules ? answers_new(&config, error) : NULL;
    return place->answers && populate(place->store, groups, years, error);
}

static void close_register(struct place *place)
{
    answers_free(place->answers);
    rules_free(place->rules);
    store_close(place->store);
}

int main(int argc, char **argv)
{
    GError *error = NULL;
    struct place empty = {0}, full = {0};
    memory_keep(); /* as the service does */
    bool good = argc == 3 && open_register(&empty, 1, 0, &error) &&
                open_register(&full, atoi(argv[1]), atoi(argv[2]), &error);
    for (int i = 0; good && i < TIMES; i++)
        good = handle_once(&empty, i, &error) && handle_once(&full, i, &error);
    double before = median(empty.deciding), after = median(full.deciding), whole = median(full.whole);
    if (good) {
        printf("one list: %.2f ms in an empty register, %.2f ms after %s years of %s groups; ratio %.2f\n",
               before, after, argv[2], argv[1], after / before);
        printf("with storing it and composing the answers: %.2f ms in an empty register, %.2f ms in the full "
               "one: "
               "%.0f lists/s of processor time\n",
               median(empty.whole), whole, 1000 / whole);
    } else {
        fprintf(stderr, "%s\n", error ? error->message : "usage: decide_bench GROUPS YEARS");
    }
    close_register(&empty);
    close_register(&full);
    return good ? 0 : 1;
}
