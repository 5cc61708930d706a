#include "ingest/in_hand.h"
#include "store/private_file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

static const int fatal[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

/* The whole file. */
struct note {
    gint64 crashed; /* written by the handler of a signal */
    gint64 at;      /* in hand now; NOTHING while there is none */
    gint64 ended;   /* in hand when the last process ended without a word */
    gint64 ends;    /* how often in a row */
};
#define NOTHING (-1) /* 0 is a process that ended well */

static struct sigaction before[G_N_ELEMENTS(fatal)];
static bool armed, careful;
static int file = -1;
static _Thread_local volatile gint64 mail_in_hand;

/* Nothing but a system call: anything may be broken. A note that cannot be written costs no mail. */
static void write_number(size_t place, gint64 number)
{
    if (pwrite(file, &number, sizeof number, (off_t)place) < 0)
        return;
}

static void sync_note(void)
{
    if (fdatasync(file) != 0)
        g_debug("the note of what is in hand is not on the disk");
}

static void crash(int number)
{
    if (file >= 0 && mail_in_hand > 0)
        write_number(offsetof(struct note, crashed), mail_in_hand);
    for (size_t i = 0; i < G_N_ELEMENTS(fatal); i++)
        if (fatal[i] == number)
            sigaction(number, &before[i], NULL);
    /* The instruction, or abort(), comes round again and meets what was there before us. */
}

static void write_note(struct note note)
{
    if (pwrite(file, &note, sizeof note, 0) < 0)
        g_debug("the note of what is in hand is not written");
    sync_note();
}

/* Counts the end of the last process, and says what is to be dealt with. */
static void take_note(struct ended *ended)
{
    struct note note = {0};
    if (pread(file, &note, sizeof note, 0) != sizeof note)
        note = (struct note){0};
    careful = note.at != 0;
    if (note.at == 0 || note.at == note.crashed)
        note.ended = note.ends = 0;
    if (note.at > 0 && note.at != note.crashed) {
        note.ends = note.at == note.ended ? note.ends + 1 : 1;
        note.ended = note.at;
    }
    note.at = NOTHING;
    *ended = (struct ended){
        .badly = careful, .crashed = note.crashed, .silent = note.ends >= IN_HAND_ENDS ? note.ended : 0};
    write_note(note);
}

bool in_hand_start(const char *path, struct ended *ended, GError **error)
{
    file = private_file_make(path) ? open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW) : -1;
    if (file < 0)
        return fail(error, ERROR_STORE_DISK, "cannot open %s: %s", path, g_strerror(errno));
    take_note(ended);
    for (size_t i = 0; !armed && i < G_N_ELEMENTS(fatal); i++) {
        const struct sigaction action = {.sa_handler = crash};
        sigaction(fatal[i], &action, &before[i]);
    }
    armed = true;
    return true;
}

void in_hand(gint64 mail)
{
    mail_in_hand = mail;
    if (file < 0)
        return;
    write_number(offsetof(struct note, at), mail ? mail : NOTHING);
    if (careful && mail)
        sync_note();
}

void in_hand_counted(void)
{
    struct note note = {.at = NOTHING}, found;
    if (pread(file, &found, sizeof found, 0) == sizeof found && found.ends < IN_HAND_ENDS) {
        note.ended = found.ended;
        note.ends = found.ends;
    }
    write_note(note);
}

void in_hand_idle(void)
{
    careful = false;
}

void in_hand_stop(void)
{
    if (file >= 0) {
        write_number(offsetof(struct note, at), 0);
        close(file);
    }
    file = -1;
}
