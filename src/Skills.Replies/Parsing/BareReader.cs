using System.Text.Json;

namespace Skills.Replies.Parsing;

/// <summary>Reads what stands without quotes: numbers, words of JSON, Python and JavaScript, and texts.</summary>
internal sealed class BareReader(ParserState state)
{
    private const int MostBrackets = 32;

    private int _unbalancedUntil;

    private string Text => state.Text;

    /// <summary>Reads the token at the current place into a new node; −1 when there is none.</summary>
    public int Read(Place place)
    {
        var start = state.At;
        if (ReplyText.WideQuoteEnd(Text, start) is > 0 and var close)
        {
            return InWideQuotes(place, start, close);
        }

        var stop = FindEnd(place, start);
        var end = TrimEnd(start, stop);
        state.At = stop;
        if (end == start)
        {
            return -1;
        }

        var node = place == Place.Key ? Key(start, end) : Value(start, end, place);
        NoteSpecialSpace(node, end, stop);
        return node;
    }

    private int InWideQuotes(Place place, int start, int close)
    {
        var node = state.Tree.Add(NodeKind.String, place == Place.Key ? NodeFlags.Key : NodeFlags.None, start + 1, close);
        state.Tree.Note(RepairName.SmartQuotes, node, start, 1);
        state.At = close + 1;
        return node;
    }

    private void NoteSpecialSpace(int node, int from, int to)
    {
        for (var at = from; at < to; at++)
        {
            if (ReplyText.IsSpecialSpace(Text[at]))
            {
                state.Tree.Note(RepairName.SpecialWhitespace, node, at, 1);
            }
        }
    }

    private int Key(int start, int end)
    {
        // a': 1, where the opening quote is missing.
        var closed = end - start > 1 && Text[end - 1] == '\'' && !Text.AsSpan(start, end - start - 1).Contains('\'');
        var node = state.Tree.Add(NodeKind.String, NodeFlags.Key | NodeFlags.Bare, start, closed ? end - 1 : end);
        state.Tree.Note(closed ? RepairName.MissingOpeningQuote : RepairName.UnquotedKey, node, start, end - start);
        return node;
    }

    private int Value(int start, int end, Place place)
    {
        var token = Text.AsSpan(start, end - start);
        var cut = state.AtEnd && state.Due.Count > 0;
        if (Literal(token) is { } kind)
        {
            var literal = state.Tree.Add(kind, NodeFlags.Bare, start, end);
            if (token is not ("true" or "false" or "null"))
            {
                state.Tree.Note(RepairName.Literal, literal, start, end - start);
            }

            return literal;
        }

        return Number(token, start, end, cut) ?? Word(start, end, place, cut);
    }

    private int Word(int start, int end, Place place, bool cut)
    {
        // a", "b": the opening quote is missing.
        var closed = end - start > 1 && ReplyText.IsQuote(Text[end - 1]) && !HoldsFreeQuote(Text.AsSpan(start, end - start - 1), Text[end - 1]);
        var text = closed && Text.AsSpan(start, end - start).Contains('\\') ? Unescape(Text.AsSpan(start, end - start - 1)) : null;
        var node = state.Tree.Add(NodeKind.String, NodeFlags.Bare | (cut && !closed ? NodeFlags.Unfinished : 0), start, closed ? end - 1 : end, text);
        state.Tree.Note(closed ? RepairName.MissingOpeningQuote : RepairName.UnquotedString, node, start, end - start);
        if (cut && !closed && place != Place.Top)
        {
            state.Tree.Note(RepairName.UnfinishedString, node, start, end - start);
        }

        return node;
    }

    // A quote of the kind that ends the text, not escaped.
    private static bool HoldsFreeQuote(ReadOnlySpan<char> text, char quote)
    {
        for (var at = text.IndexOf(quote); at >= 0 && at < text.Length; at++)
        {
            if (text[at] == quote && (at == 0 || text[at - 1] != '\\'))
            {
                return true;
            }
        }

        return false;
    }

    // A text that lacks only its opening quote was written as a JSON string.
    private static string? Unescape(ReadOnlySpan<char> text)
    {
        try
        {
            return JsonElement.Parse(string.Concat("\"", text, "\"")).GetString();
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // The second for half of a surrogate pair.
            return null;
        }
    }

    /// <summary>A word that stands for a literal in JSON, Python or JavaScript.</summary>
    private static NodeKind? Literal(ReadOnlySpan<char> token) => token switch
    {
        "true" or "True" or "TRUE" => NodeKind.True,
        "false" or "False" or "FALSE" => NodeKind.False,
        "null" or "None" or "NULL" or "Null" or "undefined" or "nil" => NodeKind.Null,
        _ => null,
    };

    private int? Number(ReadOnlySpan<char> token, int start, int end, bool cut)
    {
        if (!(char.IsAsciiDigit(token[0]) || token[0] is '-' or '+' or '.'))
        {
            return null;
        }

        if (IsJsonNumber(token))
        {
            var node = state.Tree.Add(NodeKind.Number, cut ? NodeFlags.Bare | NodeFlags.Unfinished : NodeFlags.Bare, start, end);
            if (cut)
            {
                state.Tree.Note(RepairName.UnfinishedNumber, node, start, end - start);
            }

            return node;
        }

        var repaired = Repair(token, cut);
        if (!IsJsonNumber(repaired))
        {
            return null;
        }

        var number = state.Tree.Add(NodeKind.Number, NodeFlags.Bare, start, end, repaired);
        state.Tree.Note(cut ? RepairName.UnfinishedNumber : RepairName.NumberNotation, number, start, end - start);
        return number;
    }

    // .5, +5, 1. and, at the end of the text, what is left of a longer number.
    private static string Repair(ReadOnlySpan<char> token, bool cut)
    {
        if (token.Length > 400)
        {
            return "";
        }

        var text = token.ToString();
        text = text.StartsWith('+') ? text[1..] : text;
        text = text.StartsWith('.') ? "0" + text : text.StartsWith("-.", StringComparison.Ordinal) ? "-0" + text[1..] : text;
        text = text.EndsWith('.') ? text + "0" : text;
        if (cut)
        {
            text = text.EndsWith('e') || text.EndsWith('E') || text.EndsWith("e-", StringComparison.OrdinalIgnoreCase) || text.EndsWith("e+", StringComparison.OrdinalIgnoreCase) ? text + "0" : text;
        }

        return text;
    }

    /// <summary>Whether a text is a number by JSON's grammar.</summary>
    internal static bool IsJsonNumber(ReadOnlySpan<char> text)
    {
        var at = text.StartsWith("-") ? 1 : 0;
        if (at >= text.Length || !char.IsAsciiDigit(text[at]))
        {
            return false;
        }

        at += text[at] == '0' ? 1 : Digits(text[at..]);
        if (at < text.Length && text[at] == '.')
        {
            var fraction = Digits(text[(at + 1)..]);
            if (fraction == 0)
            {
                return false;
            }

            at += 1 + fraction;
        }

        if (at < text.Length && text[at] is 'e' or 'E')
        {
            at++;
            at += at < text.Length && text[at] is '+' or '-' ? 1 : 0;
            var exponent = at <= text.Length ? Digits(text[at..]) : 0;
            if (exponent == 0)
            {
                return false;
            }

            at += exponent;
        }

        return at == text.Length;
    }

    private static int Digits(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') is >= 0 and var length ? length : text.Length;

    private int TrimEnd(int start, int end)
    {
        while (end > start && ReplyText.IsSpace(Text[end - 1]))
        {
            end--;
        }

        return end;
    }

    private int FindEnd(Place place, int start)
    {
        var at = start;
        while (at < Text.Length)
        {
            var next = place switch
            {
                Place.Key => InKey(at),
                Place.Member => InMember(start, at),
                _ => InItem(start, at, place),
            };

            if (next < 0)
            {
                return at;
            }

            at = next;
        }

        return at;
    }

    // Each of these says where to look next, or −1 to end the token here.
    private int InKey(int at) => Text[at] is ':' or ',' or '}' or ']' or '{' or '[' or '\n' or '=' || ReplyText.IsQuote(Text[at]) && Text[at] != '\'' ? -1 : at + 1;

    private int InMember(int start, int at)
    {
        switch (Text[at])
        {
            case '}' or ']':
                return Closers(at);
            case ',':
                return EndsAtComma(at) || IsComplete(start, at) ? -1 : at + 1;
            case '\n':
                var next = ReplyText.SkipSpace(Text, at);
                return next >= Text.Length || ReplyText.StartsMember(Text, next) || ReplyText.IsFence(Text, next) ? -1 : next;
            case '"' or '\'' or '\u201c' when at > start && (ReplyText.IsSpace(Text[at - 1]) || IsComplete(start, at)) && ReplyText.StartsMember(Text, at):
                return -1;
            case '(' or '[' or '{' when at > start && Balanced(at) is > 0 and var close:
                return close + 1;
            case '/' when at > start && ReplyText.IsSpace(Text[at - 1]) && ReplyText.IsComment(Text, at):
                return -1;
            case '/' when Text.AsSpan(at).StartsWith("/*"):
                return -1;
            case ';' when ReplyText.SkipSpace(Text, at + 1) is var end && (end >= Text.Length || ReplyText.StartsMember(Text, end) || Text[end] == '}'):
                return -1;
            case '`' when ReplyText.IsFence(Text, at) && at > start:
                return -1;
            case '\\' when EndsAtEscapedSpace(at):
                return -1;
            case ' ' when state.Keys.Decide && IsComplete(start, at) && state.StartsKnownMember(at):
                return -1;
            default:
                return at + 1;
        }
    }

    // 4\n}: a line break that was escaped although it is in no string.
    private bool EndsAtEscapedSpace(int at) => ReplyText.SkipEscapedSpace(Text, at) is var next && next > at && ReplyText.At(Text, next) is ',' or '}' or ']';

    private int Closers(int at)
    {
        if (ReplyText.FitsAfterClosers(Text, at, state.Due.Count))
        {
            return -1;
        }

        while (at < Text.Length && (Text[at] is '}' or ']' || ReplyText.IsSpace(Text[at])))
        {
            at++;
        }

        return at;
    }

    // A literal or a number ends at any comma but one between thousands.
    private bool IsComplete(int start, int comma)
    {
        var token = Text.AsSpan(start, comma - start).Trim();
        if (token.Length > 40)
        {
            return false;
        }

        return Literal(token) is not null || (IsJsonNumber(token) && !IsThousands(comma));
    }

    private bool IsThousands(int comma) =>
        comma + 4 <= Text.Length
        && !Text.AsSpan(comma + 1, 3).ContainsAnyExceptInRange('0', '9')
        && !char.IsAsciiDigit(ReplyText.At(Text, comma + 4));

    /// <summary>The bracket that closes the one at a place, on the same line; −1 when there is none. What is not closed once is not looked at again.</summary>
    private int Balanced(int at)
    {
        if (at < _unbalancedUntil)
        {
            return -1;
        }

        var due = new Stack<char>();
        var i = at;
        for (; i < Text.Length && Text[i] != '\n' && due.Count < MostBrackets; i++)
        {
            if (Text[i] is '(' or '[' or '{')
            {
                due.Push(Closer(Text[i]));
            }
            else if (Text[i] is ')' or ']' or '}')
            {
                if (due.Pop() != Text[i])
                {
                    break;
                }

                if (due.Count == 0)
                {
                    return i;
                }
            }
        }

        _unbalancedUntil = i + 1;
        return -1;
    }

    private static char Closer(char opener) => opener switch { '(' => ')', '[' => ']', _ => '}' };

    private bool EndsAtComma(int at)
    {
        var next = ReplyText.SkipSpace(Text, at + 1);
        return next >= Text.Length
            || Text[next] is '}' or ']' or ','
            || (Text.AsSpan(at, next - at).Contains('\n') ? ReplyText.StartsMember(Text, next) : state.StartsKnownMember(next))
            || ReplyText.IsComment(Text, next)
            || Text.AsSpan(next).StartsWith("...");
    }

    private int InItem(int start, int at, Place place)
    {
        switch (Text[at])
        {
            case ',' or ']' or '}':
                return -1;
            case ')' when state.Due.Count > 0 && state.Due[^1] == ')':
                return -1;
            case '\n':
                return -1;
            case '"' or '\'' or '\u201c' when at > start && (ReplyText.IsSpace(Text[at - 1]) || (place == Place.Item && IsComplete(start, at) && ReplyText.IsWholeItem(Text, at))):
                return -1;
            case '{' or '[' when at > start && (place == Place.Top || ReplyText.IsSpace(Text[at - 1]) || IsComplete(start, at)):
                return -1;
            case ' ' when place == Place.Item && Literal(Text.AsSpan(start, at - start)) is not null && ReplyText.IsScalarItem(Text, ReplyText.SkipSpace(Text, at)):
                return -1;
            case '\\' when EndsAtEscapedSpace(at):
                return -1;
            case '(' or '[' or '{' when at > start && place == Place.Item && Balanced(at) is > 0 and var close:
                return close + 1;
            case '/' when at > start && ReplyText.IsComment(Text, at) && (ReplyText.IsSpace(Text[at - 1]) || Text[at + 1] == '*'):
                return -1;
            case '`' when ReplyText.IsFence(Text, at) && at > start:
                return -1;
            default:
                return at + 1;
        }
    }
}
