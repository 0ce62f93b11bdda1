using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Skills.Engine.Providers.Schemas;

namespace Skills.Engine.Providers.Http;

/// <summary>One way to ask for the wanted shape.</summary>
/// <param name="Mode">The way.</param>
/// <param name="Schema">The schema as it is sent; null when it is not.</param>
/// <param name="IsStepDown">Whether a better way was refused, so that the prompt does not yet say what shape is wanted.</param>
/// <param name="InWords">Whether the prompt says what shape is wanted, though the schema is sent too.</param>
internal sealed record OutputStep(SchemaMode Mode, LoweredSchema? Schema, bool IsStepDown = false, bool InWords = false);

/// <summary>Decides how the shape is asked for: natively, by a forced tool, by the prompt. Remembers per model and schema what the provider refused. Thread-safe.</summary>
internal sealed class OutputLadder(SchemaDialect dialect)
{
    private const int MostRemembered = 1000;
    private static readonly OutputStep[] FreeText = [new(SchemaMode.None, null)];
    private static readonly OutputStep[] PromptOnly = [new(SchemaMode.Prompt, null)];
    private static readonly string[] SchemaParams = ["response_format", "text.format", "output_config", "tools", "tool_choice", "generationConfig"];
    private static readonly string[] SchemaWords = ["schema", "grammar", "response_format", "output_config", "too many states", "structured output", "tool_choice", "guided"];
    private static readonly string[] GrammarWords = ["invalid JSON schema in format", "failed to parse grammar", "grammar"];

    private readonly ConditionalWeakTable<OutputContract, SchemaKey> _keys = [];
    private readonly ConcurrentDictionary<(string Model, SchemaKey Schema), SchemaMode> _refused = new();
    private readonly ConcurrentDictionary<(SchemaKey Schema, SchemaMode Highest, ModelCapabilities Abilities, bool Tools, bool Offered), OutputStep[]> _steps = new();

    /// <summary>The steps to try in order, at least one.</summary>
    public IReadOnlyList<OutputStep> StepsFor(ModelRequest request)
    {
        if (request.Output is not { } output)
        {
            return FreeText;
        }

        if (output.Schema is not { } schema)
        {
            return PromptOnly;
        }

        var key = KeyOf(output, schema);
        var highest = _refused.GetValueOrDefault((request.Model.WireId, key), SchemaMode.Native);
        var cell = (key, highest, request.Model.Capabilities & (ModelCapabilities.JsonSchema | ModelCapabilities.Tools), request.Tools is null, request.OfferedTools.Count == 0);
        if (!_steps.TryGetValue(cell, out var steps))
        {
            Bound(_steps);
            steps = _steps[cell] = Steps(schema, highest, request);
        }

        return steps;
    }

    /// <summary>Remembers that a step was refused, so that the next call begins lower.</summary>
    public void StepDown(ModelRequest request, OutputStep refused, OutputStep next)
    {
        if (request.Output is { Schema: { } schema } output && next.Mode < refused.Mode)
        {
            Bound(_refused);
            _refused[(request.Model.WireId, KeyOf(output, schema))] = next.Mode;
        }
    }

    /// <summary>Whether an error means the schema, or the way of asking for it, rather than anything else in the request.</summary>
    public static bool IsSchemaRefusal(ModelException error, OutputStep step) =>
        step.Mode is SchemaMode.Native or SchemaMode.Tool && (IsGrammarFault(error) || IsRefusal(error));

    // Ollama answers 500 for a schema that it cannot turn into a grammar.
    private static bool IsGrammarFault(ModelException error) =>
        error is { Kind: ModelErrorKind.ServerError, Status: HttpStatusCode.InternalServerError } && Mentions(error.ProviderMessage, GrammarWords);

    private static bool IsRefusal(ModelException error) =>
        error is { Kind: ModelErrorKind.InvalidRequest, Status: HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity or HttpStatusCode.NotImplemented }
        && (error.ProviderCode is "invalid_json_schema" || Mentions(error.Message, SchemaParams) || Mentions(error.ProviderMessage, SchemaWords)
            || error.ProviderMessage is "Request contains an invalid argument.");

    // A skill keeps its contract, so its schema is read once.
    private SchemaKey KeyOf(OutputContract output, System.Text.Json.JsonElement schema)
    {
        if (!_keys.TryGetValue(output, out var key))
        {
            key = SchemaKey.Of(JsonMarshal.GetRawUtf8Value(schema));
            _keys.AddOrUpdate(output, key);
        }

        return key;
    }

    private static bool Mentions(string? text, string[] words) =>
        text is not null && Array.Exists(words, w => text.Contains(w, StringComparison.OrdinalIgnoreCase));

    private static void Bound<TKey, TValue>(ConcurrentDictionary<TKey, TValue> memory)
        where TKey : notnull
    {
        if (memory.Count >= MostRemembered)
        {
            memory.Clear();
        }
    }

    private OutputStep[] Steps(System.Text.Json.JsonElement schema, SchemaMode highest, ModelRequest request)
    {
        var steps = new List<OutputStep>(3);
        var can = request.Model.Capabilities;
        var offers = WireRequest.OffersToolsIn(request);
        if (highest >= SchemaMode.Native && (dialect.NativeWithTools || request.OfferedTools.Count == 0) && (dialect.AlwaysNative || (can & ModelCapabilities.JsonSchema) != 0) && LoweredSchema.Lower(schema, dialect) is { } lowered)
        {
            steps.Add(new(SchemaMode.Native, lowered, InWords: dialect.HidesSchema && lowered.HasNotes));
        }

        // A forced tool leaves no room for the caller's own.
        if (highest >= SchemaMode.Tool && dialect.ForcedTools && (can & ModelCapabilities.Tools) != 0 && !offers)
        {
            steps.Add(new(SchemaMode.Tool, LoweredSchema.ForTool(schema)));
        }

        steps.Add(new(SchemaMode.Prompt, null, IsStepDown: steps.Count > 0 || highest < SchemaMode.Native));
        return [.. steps];
    }

    // The digest of the schema's bytes: equal bytes, equal schema.
    private sealed record SchemaKey(UInt128 High, UInt128 Low)
    {
        public static SchemaKey Of(ReadOnlySpan<byte> schema)
        {
            Span<byte> digest = stackalloc byte[32];
            SHA256.HashData(schema, digest);
            return new(MemoryMarshal.Read<UInt128>(digest), MemoryMarshal.Read<UInt128>(digest[16..]));
        }
    }
}
