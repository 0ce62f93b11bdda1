using System.Text;
using System.Text.Json;
using Skills.Engine.Definitions;

namespace Skills.Engine.SkillFiles.Sources;

/// <summary>Reads JSON (RFC 8259, without comments) into nodes with their places, within the limits.</summary>
internal sealed class JsonTreeReader(SourceText source, DiagnosticList diagnostics, SkillDefinitionOptions limits)
{
    private readonly byte[] _utf8 = Encoding.UTF8.GetBytes(source.Text);
    private int _lastByte;
    private int _lastChar;
    private int _count;

    public SkillNode? Read()
    {
        var reader = new Utf8JsonReader(_utf8, new JsonReaderOptions { MaxDepth = limits.MaxDepth });
        try
        {
            reader.Read();
            var root = Node(ref reader);
            reader.Read();
            return root;
        }
        catch (JsonException e)
        {
            Report(e);
            return null;
        }
    }

    private SkillNode? Node(ref Utf8JsonReader reader)
    {
        var start = Offset(reader.TokenStartIndex);
        if (++_count > limits.MaxValues)
        {
            diagnostics.Add(SkillDiagnosticCode.TooComplex, source, start, 1, $"More than {limits.MaxValues} values. Make the file smaller, or raise the limit in SkillDefinitionOptions.");
            return null;
        }

        return reader.TokenType switch
        {
            JsonTokenType.StartObject => Map(ref reader, start),
            JsonTokenType.StartArray => List(ref reader, start),
            JsonTokenType.String => Text(ref reader, start),
            JsonTokenType.Number => new ScalarNode(source, start, Offset(reader.BytesConsumed), Encoding.UTF8.GetString(reader.ValueSpan), ScalarKind.Number, ScalarStyle.Plain),
            JsonTokenType.True or JsonTokenType.False => new ScalarNode(source, start, Offset(reader.BytesConsumed), reader.GetBoolean() ? "true" : "false", ScalarKind.Boolean, ScalarStyle.Plain),
            _ => new ScalarNode(source, start, Offset(reader.BytesConsumed), "", ScalarKind.Null, ScalarStyle.Plain),
        };
    }

    private ScalarNode Text(ref Utf8JsonReader reader, int start)
    {
        string text;
        try
        {
            text = reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            diagnostics.Add(SkillDiagnosticCode.Syntax, source, start, 1, "This text holds half of a surrogate pair (\\uD800 to \\uDFFF).");
            text = "";
        }

        return new(source, start, Offset(reader.BytesConsumed), text, ScalarKind.String, ScalarStyle.DoubleQuoted);
    }

    private ListNode? List(ref Utf8JsonReader reader, int start)
    {
        var items = new List<SkillNode>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (Node(ref reader) is not { } item)
            {
                return null;
            }

            items.Add(item);
        }

        return new(source, start, Offset(reader.BytesConsumed), items);
    }

    private MapNode? Map(ref Utf8JsonReader reader, int start)
    {
        var entries = new List<MapEntry>();
        var seen = new HashSet<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var key = Text(ref reader, Offset(reader.TokenStartIndex));
            reader.Read();
            if (Node(ref reader) is not { } value)
            {
                return null;
            }

            if (seen.Add(key.Text))
            {
                entries.Add(new(key, value));
            }
            else
            {
                diagnostics.Add(SkillDiagnosticCode.DuplicateKey, key, $"'{key.Text}' appears twice in this mapping. Remove one.");
            }
        }

        return new(source, start, Offset(reader.BytesConsumed), entries);
    }

    private void Report(JsonException e)
    {
        var line = (int)(e.LineNumber ?? 0) + 1;
        var bytes = Encoding.UTF8.GetBytes(source.Line(Math.Min(line, source.LineCount)));
        var column = Encoding.UTF8.GetCharCount(bytes.AsSpan(0, (int)Math.Min(e.BytePositionInLine ?? 0, bytes.Length)));
        var (code, sentence) = e.Message.Contains("maximum configured depth", StringComparison.OrdinalIgnoreCase)
            ? (SkillDiagnosticCode.TooComplex, $"Nested deeper than {limits.MaxDepth} levels. Make the file smaller, or raise the limit in SkillDefinitionOptions.")
            : (SkillDiagnosticCode.Syntax, Sentence(e.Message));
        diagnostics.Add(code, source, source.LineStart(line) + column, 1, sentence);
    }

    private static string Sentence(string message) => message switch
    {
        _ when message.Contains("trailing comma", StringComparison.Ordinal) => "A comma comes before this closing bracket. Remove it.",
        _ when message.StartsWith("'/' is", StringComparison.Ordinal) => "JSON has no comments. Remove this one, or write the file as YAML.",
        _ => $"The JSON cannot be read here: {message.Split(" LineNumber:")[0]}",
    };

    // Tokens come in order, so the offset in characters is counted on from the last one.
    private int Offset(long byteOffset)
    {
        if (byteOffset < _lastByte)
        {
            return Encoding.UTF8.GetCharCount(_utf8, 0, (int)byteOffset);
        }

        _lastChar += Encoding.UTF8.GetCharCount(_utf8.AsSpan(_lastByte..(int)byteOffset));
        _lastByte = (int)byteOffset;
        return _lastChar;
    }
}
