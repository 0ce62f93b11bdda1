using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;

namespace Skills.Engine.Providers.Http;

/// <summary>One way to ask for the wanted shape.</summary>
internal sealed record OutputStep(SchemaMode Mode, LoweredSchema? Schema);

/// <summary>Decides how the shape is asked for: natively, by a forced tool, by the prompt. Remembers per model and schema what the provider refused. Thread-safe.</summary>
internal sealed class OutputLadder(SchemaDialect dialect)
{
    private const int MostRemembered = 1000;
    private static readonly OutputStep[] FreeText = [new(SchemaMode.None, null)];
    private static readonly OutputStep[] PromptOnly = [new(SchemaMode.Prompt, null)];
    private static readonly string[] SchemaParams = ["response_format", "text.format", "output_config", "tools", "tool_choice", "format", "generation_config", "generationConfig"];
    private static readonly string[] SchemaWords = ["schema", "grammar", "response_format", "output_config", "too many states", "structured output", "tool_choice", "guided"];

    private readonly ConcurrentDictionary<(string Model, string Schema), SchemaMode> _refused = new();
    private readonly ConcurrentDictionary<string, OutputStep[]> _steps = new(StringComparer.Ordinal);

    /// <summary>The steps to try in order, at least one.</summary>
    public IReadOnlyList<OutputStep> StepsFor(ModelRequest request)
    {
        if (request.Output is null)
        {
            return FreeText;
        }

        if (request.Output.Schema is not { } schema)
        {
            return PromptOnly;
        }

        var text = KeyOf(schema);
        if (!_steps.TryGetValue(text, out var all))
        {
            Bound(_steps);
            all = _steps[text] = [.. Steps(schema)];
        }

        var highest = _refused.GetValueOrDefault((request.Model.WireId, text), SchemaMode.Native);
        var steps = all.Where(s => s.Mode <= highest && Allowed(s.Mode, request)).ToArray();
        return steps.Length > 0 ? steps : PromptOnly;
    }

    /// <summary>Remembers that a step was refused, so that the next call begins lower.</summary>
    public void StepDown(ModelRequest request, OutputStep refused, OutputStep next)
    {
        if (request.Output?.Schema is { } schema && next.Mode < refused.Mode)
        {
            Bound(_refused);
            _refused[(request.Model.WireId, KeyOf(schema))] = next.Mode;
        }
    }

    /// <summary>Whether an error means the schema, or the way of asking for it, rather than anything else in the request.</summary>
    public static bool IsSchemaRefusal(ModelException error, OutputStep step) =>
        step.Mode is SchemaMode.Native or SchemaMode.Tool
        && error is { Kind: ModelErrorKind.InvalidRequest, Status: HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity or HttpStatusCode.NotImplemented }
        && (error.ProviderCode is "invalid_json_schema" || Mentions(error.Message, SchemaParams) || Mentions(error.ProviderMessage, SchemaWords)
            || error.ProviderMessage is null or "Request contains an invalid argument.");

    private static bool Mentions(string? text, string[] words) =>
        text is not null && Array.Exists(words, w => text.Contains(w, StringComparison.OrdinalIgnoreCase));

    private static string KeyOf(JsonElement schema) => Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(schema)));

    private static void Bound<TKey, TValue>(ConcurrentDictionary<TKey, TValue> memory)
        where TKey : notnull
    {
        if (memory.Count >= MostRemembered)
        {
            memory.Clear();
        }
    }

    private IEnumerable<OutputStep> Steps(JsonElement schema)
    {
        if (LoweredSchema.Lower(schema, dialect) is { } lowered)
        {
            yield return new(SchemaMode.Native, lowered);
        }

        yield return new(SchemaMode.Tool, LoweredSchema.ForTool(schema));
        yield return new(SchemaMode.Prompt, null);
    }

    private bool Allowed(SchemaMode mode, ModelRequest request) => mode switch
    {
        SchemaMode.Native => dialect.AlwaysNative || (request.Model.Capabilities & ModelCapabilities.JsonSchema) != 0,
        SchemaMode.Tool => dialect.ForcedTools && (request.Model.Capabilities & ModelCapabilities.Tools) != 0 && request.Tools is null,
        _ => true,
    };
}
