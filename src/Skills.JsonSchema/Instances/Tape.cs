using System.Text.Json;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Instances;

/// <summary>A JSON text laid out as rows: what is validated when there is no document. Reused between validations.</summary>
internal sealed class Tape
{
    private const int KeptRows = 1 << 16;

    private TapeRow[] _rows = new TapeRow[64];
    private int[] _open = new int[16];
    private int _count;
    private int _depth;

    public ReadOnlySpan<TapeRow> Rows => _rows.AsSpan(0, _count);

    /// <summary>Lays out the text, which must hold one JSON value and nothing else.</summary>
    /// <exception cref="JsonException">The text is not JSON, or nested deeper than <paramref name="maxDepth"/>.</exception>
    public void Read(ReadOnlySpan<byte> json, int maxDepth) => Read(json, new JsonReaderOptions { MaxDepth = maxDepth });

    /// <summary>Lays out the text of a parsed element, which may hold what its own parser let through.</summary>
    public void ReadParsed(ReadOnlySpan<byte> json) => Read(json, JsonText.AsParsed);

    private void Read(ReadOnlySpan<byte> json, JsonReaderOptions options)
    {
        Clear();
        var reader = new Utf8JsonReader(json, options);
        while (reader.Read())
        {
            var start = (int)reader.TokenStartIndex;
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    Open(start, JsonValueKind.Object);
                    break;
                case JsonTokenType.StartArray:
                    Open(start, JsonValueKind.Array);
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    Close(start + 1);
                    break;
                case JsonTokenType.PropertyName:
                    AddName(start + 1, reader.ValueSpan.Length);
                    break;
                case JsonTokenType.String:
                    Add(start + 1, reader.ValueSpan.Length, JsonValueKind.String);
                    break;
                default:
                    Add(start, reader.ValueSpan.Length, KindOf(reader.TokenType));
                    break;
            }
        }
    }

    /// <summary>Lays out the value the reader stands on, or is about to read, and leaves the reader at its last token.</summary>
    /// <param name="reader">Stands on a value, on the name before it, or at its start.</param>
    /// <param name="text">Takes a copy of the value's text.</param>
    /// <exception cref="JsonException">The text is not JSON or ends too early.</exception>
    public void Read(ref Utf8JsonReader reader, TapeText text)
    {
        Clear();
        text.Clear();
        if (reader.TokenType is JsonTokenType.None or JsonTokenType.PropertyName)
        {
            reader.Read();
        }

        do
        {
            Copy(ref reader, text);
        }
        while (_depth > 0 && reader.Read());

        if (_depth > 0 || _count == 0)
        {
            throw new JsonException("The reader ended before the value did.");
        }
    }

    /// <summary>Gives memory back that an unusually large instance took.</summary>
    public void Trim()
    {
        if (_rows.Length > KeptRows)
        {
            _rows = new TapeRow[64];
        }
    }

    private void Copy(ref Utf8JsonReader reader, TapeText text)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                Open(text.Start((byte)'{'), JsonValueKind.Object);
                break;
            case JsonTokenType.StartArray:
                Open(text.Start((byte)'['), JsonValueKind.Array);
                break;
            case JsonTokenType.EndObject:
                Close(text.End((byte)'}'));
                break;
            case JsonTokenType.EndArray:
                Close(text.End((byte)']'));
                break;
            case JsonTokenType.PropertyName:
                var name = text.Name(ref reader);
                AddName(name, text.Length - name - 2);
                break;
            case JsonTokenType.String:
                var start = text.Quoted(ref reader);
                Add(start, text.Length - start - 1, JsonValueKind.String);
                break;
            case JsonTokenType.None or JsonTokenType.Comment:
                break;
            default:
                var at = text.Plain(ref reader);
                Add(at, text.Length - at, KindOf(reader.TokenType));
                break;
        }
    }

    private void Clear()
    {
        _count = 0;
        _depth = 0;
    }

    private void Open(int start, JsonValueKind kind)
    {
        var row = AddRow(start, 0, kind);
        if (_depth == _open.Length)
        {
            Array.Resize(ref _open, _depth * 2);
        }

        _open[_depth++] = row;
    }

    private void Close(int end)
    {
        ref var row = ref _rows[_open[--_depth]];
        row.Length = end - row.Start;
        row.Next = _count;
    }

    private void Add(int start, int length, JsonValueKind kind) => AddRow(start, length, kind);

    private void AddName(int start, int length)
    {
        Reserve();
        ref var row = ref _rows[_count++];
        row.Start = start;
        row.Length = length;
        row.Kind = JsonValueKind.Undefined;
    }

    private int AddRow(int start, int length, JsonValueKind kind)
    {
        Reserve();
        if (_depth > 0)
        {
            _rows[_open[_depth - 1]].Count++;
        }

        ref var row = ref _rows[_count++];
        row.Start = start;
        row.Length = length;
        row.Next = _count;
        row.Count = 0;
        row.Kind = kind;
        return _count - 1;
    }

    private void Reserve()
    {
        if (_count == _rows.Length)
        {
            Array.Resize(ref _rows, _count * 2);
        }
    }

    private static JsonValueKind KindOf(JsonTokenType token) => token switch
    {
        JsonTokenType.Number => JsonValueKind.Number,
        JsonTokenType.True => JsonValueKind.True,
        JsonTokenType.False => JsonValueKind.False,
        _ => JsonValueKind.Null,
    };
}
