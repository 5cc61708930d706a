#include "office/doctor_command.h"
#include "base/calendar.h"
#include "base/private.h"
#include "ingest/mailbox.h"
#include "notify/answers.h"
#include "notify/transport.h"
#include "office/command.h"
#include "parser/parse.h"
#include "parser/sandbox.h"
#include "rules/rules.h"
#include "store/backup.h"
#include "store/clock.h"
#include "store/lock.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CERTIFICATE_DAYS 21        /* a certificate that ends sooner is worth a warning */
#define LATE_SECONDS     (60 * 60) /* a mail that waits longer than this is not being handled */

/* What a check found. */
struct finding {
    bool good;
    bool warning; /* good, but not for long, or not as it should be */
    char *words;  /* what is there, or what is wrong; owned */
};

/* ---- what to do about an error ---- */

static const struct {
    enum presens_error kind;
    const char *advice;
} advices[] = {
    {ERROR_MAILBOX, "Is the host name right, is the server up, and does a firewall let us through?"},
    {ERROR_SEND_SERVER, "Is the host name right, is the server up, and does a firewall let us through?"},
    {ERROR_LOGIN,
     "Try the same user and password by hand; a provider may ask for [oauth2] instead of a password."},
    {ERROR_CERTIFICATE, "Use the name that the certificate is for; a private authority goes into ca_file."},
    {ERROR_SANDBOX, "The kernel must allow seccomp and Landlock (Debian 12 does; a container may not)."},
    {ERROR_RULE, "Mend the rule file that is named, or take it out of [rules] directory."},
    {ERROR_STORE_DISK, "Make room on the disk, and see whether it is mounted for writing."},
    {ERROR_STORE, "Stop the service and put the newest backup in its place: presens restore FILE."},
};

static char *words_of(const GError *error)
{
    for (guint i = 0; i < G_N_ELEMENTS(advices); i++)
        if (error->domain == PRESENS_ERROR && error->code == (int)advices[i].kind)
            return g_strdup_printf("%s. %s", error->message, advices[i].advice);
    return g_strdup(error->message);
}

/* Takes over `fault`. */
static struct finding wrong(GError *fault)
{
    struct finding finding = {.words = words_of(fault)};
    g_error_free(fault);
    return finding;
}

static struct finding fine(char *words)
{
    return (struct finding){.good = true, .words = words};
}

static struct finding warn(char *words)
{
    return (struct finding){.good = true, .warning = true, .words = words};
}

/* ---- the checks ---- */

static struct finding check_sandbox(const struct config *config)
{
    GError *fault = NULL;
    struct sandbox *sandbox = parse_in_sandbox(1, config->sandbox.best_effort, &fault);
    if (!sandbox)
        return wrong(fault);
    char *words = g_strdup_printf("active: %s", sandbox_layers(sandbox));
    sandbox_stop(sandbox);
    return config->sandbox.best_effort
               ? warn(g_strdup_printf("%s; best_effort lets the service run without the others", words))
               : fine(words);
}

/* A Maildir holds the mail of people. */
static bool is_closed(const struct config_endpoint *at, GError **error)
{
    return strcmp(at->scheme, "maildir") != 0 || private_file(at->path, error);
}

/* The service is the user whom the database's folder belongs to; root reads everything, and would not notice.
 */
static bool readable_by_service(const struct config *config, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(config->store.path);
    struct stat home, file;
    if (geteuid() != 0 || stat(folder, &home) != 0 || home.st_uid == 0 || stat(config->path, &file) != 0)
        return true;
    bool good = file.st_uid == home.st_uid   ? file.st_mode & S_IRUSR
                : file.st_gid == home.st_gid ? file.st_mode & S_IRGRP
                                             : file.st_mode & S_IROTH;
    return good || fail(error, ERROR_CONFIGURATION,
                        "the user of the service may not read %s: chmod 644 %s (no secret stands in it)",
                        config->path, config->path);
}

static struct finding check_modes(const struct config *config)
{
    GError *fault = NULL;
    return private_settings(config->path, &fault) && private_secrets(config, &fault) &&
                   store_is_private(config->store.path, &fault) && is_closed(&config->mailbox.at, &fault) &&
                   is_closed(&config->outgoing.at, &fault) && readable_by_service(config, &fault)
               ? fine(g_strdup("settings, secrets, database and mail are closed to other users"))
               : wrong(fault);
}

static struct finding check_database(const struct config *config)
{
    GError *fault = NULL;
    const char *path = config->store.path;
    g_autofree char *folder = g_path_get_dirname(path);
    if (!g_file_test(folder, G_FILE_TEST_IS_DIR)) {
        fail(&fault, ERROR_CONFIGURATION,
             "key 'path' in [store]: there is no folder %s; systemd-tmpfiles --create presens.conf makes "
             "that of the service",
             folder);
        return wrong(fault);
    }
    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        return warn(
            g_strdup_printf("there is none at %s yet; presens import or the first run makes it", path));
    /* Opening it would make files beside it that are as open as it is. */
    if (!store_is_private(path, &fault) || !store_check(path, &fault))
        return wrong(fault);
    return fine(g_strdup_printf("%s is whole", path));
}

static struct finding check_rules(const struct config *config)
{
    GError *fault = NULL;
    struct store *store = store_open(":memory:", &fault);
    struct rules *rules = store ? rules_load(store, config, &fault) : NULL;
    struct answers *answers = rules ? answers_new(config, &fault) : NULL;
    struct finding finding = answers ? fine(g_strdup("all load")) : wrong(fault);
    answers_free(answers);
    rules_free(rules);
    store_close(store);
    return finding;
}

/* Says how long the certificate is good for. */
static struct finding reached(const char *what, gint64 expires)
{
    if (!expires)
        return fine(g_strdup(what));
    gint64 days = (expires - g_get_real_time() / G_USEC_PER_SEC) / (24 * 60 * 60);
    char *words = g_strdup_printf("%s; the server's certificate is good for %" G_GINT64_FORMAT " more days",
                                  what, days);
    return days < CERTIFICATE_DAYS ? warn(words) : fine(words);
}

static struct finding check_mailbox(const struct config *config)
{
    GError *fault = NULL;
    gint64 expires = 0;
    struct mailbox *mailbox = mailbox_open(config, &fault);
    bool good = mailbox && mailbox_check(mailbox, &expires, &fault);
    g_autofree char *what =
        good ? g_strdup_printf("%s is open, and its folders are there", mailbox_name(mailbox)) : NULL;
    mailbox_close(mailbox);
    return good ? reached(what, expires) : wrong(fault);
}

static struct finding check_outgoing(const struct config *config)
{
    GError *fault = NULL;
    gint64 expires = 0;
    struct transport *transport = transport_open(config, &fault);
    bool good = transport && transport_check(transport, &expires, &fault);
    transport_close(transport);
    g_autofree char *what = g_strdup_printf("%s takes mail", config->outgoing.at.url);
    return good ? reached(what, expires) : wrong(fault);
}

static struct finding check_service(const struct config *config)
{
    GError *fault = NULL;
    int lock = store_lock(config->store.path, &fault);
    if (lock >= 0) {
        close(lock);
        return warn(g_strdup("no service is at work: systemctl start presens"));
    }
    if (!g_error_matches(fault, PRESENS_ERROR, ERROR_STORE_BUSY))
        return wrong(fault);
    g_error_free(fault);
    return fine(g_strdup("is at work"));
}

/* Reminders, the digest and retention are not the service's. */
static struct finding check_daily(const struct config *config)
{
    GError *fault = NULL;
    bool there = g_file_test(config->store.path, G_FILE_TEST_EXISTS);
    struct store *store = there ? store_open(config->store.path, &fault) : NULL;
    json_auto_t *last = store ? clock_day(store, &fault) : there ? NULL : json_null();
    json_auto_t *doubt = last && store ? clock_doubt(store, &fault) : NULL;
    store_close(store);
    if (!last || (store && !doubt))
        return wrong(fault);
    const char *day = json_string_value(json_object_get(last, "day")),
               *from = json_string_value(json_object_get(doubt, "last"));
    g_autofree char *today = calendar_today();
    if (!day)
        return warn(g_strdup("never done yet: systemctl enable --now presens-daily.timer"));
    if (from)
        return warn(g_strdup_printf("the clock has jumped from %s to %s: is it right? presens daily "
                                    "--clock-is-right goes on at once",
                                    from, json_string_value(json_object_get(doubt, "since"))));
    int ago = calendar_days_between(day, today);
    return ago >= 0 && ago <= 1
               ? fine(g_strdup_printf("last done on %s", day))
               : warn(g_strdup_printf("last done on %s: is presens-daily.timer at work (systemctl "
                                      "list-timers)?",
                                      day));
}

/* The number that the statement `metrics` gives under a name and state; 0 where there is none. */
static gint64 number_of(const json_t *rows, const char *name, const char *state)
{
    size_t index;
    const json_t *row;
    json_array_foreach(rows, index, row)
        if (g_strcmp0(json_string_value(json_object_get(row, "name")), name) == 0 &&
            g_strcmp0(json_string_value(json_object_get(row, "state")), state) == 0)
            return json_integer_value(json_object_get(row, "value"));
    return 0;
}

static struct finding check_waiting(const struct config *config)
{
    GError *fault = NULL;
    if (!g_file_test(config->store.path, G_FILE_TEST_EXISTS))
        return fine(g_strdup("nothing"));
    struct store *store = store_open(config->store.path, &fault);
    json_auto_t *rows = store ? store_rows(store, "metrics", NULL, &fault) : NULL;
    store_close(store);
    if (!rows)
        return wrong(fault);
    gint64 parked = number_of(rows, "messages", "parked"), failed = number_of(rows, "outbox", "failed");
    bool late = number_of(rows, "oldest_unprocessed_seconds", NULL) > LATE_SECONDS ||
                number_of(rows, "oldest_queued_seconds", NULL) > LATE_SECONDS;
    char *words = g_strdup_printf(
        "%" G_GINT64_FORMAT " mails to handle, %" G_GINT64_FORMAT " to send, %" G_GINT64_FORMAT
        " for the office to decide; %" G_GINT64_FORMAT " parked, %" G_GINT64_FORMAT " not delivered%s",
        number_of(rows, "messages", "received") + number_of(rows, "messages", "read"),
        number_of(rows, "outbox", "queued"), number_of(rows, "flagged", NULL), parked, failed,
        late ? "; the oldest has waited for more than an hour" : "");
    return parked || failed || late ? warn(words) : fine(words);
}

static const struct {
    const char *name;
    struct finding (*run)(const struct config *config);
} checks[] = {
    {"file modes", check_modes},  {"sandbox", check_sandbox},  {"rules and letters", check_rules},
    {"database", check_database}, {"mailbox", check_mailbox},  {"outgoing mail", check_outgoing},
    {"service", check_service},   {"daily work", check_daily}, {"what waits", check_waiting},
};

static void print_finding(const char *name, const struct finding *finding)
{
    printf("%-7s  %-18s %s\n",
           !finding->good     ? "WRONG"
           : finding->warning ? "look at"
                              : "ok",
           name, finding->words);
    fflush(stdout);
}

static bool examine(const struct command *command, GError **error)
{
    const char *path = command->config_path ? command->config_path : CONFIG_DEFAULT_PATH;
    struct config *config = config_read(path, error);
    if (!config)
        return false;
    guint wrongs = 0;
    print_finding("configuration", &(struct finding){.good = true, .words = config->path});
    for (guint i = 0; i < G_N_ELEMENTS(checks); i++) {
        struct finding finding = checks[i].run(config);
        print_finding(checks[i].name, &finding);
        wrongs += !finding.good;
        g_free(finding.words);
    }
    config_free(config);
    return wrongs == 0 || fail(error, ERROR_INPUT, "%u of %u checks found something wrong", wrongs,
                               (guint)G_N_ELEMENTS(checks));
}

int doctor_command(int argc, char **argv)
{
    struct command command;
    GError *error = NULL;
    if (command_parse(&command, &argc, &argv, "",
                      "Checks configuration, sandbox, rules, database, mailbox and sending, and says what is "
                      "wrong. Sends "
                      "no mail and handles none.",
                      NULL, 0, 0, &error))
        examine(&command, &error);
    command_clear(&command);
    return command_end(error);
}
