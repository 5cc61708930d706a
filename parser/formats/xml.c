#include "parser/formats/xml.h"

#include <expat.h>
#include <string.h>

#define PARSE_STEP  (1u << 20)
#define MAX_ADDRESS 1000u /* bytes of a namespace: expat puts it in front of every name that it gives us */

static const struct {
    const char *uri, *prefix;
} namespaces[] = {
    {"http://schemas.openxmlformats.org/wordprocessingml/2006/main", "w"},
    {"http://purl.oclc.org/ooxml/wordprocessingml/main", "w"},
    {"http://schemas.microsoft.com/office/word/2010/wordml", "w14"},
    {"http://schemas.openxmlformats.org/spreadsheetml/2006/main", "s"},
    {"http://purl.oclc.org/ooxml/spreadsheetml/main", "s"},
    {"http://schemas.openxmlformats.org/officeDocument/2006/relationships", "r"},
    {"http://purl.oclc.org/ooxml/officeDocument/relationships", "r"},
    {"http://schemas.openxmlformats.org/package/2006/relationships", "rel"},
    {"http://schemas.openxmlformats.org/markup-compatibility/2006", "mc"},
    {"urn:oasis:names:tc:opendocument:xmlns:office:1.0", "office"},
    {"urn:oasis:names:tc:opendocument:xmlns:text:1.0", "text"},
    {"urn:oasis:names:tc:opendocument:xmlns:table:1.0", "table"},
    {"urn:oasis:names:tc:opendocument:xmlns:style:1.0", "style"},
    {"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0", "draw"},
    {"urn:oasis:names:tc:opendocument:xmlns:form:1.0", "form"},
    {"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0", "fo"},
    {"urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0", "number"},
    {"urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0", "calcext"},
    {"urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0", "loext"},
    {"urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0", "svg"},
    {"http://www.w3.org/XML/1998/namespace", "xml"},
};

struct reading {
    XML_Parser parser;
    const struct xml_events *events;
    void *data;
    guint namespace; /* of the name that was read last: the next has mostly the same */
    GString *names;  /* with their prefixes, of the element in hand; each ends with NUL */
    guint depth;
    GError *error; /* set once the reading has ended before its time */
};

static void end_with(struct reading *reading, const char *why)
{
    if (!reading->error)
        fail(&reading->error, ERROR_INPUT, "XML: %s", why);
    XML_StopParser(reading->parser, XML_FALSE);
}

/* After a handler: stops where it failed. */
static void check(struct reading *reading, bool done)
{
    if (!done)
        XML_StopParser(reading->parser, XML_FALSE);
}

static bool is_namespace(guint which, const char *expanded, gsize length)
{
    const char *uri = namespaces[which].uri;
    return strncmp(uri, expanded, length) == 0 && uri[length] == '\0';
}

/* The prefix for expat's "uri name", whose uri is `length` long. */
static const char *prefix_of(struct reading *reading, const char *expanded, gsize length)
{
    if (!is_namespace(reading->namespace, expanded, length)) {
        guint which = 0;
        while (which < G_N_ELEMENTS(namespaces) && !is_namespace(which, expanded, length))
            which++;
        if (which == G_N_ELEMENTS(namespaces))
            return "?";
        reading->namespace = which;
    }
    return namespaces[reading->namespace].prefix;
}

/* Takes down a name with its prefix, and returns where; 0 for one that has no namespace, and stays as it is.
 */
static gsize note_name(struct reading *reading, const char *expanded)
{
    const char *blank = strrchr(expanded, ' ');
    if (!blank)
        return 0;
    const char *prefix = prefix_of(reading, expanded, (gsize)(blank - expanded));
    gsize place = reading->names->len, before = strlen(prefix), length = strlen(blank + 1);
    g_string_set_size(reading->names, place + before + 1 + length + 1);
    char *name = reading->names->str + place;
    memcpy(name, prefix, before);
    name[before] = ':';
    memcpy(name + before + 1, blank + 1, length + 1);
    return place + 1;
}

/* A name that was taken down, until the next element: `names` moves while it grows. */
static const char *noted_name(const struct reading *reading, gsize place, const char *expanded)
{
    return place ? reading->names->str + place - 1 : expanded;
}

static void XMLCALL on_start(void *data, const char *expanded, const char **attributes)
{
    struct reading *reading = data;
    if (reading->error)
        return;
    if (++reading->depth > XML_MAX_DEPTH) {
        end_with(reading, "nested too deeply");
        return;
    }
    g_string_truncate(reading->names, 0);
    gsize own = note_name(reading, expanded), places[XML_MAX_ATTRIBUTES];
    guint count = 0;
    for (; attributes[2 * count]; count++) {
        if (count == XML_MAX_ATTRIBUTES) {
            end_with(reading, "too many attributes");
            return;
        }
        places[count] = note_name(reading, attributes[2 * count]);
    }
    const char *pairs[2 * XML_MAX_ATTRIBUTES + 1];
    for (guint i = 0; i < count; i++) {
        pairs[2 * i] = noted_name(reading, places[i], attributes[2 * i]);
        pairs[2 * i + 1] = attributes[2 * i + 1];
    }
    pairs[2 * count] = NULL;
    if (reading->events->start)
        check(reading, reading->events->start(reading->data, noted_name(reading, own, expanded), pairs,
                                              &reading->error));
}

static void XMLCALL on_end(void *data, const char *expanded)
{
    struct reading *reading = data;
    if (reading->error)
        return;
    reading->depth--;
    g_string_truncate(reading->names, 0);
    gsize own = note_name(reading, expanded);
    if (reading->events->end)
        check(reading,
              reading->events->end(reading->data, noted_name(reading, own, expanded), &reading->error));
}

static void XMLCALL on_text(void *data, const char *text, int length)
{
    struct reading *reading = data;
    if (!reading->error && reading->events->text)
        check(reading, reading->events->text(reading->data, text, (gsize)length, &reading->error));
}

static void XMLCALL on_namespace(void *data, const char *prefix, const char *address)
{
    (void)prefix;
    if (address && strlen(address) > MAX_ADDRESS)
        end_with(data, "the address of a namespace is too long");
}

/* No format that we read has a document type; entities are declared nowhere else. */
static void XMLCALL on_doctype(void *data, const char *name, const char *system, const char *public,
                               int internal)
{
    (void)name, (void)system, (void)public, (void)internal;
    end_with(data, "document types are not allowed");
}

static void feed(struct reading *reading, GBytes *document)
{
    gsize length, at = 0;
    const char *bytes = g_bytes_get_data(document, &length);
    bool last = false;
    while (!last && !reading->error) {
        gsize step = MIN(length - at, PARSE_STEP);
        last = at + step == length;
        if (XML_Parse(reading->parser, length ? bytes + at : "", (int)step, last) == XML_STATUS_ERROR &&
            !reading->error)
            fail(&reading->error, ERROR_INPUT, "XML: %s in line %lu",
                 XML_ErrorString(XML_GetErrorCode(reading->parser)),
                 XML_GetCurrentLineNumber(reading->parser));
        at += step;
    }
}

bool xml_parse(GBytes *document, const struct xml_events *events, void *data, GError **error)
{
    struct reading reading = {.events = events, .data = data};
    reading.parser = XML_ParserCreateNS(NULL, ' ');
    if (!reading.parser)
        return fail(error, ERROR_INTERNAL, "no memory for an XML parser");
    reading.names = g_string_new(NULL);
    XML_SetUserData(reading.parser, &reading);
    XML_SetElementHandler(reading.parser, on_start, on_end);
    XML_SetCharacterDataHandler(reading.parser, on_text);
    XML_SetStartNamespaceDeclHandler(reading.parser, on_namespace);
    XML_SetStartDoctypeDeclHandler(reading.parser, on_doctype);
    feed(&reading, document);
    XML_ParserFree(reading.parser);
    g_string_free(reading.names, TRUE);
    if (!reading.error)
        return true;
    g_propagate_error(error, reading.error);
    return false;
}

const char *xml_attribute(const char *const *attributes, const char *name)
{
    for (; *attributes; attributes += 2)
        if (strcmp(attributes[0], name) == 0)
            return attributes[1];
    return NULL;
}

guint xml_number(const char *const *attributes, const char *name, guint otherwise, guint most)
{
    const char *value = xml_attribute(attributes, name);
    guint64 number;
    if (!value || !g_ascii_isdigit(*value))
        return MIN(otherwise, most);
    number = g_ascii_strtoull(value, NULL, 10);
    return (guint)MIN(number, most);
}

bool xml_is_on(const char *value)
{
    return !value || strcmp(value, "1") == 0 || strcmp(value, "true") == 0 || strcmp(value, "on") == 0;
}
