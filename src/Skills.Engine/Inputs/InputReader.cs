using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Skills.Engine.Inputs;

/// <summary>The door: whatever the caller passes becomes one <see cref="JsonElement"/> that outlives its source, within size and depth.</summary>
internal sealed class InputReader
{
    private static readonly JsonElement Empty = JsonElement.Parse("{}");

    private readonly int _maxBytes;
    private readonly int _maxDepth;
    private readonly JsonSerializerOptions _serializer;

    public InputReader(int maxBytes, int maxDepth)
    {
        _maxBytes = maxBytes;
        _maxDepth = maxDepth;
        _serializer = new(JsonSerializerOptions.Default)
        {
            MaxDepth = maxDepth,
            Converters = { new JsonStringEnumConverter() },
        };
    }

    /// <summary>Reads the inputs, or says in a sentence why they cannot be read.</summary>
    public (JsonElement Value, string? Problem) Read(object? inputs)
    {
        try
        {
            var value = inputs switch
            {
                null => Empty,
                JsonElement element => Checked(element),
                JsonDocument document => Checked(document.RootElement),
                _ => Serialized(inputs),
            };

            return value.ValueKind == JsonValueKind.Object
                ? (value, null)
                : (value, $"The inputs are {Article(value.ValueKind)}; they must be one object whose members are the inputs by name.");
        }
        catch (InputTooLargeException)
        {
            return (default, $"The inputs are larger than {_maxBytes:N0} bytes as JSON, the limit set by SkillsEngineOptions.MaxInputBytes.");
        }
        catch (ObjectDisposedException)
        {
            return (default, "The inputs belong to a JsonDocument that was disposed; pass element.Clone() or keep the document alive.");
        }
        catch (Exception problem) when (problem is JsonException or NotSupportedException or ArgumentException or InvalidOperationException)
        {
            return (default, $"The inputs cannot be written as JSON of at most {_maxDepth} levels ({problem.GetType().Name}). Pass an object, a dictionary, a JsonNode or a JsonElement without cycles, NaN or infinity.");
        }
    }

    private JsonElement Checked(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Undefined)
        {
            return Empty;
        }

        var utf8 = JsonMarshal.GetRawUtf8Value(element);
        if (utf8.Length > _maxBytes)
        {
            throw new InputTooLargeException();
        }

        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = _maxDepth, CommentHandling = JsonCommentHandling.Skip });
        while (reader.Read())
        {
        }

        return element.Clone();
    }

    private JsonElement Serialized(object inputs)
    {
        var buffer = new BoundedBufferWriter(_maxBytes);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = _maxDepth }))
        {
            if (inputs is JsonNode node)
            {
                node.WriteTo(writer, _serializer);
            }
            else
            {
                JsonSerializer.Serialize(writer, inputs, inputs.GetType(), _serializer);
            }
        }

        return JsonElement.Parse(buffer.Written.Span, new JsonDocumentOptions { MaxDepth = _maxDepth });
    }

    private static string Article(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };
}
