using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Skills.Engine.Evaluation.Redaction;

namespace Skills.Engine.Evaluation.Cassettes;

/// <summary>The form in which a request is recorded and recognized. It contains nothing that depends on which model answers.</summary>
internal static class RequestKey
{
    private const int LongestUrl = 200;

    /// <summary>Returns the redacted request.</summary>
    public static JsonElement FormOf(ModelRequest request, Redactor redactor)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            Write(writer, request);
        }

        return JsonElement.Parse(redactor.Json(JsonElement.Parse(stream.GetBuffer().AsSpan(0, (int)stream.Length), new() { MaxDepth = 256 })), new() { MaxDepth = 256 });
    }

    /// <summary>Returns the key of a redacted request within a case, a repeat and a column.</summary>
    public static string Of(JsonElement form, string test, int repeat, string? target)
    {
        var text = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{form.GetRawText()}\n{test}\n{repeat}\n{target}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private static void Write(Utf8JsonWriter writer, ModelRequest request)
    {
        writer.WriteStartObject();
        if (request.Skill is { } skill)
        {
            writer.WriteString("skill", skill.Slug);
        }

        writer.WriteStartArray("messages");
        foreach (var message in request.Messages)
        {
            Write(writer, message);
        }

        writer.WriteEndArray();
        WriteOptions(writer, request);
        Write(writer, "schema", request.Output?.Schema);
        Write(writer, "tools", request.Tools);
        ToolForm.Write(writer, request.OfferedTools);

        // Those of the skill, for every provider: another provider may answer when this is recorded again.
        Write(writer, "providerOptions", request.Skill?.ModelPreferences.ProviderOptions);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ModelMessage message)
    {
        writer.WriteStartObject();
        writer.WriteString("role", message.Role.ToString().ToLowerInvariant());
        writer.WriteString("text", message.Text);
        if (message.Media.Count > 0)
        {
            writer.WriteStartArray("media");
            foreach (var media in message.Media)
            {
                writer.WriteStringValue(media.File is { } file ? $"{media.MediaType} {file.Provider}:{file.Id}" : media.Url.Length <= LongestUrl && !media.Url.StartsWith("data:", StringComparison.OrdinalIgnoreCase)
                    ? media.Url
                    : $"{media.MediaType} sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(media.Url)))}");
            }

            writer.WriteEndArray();
        }

        ToolForm.Write(writer, message);
        writer.WriteEndObject();
    }

    // The length is the skill's own: the engine's is cut to the limit of the model that answers.
    private static void WriteOptions(Utf8JsonWriter writer, ModelRequest request)
    {
        var options = request.Options;
        writer.WriteStartObject("options");
        Write(writer, "temperature", options.Temperature);
        Write(writer, "topP", options.TopP);
        Write(writer, "topK", options.TopK);
        Write(writer, "maxOutputTokens", request.Skill?.ModelPreferences.MaxOutputTokens);
        Write(writer, "seed", options.Seed);
        Write(writer, "frequencyPenalty", options.FrequencyPenalty);
        Write(writer, "presencePenalty", options.PresencePenalty);
        if (options.StopSequences.Count > 0)
        {
            writer.WriteStartArray("stop");
            foreach (var stop in options.StopSequences)
            {
                writer.WriteStringValue(stop);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }

    private static void Write(Utf8JsonWriter writer, string name, JsonElement? value)
    {
        if (value is { ValueKind: not JsonValueKind.Undefined } some)
        {
            writer.WritePropertyName(name);
            some.WriteTo(writer);
        }
    }
}
