#include "parser/sandbox.h"
#include "parser/sandbox_lockdown.h"
#include "tests/unit/suite.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAILS 200

static char *prepared;
static pid_t service;

static void prepare(void)
{
    prepared = g_strdup("loaded once");
}

static char *try_memory(void)
{
    volatile char *bytes = g_malloc((gsize)600 << 20);
    bytes[0] = 1;
    return g_strdup("memory");
}

static char *try_running_memory(void)
{
    void *bytes = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return g_strdup(bytes == MAP_FAILED ? "no code" : "code");
}

/* Waits for what never comes, without taking processor time. */
static char *wait_for_ever(void)
{
    int word = 0;
    syscall(SYS_futex, &word, FUTEX_WAIT, 0, NULL);
    return g_strdup("awake");
}

/* A signal to the service, which every reader has the same rights as. */
static char *try_service(void)
{
    return g_strdup(kill(service, 0) == 0 ? "reached" : "not reached");
}

static const char *const paths[] = {
    "/etc/passwd", "/proc/self/maps", "/proc/1/environ", "/dev/null", "/", "."};

static char *try_files(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(paths); i++)
        if (open(paths[i], O_RDONLY) >= 0)
            return g_strdup(paths[i]);
    return g_strdup(open("new", O_WRONLY | O_CREAT, 0600) < 0 ? "no file" : "new");
}

/* Landlock alone lets a process see whether a file is there. */
static char *try_looking(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(paths); i++)
        if (open(paths[i], O_PATH) >= 0 || access(paths[i], F_OK) == 0)
            return g_strdup(paths[i]);
    return g_strdup("no file");
}

static char *count_descriptors(void)
{
    guint open_ones = 0;
    for (int fd = 0; fd < 64; fd++)
        open_ones += lseek(fd, 0, SEEK_CUR) >= 0 || write(fd, "", 0) == 0;
    return g_strdup_printf("%u", open_ones);
}

static char *try_writing_input(void)
{
    return g_strdup(write(3, "x", 1) < 0 ? "sealed" : "written");
}

static gpointer run_thread(gpointer data)
{
    return data;
}

/* What is sent ahead is out, whatever takes over the child afterwards. */
static char *send_ahead(const char *then)
{
    sandbox_send_ahead("{\"from\":\"a\"");
    sandbox_send_ahead(",\"to\":\"b\"");
    if (strcmp(then, "crash") == 0)
        __builtin_trap();
    return strcmp(then, "fail") == 0 ? NULL : g_strdup(then);
}

/* A letter a part: at "!" it ends badly, and the others are told by themselves. */
static char *read_parts(const char *part)
{
    sandbox_send_ahead("[");
    for (; *part; part++) {
        const char letter[] = {*part, '\0'};
        if (sandbox_leave_out_part())
            continue;
        if (*part == '!')
            __builtin_trap();
        sandbox_send_ahead(letter);
    }
    return g_strdup("]");
}

/* What a child does is what its input says. */
static char *obey(GBytes *input, GError **error)
{
    gsize length;
    const char *bytes = g_bytes_get_data(input, &length);
    g_autofree char *order = g_strndup(bytes, length);
    if (strcmp(order, "crash") == 0)
        **(int *volatile *)&(int *){NULL} = 1;
    if (strcmp(order, "loop") == 0)
        for (;;)
            continue;
    if (strcmp(order, "exit") == 0)
        _exit(0);
    if (strcmp(order, "socket") == 0)
        return socket(AF_INET, SOCK_STREAM, 0) < 0 ? NULL : g_strdup("a socket");
    if (strcmp(order, "fork") == 0)
        return fork() < 0 ? NULL : g_strdup("a child");
    if (strcmp(order, "exec") == 0)
        execl("/bin/true", "true", NULL);
    if (strcmp(order, "kill") == 0)
        kill(getppid(), SIGKILL);
    if (strcmp(order, "service") == 0)
        return try_service();
    if (strcmp(order, "vfork") == 0)
        return vfork() < 0 ? NULL : g_strdup("a child");
    if (strcmp(order, "thread") == 0)
        return g_thread_try_new("thread", run_thread, NULL, NULL) ? g_strdup("a thread")
                                                                  : g_strdup("no thread");
    if (strcmp(order, "trace") == 0)
        return ptrace(PTRACE_ATTACH, service, NULL, NULL) < 0 ? NULL : g_strdup("traced");
    if (strcmp(order, "connect") == 0)
        return connect(3, (const struct sockaddr *)&(struct sockaddr_in){.sin_family = AF_INET},
                       sizeof(struct sockaddr_in)) < 0
                   ? NULL
                   : g_strdup("connected");
    if (strcmp(order, "memory of others") == 0)
        return process_vm_readv(service, NULL, 0, NULL, 0, 0) < 0 ? NULL : g_strdup("read");
    if (strcmp(order, "limits") == 0)
        return setrlimit(RLIMIT_CPU, &(struct rlimit){99, 99}) < 0 ? NULL : g_strdup("lifted");
    if (strcmp(order, "abort") == 0)
        abort();
    if (strcmp(order, "wait") == 0)
        return wait_for_ever();
    if (strcmp(order, "curse") == 0) {
        g_set_error_literal(error, PRESENS_ERROR, ERROR_INPUT, "\033[2J\xff\nline \xc2\x9b\xe2\x80\xae");
        return NULL;
    }
    if (strcmp(order, "file") == 0)
        return try_files();
    if (strcmp(order, "look") == 0)
        return try_looking();
    if (strcmp(order, "memory") == 0)
        return try_memory();
    if (strcmp(order, "code") == 0)
        return try_running_memory();
    if (strcmp(order, "descriptors") == 0)
        return count_descriptors();
    if (strcmp(order, "write input") == 0)
        return try_writing_input();
    if (strcmp(order, "prepared") == 0)
        return g_strdup(prepared);
    if (strcmp(order, "flood") == 0)
        return g_strnfill(2 << 20, 'x');
    if (g_str_has_prefix(order, "ahead "))
        return send_ahead(order + strlen("ahead "));
    if (g_str_has_prefix(order, "parts "))
        return read_parts(order + strlen("parts "));
    if (strcmp(order, "nothing") == 0)
        return g_strdup("");
    if (strcmp(order, "refuse") == 0) {
        g_set_error_literal(error, PRESENS_ERROR, ERROR_INPUT, "not a mail");
        return NULL;
    }
    return g_strdup_printf("read %s", order);
}

/* The service has files open when it starts the zygote; no reader finds them. */
static struct sandbox *start(void)
{
    ck_assert(dup2(STDERR_FILENO, 20) == 20 && dup2(STDERR_FILENO, 40) == 40);
    service = getpid();
    const struct sandbox_options options = {
        .jobs = 3, .seconds = 2, .processor = 1, .output = 1 << 20, .prepare = prepare, .work = obey};
    GError *error = NULL;
    struct sandbox *sandbox = sandbox_start(&options, &error);
    ck_assert_msg(sandbox != NULL, "%s", error ? error->message : "");
    return sandbox;
}

/* What one child gives for an order: its output, or the kind of error with its reason. */
static char *give(struct sandbox *sandbox, const char *order, int *code)
{
    GBytes *input = g_bytes_new_static(order, strlen(order));
    char *output = NULL;
    GError *reason = NULL, *error = NULL;
    ck_assert(sandbox_run(sandbox, &input, 1, &output, &reason, &error));
    ck_assert((output == NULL) != (reason == NULL));
    *code = reason ? reason->code : -1;
    char *result = output ? output : g_strdup(reason->message);
    g_clear_error(&reason);
    g_bytes_unref(input);
    return result;
}

static bool is_filtered(void)
{
    return lockdown_complete() & LAYER_SECCOMP;
}

static const struct {
    const char *order;
    int code; /* -1: an output */
    const char *said;
    bool by_filter; /* only where the list of system calls, or the limit on memory, is in force */
} orders[] = {
    {"", -1, "read ", false},
    {"mail", -1, "read mail", false},
    {"nothing", -1, "", false},
    {"prepared", -1, "loaded once", false},
    {"ahead }", -1, "{\"from\":\"a\",\"to\":\"b\"}", false},
    {"ahead {\"from\":\"c\"}", -1, "{\"from\":\"a\",\"to\":\"b\"{\"from\":\"c\"}", false},
    {"ahead fail", ERROR_READER, "the reader gave no answer", false},
    {"ahead crash", ERROR_READER, "the reader crashed", false},
    {"parts abc", -1, "[abc]", false},
    {"parts !", -1, "[]", false},
    {"parts a!bc!", -1, "[abc]", false},
    {"parts !a!b!c", ERROR_READER, "the reader crashed", false},
    {"file", -1, "no file", false},
    {"descriptors", -1, "5", false},
    {"write input", ERROR_READER, "the reader crashed", false},
    {"refuse", ERROR_INPUT, "not a mail", false},
    {"exit", ERROR_READER, "the reader gave no answer", false},
    {"loop", ERROR_READER, "the reader was stopped: it took too ", false},
    {"wait", ERROR_READER, "the reader was stopped: it took too long", false},
    {"curse", ERROR_INPUT, " [2J\uFFFD line   ", false},
    {"flood", ERROR_READER, "the reader was stopped: it gave too much output", false},
    {"crash", ERROR_READER, "the reader crashed", true},
    {"socket", ERROR_READER, "the reader was stopped: it asked the system", true},
    {"fork", ERROR_READER, "the reader was stopped: it asked the system", true},
    {"exec", ERROR_READER, "the reader was stopped: it asked the system", true},
    {"kill", ERROR_READER, "the reader was stopped: it asked the system", true},
    {"service", ERROR_READER, "the reader was stopped: it asked the system", true},
    {"vfork", ERROR_READER, "the reader was stopped: it asked the system", true},
    {"thread", ERROR_READER, "the reader was stopped: it asked the system", true},
    {"trace", ERROR_READER, "the reader was stopped: it asked the system", true},
    {"connect", ERROR_READER, "the reader was stopped: it asked the system", true},
    {"memory of others", ERROR_READER, "the reader was stopped: it asked the system", true},
    {"limits", ERROR_READER, "the reader was stopped: it asked the system", true},
    {"abort", ERROR_READER, "the reader was stopped: it asked the system", true},
    {"look", -1, "no file", true},
    {"code", -1, "no code", true},
    {"memory", ERROR_READER, "the reader was stopped: it had no memory left", true},
};

START_TEST(a_child_can_only_compute)
{
    if (orders[_i].by_filter && !is_filtered())
        return;
    struct sandbox *sandbox = start();
    int code;
    g_autofree char *said = give(sandbox, orders[_i].order, &code);
    ck_assert_msg(code == orders[_i].code && g_str_has_prefix(said, orders[_i].said), "%d: %s", code, said);
    /* Whatever one child does, the next one reads. */
    g_autofree char *next = give(sandbox, "again", &code);
    ck_assert_str_eq(next, "read again");
    sandbox_stop(sandbox);
}
END_TEST

START_TEST(many_mails_come_back_in_order)
{
    struct sandbox *sandbox = start();
    GBytes *inputs[MAILS];
    char *outputs[MAILS];
    GError *errors[MAILS], *error = NULL;
    for (guint i = 0; i < MAILS; i++) {
        char *order = i % 10 == 3 ? g_strdup("exit") : g_strdup_printf("%u", i);
        inputs[i] = g_bytes_new_take(order, strlen(order));
    }
    ck_assert(sandbox_run(sandbox, inputs, MAILS, outputs, errors, &error));
    for (guint i = 0; i < MAILS; i++) {
        g_autofree char *expected = g_strdup_printf("read %u", i);
        if (i % 10 == 3)
            ck_assert_int_eq(errors[i]->code, ERROR_READER);
        else
            ck_assert_str_eq(outputs[i], expected);
        g_clear_error(&errors[i]);
        g_free(outputs[i]);
        g_bytes_unref(inputs[i]);
    }
    sandbox_stop(sandbox);
}
END_TEST

START_TEST(a_large_mail_goes_in_and_comes_out)
{
    struct sandbox *sandbox = start();
    g_autofree char *order = g_strnfill(1000000, 'm'), *expected = g_strconcat("read ", order, NULL);
    int code;
    g_autofree char *said = give(sandbox, order, &code);
    ck_assert_str_eq(said, expected);
    sandbox_stop(sandbox);
}
END_TEST

static pid_t only_child(void)
{
    char path[64], line[64] = "";
    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
    FILE *file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    ck_assert_ptr_nonnull(fgets(line, sizeof line, file));
    fclose(file);
    return (pid_t)g_ascii_strtoll(line, NULL, 10);
}

START_TEST(a_dead_zygote_costs_mails_but_not_us)
{
    struct sandbox *sandbox = start();
    kill(only_child(), SIGKILL);
    g_autoptr(GBytes) input = g_bytes_new_static("mail", 4);
    GBytes *inputs[] = {input, input};
    char *outputs[2];
    GError *errors[2];
    g_autoptr(GError) error = NULL;
    ck_assert(!sandbox_run(sandbox, inputs, 2, outputs, errors, &error));
    ck_assert_int_eq(error->code, ERROR_SANDBOX);
    for (guint i = 0; i < 2; i++) {
        ck_assert_ptr_null(outputs[i]);
        ck_assert_int_eq(errors[i]->code, ERROR_READER);
        g_clear_error(&errors[i]);
    }
    sandbox_stop(sandbox);
}
END_TEST

START_TEST(signals_for_the_group_leave_the_zygote_alone)
{
    struct sandbox *sandbox = start();
    pid_t zygote = only_child();
    kill(zygote, SIGTERM);
    kill(zygote, SIGINT);
    int code;
    g_autofree char *said = give(sandbox, "mail", &code);
    ck_assert_str_eq(said, "read mail");
    sandbox_stop(sandbox);
    ck_assert_int_eq(waitpid(zygote, NULL, 0), -1); /* ended and reaped */
}
END_TEST

START_TEST(the_layers_are_named)
{
    struct sandbox *sandbox = start();
    g_autofree char *complete = lockdown_names(lockdown_complete());
    ck_assert_str_eq(sandbox_layers(sandbox), complete);
    ck_assert_ptr_nonnull(strstr(complete, "landlock"));
    sandbox_stop(sandbox);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sandbox");
    TCase *children = tcase_create("children");
    tcase_set_timeout(children, 60);
    tcase_add_loop_test(children, a_child_can_only_compute, 0, G_N_ELEMENTS(orders));
    tcase_add_test(children, many_mails_come_back_in_order);
    tcase_add_test(children, a_large_mail_goes_in_and_comes_out);
    tcase_add_test(children, a_dead_zygote_costs_mails_but_not_us);
    tcase_add_test(children, signals_for_the_group_leave_the_zygote_alone);
    tcase_add_test(children, the_layers_are_named);
    suite_add_tcase(suite, children);
    return run_suite(suite);
}
