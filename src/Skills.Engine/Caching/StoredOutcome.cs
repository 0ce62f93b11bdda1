using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Skills.Engine.Caching;

// The JSON part of an entry, format 1. Names are short and never change their meaning; members are added, not removed.
// Enums are numbers: an entry is read by releases before and after this one, and their names are for people.

/// <summary>What is kept of a result besides its outputs.</summary>
internal sealed class StoredOutcome
{
    [JsonPropertyName("s")]
    public int Status { get; set; }

    [JsonPropertyName("m")]
    public string? Model { get; set; }

    [JsonPropertyName("p")]
    public string? Provider { get; set; }

    [JsonPropertyName("v")]
    public string? Variant { get; set; }

    [JsonPropertyName("c")]
    public decimal? Usd { get; set; }

    [JsonPropertyName("k")]
    public int CostKind { get; set; }

    [JsonPropertyName("t")]
    [JsonConverter(typeof(StoredTokensConverter))]
    public TokenUsage? Tokens { get; set; }

    [JsonPropertyName("e")]
    public StoredEdit[]? Edits { get; set; }

    [JsonPropertyName("r")]
    public StoredRule[]? Rules { get; set; }

    [JsonPropertyName("w")]
    public string[]? Warnings { get; set; }

    [JsonPropertyName("x")]
    public StoredError[]? Errors { get; set; }

    /// <summary>Reads what was serialized; null when it is no object. By hand, since every hit in the shared store comes here, and a serializer takes a kilobyte to get going.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="InvalidOperationException">A member has a value of another kind.</exception>
    /// <exception cref="FormatException">A number is out of its range.</exception>
    public static StoredOutcome? Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        var outcome = new StoredOutcome();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan is [var letter] ? letter : 0;
            reader.Read();
            outcome.Read(name, ref reader);
        }

        return outcome;
    }

    private void Read(int name, ref Utf8JsonReader reader)
    {
        switch (name)
        {
            case 's':
                Status = reader.GetInt32();
                break;
            case 'm':
                Model = reader.GetString();
                break;
            case 'p':
                Provider = reader.GetString();
                break;
            case 'v':
                Variant = reader.GetString();
                break;
            case 'c':
                Usd = reader.GetDecimal();
                break;
            case 'k':
                CostKind = reader.GetInt32();
                break;
            case 't':
                Tokens = StoredTokensConverter.Read(ref reader);
                break;
            case 'e':
                Edits = Items(ref reader, StoredOutcomeContext.Default.StoredEditArray);
                break;
            case 'r':
                Rules = Items(ref reader, StoredOutcomeContext.Default.StoredRuleArray);
                break;
            case 'w':
                Warnings = Items(ref reader, StoredOutcomeContext.Default.StringArray);
                break;
            case 'x':
                Errors = Items(ref reader, StoredOutcomeContext.Default.StoredErrorArray);
                break;
            default:
                reader.Skip();
                break;
        }
    }

    private static T[]? Items<T>(ref Utf8JsonReader reader, JsonTypeInfo<T[]> type)
    {
        var next = reader;
        if (next.Read() && next.TokenType == JsonTokenType.EndArray)
        {
            reader = next;
            return [];
        }

        return JsonSerializer.Deserialize(ref reader, type);
    }
}

/// <summary>A repair.</summary>
internal sealed record StoredEdit(
    [property: JsonPropertyName("p")] string Path,
    [property: JsonPropertyName("n")] string Name,
    [property: JsonPropertyName("k")] int Kind,
    [property: JsonPropertyName("c")] double Cost,
    [property: JsonPropertyName("s")] int Start,
    [property: JsonPropertyName("l")] int Length,
    [property: JsonPropertyName("b")] string? Before,
    [property: JsonPropertyName("a")] string? After);

/// <summary>What one rule said.</summary>
internal sealed record StoredRule(
    [property: JsonPropertyName("i")] int Index,
    [property: JsonPropertyName("t")] string Type,
    [property: JsonPropertyName("s")] int Severity,
    [property: JsonPropertyName("p")] bool Passed,
    [property: JsonPropertyName("k")] bool Skipped,
    [property: JsonPropertyName("f")] StoredFinding[]? Findings);

/// <summary>What a rule found.</summary>
internal sealed record StoredFinding([property: JsonPropertyName("p")] string Path, [property: JsonPropertyName("m")] string Message);

/// <summary>An error of a kept refusal.</summary>
internal sealed record StoredError(
    [property: JsonPropertyName("c")] string Code,
    [property: JsonPropertyName("s")] int Step,
    [property: JsonPropertyName("p")] string Path,
    [property: JsonPropertyName("m")] string Message);

/// <summary>Tokens as a list of six numbers, null for those that are not known: uncached input, cache read, cache written for 5 minutes and for an hour, visible output, reasoning.</summary>
internal sealed class StoredTokensConverter : JsonConverter<TokenUsage>
{
    /// <summary>The tokens; null when there are other than six.</summary>
    public static TokenUsage? Read(ref Utf8JsonReader reader)
    {
        Span<long?> parts = stackalloc long?[6];
        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            long? part = reader.TokenType == JsonTokenType.Null ? null : reader.GetInt64();
            if (count < parts.Length)
            {
                parts[count] = part;
            }

            count++;
        }

        return count != parts.Length ? null : new()
        {
            InputUncached = parts[0],
            CacheRead = parts[1],
            CacheWrite5m = parts[2],
            CacheWrite1h = parts[3],
            OutputVisible = parts[4],
            Reasoning = parts[5],
        };
    }

    public override TokenUsage? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

    public override void Write(Utf8JsonWriter writer, TokenUsage value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var part in (ReadOnlySpan<long?>)[value.InputUncached, value.CacheRead, value.CacheWrite5m, value.CacheWrite1h, value.OutputVisible, value.Reasoning])
        {
            if (part is { } tokens)
            {
                writer.WriteNumberValue(tokens);
            }
            else
            {
                writer.WriteNullValue();
            }
        }

        writer.WriteEndArray();
    }
}

/// <summary>Writes the JSON part without reflection.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(StoredOutcome))]
[JsonSerializable(typeof(StoredEdit[]))]
[JsonSerializable(typeof(StoredRule[]))]
[JsonSerializable(typeof(StoredError[]))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class StoredOutcomeContext : JsonSerializerContext;
