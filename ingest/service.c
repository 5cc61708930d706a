#include "ingest/service.h"
#include "base/failpoint.h"
#include "base/log.h"
#include "base/private.h"
#include "base/supervisor.h"
#include "ingest/in_hand.h"
#include "ingest/mailbox.h"
#include "ingest/metrics.h"
#include "ingest/setback.h"
#include "notify/answers.h"
#include "notify/sender.h"
#include "parser/parse.h"
#include "parser/sandbox.h"
#include "rules/decide.h"
#include "rules/orders.h"
#include "store/lock.h"
#include "store/messages.h"
#include "store/outbox.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define READ_AT_ONCE 64 /* mails whose raw bytes are in memory together */

/* How long the office waits for what is noted for it, in seconds, where mail comes in without a pause. */
#define OFFICE_WAITS (10 * 60)

/* How long one transaction may decide: others want to write, too, and a death undoes no more than this. */
#define DECIDE_FOR (G_USEC_PER_SEC / 2)

struct service {
    const struct config *config;
    struct sandbox *sandbox;
    struct store *store;
    struct rules *rules;
    struct answers *answers;
    struct mailbox *mailbox;
    struct sender *sender;
    int lock;    /* held for the life of the service: one service a database */
    int wake_fd; /* an eventfd: a mail's answer is out, or we are asked to stop */
    struct metrics metrics;
    guint failures; /* in a row, with no mail handled between */
    struct setback setback;
    bool progress;
};

/* Set by a signal handler, hence global. */
static volatile sig_atomic_t stopping;
static volatile sig_atomic_t stop_fd = -1;

static bool known(const char *mailbox, const char *uidvalidity, const char *uid, void *store)
{
    return messages_known(store, mailbox, uidvalidity, uid);
}

/* Ends a group commit: all of it or nothing. */
static bool finish(struct store *store, bool good, GError **error)
{
    if (good && store_commit(store, error))
        return true;
    store_rollback(store);
    return false;
}

/* mailbox → raw bytes, committed before anything else happens. */
static bool take_in(struct service *service, guint *count, GError **error)
{
    g_autoptr(GPtrArray) mails = mailbox_fetch(service->mailbox, known, service->store, error);
    if (!mails || !failpoint("mailbox.fetched", 0, error))
        return false;
    *count = mails->len;
    if (mails->len == 0)
        return true;
    bool whole = true;
    g_autofree struct arrival *arrivals = g_new0(struct arrival, mails->len);
    for (guint i = 0; i < mails->len; i++) {
        const struct mail *mail = g_ptr_array_index(mails, i);
        arrivals[i] = (struct arrival){mail->uid, mail->raw, mail->size, mail->received_at};
        whole = whole && mail->raw;
    }
    const char *mailbox = mailbox_name(service->mailbox),
               *uidvalidity = mailbox_uidvalidity(service->mailbox);
    return store_begin(service->store, error) &&
           finish(service->store,
                  messages_receive(service->store, mailbox, uidvalidity, arrivals, mails->len, error) &&
                      (whole || setback_tell_of_not_taken_in(&service->setback, error)),
                  error) &&
           failpoint("store.received", 0, error);
}

/* A mail that was not read whole is answered all the same; the log says what it was. */
static bool log_unread(struct service *service, gint64 message, GError **error)
{
    json_t *parts =
        store_rows(service->store, "unread_parts", json_pack("{s:I}", "message", (json_int_t)message), error);
    size_t index;
    json_t *part;
    json_array_foreach(parts, index, part)
        log_note("mail %" G_GINT64_FORMAT ": a part could not be read: %s", message,
                 json_string_value(json_object_get(part, "what")));
    json_decref(parts);
    return parts != NULL;
}

/* What the reader made of one mail goes into the tables. */
static bool keep_reading(struct service *service, gint64 message, const char *reading, const GError *why,
                         GError **error)
{
    GError *fault = NULL;
    in_hand(message);
    if (!reading)
        return setback_of(&service->setback, message, why, error);
    if (!store_savepoint(service->store, error))
        return false;
    if (message_load(service->store, message, reading, service->config->trust.authserv_id, &fault) &&
        failpoint("mail.loaded", message, &fault))
        return store_release(service->store, error) && log_unread(service, message, error);
    store_undo(service->store);
    return setback_or_fail(&service->setback, message, fault, error);
}

/* Mails whose raw bytes are not there cost nobody else anything. */
static GPtrArray *raw_of(struct service *service, const GArray *messages, GArray *present, GError **error)
{
    g_autoptr(GPtrArray) raw = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    for (guint i = 0; i < messages->len; i++) {
        gint64 message = g_array_index(messages, gint64, i);
        GError *fault = NULL;
        GBytes *bytes = message_raw(service->store, message, &fault);
        if (bytes) {
            g_ptr_array_add(raw, bytes);
            g_array_append_val(present, message);
        } else if (!setback_or_fail(&service->setback, message, fault, error)) {
            return NULL;
        }
    }
    return g_steal_pointer(&raw);
}

/* raw bytes → JSON (in sandboxed children) → tables. */
static bool read_received(struct service *service, const GArray *messages, GError **error)
{
    g_autoptr(GArray) present = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GPtrArray) raw = raw_of(service, messages, present, error);
    if (!raw)
        return false;
    guint count = raw->len;
    g_autofree char **readings = g_new0(char *, count);
    g_autofree GError **faults = g_new0(GError *, count);
    bool good = sandbox_run(service->sandbox, (GBytes *const *)raw->pdata, count, readings, faults, error) &&
                failpoint("sandbox.read", 0, error) && store_begin(service->store, error);
    bool begun = good;
    for (guint i = 0; i < count; i++) {
        good =
            good && keep_reading(service, g_array_index(present, gint64, i), readings[i], faults[i], error);
        g_free(readings[i]);
        g_clear_error(&faults[i]);
    }
    return begun ? finish(service->store, good, error) && failpoint("store.read", 0, error) : good;
}

/* tables → findings, verdict and answers. A mail that cannot be decided or answered must not stop the others.
 */
static bool decide_one(struct service *service, gint64 message, GError **error)
{
    GError *fault = NULL;
    in_hand(message);
    if (!store_savepoint(service->store, error))
        return false;
    if (decide_message(service->rules, service->store, message, &fault) &&
        orders_obey(service->rules, service->store, service->config, message, &fault) &&
        failpoint("mail.decided", message, &fault) &&
        answers_to_message(service->answers, service->store, message, &fault) &&
        failpoint("mail.answered", message, &fault))
        return store_release(service->store, error);
    store_undo(service->store);
    return setback_or_fail(&service->setback, message, fault, error);
}

static bool decide_read(struct service *service, const GArray *messages, GError **error)
{
    sender_let_record(service->sender);
    if (!store_begin(service->store, error))
        return false;
    bool good = true;
    gint64 end = g_get_monotonic_time() + DECIDE_FOR;
    for (guint i = 0; good && i < messages->len && g_get_monotonic_time() < end; i++) {
        good = decide_one(service, g_array_index(messages, gint64, i), error);
        if (sender_wants_to_record(service->sender))
            break;
    }
    if (!finish(service->store, good, error) || !failpoint("store.decided", 0, error))
        return false;
    sender_wake(service->sender);
    return true;
}

/* Every message that waits in a state goes through the next stage, a batch at a time. */
static bool for_all(struct service *service, const char *state,
                    bool (*stage)(struct service *, const GArray *, GError **), GError **error)
{
    while (!stopping) {
        g_autoptr(GArray) messages = messages_in(service->store, state, READ_AT_ONCE, error);
        if (!messages)
            return false;
        if (messages->len == 0)
            return true;
        bool good = stage(service, messages, error);
        in_hand(0);
        if (!good)
            return false;
        supervisor_alive();
    }
    return true;
}

/* Notes that copies stand in their folder; not where a new connection has found the folder numbered anew:
 * they are taken for new copies then. */
static bool note_filed(struct service *service, const char *uidvalidity, const char *const *uids, guint count,
                       const char *folder, GError **error)
{
    if (strcmp(uidvalidity, mailbox_uidvalidity(service->mailbox)) != 0)
        return true;
    const char *mailbox = mailbox_name(service->mailbox);
    return failpoint("mailbox.filed", 0, error) && store_begin(service->store, error) &&
           finish(service->store,
                  messages_filed(service->store, mailbox, uidvalidity, uids, count, folder, error), error) &&
           failpoint("store.filed", 0, error);
}

/* Moves copies to a folder. What the mailbox refuses to move is tried one by one, then ever more seldom, and
 * stops nothing else. */
static bool file_copies(struct service *service, const char *uidvalidity, const char *const *uids,
                        guint count, enum mailbox_folder folder, GError **error)
{
    const char *name = mailbox_folder_names[folder];
    g_autoptr(GError) fault = NULL;
    if (mailbox_file(service->mailbox, uidvalidity, uids, count, folder, &fault))
        return note_filed(service, uidvalidity, uids, count, name, error);
    if (!g_error_matches(fault, PRESENS_ERROR, ERROR_NOT_MOVED)) {
        g_propagate_error(error, g_steal_pointer(&fault));
        return false;
    }
    for (guint i = 0; count > 1 && i < count; i++)
        if (!file_copies(service, uidvalidity, uids + i, 1, folder, error))
            return false;
    if (count > 1)
        return true;
    log_error(fault, "filing the mail with UID %s in %s", uids[0], name);
    return message_not_filed(service->store, mailbox_name(service->mailbox), uidvalidity, uids[0],
                             fault->message, error);
}

/* Mails whose answer is out go to their folder, so that the office sees in the mailbox how far everything is.
 */
static bool file_answered(struct service *service, GError **error)
{
    g_autofree char *uidvalidity = g_strdup(mailbox_uidvalidity(service->mailbox));
    json_t *rows = messages_to_file(service->store, mailbox_name(service->mailbox), uidvalidity, error);
    bool good = rows != NULL;
    for (int folder = 0; good && folder < MAILBOX_FOLDERS; folder++) {
        g_autoptr(GPtrArray) uids = g_ptr_array_new();
        size_t index;
        json_t *row;
        json_array_foreach(rows, index, row)
            if (strcmp(json_string_value(json_object_get(row, "folder")), mailbox_folder_names[folder]) == 0)
                g_ptr_array_add(uids, (gpointer)json_string_value(json_object_get(row, "uid")));
        good = uids->len == 0 || file_copies(service, uidvalidity, (const char *const *)uids->pdata,
                                             uids->len, (enum mailbox_folder)folder, error);
    }
    json_decref(rows);
    return good;
}

/* Alike exceptions of the round go to the office together. */
static bool tell_office(struct service *service, GError **error)
{
    return failpoint("office.telling", 0, error) && store_begin(service->store, error) &&
           finish(service->store,
                  answers_to_office(service->answers, service->store, error) &&
                      failpoint("office.told", 0, error),
                  error) &&
           failpoint("store.told", 0, error);
}

/* When nothing more is to be decided, so that it does not depend on where a round was cut off what is told
 * together. */
static bool tell_office_in_time(struct service *service, bool over, GError **error)
{
    gint64 waited = answers_wait_for_office(service->store, error);
    if (waited < -1)
        return false;
    if (waited < 0 || stopping || (!over && waited < OFFICE_WAITS))
        return true;
    bool good = tell_office(service, error);
    sender_wake(service->sender);
    return good;
}

static void show_progress(const struct service *service)
{
    if (service->progress)
        fprintf(stderr, "\r%" G_GUINT64_FORMAT " mails handled", service->metrics.handled);
}

/* The way through the house. Every stage takes its work from the store, so a round that was cut off anywhere
 * is simply continued by the next one. */
static bool handle_waiting(struct service *service, GError **error)
{
    guint taken = 0;
    do {
        if (!take_in(service, &taken, error) || !for_all(service, "received", read_received, error) ||
            !for_all(service, "read", decide_read, error))
            return false;
        sender_wake(service->sender);
        if (!tell_office_in_time(service, taken == 0, error) || !file_answered(service, error))
            return false;
        service->metrics.handled += taken;
        if (taken > 0) /* a round does not end while mail keeps coming */
            service->failures = 0;
        show_progress(service);
    } while (taken > 0 && !stopping);
    in_hand_idle();
    return true;
}

static void stop(int signal_number G_GNUC_UNUSED)
{
    stopping = 1;
    eventfd_write(stop_fd, 1);
}

static void listen_for_signals(const struct service *service)
{
    stop_fd = service->wake_fd;
    struct sigaction action = {.sa_handler = stop};
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static void forget_wake_ups(const struct service *service)
{
    eventfd_t count;
    eventfd_read(service->wake_fd, &count);
}

/* After a round that failed. Only the wish to stop ends it early: answers that go out meanwhile must not make
 * a storm of rounds. */
static void pause_after_failure(struct service *service)
{
    guint seconds = supervisor_longest_sleep(
        MAX(error_pause(++service->failures), mailbox_retry_after(service->mailbox)));
    gint64 end = g_get_monotonic_time() + seconds * G_USEC_PER_SEC;
    for (gint64 left = 1; !stopping && left > 0; left = (end - g_get_monotonic_time()) / 1000) {
        struct pollfd descriptor = {.fd = service->wake_fd, .events = POLLIN};
        poll(&descriptor, 1, (int)MAX((end - g_get_monotonic_time()) / 1000, 1));
        forget_wake_ups(service);
    }
}

/* Tells systemd and the monitoring that the loop came round. Metrics that cannot be written stop no mail. */
static void show_life(struct service *service, const GError *fault)
{
    supervisor_alive();
    supervisor_status(fault ? "handling mail failed and is tried again; see the journal"
                            : "waiting for mail");
    g_autoptr(GError) trouble = NULL;
    if (service->config->service.metrics_file &&
        !metrics_write(&service->metrics, service->store, service->config->service.metrics_file, &trouble))
        log_error(trouble, "writing the metrics");
}

/* The loop, until a fault that time does not heal. */
static bool work(struct service *service, GError **error)
{
    while (!stopping) {
        g_autoptr(GError) fault = NULL;
        bool good = handle_waiting(service, &fault);
        show_life(service, fault);
        guint seconds = supervisor_longest_sleep(service->config->mailbox.poll_seconds);
        if (good && mailbox_wait(service->mailbox, service->wake_fd, seconds, &fault)) {
            forget_wake_ups(service);
            service->failures = 0;
            continue;
        }
        service->metrics.failures++;
        if (!error_policy(fault)->retry) {
            g_propagate_error(error, g_steal_pointer(&fault));
            return false;
        }
        log_error(fault, "handling mail");
        pause_after_failure(service);
    }
    return true;
}

bool service_run(struct service *service, GError **error)
{
    listen_for_signals(service);
    log_note("at work on %s", mailbox_name(service->mailbox));
    service->metrics.started = g_get_real_time() / G_USEC_PER_SEC;
    supervisor_ready();
    bool good = work(service, error);
    supervisor_stopping();
    if (good)
        log_note("stopped; what is in hand goes on at the next start");
    return good;
}

bool service_run_once(struct service *service, bool progress, GError **error)
{
    listen_for_signals(service);
    service->progress = progress;
    service->setback.at_once = true;
    bool good = handle_waiting(service, error);
    sender_stop(g_steal_pointer(&service->sender), true);
    good = good && file_answered(service, error);
    if (progress)
        fprintf(stderr, "\n");
    if (good && outbox_wait(service->store) >= 0)
        return fail(error, ERROR_SEND_LATER, "some mails could not be sent yet; they stay in the outbox");
    return good;
}

/* A mail at which the program ended is known by a note beside the database. */
static bool count_ends(struct service *service, bool *badly, GError **error)
{
    g_autofree char *path = g_strconcat(service->config->store.path, ".crash", NULL);
    struct ended ended = {0};
    service->setback.store = service->store;
    service->setback.answers = service->answers;
    if (!in_hand_start(path, &ended, error) ||
        (ended.crashed && !setback_by_end(&service->setback, ended.crashed, true, error)) ||
        (ended.silent && !setback_by_end(&service->setback, ended.silent, false, error)))
        return false;
    in_hand_counted();
    *badly = ended.badly;
    return true;
}

/* A secret that others can read works as well as any: the log says so at every start, loudly. */
static void warn_of_open_secrets(const struct config *config)
{
    g_autoptr(GError) fault = NULL;
    if (!private_secrets(config, &fault))
        log_error(fault, "a secret is none");
}

static bool open_rooms(struct service *service, GError **error)
{
    const struct config *config = service->config;
    bool badly = false;
    return (service->lock = store_lock(config->store.path, error)) >= 0 &&
           (service->sandbox = parse_in_sandbox(config->sandbox.jobs, config->sandbox.best_effort, error)) &&
           (service->store = store_open(config->store.path, error)) &&
           (service->rules = rules_load(service->store, config, error)) &&
           (service->answers = answers_new(config, error)) && count_ends(service, &badly, error) &&
           (service->mailbox = mailbox_open(config, error)) &&
           (service->sender = sender_start(config, service->wake_fd, badly, error));
}

struct service *service_open(const struct config *config, GError **error)
{
    struct service *service = g_new0(struct service, 1);
    service->config = config;
    service->lock = -1;
    service->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    warn_of_open_secrets(config);
    if (!open_rooms(service, error)) {
        service_close(service);
        return NULL;
    }
    log_note("reading is sandboxed by %s", sandbox_layers(service->sandbox));
    return service;
}

void service_close(struct service *service)
{
    if (!service)
        return;
    if (service->sender)
        sender_stop(service->sender, false);
    in_hand_stop();
    mailbox_close(service->mailbox);
    answers_free(service->answers);
    rules_free(service->rules);
    store_close(service->store);
    sandbox_stop(service->sandbox);
    if (service->lock >= 0)
        close(service->lock);
    if (service->wake_fd >= 0)
        close(service->wake_fd);
    g_free(service);
}
