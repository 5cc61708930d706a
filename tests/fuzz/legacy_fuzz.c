/*
 * Fuzzing of the readers of old formats, for libFuzzer: the first byte chooses the reader, the rest is the
 * file. For winmail.dat there is a second choice, where the rest is an attribute of an attachment with its
 * sums made right, so that what lies behind them is reached:
 *   clang -fsanitize=fuzzer,address,undefined -I. ... tests/fuzz/legacy_fuzz.c parser/... base/...
 * The samples to begin with are tests/unit/samples/legacy, each behind its first byte.
 */
#include "parser/formats/format.h"
#include "parser/winmail.h"

static void read_document(struct sheet *(*read)(GBytes *file, GError **error), GBytes *file)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(sheet_t) sheet = read(file, &error);
    if ((sheet == NULL) == (error == NULL))
        g_error("neither a sheet nor an error");
    if (sheet)
        g_free(sheet_print(sheet));
}

static void read_winmail(GBytes *file)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) files = winmail_read(file, &error);
    if ((files == NULL) == (error == NULL))
        g_error("neither files nor an error");
}

static void add_number(GByteArray *bytes, guint32 number, guint length)
{
    for (guint i = 0; i < length; i++, number >>= 8)
        g_byte_array_append(bytes, &(guint8){(guint8)number}, 1);
}

static void add_attribute(GByteArray *bytes, guint32 number, const guint8 *content, gsize length)
{
    guint32 sum = 0;
    for (gsize i = 0; i < length; i++)
        sum += content[i];
    add_number(bytes, 2, 1);
    add_number(bytes, number, 4);
    add_number(bytes, (guint32)length, 4);
    g_byte_array_append(bytes, content, (guint)length);
    add_number(bytes, sum, 2);
}

/* The first byte of the content chooses the attribute. */
static GBytes *wrap(const guint8 *content, gsize length)
{
    static const guint32 attributes[] = {0x00069005, 0x00069003, 0x00018010,
                                         0x0006800f, 0x00069007, 0x00069004};
    static const guint8 start[14];
    GByteArray *bytes = g_byte_array_new();
    add_number(bytes, 0x223e9f78, 4);
    add_number(bytes, 1, 2);
    add_attribute(bytes, 0x00069002, start, sizeof start);
    if (length)
        add_attribute(bytes, attributes[content[0] % G_N_ELEMENTS(attributes)], content + 1, length - 1);
    return g_byte_array_free_to_bytes(bytes);
}

/* What libgsf has to say of damaged files. */
static void drop_message(const gchar *domain, GLogLevelFlags level, const gchar *message, gpointer data)
{
    (void)domain, (void)level, (void)message, (void)data;
}

int LLVMFuzzerInitialize(int *argc, char ***argv);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    g_log_set_handler("libgsf:msole", G_LOG_LEVEL_MASK, drop_message, NULL);
    return 0;
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
    if (size == 0)
        return 0;
    g_autoptr(GBytes) file = data[0] % 5 == 4 ? wrap(data + 1, size - 1) : g_bytes_new(data + 1, size - 1);
    switch (data[0] % 5) {
    case 0:
        read_document(doc_read, file);
        break;
    case 1:
        read_document(xls_read, file);
        break;
    case 2:
        read_document(rtf_read, file);
        break;
    default:
        read_winmail(file);
    }
    return 0;
}
