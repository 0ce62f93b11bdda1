using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Skills.Json.Types;

namespace Skills.Json;

/// <summary>Reads JSON as a .NET type without losing a value: a value that cannot be read is a finding with its path. Thread-safe.</summary>
public sealed class TypedReader
{
    private static readonly ConditionalWeakTable<JsonSerializerOptions, TypedReader> Known = [];

    private readonly JsonSerializerOptions _options;
    private readonly TypeTables _tables;

    private TypedReader(JsonSerializerOptions options) => (_options, _tables) = (options, new(options));

    /// <summary>Returns the reader of these settings, which are used as they are.</summary>
    /// <param name="options">For example <see cref="TypedJson.Default"/>.</param>
    public static TypedReader For(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Known.GetValue(options, static o => new(o));
    }

    /// <summary>Reads one value. Names are matched without case, underscores and hyphens, enums by any spelling, and durations by ISO 8601.</summary>
    /// <typeparam name="TOutput">The type.</typeparam>
    /// <param name="outputs">The value. An object with one member may stand for its text when the type is <see cref="string"/>.</param>
    public TypedReading<TOutput> Read<TOutput>(JsonElement outputs)
    {
        if (typeof(TOutput) == typeof(string) && outputs.ValueKind == JsonValueKind.Object && outputs.GetPropertyCount() == 1)
        {
            // A text skill with a schema has its text in the only member.
            outputs = outputs.EnumerateObject().Single().Value;
        }

        try
        {
            var buffer = new ArrayBufferWriter<byte>();
            using var writer = new Utf8JsonWriter(buffer);
            var typed = new TypedWriter(_tables, writer);
            typed.Write(outputs, typeof(TOutput), null, "");
            writer.Flush();
            return typed.Findings.Count > 0
                ? new(default, typed.Findings, [])
                : new((TOutput?)JsonSerializer.Deserialize(buffer.WrittenSpan, _options.GetTypeInfo(typeof(TOutput))), [], typed.Unused);
        }
        catch (JsonException problem)
        {
            var path = Pointer(outputs, problem.Path ?? "$");
            return new(default, [new(path, $"'{(path.Length == 0 ? "/" : path)}' cannot be read as {typeof(TOutput).Name}. Change the type or the output schema so that they agree.")], []);
        }
        catch (Exception problem) when (problem is NotSupportedException or InvalidOperationException or FormatException or ArgumentException)
        {
            return new(default, [new("", $"The outputs cannot be read as {typeof(TOutput).Name} ({problem.GetType().Name}). Change the type or the output schema so that they agree.")], []);
        }
    }

    // The serializer names members as the type does; callers look for the names of the outputs.
    private static string Pointer(JsonElement outputs, string path)
    {
        var pointer = "";
        JsonElement? at = outputs;
        foreach (var token in JsonPathTokens.Of(path))
        {
            var name = token;
            if (at is { ValueKind: JsonValueKind.Object } owner)
            {
                var match = owner.EnumerateObject().Where(p => p.Name == token || FoldedName.Of(p.Name) == FoldedName.Of(token)).OrderByDescending(p => p.Name == token).Select(static p => (JsonProperty?)p).FirstOrDefault();
                (name, at) = (match?.Name ?? token, match?.Value);
            }
            else
            {
                at = at is { ValueKind: JsonValueKind.Array } list && int.TryParse(token, out var index) && index < list.GetArrayLength() ? list[index] : null;
            }

            pointer += "/" + JsonPointer.Escape(name);
        }

        return pointer;
    }
}
