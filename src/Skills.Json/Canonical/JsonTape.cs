using System.Buffers;
using System.Text.Json;

namespace Skills.Json.Canonical;

/// <summary>
/// The places of the values of a JSON text, read in one pass without recursion. A container's row is followed by those of what is
/// in it, a member's name by its value. The text must be one that a parser took, comments and trailing commas included.
/// </summary>
internal ref struct JsonTape
{
    private const int FirstRows = 128;

    private readonly ReadOnlySpan<byte> _text;
    private TapeRow[] _rows;
    private int _count;

    public JsonTape(ReadOnlySpan<byte> text, int maxDepth)
    {
        _text = text;
        _rows = ArrayPool<TapeRow>.Shared.Rent(FirstRows);
        try
        {
            Read(maxDepth);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public readonly ReadOnlySpan<TapeRow> Rows => _rows.AsSpan(0, _count);

    /// <summary>Gets whether there was nothing that the standard forbids.</summary>
    public bool IsStrict { get; private set; } = true;

    public void Dispose()
    {
        if (_rows.Length > 0)
        {
            ArrayPool<TapeRow>.Shared.Return(_rows);
            _rows = [];
        }
    }

    private void Read(int maxDepth)
    {
        var text = _text;
        var open = -1;
        var depth = 0;
        var isAfterComma = false;
        for (var at = 0; at < text.Length;)
        {
            switch (text[at])
            {
                case (byte)'"':
                    isAfterComma = false;
                    at = ReadText(at);
                    break;
                case (byte)'{' or (byte)'[':
                    isAfterComma = false;
                    if (++depth > maxDepth)
                    {
                        throw TooDeep(maxDepth);
                    }

                    open = Open(at++, open);
                    break;
                case (byte)'}' or (byte)']' when open >= 0:
                    IsStrict &= !isAfterComma;
                    isAfterComma = false;
                    depth--;
                    open = Close(open, ++at);
                    break;
                case (byte)',':
                    isAfterComma = true;
                    at++;
                    break;
                case (byte)':' or (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t':
                    do
                    {
                        at++;
                    }
                    while (at < text.Length && text[at] <= ' ');
                    break;
                case (byte)'/':
                    IsStrict = false;
                    at = JsonComment.End(text, at);
                    break;
                case (byte)'t' or (byte)'f' or (byte)'n':
                    isAfterComma = false;
                    at = ReadLiteral(at);
                    break;
                default:
                    isAfterComma = false;
                    at = ReadNumber(at);
                    break;
            }
        }

        if (open >= 0)
        {
            throw NotWhatWasParsed();
        }
    }

    // While it is open, a container's row names the one around it.
    private int Open(int start, int around)
    {
        Add(start, 0, around, _text[start] == '{' ? TapeKind.Object : TapeKind.Array);
        return _count - 1;
    }

    private readonly int Close(int open, int end)
    {
        var closed = _rows[open];
        _rows[open] = closed with { Length = end - closed.Start, Next = _count };
        return closed.Next;
    }

    private int ReadLiteral(int start)
    {
        var length = _text[start] == 'f' ? "false".Length : "true".Length;
        Add(start, length, _count + 1, TapeKind.Literal);
        return start + length;
    }

    private int ReadText(int start)
    {
        var kind = TapeKind.PlainText;
        var end = start + 1;
        while (true)
        {
            end = QuoteScan.QuoteOrBackslash(_text, end);
            if (end < 0)
            {
                throw NotWhatWasParsed();
            }

            if (_text[end] == '"')
            {
                break;
            }

            kind = TapeKind.EscapedText;
            end += 2;
        }

        Add(start, end + 1 - start, _count + 1, kind);
        return end + 1;
    }

    private int ReadNumber(int start)
    {
        var text = _text;
        var kind = TapeKind.Integer;
        var end = start + 1;
        for (; end < text.Length && text[end] is (>= (byte)'0' and <= (byte)'9') or (byte)'.' or (byte)'e' or (byte)'E' or (byte)'-' or (byte)'+'; end++)
        {
            if (text[end] is < (byte)'0' or > (byte)'9')
            {
                kind = TapeKind.OtherNumber;
            }
        }

        Add(start, end - start, _count + 1, kind);
        return end;
    }

    private static JsonException TooDeep(int maxDepth) => new($"The JSON value is nested deeper than {maxDepth} levels.");

    // A document may be in memory that its owner has written over since.
    private static JsonException NotWhatWasParsed() => new("The text of the JSON document was changed after it was parsed.");

    private void Add(int start, int length, int next, TapeKind kind)
    {
        if (_count == _rows.Length)
        {
            var larger = ArrayPool<TapeRow>.Shared.Rent(_count * 2);
            _rows.CopyTo(larger, 0);
            ArrayPool<TapeRow>.Shared.Return(_rows);
            _rows = larger;
        }

        _rows[_count++] = new(start, length, next, kind);
    }
}
