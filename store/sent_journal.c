#include "store/sent_journal.h"
#include "base/private.h"
#include "store/private_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct sent_journal {
    char *path;
    int file;
    bool empty;
    bool torn; /* ends in half a line that could not be taken back */
};

/* The lines: a Message-ID is of a mail that is out, this of a try that was handed over. */
#define HANDED "handed %" G_GINT64_FORMAT " after %" G_GINT64_FORMAT

static bool fault(const struct sent_journal *journal, const char *doing, GError **error)
{
    return fail(error, ERROR_STORE_DISK, "%s %s: %s", doing, journal->path, g_strerror(errno));
}

static bool open_file(struct sent_journal *journal, GError **error)
{
    if (!private_file_make(journal->path))
        return fault(journal, "cannot create", error);
    if (!private_file(journal->path, error))
        return false;
    journal->file = open(journal->path, O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW);
    return journal->file >= 0 || fault(journal, "cannot open", error);
}

struct sent_journal *sent_journal_open(const char *store_path, GError **error)
{
    struct sent_journal *journal = g_new0(struct sent_journal, 1);
    journal->path = g_strconcat(store_path, ".sent", NULL);
    journal->file = -1;
    if (!open_file(journal, error))
        g_clear_pointer(&journal, sent_journal_close);
    return journal;
}

void sent_journal_close(struct sent_journal *journal)
{
    if (!journal)
        return;
    if (journal->file >= 0)
        close(journal->file);
    g_free(journal->path);
    g_free(journal);
}

static void read_line(char *line, GPtrArray *sent, GArray *handed)
{
    struct outbox_try tried;
    if (sscanf(line, HANDED, &tried.id, &tried.attempts) == 2)
        g_array_append_val(handed, tried);
    else
        g_ptr_array_add(sent, g_strdup(line));
}

bool sent_journal_read(struct sent_journal *journal, GPtrArray *sent, GArray *handed, GError **error)
{
    g_autofree char *text = NULL;
    gsize length;
    if (!g_file_get_contents(journal->path, &text, &length, NULL))
        return fault(journal, "cannot read", error);
    char *line = text, *end;
    while ((end = memchr(line, '\n', (size_t)(text + length - line)))) {
        *end = '\0';
        read_line(line, sent, handed);
        line = end + 1;
    }
    journal->empty = length == 0;
    journal->torn = line < text + length;
    return true;
}

static bool add_line(struct sent_journal *journal, const char *line, bool synced, GError **error)
{
    if (journal->torn)
        return fail(error, ERROR_STORE_DISK, "%s ends in half a line", journal->path);
    size_t length = strlen(line);
    journal->empty = false;
    off_t before = lseek(journal->file, 0, SEEK_END);
    ssize_t written;
    do
        written = write(journal->file, line, length);
    while (written < 0 && errno == EINTR);
    if (before >= 0 && written == (ssize_t)length)
        return !synced || fdatasync(journal->file) == 0 || fault(journal, "cannot sync", error);
    if (written >= 0)
        errno = ENOSPC;
    fault(journal, "cannot write", error);
    journal->torn = before < 0 || ftruncate(journal->file, before) != 0;
    return false;
}

bool sent_journal_handing(struct sent_journal *journal, const struct outbox_try *tried, bool synced,
                          GError **error)
{
    g_autofree char *line = g_strdup_printf(HANDED "\n", tried->id, tried->attempts);
    return add_line(journal, line, synced, error);
}

bool sent_journal_note(struct sent_journal *journal, const char *message_id, bool synced, GError **error)
{
    g_autofree char *line = g_strconcat(message_id, "\n", NULL);
    return add_line(journal, line, synced, error);
}

bool sent_journal_empty(struct sent_journal *journal, GError **error)
{
    if (!journal->empty && ftruncate(journal->file, 0) != 0)
        return fault(journal, "cannot empty", error);
    journal->empty = true;
    journal->torn = false;
    return true;
}
