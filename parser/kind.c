#include "parser/kind.h"

#include "base/pattern.h"
#include "base/text.h"

#define MAX_LETTER 2000 /* characters; a wish stands near the beginning */

#define FORM_NOUN                                                                                              \
    "(\\w*skjema(et|ene|er|a)?|blankett\\w*|\\w*mal(en)?|(presens|fremmøte|frammøte|oppmøte)-?list(e|a|en|" \
    "er|ene))\\b"

/* What the sender has sent, or sends now, is not asked for. */
#define NOT_OURS                                                                                             \
    "(?![^.?!]*\\b(inn|vedlagt|vedlagte|tilbake|i retur|videre|vidare|sendte|sende inn|har sendt)\\b)"

/* Wishes, in one sentence with what is wished for. */
static const char form_wish[] =
    "\\b(kan|kunne|kunna|vil) (dere|du|de|dykk|dokker|noen|nokon) "
    "[^.?!]{0,30}\\b(sende|sendt|skaffe|gi|gje|maile|legge ved|leggje ved)\\b" NOT_OURS
    "[^.?!]{0,60}\\b" FORM_NOUN
    "|\\b(kan|kunne|kunna) (jeg|vi|eg|me) [^.?!]{0,30}\\b(få|fått|laste ned|finne|hente)\\b" NOT_OURS
    "[^.?!]{0,60}\\b" FORM_NOUN "|" FORM_NOUN
    "[^?]{0,120}\\b(kan|kunne|vil) (dere|du|de|dykk) [^.?!]{0,20}\\b(sende|sendt|maile) (meg |oss )?"
    "(det|den|et nytt|en ny|eit nytt|ei ny|på nytt)( (på nytt|igjen|til (meg|oss)|på (e-?post|mail)|i "
    "(e-?post|mail)))*( er du snill| takk)?[?!. ]*($|\\n|[?!.])"
    "|\\b(skulle|burde) (jeg |vi |eg |me )?(gjerne )?(hatt|hatt tilsendt|fått) [^.?!]{0,40}\\b" FORM_NOUN
    "|\\b(hvilket|hva slags|kva slags|kva for eit|kva) skjema\\b[^.?!]{0,40}\\b(bruke|fylle "
    "ut|skal|brukes|nytte)\\b"
    "|\\b(ønsker|ønskjer|vil gjerne|skulle gjerne) (å "
    ")?(få|ha|hatt|motta|tilsendt|tilsendast)\\b[^.?!]{0,60}\\b" FORM_NOUN
    "|\\b(jeg|vi|eg|me) (trenger|treng) (?![^.?!]*\\b(ikke|ikkje|å|hjelp|svar|fylle)\\b)" NOT_OURS
    "[^.?!]{0,40}\\b" FORM_NOUN
    "|\\b(trenger|treng) (et|en|eit|ein|nytt|ny|blankt|tomt) [^.?!]{0,20}\\b" FORM_NOUN
    "|\\b(send|vennligst send|sende?s?) (meg|oss|over) [^.?!]{0,40}\\b(blank|tom|ny)t? "
    "[^.?!]{0,30}\\b" FORM_NOUN "|\\b(send|sende) (meg|oss) [^.?!]{0,40}\\b" FORM_NOUN
    "|\\b(hvor|kor|kvar) (finner|finn|finnes|finst|ligger|ligg|kan (jeg|vi|eg|me) (finne|laste "
    "ned))\\b[^.?!]{0,60}\\b" FORM_NOUN
    "|\\b(har dere|har de|har dykk|finnes det|finst det|fins det|er det (noe|noen|et|eit|eget|nokon|noko)) "
    "(?![^.?!]*\\b(mottatt|fått|motteke|"
    "sett|lest|registrert|behandlet|rukket|hørt|mulig|feil|noe "
    "galt|greit|ok|riktig|nok|frist|mitt|min|vår|vårt|våre)\\b)[^.?!]{0,40}\\b" FORM_NOUN
    "|\\ber det (mulig|mogleg|råd|en mulighet) (å|for å) få (tilsendt|tak i|sendt|ein|en|et|eit)?" NOT_OURS
    "[^.?!]{0,50}\\b" FORM_NOUN "|\\bbe om [^.?!]{0,40}\\b" FORM_NOUN;

static const char statement_wish[] =
    "\\b(hvor|kor) (mange|mykje) [^.?!]{0,30}(poeng|timer|timar|kurstimer|kurstimar) (har|står|er) "
    "[^.?!]{0,20}\\b(jeg|eg|meg|vi|me|oss)\\b"
    "|\\b(hvor|kor) (mange|mykje) [^.?!]{0,30}(poeng|timer|timar|kurstimer|kurstimar) (jeg|eg|vi|me) "
    "(har|står med|mangler|manglar)\\b"
    "|\\b(kan|kunne|kunna|vil|ønsker|ønskjer|ber om|be om|send|sende|få|trenger|treng)\\b[^.?!]{0,60}\\b"
    "(poengoversikt\\w*|poengstatus\\w*|poengutskrift\\w*|(oversikt|oversyn|status|utskrift|bekreftelse|"
    "stadfesting|saldo) "
    "[^.?!]{0,30}\\b(poeng\\w*|kurstim\\w*|timer|timar))";

#define GREETING "(hei|heisann|hallo|god (dag|morgen|kveld)|goddag)( alle sammen| alle| dere| de| dykk)?"
#define CLOSING                                                                                              \
    "(mvh|vh|hilsen|helsing|(med )?(vennlig|venleg|beste|god) (hilsen|helsing)|takk|på forhånd takk|på "  \
    "førehand takk)"
#define ACCOUNT                                                                                              \
    "((min|mitt|mine|om|på|over|for|ber om|kan jeg få|kan eg få|send|send meg) )*"                        \
    "(poengoversikt|poengstatus|poengsaldo|poengkonto|saldo|status|konto|poeng|poengene|poenga)"             \
    "( (på|for|over|mine|min|mitt|poeng|poengene|poenga|kurstimer|kurstimar|smågruppe|smågrupper))*"

/* A subject or a text that is nothing but the thing, beside greetings and a name under them. */
static bool is_account_alone(const char *about, const char *words)
{
    static const char lone[] = "^(" GREETING "[,.! ]*)?" ACCOUNT "[ ?.!,]*(" CLOSING "\\b.{0,60})?$";
    static const char courtesy[] = "^(" GREETING ")?[,.! ]*(" CLOSING "\\b.{0,60})?$";
    bool silent = !words || pattern_found(courtesy, 0, words);
    return (silent && pattern_found(lone, 0, about)) || pattern_found(lone, 0, words);
}

static bool wishes_form(const char *folded)
{
    static const char *const forms[] = {"skjema", "blankett", "mal", "list", NULL};
    return folded && text_holds_any(folded, forms) && pattern_found(form_wish, 0, folded);
}

enum request request_of(const char *subject, const char *text)
{
    g_autofree char *beginning =
        text ? g_utf8_substring(text, 0, MIN(MAX_LETTER, g_utf8_strlen(text, -1))) : NULL;
    g_autofree char *about = text_fold(subject), *words = text_fold(beginning);
    if (pattern_found(statement_wish, 0, words) || pattern_found(statement_wish, 0, about) ||
        is_account_alone(about, words))
        return REQUEST_STATEMENT;
    return wishes_form(words) || wishes_form(about) ? REQUEST_FORM : REQUEST_NONE;
}

const char *kind_of(const struct message *message, bool has_forms, enum request request)
{
    if (message->bounce)
        return "bounce";
    if (has_forms)
        return "form";
    if (message->automatic)
        return "automatic";
    if (message->in_reply_to->len || message->reference.token)
        return "reply";
    return request != REQUEST_NONE ? "request" : "other";
}
