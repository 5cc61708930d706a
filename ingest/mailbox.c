#include "base/calendar.h"
#include "ingest/mailbox_driver.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

const char *const mailbox_folder_names[MAILBOX_FOLDERS] = {"Behandlet", "Returnert", "Til vurdering",
                                                           "Annet"};

static const struct {
    const char *scheme;
    const struct mailbox_operations *operations;
} drivers[] = {
    {"imap", &imap_operations},
    {"imaps", &imap_operations},
    {"maildir", &maildir_operations},
};

struct mail *mail_new(const char *uid, GBytes *raw, guint64 size, gint64 received)
{
    struct mail *mail = g_new0(struct mail, 1);
    mail->uid = g_strdup(uid);
    mail->raw = raw;
    mail->size = size;
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(received);
    mail->received_at = g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ");
    return mail;
}

void mail_free(struct mail *mail)
{
    if (!mail)
        return;
    g_free(mail->uid);
    g_clear_pointer(&mail->raw, g_bytes_unref);
    g_free(mail->received_at);
    g_free(mail);
}

bool mailbox_is_due(const struct mailbox *mailbox, gint64 received)
{
    const char *since = mailbox->config->mailbox.since;
    if (!since)
        return true;
    g_autofree char *day = calendar_day_of(received);
    return strcmp(day, since) >= 0;
}

bool mailbox_sleep(int wake_fd, int fd, gint64 milliseconds, GError **error)
{
    struct pollfd watched[] = {{.fd = wake_fd, .events = POLLIN}, {.fd = fd, .events = POLLIN}};
    int ready = poll(watched, G_N_ELEMENTS(watched), (int)CLAMP(milliseconds, 0, G_MAXINT));
    bool good = (ready >= 0 || errno == EINTR) && !((watched[0].revents | watched[1].revents) & POLLNVAL);
    return good || fail(error, ERROR_INTERNAL, "waiting for mail: descriptors %d and %d cannot be watched",
                        wake_fd, fd);
}

bool mailbox_is_awake(int wake_fd)
{
    struct pollfd watched = {.fd = wake_fd, .events = POLLIN};
    return poll(&watched, 1, 0) > 0;
}

struct mailbox *mailbox_open(const struct config *config, GError **error)
{
    const struct config_endpoint *at = &config->mailbox.at;
    for (size_t i = 0; i < G_N_ELEMENTS(drivers); i++) {
        if (g_strcmp0(at->scheme, drivers[i].scheme) != 0)
            continue;
        struct mailbox *mailbox = drivers[i].operations->open(config);
        mailbox->operations = drivers[i].operations;
        mailbox->config = config;
        mailbox->deadline = MAILBOX_DEADLINE;
        return mailbox;
    }
    fail(error, ERROR_CONFIGURATION, "%s: mailbox.url must begin with imaps://, imap:// or maildir://",
         config->path);
    return NULL;
}

void mailbox_close(struct mailbox *mailbox)
{
    if (!mailbox)
        return;
    char *name = mailbox->name, *uidvalidity = mailbox->uidvalidity;
    mailbox->operations->close(mailbox);
    g_free(name);
    g_free(uidvalidity);
}

const char *mailbox_name(const struct mailbox *mailbox)
{
    return mailbox->name;
}

const char *mailbox_uidvalidity(const struct mailbox *mailbox)
{
    return mailbox->uidvalidity;
}

GPtrArray *mailbox_fetch(struct mailbox *mailbox, mailbox_known known, void *data, GError **error)
{
    GPtrArray *mails = mailbox->operations->fetch(mailbox, known, data, error);
    mailbox->failures = mails ? 0 : mailbox->failures + 1;
    return mails;
}

bool mailbox_file(struct mailbox *mailbox, const char *uidvalidity, const char *const *uids, guint count,
                  enum mailbox_folder folder, GError **error)
{
    GError *fault = NULL;
    if (count == 0 || mailbox->operations->file(mailbox, uidvalidity, uids, count, folder, &fault)) {
        mailbox->failures = 0;
        return true;
    }
    if (!g_error_matches(fault, PRESENS_ERROR, ERROR_NOT_MOVED))
        mailbox->failures++;
    g_propagate_error(error, fault);
    return false;
}

bool mailbox_wait(struct mailbox *mailbox, int wake_fd, guint seconds, GError **error)
{
    return mailbox->operations->wait(mailbox, wake_fd, seconds, error);
}

static bool all_known(const char *mailbox G_GNUC_UNUSED, const char *uidvalidity G_GNUC_UNUSED,
                      const char *uid G_GNUC_UNUSED, void *data G_GNUC_UNUSED)
{
    return true;
}

bool mailbox_check(struct mailbox *mailbox, gint64 *expires, GError **error)
{
    *expires = 0;
    g_autoptr(GPtrArray) none = mailbox_fetch(mailbox, all_known, NULL, error);
    return none && mailbox->operations->check(mailbox, expires, error);
}

guint mailbox_retry_after(const struct mailbox *mailbox)
{
    return error_pause(mailbox->failures);
}
