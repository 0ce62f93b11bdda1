using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Skills.Engine.Testing.DryRun;

/// <summary>Answers from a skill's examples or schema, without a model.</summary>
internal sealed class DryRunModelClient : IModelClient
{
    public const string Name = "dry-run";

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ModelDefinition Model { get; } = new()
    {
        Id = Name,
        Provider = Name,
        OnlyByName = true,
        Quality = 1,
        ContextWindow = int.MaxValue,
        MaxOutputTokens = int.MaxValue,
        LatencyP50 = TimeSpan.Zero,
        LatencyP95 = TimeSpan.Zero,
        Capabilities = Enum.GetValues<ModelCapabilities>().Aggregate(static (all, one) => all | one),
        Prices = [new() { Input = 0, Output = 0 }],
    };

    public ModelProvider Provider { get; } = new(Name);

    public Task<ModelReply> InvokeAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        var text = TextOf(request);
        return Task.FromResult(new ModelReply
        {
            Text = text,
            ModelName = Name,
            SchemaMode = request.Output is null ? SchemaMode.None : SchemaMode.Native,
            Usage = new()
            {
                InputUncached = TokenEstimator.Estimate(request.Messages),
                OutputVisible = TokenEstimator.Estimate(text),
            },
        });
    }

    private static string TextOf(ModelRequest request)
    {
        var schema = request.Skill?.OutputSchema ?? request.Output?.Schema;
        var value = FromExamples(request.Skill?.Examples ?? [], schema) ?? FromSchema(schema, request);
        return request.Skill?.Output.Format is OutputFormat.Text or OutputFormat.Markdown && OnlyText(value) is { } text
            ? text
            : Write(value);
    }

    private static string Write(JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Relaxed))
        {
            value.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static JsonElement? FromExamples(IReadOnlyList<SkillExample> examples, JsonElement? schema)
    {
        if (examples.Count == 0 || schema is not { } wanted)
        {
            return examples.Count == 0 ? null : examples[0].Output;
        }

        var compiled = SchemaSampler.Compile(wanted);
        foreach (var example in examples)
        {
            if (compiled.IsValid(example.Output))
            {
                return example.Output;
            }
        }

        return null;
    }

    private static JsonElement FromSchema(JsonElement? schema, ModelRequest request) => schema is { } wanted
        ? RuleSchema.Sample(wanted, request.Skill?.ValidationRules ?? []) ?? SchemaSampler.Sample(wanted) ?? throw new ModelException(
            ModelErrorKind.InvalidRequest,
            "The dry run found no value for the output schema. Add an example with a valid output to the skill.")
        {
            Provider = Name,
            Model = request.Model.Id,
        }
        : request.Output is null && request.Skill?.Output.Format is null or OutputFormat.Text or OutputFormat.Markdown
            ? JsonElement.Parse("\"dry run\"")
            : JsonElement.Parse("""{"content":"dry run"}""");

    // Text formats carry the one string of the output, not its JSON.
    private static string? OnlyText(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Object => value.EnumerateObject().ToList() is [{ Value.ValueKind: JsonValueKind.String } only] ? only.Value.GetString() : null,
        _ => null,
    };
}
