using System.Buffers;
using System.Globalization;

namespace Skills.Replies.Parsing;

/// <summary>Reads a quoted string whose end must be found by what follows each quote, since inner quotes may be unescaped and the last one missing.</summary>
internal sealed class QuotedReader(ParserState state)
{
    private static readonly SearchValues<char> Special = SearchValues.Create(
        "\\\"'`\u201c\u201d\u201e\u201f\u2018\u2019\u201a\u201b\u00b4\0\u0001\u0002\u0003\u0004\u0005\u0006\a\b\t\n\v\f\r\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f");

    private readonly CharBuffer _buffer = new(256);
    private int _noFenceFrom = int.MaxValue;

    private ReplyTree Tree => state.Tree;

    private string Text => state.Text;

    /// <summary>Reads the string at the current place into a new node.</summary>
    public int Read(Place place)
    {
        var escaped = state.Current == '\\';
        var opener = escaped ? state.Peek(1) : state.Current;
        var content = state.At + (escaped ? 2 : 1);
        if (place == Place.Key && !escaped && state.IsUnclosedKey(state.At))
        {
            return ReadUnclosedKey(content);
        }

        if (!escaped && state.Peek(1) == opener && state.Peek(2) == opener && opener is '"' or '\'' && ReadTriple(opener, place) is { } triple)
        {
            return triple;
        }

        if (!escaped && Doubled(opener, content) is { } end)
        {
            return ReadDoubled(opener, content, end, place);
        }

        var node = Tree.Add(NodeKind.String, place == Place.Key ? NodeFlags.Key : NodeFlags.None, content, content);
        NoteOpener(node, opener, escaped);
        new Run(this, state, node, place, opener, escaped, content).ToEnd();
        return node;
    }

    /// <summary>Reads a string fenced by three back-ticks: the rest of the first line is its language, the indentation is taken off.</summary>
    public int? ReadFence(Place place)
    {
        var start = state.At;
        if (start >= _noFenceFrom)
        {
            return null;
        }

        var line = Text.IndexOf('\n', start);
        var close = line < 0 ? -1 : Text.IndexOf("\n```", line, StringComparison.Ordinal);
        if (close < 0)
        {
            _noFenceFrom = start;
            return null;
        }

        // The line end after the opening fence is the one before the closing fence when there is nothing between them.
        var content = Math.Min(line + 1, close);
        var node = Tree.Add(NodeKind.String, place == Place.Key ? NodeFlags.Key : NodeFlags.None, content, close, Dedent(Text.AsSpan(content, close - content)));
        state.At = close + 4;
        Tree.Note(RepairName.FenceString, node, start, state.At - start);
        return node;
    }

    // "b: "y": the key ends before its colon.
    private int ReadUnclosedKey(int content)
    {
        var colon = ReplyText.ColonOfUnclosedKey(Text, state.At);
        var node = Tree.Add(NodeKind.String, NodeFlags.Key, content, colon);
        Tree.Note(RepairName.MissingClosingQuote, node, colon, 0);
        state.At = colon;
        return node;
    }

    private CharBuffer EmptyBuffer()
    {
        _buffer.Clear();
        return _buffer;
    }

    private int? ReadTriple(char quote, Place place)
    {
        var content = state.At + 3;
        var mark = new string(quote, 3);
        var close = content <= Text.Length ? Text.IndexOf(mark, content, StringComparison.Ordinal) : -1;
        if (close < 0)
        {
            return null;
        }

        while (close + 3 < Text.Length && Text[close + 3] == quote)
        {
            close++;
        }

        var node = Tree.Add(NodeKind.String, place == Place.Key ? NodeFlags.Key : NodeFlags.None, content, close, Dedent(Text.AsSpan(content, close - content)));
        Tree.Note(RepairName.TripleQuotes, node, state.At, close + 3 - state.At);
        state.At = close + 3;
        return node;
    }

    // ""text"" – but not "" (an empty string), and only when the next quote of that kind is doubled too.
    private int? Doubled(char opener, int content)
    {
        if (opener is not ('"' or '\'') || ReplyText.At(Text, content) != opener || !char.IsLetterOrDigit(ReplyText.At(Text, content + 1)))
        {
            return null;
        }

        var next = Text.IndexOf(opener, content + 1);
        return next > 0 && ReplyText.At(Text, next + 1) == opener ? next : null;
    }

    private int ReadDoubled(char opener, int content, int end, Place place)
    {
        var node = Tree.Add(NodeKind.String, place == Place.Key ? NodeFlags.Key : NodeFlags.None, content + 1, end);
        Tree.Note(RepairName.DoubledQuotes, node, content - 1, end + 2 - content + 1);
        if (opener == '\'')
        {
            Tree.Note(RepairName.SingleQuotes, node, content - 1, end + 2 - content + 1);
        }

        state.At = end + 2;
        return node;
    }

    private void NoteOpener(int node, char opener, bool escaped)
    {
        if (escaped)
        {
            Tree.Note(RepairName.EscapedQuotes, node, state.At, 2);
        }
        else if (opener != '"')
        {
            Tree.Note(opener == '\'' ? RepairName.SingleQuotes : opener == '`' ? RepairName.BacktickQuotes : RepairName.SmartQuotes, node, state.At, 1);
        }
    }

    private static string Dedent(ReadOnlySpan<char> text)
    {
        var trimmed = (text.StartsWith("\r\n") ? text[2..] : text.StartsWith('\n') ? text[1..] : text).TrimEnd("\n\r \t");
        var body = trimmed.ToString();
        if (!trimmed.Contains('\n') && trimmed is not [' ' or '\t', ..])
        {
            return body;
        }

        var lines = body.Split('\n');
        var indent = lines.Where(static l => !string.IsNullOrWhiteSpace(l)).Select(static l => l.Length - l.TrimStart().Length).DefaultIfEmpty(0).Min();
        return indent == 0 ? body : string.Join('\n', lines.Select(l => l.Length >= indent ? l[indent..] : l.TrimStart()));
    }

    /// <summary>One string being read.</summary>
    private struct Run(QuotedReader reader, ParserState state, int node, Place place, char opener, bool escaped, int start)
    {
        private readonly int _content = start;
        private readonly string _text = state.Text;
        private readonly CharBuffer _buffer = reader.EmptyBuffer();
        private int _copied = start;
        private bool _rewritten;
        private bool _overEscaped;
        private int _inner;

        public void ToEnd()
        {
            var at = _content;
            while (at < _text.Length)
            {
                var jump = _text.AsSpan(at).IndexOfAny(Special);
                if (jump < 0)
                {
                    break;
                }

                at += jump;
                var c = _text[at];
                if (c == '\\')
                {
                    at = Backslash(at);
                    if (at < 0)
                    {
                        return;
                    }
                }
                else if (ReplyText.Closes(opener, c))
                {
                    if (Quote(at, at + 1, at))
                    {
                        return;
                    }

                    at++;
                }
                else
                {
                    if (c < ' ')
                    {
                        state.Tree.Note(RepairName.UnescapedControl, node, at, 1);
                    }

                    at++;
                }
            }

            Unterminated();
        }

        // Whether the string ends at this quote, or ended before it.
        private bool Quote(int at, int after, int end)
        {
            switch (StringEnd.Judge(state, _text, place, _content, at, after, _inner))
            {
                case { Verdict: EndVerdict.Closes }:
                    Finish(end, after);
                    return true;
                case { Verdict: EndVerdict.EndedBefore, Place: var before }:
                    state.Tree.Note(RepairName.MissingClosingQuote, node, before, 0);
                    Finish(Math.Max(_copied, before), before);
                    return true;
                default:
                    _inner++;
                    state.Tree.Note(RepairName.UnescapedQuote, node, at, 1);
                    return false;
            }
        }

        private int Backslash(int at)
        {
            var end = at;
            while (end < _text.Length && _text[end] == '\\')
            {
                end++;
            }

            var run = end - at;
            if (end < _text.Length && ReplyText.IsQuote(_text[end]))
            {
                return BackslashesAndQuote(at, end, run);
            }

            Flush(at);
            _buffer.Append('\\', run / 2);
            _copied = end;
            return run % 2 == 0 ? end : Escape(end - 1);
        }

        private int BackslashesAndQuote(int at, int quote, int run)
        {
            var closes = ReplyText.Closes(opener, _text[quote]);
            if (escaped && closes && run == 1)
            {
                if (Quote(at, quote + 1, at))
                {
                    return -1;
                }

                Replace(at, quote + 1, _text[quote]);
                return quote + 1;
            }

            if (run % 2 == 0 && closes && !escaped)
            {
                return EvenBackslashes(at, quote, run);
            }

            if (run % 2 == 1 && !closes)
            {
                state.Tree.Note(RepairName.InvalidEscape, node, quote - 1, 2);
            }

            Flush(at);
            _buffer.Append('\\', _overEscaped ? 0 : escaped ? 0 : run / 2);
            _buffer.Append(_text[quote]);
            _copied = quote + 1;
            return quote + 1;
        }

        // The backslashes escape each other, so the quote stands free; when it does not end the string, they were one escape too many.
        private int EvenBackslashes(int at, int quote, int run)
        {
            if (StringEnd.Judge(state, _text, place, _content, quote, quote + 1, _inner).Verdict != EndVerdict.Inside)
            {
                Flush(at);
                _buffer.Append('\\', run / 2);
                _copied = quote;
                return Quote(quote, quote + 1, quote) ? -1 : quote + 1;
            }

            state.Tree.Note(RepairName.OverEscaped, node, at, run + 1);
            _overEscaped = true;
            Replace(at, quote + 1, _text[quote]);
            return quote + 1;
        }

        private int Escape(int at)
        {
            var c = ReplyText.At(_text, at + 1);
            var letterAfter = char.IsAsciiLetter(ReplyText.At(_text, at + 2));
            switch (c)
            {
                case 'n': return Replace(at, at + 2, '\n');
                case 't': return Replace(at, at + 2, '\t');
                case 'r': return Replace(at, at + 2, '\r');
                case '/': return Replace(at, at + 2, '/');
                case 'b' when !letterAfter: return Replace(at, at + 2, '\b');
                case 'f' when !letterAfter: return Replace(at, at + 2, '\f');
                case 'u': return Unicode(at, at + 2, 4);
                case 'x': return Unicode(at, at + 2, 2);
                case '\n':
                    state.Tree.Note(RepairName.InvalidEscape, node, at, 2);
                    return Replace(at, at + 2, '\n');
                case '\0' when at + 1 >= _text.Length:
                    state.Tree.Note(RepairName.InvalidEscape, node, at, 1);
                    Flush(at);
                    _copied = at + 1;
                    return at + 1;
                default:
                    // \frac, \beta, \d: a backslash that no one escaped.
                    state.Tree.Note(RepairName.InvalidEscape, node, at, 2);
                    _copied = Math.Min(_copied, at);
                    return at + 1;
            }
        }

        private int Unicode(int at, int digits, int count)
        {
            var hex = _text.AsSpan(Math.Min(digits, _text.Length), Math.Max(0, Math.Min(count, _text.Length - digits)));
            if (hex.Length == count && ushort.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                if (count == 2)
                {
                    state.Tree.Note(RepairName.InvalidEscape, node, at, digits + count - at);
                }

                return Replace(at, digits + count, (char)code);
            }

            state.Tree.Note(RepairName.InvalidEscape, node, at, Math.Min(digits + hex.Length, _text.Length) - at);
            if (digits + count > _text.Length)
            {
                Flush(at);
                _copied = _text.Length;
                return _text.Length;
            }

            // \underbrace: a backslash that no one escaped.
            _copied = Math.Min(_copied, at);
            return at + 1;
        }

        private int Replace(int from, int to, char with)
        {
            Flush(from);
            _buffer.Append(with);
            _copied = to;
            return to;
        }

        private void Flush(int to)
        {
            _rewritten = true;
            if (to > _copied)
            {
                _buffer.Append(_text.AsSpan(_copied, to - _copied));
                _copied = to;
            }
        }

        private void Finish(int end, int next)
        {
            end = TrimLineEnd(end);
            Complete(end, unfinished: false);
            state.At = next;
        }

        // A closing quote on a line of its own: the line break before it was not meant.
        private int TrimLineEnd(int end)
        {
            var trimmed = end;
            while (trimmed > _copied && ReplyText.IsSpace(_text[trimmed - 1]))
            {
                trimmed--;
            }

            if (place == Place.Key || trimmed == end || trimmed == _content || !_text.AsSpan(trimmed, end - trimmed).Contains('\n'))
            {
                return end;
            }

            state.Tree.Note(RepairName.TrimmedLineEnd, node, trimmed, end - trimmed);
            return trimmed;
        }

        private void Complete(int end, bool unfinished)
        {
            var found = state.Tree.Nodes[node];
            var text = -1;
            if (_rewritten)
            {
                Flush(end);
                if (LoneSurrogates.Replace(_buffer.Items.AsSpan(0, _buffer.Length)).Length > 0)
                {
                    state.Tree.Note(RepairName.LoneSurrogate, node, _content, end - _content);
                }

                text = state.Tree.Keep(_buffer.Span.ToString());
            }

            state.Tree.Nodes[node] = found with { End = end, Text = text, Flags = found.Flags | (unfinished ? NodeFlags.Unfinished : 0) };
        }

        private void Unterminated()
        {
            var end = StringEnd.WithoutClosers(state, _text, _content);
            if (end < _text.Length && state.MayReturn())
            {
                var split = StringEnd.SplitAt(state, _text, place, _content, end);
                var stop = Math.Max(split >= 0 ? split : end, _copied);
                state.Tree.Note(RepairName.MissingClosingQuote, node, stop, 0);
                Complete(TrimSpace(stop), unfinished: false);
                state.At = stop;
                return;
            }

            state.Tree.Note(place == Place.Key ? RepairName.UnfinishedKey : RepairName.UnfinishedString, node, _content, _text.Length - _content);
            Complete(Math.Max(_copied, _text.Length), unfinished: true);
            state.At = _text.Length;
        }

        private readonly int TrimSpace(int end)
        {
            while (end > _copied && ReplyText.IsSpace(_text[end - 1]))
            {
                end--;
            }

            return end;
        }
    }
}
