/*
 * Text: everything that comes from outside becomes valid UTF-8 in Unicode NFC here, once, and is
 * compared by its folded form.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Bytes of unknown encoding to UTF-8 in NFC: byte order mark, else valid UTF-8, else Windows-1252.
 * NUL and other control characters except tab and newline become blanks. Caller owns the result. */
char *text_decode(const void *bytes, size_t length);

/* Valid UTF-8 to NFC, in time that grows with its length alone. Caller owns the result. */
char *text_compose(const char *text);

/* Trimmed, inner white space (no-break spaces and line ends too) folded to one blank, zero-width
 * characters dropped, NFC. NULL gives NULL. Caller owns the result. */
char *text_tidy(const char *text);

/* The name of a file as somebody sent it: without folders before it, tidy, at most 255 bytes. NULL where
 * nothing is left, and for NULL. Caller owns the result. */
char *text_file_name(const char *path);

/* The key under which two spellings are the same: tidy, case-folded, every dash a hyphen, every
 * quote straight. Caller owns the result. */
char *text_fold(const char *text);

/* Whether one of the words, behind the last of which stands NULL, is anywhere in the text; capitals of ASCII
 * are small letters. Spares most texts the patterns that need such a word. */
bool text_holds_any(const char *text, const char *const *words);

/* At most so many bytes of the text, cut between two characters; "…" says that it goes on. NULL gives NULL.
 * Caller owns the result. */
char *text_shortened(const char *text, gsize most);

/* Only the ASCII digits of the text. Caller owns the result. */
char *text_digits(const char *text);

/* True for eleven digits that pass both checks of a Norwegian national identity number or D-number
 * (the state's published weights 3 7 6 1 8 9 4 5 2 and 5 4 3 2 7 6 5 4 3 2, modulus 11). */
bool text_is_national_identity_number(const char *digits);

/* True for an addr-spec that we would write to: one @, no blank, control, quote, comma, angle or
 * non-ASCII character, at most 254 bytes, a domain with a dot or "localhost". */
bool text_is_address(const char *address);
