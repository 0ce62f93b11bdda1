using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Skills.Json;

namespace Skills.Engine.Inputs;

/// <summary>The door: whatever the caller passes becomes one <see cref="JsonElement"/> that outlives its source, within size and depth.</summary>
internal sealed class InputReader
{
    private static readonly JsonElement Empty = JsonElement.Parse("{}");

    private readonly int _maxBytes;
    private readonly int _maxDepth;
    private readonly bool _hasReflection;
    private readonly JsonSerializerOptions _serializer;
    private InputScratch? _spare;

    public InputReader(int maxBytes, int maxDepth) : this(maxBytes, maxDepth, InputTypes.IsReflectionEnabled)
    {
    }

    /// <summary>For tests of a program without reflection.</summary>
    internal InputReader(int maxBytes, int maxDepth, bool hasReflection)
    {
        _maxBytes = maxBytes;
        _maxDepth = maxDepth;
        _hasReflection = hasReflection;
        _serializer = InputTypes.OptionsFor(maxDepth, hasReflection);
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
            return (default, FormattableString.Invariant($"The inputs are larger than {_maxBytes:N0} bytes as JSON, the limit set by SkillsEngineOptions.MaxInputBytes."));
        }
        catch (ObjectDisposedException)
        {
            return (default, "The inputs belong to a JsonDocument that was disposed; pass element.Clone() or keep the document alive.");
        }
        catch (UnreadableInputException unreadable)
        {
            return (default, unreadable.Message);
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

        var isStrict = StrictText.IsSurely(utf8, _maxDepth) || CanonicalJson.IsStandard(utf8, _maxDepth);

        // A clone of what cannot be disposed is the element itself. Writing it again removes comments and trailing commas.
        return isStrict ? element.Clone() : Written(element, static (value, writer, _) => value.WriteTo(writer));
    }

    private JsonElement Serialized(object inputs) => Written(inputs, _hasReflection && inputs is not JsonNode
        ? static (value, writer, serializer) => JsonSerializer.Serialize(writer, value, serializer.GetTypeInfo(value.GetType()))
        : static (value, writer, serializer) => new InputWriter(writer, serializer).Write(value));

    private JsonElement Written<T>(T inputs, Action<T, Utf8JsonWriter, JsonSerializerOptions> write)
    {
        var scratch = Interlocked.Exchange(ref _spare, null) ?? new(_maxBytes, _maxDepth);
        try
        {
            write(inputs, scratch.Writer, _serializer);
            scratch.Writer.Flush();
            return JsonElement.Parse(scratch.Buffer.Written, new JsonDocumentOptions { MaxDepth = _maxDepth });
        }
        finally
        {
            if (scratch.TryReset())
            {
                Volatile.Write(ref _spare, scratch);
            }
        }
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
