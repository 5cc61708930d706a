#include "ingest/in_hand.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static const int fatal[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

static struct sigaction before[G_N_ELEMENTS(fatal)];
static bool armed;
static int note = -1;
static _Thread_local volatile gint64 mail_in_hand;

/* Nothing but system calls here: anything may be broken. */
static void write_down(gint64 mail)
{
    char digits[24];
    size_t at = sizeof digits;
    for (gint64 left = mail; left > 0; left /= 10)
        digits[--at] = (char)('0' + left % 10);
    if (pwrite(note, digits + at, sizeof digits - at, 0) < 0)
        return;
}

static void crash(int number)
{
    if (note >= 0 && mail_in_hand > 0)
        write_down(mail_in_hand);
    for (size_t i = 0; i < G_N_ELEMENTS(fatal); i++)
        if (fatal[i] == number)
            sigaction(number, &before[i], NULL);
    /* The instruction, or abort(), comes round again and meets what was there before us. */
}

static gint64 read_note(void)
{
    char digits[24] = "";
    return pread(note, digits, sizeof digits - 1, 0) > 0 ? g_ascii_strtoll(digits, NULL, 10) : 0;
}

bool in_hand_start(const char *path, gint64 *crashed, GError **error)
{
    note = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (note < 0)
        return fail(error, ERROR_STORE_DISK, "cannot open %s: %s", path, g_strerror(errno));
    *crashed = read_note();
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
}

void in_hand_forget(void)
{
    if (ftruncate(note, 0) != 0)
        g_debug("the note of what was in hand stays");
}

void in_hand_stop(void)
{
    if (note >= 0)
        close(note);
    note = -1;
}
